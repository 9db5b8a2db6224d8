"""The calendar: month, week, day and agenda of the public programme, with the wishes of the list."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock, text, web
from portal.core.errors import Missing
from portal.core.text import _
from portal.core.web import public
from portal.pages.queries import calendar as queries
from portal.pages.queries import programme
from portal.pages.rules import calendar as rules
from portal.pages.rules.calendar import AGENDA, DAY, MONTH, WEEK, Period
from portal.pages.rules.filters import NAMES, Filters, read_filters
from portal.pages.rules.wishes import in_words
from portal.pages.views.blueprint import bp
from portal.pages.views.filters import options

PER_DAY = {MONTH: rules.PER_CELL, WEEK: 12, DAY: 200, AGENDA: 20}
"""Kind of page -> dates shown of one day; the others are a link away."""
TEMPLATES = {MONTH: "pages/calendar.html", WEEK: "pages/week.html"}
INDEXED = 370
"""Days ahead that search engines are asked to keep."""
SOON = 8
"""Dates told in words below the month on a phone."""

Page = str | BaseResponse


@bp.get("/kalender")
@public
def calendar() -> Page:
    """This month."""
    return _page(rules.period(MONTH, clock.today()), here="pages.calendar")


@bp.get("/kalender/<period>")
@public
def calendar_period(period: str) -> Page:
    """A month (``2026-12``), a week (``2026-uge-49``) or a day (``2026-12-03``)."""
    found = rules.read_period(period)
    if found is None:
        raise Missing()
    return _page(found, here="pages.calendar_period", period=period)


@bp.get("/kalender/dagsorden")
@public
def agenda() -> Page:
    """Two weeks from today on, day by day."""
    return _page(rules.period(AGENDA, clock.today()), here="pages.agenda")


@bp.get("/kalender/dagsorden/<day>")
@public
def agenda_from(day: str) -> Page:
    """Two weeks from a day on."""
    found = rules.read_period(day)
    if found is None or found.kind != DAY:
        raise Missing()
    return _page(rules.period(AGENDA, found.first), here="pages.agenda_from", day=day)


def _page(shown: Period, here: str, **names: Any) -> Page:
    """One part of the calendar. A form sent with empty fields leads to a clean address."""
    if "" in request.args.values():
        asked: dict[str, Any] = {
            name: request.args[name] for name in NAMES.values() if request.args.get(name)
        }
        return redirect(url_for(here, **names, **asked))
    offered = programme.choices()
    filters = read_filters(request.args, offered.known).without("day", "since", "until")
    weeks = rules.weeks(shown.first, shown.last) if shown.kind == MONTH else [shown.days()]
    first, last = weeks[0][0], weeks[-1][-1]
    found = queries.calendar(filters, first, last, PER_DAY[shown.kind])
    return render_template(
        TEMPLATES.get(shown.kind, "pages/agenda.html"),
        shown=shown,
        title=_title(shown),
        weeks=[(week, rules.lanes([one.slot for one in found.long], week)) for week in weeks],
        found=found,
        long={one.slot.ident: one for one in found.long},
        running={day: _running(found, day) for week in weeks for day in week},
        turning={day: _turning(found, day) for day in shown.days()},
        soon=_soon(found, shown),
        weekdays=text.weekdays(),
        hours=rules.hours(one.slot for entries in found.days.values() for one in entries),
        holidays=rules.holidays_in(first, last, text.language()),
        today=clock.today(),
        ways_to=_ways(shown, filters),
        before=_step(shown.before(), filters),
        after=_step(shown.after(), filters),
        filters=filters,
        options=options(filters, offered),
        chosen=_chosen(filters, offered, here, names),
        cells=rules.cells,
        feed=web.absolute("interop.programme", **filters.query()),
        canonical=_canonical(shown),
        indexed=not filters and abs((shown.first - clock.today()).days) < INDEXED,
        clean=url_for(here, **names),
    )


def _title(shown: Period) -> str:
    """What the period is called, as a heading."""
    if shown.kind == MONTH:
        return text.month_and_year(shown.first)
    if shown.kind == WEEK:
        return text.week_name(shown.first)
    return text.long_date(shown.first) if shown.kind == DAY else text.days_span(shown.first, shown.last)


def _running(found: queries.Calendar, day: date) -> list[queries.Entry]:
    """The dates over several days that take part of a day."""
    return [one for one in found.long if one.slot.first <= day <= one.slot.last]


def _turning(found: queries.Calendar, day: date) -> list[queries.Entry]:
    """Those of them that begin or end on the day: what an agenda says about it."""
    return [one for one in found.long if day in (one.slot.first, one.slot.last)]


def _soon(found: queries.Calendar, shown: Period) -> list[tuple[date, list[queries.Entry]]]:
    """The next dates of the month, for screens too small to write in the cells."""
    soon: list[tuple[date, list[queries.Entry]]] = []
    told = 0
    for day in shown.days():
        entries = found.days.get(day, [])
        if entries and (day >= clock.today() or shown.last < clock.today()) and told < SOON:
            soon.append((day, entries))
            told += len(entries)
    return soon


def _address(shown: Period | None, filters: Filters) -> str:
    """Where a period is; empty when there is none."""
    if shown is None:
        return ""
    if shown.kind == AGENDA:
        return url_for("pages.agenda_from", day=shown.address, **filters.query())
    return url_for("pages.calendar_period", period=shown.address, **filters.query())


def _step(shown: Period | None, filters: Filters) -> dict[str, str] | None:
    """The way to the period before or after, by its name."""
    if shown is None:
        return None
    names = {
        MONTH: text.month_name(shown.first.month).capitalize(),
        WEEK: _("Week %(week)s", week=shown.first.isocalendar().week),
    }
    return {
        "href": _address(shown, filters),
        "text": names.get(shown.kind) or text.short_date(shown.first),
    }


def _canonical(shown: Period) -> str:
    if shown.kind == AGENDA:
        return web.absolute("pages.agenda_from", day=shown.address)
    return web.absolute("pages.calendar_period", period=shown.address)


def _ways(shown: Period, filters: Filters) -> dict[str, str]:
    """The same days as month, week and agenda: from today on when today is among them."""
    now = clock.today()
    day = now if shown.first <= now <= shown.last else shown.first
    return {kind: _address(rules.period(kind, day), filters) for kind in (MONTH, WEEK, AGENDA)} | {
        "now": _address(rules.period(shown.kind, now), filters)
    }


def _chosen(
    filters: Filters, offered: programme.Choices, here: str, names: dict[str, Any]
) -> list[dict[str, str]]:
    """What is chosen, in words, each with the address that takes it away."""
    return [
        {
            "text": in_words(filters, name, offered),
            "href": url_for(here, **names, **filters.without(name).query()),
        }
        for name in filters.chosen()
    ]
