"""The staff queue: everything that waits for a decision, the oldest promise first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.text import _, short_date
from portal.core.web import actor
from portal.moderation import queries, rules
from portal.moderation.models import Proposal
from portal.moderation.queries.standing import age, row_of
from portal.moderation.rules import promise
from portal.moderation.views.blueprint import KIND_WORDS, bp
from portal.organisations import queries as organisations
from portal.themedays import queries as themedays

Page = str | Response | tuple[str, int]

LINES, ORGANISATIONS = "linje", "forening"
_KIND_OF = {word: kind for kind, word in KIND_WORDS.items()}
_VIEW_WORDS = {
    queries.WAITING: "venter",
    queries.WITH_PROPOSER: "hos-forslagsstiller",
    queries.DECIDED: "afgjort",
}
_VIEW_OF = {word: view for view, word in _VIEW_WORDS.items()}


@dataclass(frozen=True)
class _Waits:
    """One row of the queue. ``due`` is the promise; ``row`` is what ``work_list`` takes."""

    due: datetime | None
    row: dict[str, Any]


@bp.route("/arbejdsbord/forslag")
def queue() -> Page:
    """Everything that waits for a decision the reader may make, the oldest promise first."""
    who = actor()
    require(who, "desk:see")
    view = _VIEW_OF.get(request.args.get("vis", ""), queries.WAITING)
    word, unit = request.args.get("slags", ""), request.args.get("enhed", "")
    filters = queries.Filters(view=view, kind=_KIND_OF.get(word, ""), unit=unit)
    others = {LINES: _lines(who), ORGANISATIONS: _organisations(who)} if view == queries.WAITING else {}
    rows, following = _proposals(who, filters) if word not in (LINES, ORGANISATIONS) else ([], None)
    if not request.args.get("efter") and not unit:
        rows += [one for key, more in others.items() if word in ("", key) for one in more]
    rows.sort(key=lambda one: (one.due is None, one.due or clock.now()) if view != queries.DECIDED else 0)
    return render_template(
        "moderation/queue.html",
        rows=[one.row for one in rows],
        view=view,
        tabs_shown=_tabs(view),
        chips=_kind_chips(who, view, word, others),
        units=_unit_chips(who, unit),
        following=_here(efter=following) if following else None,
        filtered=bool(word or unit),
        clear=url_for("moderation.queue", vis=_VIEW_WORDS[view]),
    )


def _here(**changes: Any) -> str:
    """The address of this list with some filters changed; ``None`` takes one away."""
    kept = {name: request.args[name] for name in ("vis", "slags", "enhed") if request.args.get(name)}
    return url_for("moderation.queue", **{**kept, **changes})


def _proposals(who: Actor, filters: queries.Filters) -> tuple[list[_Waits], str | None]:
    page = queries.queue(who, filters, request.args.get("efter"))
    return [_Waits(one.due_at, _proposal_row(one)) for one in page.items], page.next


def _proposal_row(one: Proposal) -> dict[str, Any]:
    return {**row_of(one), "href": url_for("moderation.case", ident=one.uuid)}


def _promised(since: datetime) -> datetime:
    """What also gets an answer in the promised time, although nobody was told a date."""
    return clock.to_utc(promise.add_working_minutes(clock.to_local(since), queries.promised_minutes()))


def _lines(who: Actor) -> list[_Waits]:
    return [
        _Waits(
            due := _promised(line.proposed_at),
            {
                "title": line.event.title,
                "href": url_for("themedays.decide", slug=line.theme_day.slug, line_id=line.id),
                "lang": line.event.language,
                "meta": [
                    _("Programme line"),
                    line.theme_day.title,
                    line.institution.name,
                    age(line.proposed_at),
                ],
                "due": _("Answer by %(when)s", when=short_date(due)),
                "state": "warn" if due < clock.now() else "ok",
                "state_text": _("Overdue") if due < clock.now() else _("On time"),
            },
        )
        for line in themedays.lines_waiting(who)
    ]


def _organisations(who: Actor) -> list[_Waits]:
    return [
        _Waits(
            _promised(one.asked_at or one.created_at),
            {
                "title": one.name,
                "href": url_for("organisations.verify", slug=one.slug),
                "lang": "",
                "meta": [_("Organisation to verify"), age(one.asked_at or one.created_at)],
                "state": "waiting",
                "state_text": _("Waiting"),
            },
        )
        for one in organisations.waiting_for_verification(who)
    ]


def _tabs(view: str) -> list[dict[str, Any]]:
    names = {
        queries.WAITING: _("Waiting for us"),
        queries.WITH_PROPOSER: _("Waiting for the proposer"),
        queries.DECIDED: _("Decided"),
    }
    return [
        {"text": name, "href": url_for("moderation.queue", vis=_VIEW_WORDS[one]), "current": one == view}
        for one, name in names.items()
    ]


def _kind_chips(who: Actor, view: str, word: str, others: dict[str, list[_Waits]]) -> list[dict[str, Any]]:
    numbers = queries.waiting(who) if view == queries.WAITING else None
    chips = [
        _chip(KIND_WORDS[kind], str(name), word, numbers.get(kind, 0) if numbers is not None else None)
        for kind, name in rules.KIND_NAMES.items()
    ]
    names = {LINES: _("Programme line"), ORGANISATIONS: _("Organisation")}
    return [*chips, *(_chip(key, names[key], word, len(rows)) for key, rows in others.items() if rows)]


def _chip(key: str, name: str, chosen: str, count: int | None) -> dict[str, Any]:
    current = key == chosen
    return {
        "text": name,
        "href": _here(slags=None if current else key),
        "count": count,
        "current": current,
    }


def _unit_chips(who: Actor, chosen: str) -> list[dict[str, Any]]:
    units = queries.units_of(who)
    if len(units) < 2:
        return []
    return [
        {
            "text": one.name,
            "href": _here(enhed=None if one.slug == chosen else one.slug),
            "current": one.slug == chosen,
        }
        for one in units
    ]
