"""The year wheel: the coming twelve months by week, for those who plan them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from flask import current_app, render_template, request, url_for

from portal.core import clock, taxonomy, text
from portal.core.access import require
from portal.core.errors import Says
from portal.core.text import _, _l
from portal.core.web import actor
from portal.events import queries as events
from portal.pages.queries import programme
from portal.pages.queries import year_wheel as queries
from portal.pages.rules import calendar
from portal.pages.rules import year_wheel as rules
from portal.pages.rules.filters import Filters, read_filters
from portal.pages.rules.wishes import in_words
from portal.pages.views.blueprint import bp
from portal.pages.views.filters import options

BY_INSTITUTION, BY_AUDIENCE = "institutioner", "maalgrupper"
SCHOOL: dict[str, Says] = {
    "winter": _l("Winter holiday"),
    "autumn": _l("Autumn holiday"),
    "summer": _l("Summer holiday"),
}
"""School holidays that follow from the calendar (``events.rules.series.proposed_skips``)."""


@bp.get("/aarshjul")
def year_wheel() -> str:
    """What the year holds, week by week, and where it gets crowded or empty."""
    who = actor()
    require(who, "desk:see")
    offered = programme.choices()
    filters = read_filters(request.args, offered.known).without("day", "since", "until")
    asked = calendar.read_period(request.args.get("maaned", ""))
    begins = asked.first if asked and asked.kind == calendar.MONTH else clock.today()
    lanes = BY_AUDIENCE if request.args.get("vis") == BY_AUDIENCE else BY_INSTITUTION
    first = rules.monday_of(begins)
    span = queries.Span(first, first + timedelta(weeks=rules.WEEKS) - timedelta(days=1))
    by_day = queries.by_audience if lanes == BY_AUDIENCE else queries.by_institution
    found = by_day(filters, span)
    weeks = rules.year_from(first, found, queries.by_day(filters, span))
    clashes = queries.clashes(filters, span)
    return render_template(
        "pages/year_wheel.html",
        weeks=weeks,
        lanes=list(found),
        spokes=rules.spokes(weeks),
        months=[(text.month_name(month)[:3], x, y) for month, x, y in rules.month_marks(weeks)],
        large=_by_week(queries.large(filters, span), lambda one: one.starts_local.date()),
        theme_days=_by_week(queries.theme_days(who, span), lambda one: one.on),
        holidays=_holidays(span),
        clashes=clashes,
        crowded=_by_week(clashes, lambda one: one.day),
        audience_words=taxonomy.AUDIENCES,
        roof=_roof,
        monday_of=rules.monday_of,
        starts=_starts(),
        begins=f"{begins:%Y-%m}" if asked else "",
        runs=queries.runs(filters, span),
        options=[one for one in options(filters, offered) if one["name"] in ("institution", "sted", "alder")],
        chosen=_chosen(filters, offered),
        ways=_ways(filters, lanes, begins),
        filters=filters,
        shown_as=lanes,
        span=text.days_span(span.first, span.last),
    )


def _by_week(found: list[Any], day_of: Any) -> dict[date, list[Any]]:
    """Monday -> what falls in its week."""
    weeks = defaultdict(list)
    for one in found:
        weeks[rules.monday_of(day_of(one))].append(one)
    return dict(weeks)


def _holidays(span: queries.Span) -> dict[date, list[str]]:
    """Monday -> public holidays with their day, and school holidays."""
    weeks: dict[date, list[str]] = {}
    public = calendar.holidays_in(span.first, span.last, text.language())
    for day, name in sorted(public.items()):
        weeks.setdefault(rules.monday_of(day), []).append(f"{name} ({text.short_date(day)})")
    for day, kind in sorted(events.proposed_skips(span.first, span.last).items()):
        if kind in SCHOOL:
            names = weeks.setdefault(rules.monday_of(day), [])
            if str(SCHOOL[kind]) not in names:
                names.append(str(SCHOOL[kind]))
    return weeks


def _starts() -> list[tuple[str, str]]:
    """The months a year may begin with: the last twelve and the next, as (address, name)."""
    month = calendar.period(calendar.MONTH, clock.today() - timedelta(days=365))
    found: list[tuple[str, str]] = []
    while len(found) < 25:
        found.append((month.address, text.month_and_year(month.first)))
        month = calendar.period(calendar.MONTH, month.last + timedelta(days=1))
    return found


def _roof(name: str) -> str:
    """The house by its name; a place is called what it is called."""
    house = current_app.config["SETTINGS"].house_name
    return str(house) if name == text.slugify(house) else name


def _ways(filters: Filters, lanes: str, begins: date) -> list[dict[str, Any]]:
    """The two sorts of lanes, with the same wishes."""
    more: dict[str, Any] = {"maaned": f"{begins:%Y-%m}"} if "maaned" in request.args else {}
    words = ((BY_INSTITUTION, _("By institution")), (BY_AUDIENCE, _("By audience")))
    return [
        {
            "text": said,
            "href": url_for("pages.year_wheel", vis=key, **more, **filters.query()),
            "current": key == lanes,
        }
        for key, said in words
    ]


def _chosen(filters: Filters, offered: programme.Choices) -> list[dict[str, str]]:
    """What is chosen, each with the address that takes it away."""
    kept: dict[str, Any] = {name: request.args[name] for name in ("vis", "maaned") if request.args.get(name)}
    return [
        {
            "text": in_words(filters, name, offered),
            "href": url_for("pages.year_wheel", **kept, **filters.without(name).query()),
        }
        for name in filters.chosen()
    ]
