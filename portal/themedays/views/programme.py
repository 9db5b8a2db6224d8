"""Coming and past theme days, and the programme of one."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from portal.core import web
from portal.core.access import can_somewhere
from portal.core.text import _, clock_time
from portal.core.web import actor, public
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
    """One theme day with its programme."""
    found = visible_day(slug)
    shown = request.args.get("vis", "tid")
    lines = _shown_lines(queries.times_of(found, queries.public_lines(found)))
    return render_template(
        "themedays/day.html",
        day=found,
        shown=shown if shown in VIEWS else "tid",
        lines=lines,
        groups=_by_place(lines) if shown == "sted" else _by_time(lines),
        partners=[one.organisation for one in found.partners],
        feed=web.absolute("interop.theme_day_calendar", slug=slug) if _has_feed(found, lines) else "",
    )


def _has_feed(found: ThemeDay, lines: list[dict[str, Any]]) -> bool:
    """Whether there is anything public to subscribe to."""
    return bool(lines) and found.state != rules.DRAFT


def _shown_lines(entries: list[Entry]) -> list[dict[str, Any]]:
    seats = participation.seats([one.occurrence for one in entries])
    return [_shown_line(one, seats[one.occurrence.id]) for one in entries]


def _shown_line(entry: Entry, seats: participation_rules.Seats) -> dict[str, Any]:
    """One line at one time as plain values for the programme's parts."""
    date, event = entry.occurrence, entry.occurrence.event
    place, room, title = date.place, date.room, date.said("title")
    takes_signups = event.signup_mode != "none" and not date.cancelled
    state, words = "ok", _("Just come")
    if date.cancelled:
        state, words = "cancelled", _("Cancelled")
    elif takes_signups:
        state = participation_rules.seat_state(seats.capacity, seats.taken, seats.waiting)
        words = participation_rules.seat_words(seats)
    return {
        "title": title,
        "lang": title.lang,
        "summary": event.said("summary"),
        "href": url_for("pages.occurrence", slug=event.slug, date=date.slug),
        "start": date.starts_at,
        "end": date.ends_at,
        "place": place.name if place else "",
        "room": " · ".join(one.name for one in (place, room) if one) or _("Place to come"),
        "institution": entry.line.institution.name,
        "state": state,
        "state_text": words,
        "signup": url_for("participation.sign_up", slug=event.slug, date=date.slug)
        if takes_signups
        else None,
        "note": date.cancel_reason,
    }


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
