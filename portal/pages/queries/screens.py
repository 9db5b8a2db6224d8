"""What happens at a place or under one roof, for the screens that hang there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.events.models import Event, Occurrence
from portal.events.queries import CARD
from portal.events.rules.checks import LONGEST_DATE
from portal.pages.queries.cards import Card, cards
from portal.pages.queries.programme import conditions
from portal.pages.rules.calendar import Slot
from portal.pages.rules.filters import Filters
from portal.places.models import Place

AHEAD = timedelta(days=14)
MOST_LINES, MOST_RUNNING = 40, 5


@dataclass(frozen=True)
class Where:
    """Where a screen hangs: one place, or a house with several."""

    name: str
    slug: str
    places: Sequence[Place]
    house: bool


@dataclass(frozen=True)
class Line:
    """One date on a screen, at wall-clock times."""

    start: datetime
    end: datetime
    card: Card
    room: str
    floor: int | None


def where(slug: str, house: str) -> Where:
    """The place with this slug, else all places in the building of this name, called ``house``.

    Raises ``Missing``.
    """
    open_here = sa.and_(sa.or_(Place.slug == slug, Place.building == slug), sa.not_(Place.closed))
    found = db.session.scalars(sa.select(Place).where(open_here).order_by(Place.id).options(STRICT)).all()
    own = [one for one in found if one.slug == slug]
    if own:
        return Where(own[0].name, slug, own, house=False)
    if not slug or not found:
        raise Missing()
    return Where(house, slug, found, house=True)


def lines(at: Where) -> tuple[list[Line], list[Line]]:
    """The public dates there: those of the coming days by time, and those over several days under way."""
    now = clock.now()
    coming = _dates(at, Occurrence.starts_at < now + AHEAD, limit=MOST_LINES)
    day_begins = clock.day_bounds(clock.today())[0]
    running = [one for one in coming if _slot(one).long and one.starts_at < day_begins]
    rest = [one for one in coming if one not in running]
    return _lines(rest), _lines(running[:MOST_RUNNING])


def _dates(at: Where, *more: sa.ColumnElement[bool], limit: int) -> Sequence[Occurrence]:
    now = clock.now()
    place = sa.func.coalesce(Occurrence.own_place_id, Event.place_id)
    return db.session.scalars(
        sa.select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.starts_at > now - LONGEST_DATE,
            Occurrence.ends_at > now,
            place.in_([one.id for one in at.places]),
            *conditions(Filters()),
            *more,
        )
        .options(*CARD)
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(limit)
    ).all()


def _slot(one: Occurrence) -> Slot:
    return Slot(one.id, one.starts_local, one.ends_local)


def _lines(dates: Sequence[Occurrence]) -> list[Line]:
    return [
        Line(
            one.starts_local,
            one.ends_local,
            card,
            one.room.name if one.room else "",
            one.room.floor if one.room else None,
        )
        for one, card in zip(dates, cards(dates), strict=True)
    ]
