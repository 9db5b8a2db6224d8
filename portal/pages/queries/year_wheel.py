"""The year ahead in numbers: how much, of whom, for whom, and what gets in each other's way.

The database adds up by day; no query brings more rows than there are days and lanes, or its own limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import STRICT, db
from portal.core.taxonomy import BANDS
from portal.events import rules as events
from portal.events.models import Event, EventTag, Occurrence
from portal.organisations.models import Organisation
from portal.pages.queries.programme import conditions
from portal.pages.rules.filters import Filters
from portal.pages.rules.year_wheel import LARGE
from portal.places.models import Place
from portal.themedays.models import ThemeDay
from portal.themedays.queries import visible_to

Days = dict[date, int]
MOST = 100
AUDIENCES = ("children", "youth", "adults", "65+")
"""Bands that are lanes of their own."""


@dataclass(frozen=True)
class Span:
    """The local days looked at, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Clash:
    """Dates for the same people that begin in the same hour under the same roof."""

    day: date
    hour: int
    audience: str
    roof: str
    number: int
    dates: Sequence[Occurrence]
    """Two of them."""


@dataclass(frozen=True)
class Run:
    """A series within the year."""

    title: str
    slug: str
    first: datetime
    last: datetime
    dates: int


def _held(filters: Filters, span: Span) -> list[sa.ColumnElement[bool]]:
    return [
        Occurrence.starts_at >= clock.day_bounds(span.first)[0],
        Occurrence.starts_at < clock.day_bounds(span.last)[1],
        Occurrence.state == events.SCHEDULED,
        Event.state == events.PUBLISHED,
        *conditions(filters.without("day", "since", "until")),
    ]


def _day(value: Any) -> date:
    """SQLite answers with text, PostgreSQL with a date."""
    return date.fromisoformat(str(value))


def by_day(filters: Filters, span: Span) -> Days:
    """How many dates begin on each day."""
    day = sa.func.date(Occurrence.starts_local)
    rows = db.session.execute(
        sa.select(day, sa.func.count()).join(Occurrence.event).where(*_held(filters, span)).group_by(day)
    )
    return {_day(row[0]): row[1] for row in rows}


def by_institution(filters: Filters, span: Span) -> dict[str, Days]:
    """Institution -> day -> dates; units count with the institution they belong to. Largest first."""
    day = sa.func.date(Occurrence.starts_local)
    unit, whole = aliased(Organisation), aliased(Organisation)
    rows = db.session.execute(
        sa.select(whole.name, day, sa.func.count())
        .select_from(Occurrence)
        .join(Occurrence.event)
        .join(unit, unit.id == Event.unit_id)
        .join(whole, whole.id == sa.func.coalesce(unit.parent_id, unit.id))
        .where(*_held(filters, span))
        .group_by(whole.name, day)
    )
    lanes: dict[str, Days] = {}
    for name, when, number in rows:
        lanes.setdefault(name, {})[_day(when)] = number
    return dict(sorted(lanes.items(), key=lambda lane: (-sum(lane[1].values()), lane[0])))


def by_audience(filters: Filters, span: Span) -> dict[str, Days]:
    """Age band -> day -> dates made for it; one date may be made for several."""
    return {str(BANDS[band]): by_day(replace(filters, band=band), span) for band in AUDIENCES}


def theme_days(actor: Actor, span: Span) -> list[ThemeDay]:
    """The theme days the actor may know of, drafts among them for staff."""
    return list(
        db.session.scalars(
            sa.select(ThemeDay)
            .where(visible_to(actor), ThemeDay.on >= span.first, ThemeDay.on <= span.last)
            .order_by(ThemeDay.on, ThemeDay.id)
            .options(STRICT)
        )
    )


def large(filters: Filters, span: Span) -> list[Occurrence]:
    """Dates with many seats, and exhibitions: what others plan around."""
    seats = sa.func.coalesce(Occurrence.own_capacity, Event.capacity)
    return list(
        db.session.scalars(
            sa.select(Occurrence)
            .join(Occurrence.event)
            .where(*_held(filters, span), sa.or_(seats >= LARGE, Event.kind == "exhibition"))
            .order_by(Occurrence.starts_at, Occurrence.id)
            .limit(MOST)
            .options(joinedload(Occurrence.event), STRICT)
        )
    )


def runs(filters: Filters, span: Span) -> list[Run]:
    """The series with several dates in the year, by when they begin."""
    first, last = sa.func.min(Occurrence.starts_local), sa.func.max(Occurrence.starts_local)
    rows = db.session.execute(
        sa.select(Event.title, Event.slug, first, last, sa.func.count())
        .select_from(Occurrence)
        .join(Occurrence.event)
        .where(*_held(filters, span), Event.rrule != "")
        .group_by(Event.id, Event.title, Event.slug)
        .having(sa.func.count() > 1)
        .order_by(first, Event.id)
        .limit(MOST)
    )
    return [Run(*row) for row in rows]


def clashes(filters: Filters, span: Span) -> list[Clash]:
    """Where two dates ask for the same people: the same audience and hour under the same roof, by day.

    What is for everyone is not counted: it is there beside the others.
    """
    place_id = sa.func.coalesce(Occurrence.own_place_id, Event.place_id)
    # By other names: the filters ask about tags and places themselves.
    roof, tag = aliased(Place), aliased(EventTag)
    each = (
        sa.select(
            Occurrence.id.label("ident"),
            Event.id.label("event_id"),
            sa.func.date(Occurrence.starts_local).label("day"),
            sa.extract("hour", Occurrence.starts_local).label("hour"),
            sa.case((roof.building != "", roof.building), else_=roof.name).label("roof"),
            tag.value.label("audience"),
        )
        .select_from(Occurrence)
        .join(Occurrence.event)
        .join(roof, roof.id == place_id)
        .join(tag, sa.and_(tag.event_id == Event.id, tag.dimension == "audience"))
        .where(*_held(filters, span), tag.value != "everyone")
        .subquery()
    )
    key = (each.c.day, each.c.hour, each.c.roof, each.c.audience)
    rows = db.session.execute(
        sa.select(
            *key,
            sa.func.count(each.c.event_id.distinct()),
            sa.func.min(each.c.ident),
            sa.func.max(each.c.ident),
        )
        .group_by(*key)
        .having(sa.func.count(each.c.event_id.distinct()) > 1)
        .order_by(*key)
        .limit(MOST)
    ).all()
    dates = _dates({ident for row in rows for ident in row[5:]})
    return [
        Clash(_day(day), int(hour), audience, under, number, [dates[one], dates[other]])
        for day, hour, under, audience, number, one, other in rows
    ]


def _dates(idents: set[int]) -> dict[int, Occurrence]:
    found = db.session.scalars(
        sa.select(Occurrence).where(Occurrence.id.in_(idents)).options(joinedload(Occurrence.event), STRICT)
    )
    return {one.id: one for one in found}
