"""Reading places and rooms."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import taxonomy
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.core.text import _
from portal.organisations.models import Organisation
from portal.places.models import District, Place, Room

WHOLE = (
    joinedload(Place.district),
    joinedload(Place.owner),
    selectinload(Place.rooms),
    selectinload(Place.access),
    STRICT,
)
"""What a place page shows."""


def place_by_slug(slug: str) -> Place:
    """The place with district, owner, rooms and access facts; closed ones too. Raises ``Missing``."""
    place = db.session.scalar(sa.select(Place).where(Place.slug == slug).options(*WHOLE))
    if place is None:
        raise Missing()
    return place


def place_by_id(place_id: int) -> Place:
    """The same by id. Raises ``Missing``."""
    place = db.session.scalar(sa.select(Place).where(Place.id == place_id).options(*WHOLE))
    if place is None:
        raise Missing()
    return place


def open_places() -> list[Place]:
    """All places in use with their rooms, by kind in the order of the taxonomy and by name."""
    places = db.session.scalars(sa.select(Place).where(sa.not_(Place.closed)).options(*WHOLE)).unique().all()
    order = list(taxonomy.PLACE_KINDS)
    return sorted(places, key=lambda place: (order.index(place.kind), place.name.casefold()))


def choices() -> list[tuple[int, str]]:
    """Places in use as ``(id, name)`` for a select field, by name."""
    return [(place.id, place.name) for place in sorted(open_places(), key=lambda one: one.name.casefold())]


def rooms_of(place_id: int) -> list[Room]:
    """The rooms in use of a place, by name."""
    return list(
        db.session.scalars(
            sa.select(Room).where(Room.place_id == place_id, sa.not_(Room.closed)).order_by(Room.name)
        )
    )


def where_choices() -> dict[str, list[tuple[str, str]]]:
    """Places and their rooms for one select: group -> ``(key, text)``; the key is read by :func:`where`."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in open_places():
        entries = groups.setdefault(str(taxonomy.PLACE_KINDS[place.kind]), [])
        entries.append((where_key(place.id, None), place.name))
        entries += [
            (where_key(place.id, room.id), f"{place.name} · {room.name}{_seats(room)}")
            for room in place.rooms
            if not room.closed
        ]
    return groups


def _seats(room: Room) -> str:
    return " " + _("(%(seats)s seats)", seats=room.seats) if room.seats else ""


def where_key(place_id: int | None, room_id: int | None) -> str:
    """A place and room as one value of a select: ``""``, ``12`` or ``12:5``."""
    if place_id is None:
        return ""
    return str(place_id) if room_id is None else f"{place_id}:{room_id}"


def where(key: str) -> tuple[int | None, int | None]:
    """The ids inside a key of :func:`where_choices`. Raises ``ValueError``."""
    place, _colon, room = key.partition(":")
    return (int(place) if place else None, int(room) if room else None)


def districts() -> Sequence[District]:
    """All districts by name, the one outside the municipality last."""
    return db.session.scalars(sa.select(District).order_by(District.outside, District.name)).all()


def district_choices() -> list[tuple[str, str]]:
    """Districts as ``(id, name)`` for a select field."""
    return [(one.id, one.name) for one in districts()]


def owner_choices() -> list[tuple[int, str]]:
    """Organisations that may own a place, as ``(id, name)``."""
    rows = db.session.execute(sa.select(Organisation.id, Organisation.name).order_by(Organisation.name))
    return [(row.id, row.name) for row in rows]
