"""Places, rooms and what is known about getting in, as staff keep them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from portal.core import audit, clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, db, free_slug, get
from portal.organisations.models import Organisation
from portal.places import rules
from portal.places.actions.finding import make_findable
from portal.places.models import AccessFact, District, Place, Room


@action
def create_place(
    actor: Actor,
    *,
    name: str,
    kind: str,
    owner_id: int | None = None,
    address: str = "",
    postal_code: str = "",
    town: str = "",
    district_id: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    about: str = "",
) -> Place:
    """Add a place. For staff."""
    require(actor, "place:edit")
    rules.check_place(name=name, kind=kind, about=about, lat=lat, lon=lon)
    place = Place(slug=free_slug(Place.slug, name, "sted"), common_area=False, closed=False, building="")
    _describe(place, name=name, kind=kind, address=address, postal_code=postal_code, town=town, about=about)
    _locate(place, owner_id=owner_id, district_id=district_id, lat=lat, lon=lon)
    db.session.add(place)
    make_findable(place)
    audit.note(actor, "place.create", place)
    return place


@action
def edit_place(
    actor: Actor,
    place_id: int,
    *,
    name: str,
    kind: str,
    owner_id: int | None = None,
    address: str = "",
    postal_code: str = "",
    town: str = "",
    district_id: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    about: str = "",
    closed: bool = False,
) -> Place:
    """Change what is said about a place. Its address on the web stays. For staff."""
    place = get(Place, place_id)
    require(actor, "place:edit", place)
    rules.check_place(name=name, kind=kind, about=about, lat=lat, lon=lon)
    _describe(place, name=name, kind=kind, address=address, postal_code=postal_code, town=town, about=about)
    _locate(place, owner_id=owner_id, district_id=district_id, lat=lat, lon=lon)
    place.closed = closed
    make_findable(place)
    audit.note(actor, "place.edit", place)
    return place


def _describe(
    place: Place, *, name: str, kind: str, address: str, postal_code: str, town: str, about: str
) -> None:
    place.name, place.kind, place.about = name.strip(), kind, about.strip()
    place.address, place.postal_code, place.town = address.strip(), postal_code.strip(), town.strip()


def _locate(
    place: Place, *, owner_id: int | None, district_id: str | None, lat: float | None, lon: float | None
) -> None:
    place.owner_id = get(Organisation, owner_id).id if owner_id is not None else None
    place.district_id = get(District, district_id).id if district_id else None
    place.lat, place.lon = lat, lon


@action
def add_room(
    actor: Actor,
    place_id: int,
    *,
    name: str,
    floor: int | None = None,
    seats: int | None = None,
    fire_limit: int | None = None,
    features: Collection[str] = (),
) -> Room:
    """Add a room to a place. For staff."""
    place = get(Place, place_id)
    require(actor, "place:edit", place)
    rules.check_room(name=name, seats=seats, fire_limit=fire_limit)
    rules.check_features(features)
    room = Room(
        place_id=place.id,
        name=name.strip(),
        floor=floor,
        seats=seats,
        fire_limit=fire_limit,
        features=list(features),
    )
    db.session.add(room)
    make_findable(place)
    audit.note(actor, "room.create", room)
    return room


@action
def edit_room(
    actor: Actor,
    room_id: int,
    *,
    name: str,
    floor: int | None = None,
    seats: int | None = None,
    fire_limit: int | None = None,
    features: Collection[str] | None = None,
    closed: bool = False,
) -> Room:
    """Change a room. A closed one cannot be chosen any more; what was held there keeps it. For staff.

    ``features`` are keys of ``rules.ROOM_FEATURES``; ``None`` leaves what is there.
    """
    room = get(Room, room_id)
    place = get(Place, room.place_id)
    require(actor, "place:edit", place)
    rules.check_room(name=name, seats=seats, fire_limit=fire_limit)
    if features is not None:
        rules.check_features(features)
        room.features = list(features)
    room.name, room.floor, room.seats, room.fire_limit = name.strip(), floor, seats, fire_limit
    room.closed = closed
    make_findable(place)
    audit.note(actor, "room.edit", room)
    return room


@action
def set_access(actor: Actor, place_id: int, *, facts: Mapping[str, str]) -> Place:
    """Say what is known about getting in, as looked at today; a fact that is left out stays. For staff.

    ``facts`` is a key of ``taxonomy.ACCESS_FACTS`` -> ``yes``, ``no`` or ``unknown``.
    """
    place = get(Place, place_id)
    require(actor, "place:edit", place)
    rules.check_access(facts)
    known = {one.fact: one for one in db.session.scalars(sa.select(AccessFact).filter_by(place_id=place.id))}
    for fact, value in facts.items():
        row = known.get(fact)
        if row is None and value != rules.UNKNOWN:
            row = AccessFact(place_id=place.id, fact=fact)
            db.session.add(row)
        if row is not None:
            row.value = value
            row.checked_on = None if value == rules.UNKNOWN else clock.today()
    make_findable(place)
    audit.note(actor, "place.access", place, **facts)
    return place
