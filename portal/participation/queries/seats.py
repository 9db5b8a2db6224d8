"""One date as decisions about it need it, and how full dates are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.events.models import Event, Occurrence
from portal.participation import rules
from portal.participation.models import Signup, SignupParty
from portal.participation.rules import Seats
from portal.places.models import Place, Room

DATE = (
    joinedload(Occurrence.event).options(
        joinedload(Event.place).joinedload(Place.district),
        joinedload(Event.room),
        joinedload(Event.organiser),
        selectinload(Event.tags),
    ),
    joinedload(Occurrence.own_place).joinedload(Place.district),
    joinedload(Occurrence.own_room),
    STRICT,
)
"""What deciding and writing about one date needs."""

_ROOM_ID = sa.case(
    (Occurrence.own_room_id.is_not(None), Occurrence.own_room_id),
    (Occurrence.own_place_id.is_not(None), None),
    else_=Event.room_id,
)


def date(occurrence_id: int) -> Occurrence:
    """One date, read afresh, with its event, place, room and tags. Raises ``Missing``."""
    found = db.session.scalar(
        sa.select(Occurrence)
        .where(Occurrence.id == occurrence_id)
        .options(*DATE)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing()
    return found


def _people_in(state: str) -> Any:
    number = sa.case((Signup.state == state, SignupParty.number), else_=0)
    return sa.func.coalesce(sa.func.sum(number), 0)


_holding = aliased(Signup)
_OFFERED = (
    sa.select(sa.func.coalesce(sa.func.sum(_holding.offered), 0))
    .where(_holding.occurrence_id == Occurrence.id, _holding.state == rules.OFFERED)
    .correlate(Occurrence)
    .scalar_subquery()
)
"""Seats held for parties that have not answered: as many as were offered, whatever the party's size."""


def seats(occurrences: Iterable[Occurrence]) -> dict[int, Seats]:
    """How full each date is, in one query, whatever the rows have loaded. Every given id has an answer."""
    return seats_by_id([one.id for one in occurrences])


def seats_by_id(ids: Sequence[int]) -> dict[int, Seats]:
    """The same as :func:`seats` for ids."""
    if not ids:
        return {}
    capacity = sa.func.coalesce(Occurrence.own_capacity, Event.capacity)
    here = sa.and_(Signup.occurrence_id == Occurrence.id, Signup.state.in_((rules.CONFIRMED, rules.WAITING)))
    rows = db.session.execute(
        sa.select(
            Occurrence.id,
            capacity,
            Room.fire_limit,
            Event.mode,
            _people_in(rules.CONFIRMED),
            _people_in(rules.WAITING),
            _OFFERED,
        )
        .join(Event, Event.id == Occurrence.event_id)
        .outerjoin(Room, Room.id == _ROOM_ID)
        .outerjoin(Signup, here)
        .outerjoin(SignupParty, SignupParty.signup_id == Signup.id)
        .where(Occurrence.id.in_(ids))
        .group_by(Occurrence.id, capacity, Room.fire_limit, Event.mode)
    )
    return {
        ident: Seats(int(seated) + int(held), int(waiting), rules.seats_for(limit, fire, mode), int(held))
        for ident, limit, fire, mode, seated, waiting, held in rows
    }


def seats_of(occurrence_id: int) -> Seats:
    """How full one date is."""
    return seats_by_id([occurrence_id])[occurrence_id]
