"""What the map shows: places and districts with how many dates each has in some days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import STRICT, db
from portal.events import rules as events
from portal.events.models import Event, Occurrence
from portal.pages.queries.programme import conditions
from portal.pages.rules.country import Area, Spot
from portal.pages.rules.filters import Filters
from portal.places.models import District, Place

Span = tuple[date, date]
LONG_KINDS = ("exhibition", "self_directed")
"""Kinds that count on every day they are open, not only on the first."""

_PLACE_ID = sa.func.coalesce(Occurrence.own_place_id, Event.place_id)


@dataclass(frozen=True)
class Counted:
    """How many dates are held under some wishes."""

    totals: dict[str, int]
    """Name of a span -> dates in all places together."""
    places: dict[int, int]
    """Id of a place -> dates in the span ``chosen``."""
    districts: dict[str, int]
    """District -> dates of the chosen span that have no place."""
    nowhere: int
    """Dates of the chosen span with neither place nor district: mostly online."""


def counted(filters: Filters, spans: Mapping[str, Span]) -> Counted:
    """Dates that are held and not over, by place and district, in one query; cancelled ones do not count.

    ``spans`` are named first and last days; ``chosen`` must be among them.
    """
    where = sa.case((_PLACE_ID.is_(None), Event.district_id))
    rows = db.session.execute(
        sa.select(
            _PLACE_ID, where, *(sa.func.sum(sa.case((_held(*span), 1), else_=0)) for span in spans.values())
        )
        .select_from(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.state == events.SCHEDULED,
            Occurrence.ends_at > clock.now(),
            sa.or_(*(_held(*span) for span in spans.values())),
            *conditions(filters),
        )
        .group_by(_PLACE_ID, where)
    ).all()
    names = list(spans)
    chosen = 2 + names.index("chosen")
    homeless = [row for row in rows if row[0] is None]
    return Counted(
        {name: sum(int(row[2 + index]) for row in rows) for index, name in enumerate(names)},
        {row[0]: int(row[chosen]) for row in rows if row[0] is not None},
        {row[1]: int(row[chosen]) for row in homeless if row[1] is not None},
        sum(int(row[chosen]) for row in homeless if row[1] is None),
    )


def _held(first: date, last: date) -> sa.ColumnElement[bool]:
    """Begins on one of the days; a long one is open on one of them."""
    if last < first:
        return sa.false()
    begins, ends = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    running = sa.and_(Event.kind.in_(LONG_KINDS), Occurrence.ends_at > begins)
    return sa.and_(Occurrence.starts_at < ends, sa.or_(Occurrence.starts_at >= begins, running))


def areas(numbers: Mapping[str, int] | None = None) -> list[Area]:
    """All districts, with the dates that have no place of their own."""
    known = numbers or {}
    found = db.session.scalars(sa.select(District).order_by(District.name).options(STRICT))
    return [Area(one.id, one.name, one.lat, one.lon, one.outside, known.get(one.id, 0)) for one in found]


def spots(numbers: Mapping[int, int] | None = None) -> list[Spot]:
    """Places in use with their dates, by name."""
    known = numbers or {}
    found = db.session.scalars(
        sa.select(Place).where(sa.not_(Place.closed)).order_by(Place.name, Place.id).options(STRICT)
    )
    return [spot(one, known.get(one.id, 0)) for one in found]


def spot(place: Place, number: int = 0) -> Spot:
    """A place as the map knows it."""
    return Spot(
        place.slug,
        place.name,
        place.kind,
        place.district_id or "",
        place.building,
        place.lat,
        place.lon,
        number,
    )
