"""Coming and past theme days, and the programme of one."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from portal.core import clock, web
from portal.core.access import can_somewhere
from portal.core.structured import DayData, theme_day_json
from portal.core.text import _, _n, clock_time
from portal.core.web import actor, public
from portal.events import queries as events
from portal.participation import queries as participation
from portal.participation import rules as participation_rules
from portal.themedays import queries, rules
from portal.themedays.models import ThemeDay
from portal.themedays.queries import Entry
from portal.themedays.views.blueprint import Page, bp, visible_day

VIEWS = ("tid", "sted", "skema")
"""How the programme is shown: by time, by place, as a grid for wide screens and paper."""


@bp.get("/temadage")
@public
def index() -> Page:
    """Coming theme days, then past ones."""
    coming = queries.coming(actor())
    past = queries.past(actor(), request.args.get("foer"))
    counts = queries.line_counts([day.id for day in (*coming, *past.items)])
    return render_template(
        "themedays/index.html",
        coming=coming if not request.args.get("foer") else [],
        past=past,
        counts=counts,
        may_create=can_somewhere(actor(), "themeday:create"),
    )


@bp.get("/temadage/<slug>")
@public
def day(slug: str) -> Page:
    """One theme day with its programme; afterwards, what came of it."""
    found = visible_day(slug)
    shown = request.args.get("vis", "tid")
    entries = queries.times_of(found, queries.public_lines(found))
    came = queries.came(entries)
    lines = _shown_lines(entries, came)
    return render_template(
        "themedays/day.html",
        day=found,
        shown=shown if shown in VIEWS else "tid",
        lines=lines,
        groups=_by_place(lines) if shown == "sted" else _by_time(lines),
        partners=queries.everybody_behind(found),
        over=found.on < clock.today(),
        outcome=rules.sum_up(_held(entries, came)),
        next_day=next(iter(queries.coming(actor(), limit=1)), None) if found.on < clock.today() else None,
        canonical=web.absolute("themedays.day", slug=slug),
        feed=web.absolute("interop.theme_day_calendar", slug=slug) if _has_feed(found, lines) else "",
        structured=_structured(found, entries) if found.state != rules.DRAFT else None,
    )


def _has_feed(found: ThemeDay, lines: list[dict[str, Any]]) -> bool:
    """Whether there is anything public to subscribe to."""
    return bool(lines) and found.state != rules.DRAFT


def _held(entries: list[Entry], came: dict[int, int]) -> list[tuple[str, int | None]]:
    """Kind and count of what was held: cancelled lines are not."""
    return [
        (one.occurrence.event.kind, came.get(one.occurrence.id))
        for one in entries
        if not one.occurrence.cancelled and one.occurrence.ends_at <= clock.now()
    ]


def _shown_lines(entries: list[Entry], came: dict[int, int]) -> list[dict[str, Any]]:
    seats = participation.seats([one.occurrence for one in entries])
    return [_shown_line(one, seats[one.occurrence.id], came.get(one.occurrence.id)) for one in entries]


def _shown_line(entry: Entry, seats: participation_rules.Seats, came: int | None) -> dict[str, Any]:
    """One line at one time as plain values for the programme's parts."""
    date, event = entry.occurrence, entry.occurrence.event
    place, room, title = date.place, date.room, date.said("title")
    stands = rules.standing(clock.now(), date.starts_at, date.ends_at, cancelled=date.cancelled)
    takes_signups = event.signup_mode != "none" and stands == rules.OPEN
    state, words = _state(stands, seats if takes_signups else None, came)
    return {
        "title": title,
        "lang": title.lang,
        "summary": event.said("summary"),
        "href": url_for("pages.occurrence", slug=event.slug, date=date.slug),
        "start": date.starts_at,
        "end": date.ends_at,
        "room": " · ".join(one.name for one in (place, room) if one) or _("Place to come"),
        "institution": entry.line.institution.name,
        "state": state,
        "state_text": words,
        "signup": url_for("participation.sign_up", slug=event.slug, date=date.slug)
        if takes_signups
        else None,
        "note": date.cancel_reason,
    }


def _state(stands: str, seats: participation_rules.Seats | None, came: int | None) -> tuple[str, str]:
    """The kind of state and its words: what most needs to be said. A count that is missing is not said."""
    if stands == rules.CALLED_OFF:
        return "cancelled", _("Cancelled")
    if stands == rules.HELD:
        held = _n("%(num)s took part", "%(num)s took part", came) if came is not None else _("Has been held")
        return "done", held
    if stands == rules.ON_NOW:
        return "info", _("On right now")
    if seats is None:
        return "ok", _("Just come")
    kind = participation_rules.seat_state(seats.capacity, seats.taken, seats.waiting)
    return kind, participation_rules.seat_words(seats)


def _structured(found: ThemeDay, entries: list[Entry]) -> Any:
    """The day as search engines read it."""
    made = DayData(
        title=found.title,
        url=web.absolute("themedays.day", slug=found.slug),
        on=found.on,
        description=found.summary,
        language=found.language,
        place=events.place_data(found.place),
        partners=[
            (one.name, web.absolute("pages.organisation", slug=one.slug))
            for one in queries.everybody_behind(found)
        ],
        cancelled=found.state == rules.CANCELLED,
    )
    dates = [one.occurrence for one in entries]
    told = [
        events.structured_data(one, web.absolute("pages.occurrence", slug=one.event.slug, date=one.slug))
        for one in dates
    ]
    return theme_day_json(made, told)


def _by_time(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault(clock_time(line["start"]), []).append(line)
    return [{"label": _("At %(time)s", time=at), "lines": found} for at, found in groups.items()]


def _by_place(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault(line["room"], []).append(line)
    return [{"label": room, "lines": groups[room]} for room in sorted(groups)]
