"""The reference data of the town: what is missing is added, what is there is left to staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from flask import current_app

from portal.core import audit, clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, db
from portal.core.text import slugify
from portal.organisations.actions import make_findable as make_organisation_findable
from portal.organisations.models import Organisation
from portal.organisations.rules import VERIFIED
from portal.places.actions.finding import make_findable
from portal.places.models import AccessFact, District, Place, Room

REFERENCE = Path(__file__).parent.with_name("reference.yaml")

Entry = Mapping[str, Any]


@action
def load_reference(actor: Actor, *, invented: bool | None = None) -> int:
    """Add districts, institutions, units, places and rooms whose key is missing; the number of rows.

    Rows that are there stay as staff made them. ``invented`` places and rooms come in demo mode only,
    unless told otherwise. Run again it costs a look at the keys.
    """
    require(actor, "place:edit")
    data: dict[str, Any] = yaml.load(REFERENCE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    if invented is None:
        invented = bool(current_app.config["SETTINGS"].demo)
    places = [entry for entry in data["places"] if invented or not entry.get("invented")]
    added = [
        *_add(_districts(data["districts"])),
        *_add(_organisations(data["institutions"])),
        *_add(_units(data["units"])),
        *_add(_places(places)),
        *_add(_rooms(places, invented)),
    ]
    facts = _access(places, data["access_default"], {row.id for row in added if isinstance(row, Place)})
    db.session.add_all(facts)
    for row in added:
        if isinstance(row, Place | Organisation):
            audit.note(actor, "reference.load", row)
        if isinstance(row, Organisation):
            make_organisation_findable(row)
    for place in _changed_places(added):
        make_findable(place)
    return len(added)


def _changed_places(added: list[Any]) -> list[Place]:
    """The places that were added or got a room."""
    idents = {row.id for row in added if isinstance(row, Place)}
    idents |= {row.place_id for row in added if isinstance(row, Room)}
    return list(db.session.scalars(sa.select(Place).where(Place.id.in_(idents)).order_by(Place.id)))


def _add(rows: Iterator[Any]) -> list[Any]:
    added = list(rows)
    db.session.add_all(added)
    db.session.flush()  # the next kind points to these
    return added


def _keys(model: Any, column: str = "key") -> dict[str, int]:
    rows = db.session.execute(sa.select(getattr(model, column), model.id)).all()
    return {key: ident for key, ident in rows if key is not None}


def _slugs(model: Any) -> set[str]:
    return set(db.session.scalars(sa.select(model.slug)))


def _slug(entry: Entry, taken: set[str]) -> str:
    """The name, or name and key where two share a name (an institution and its unit)."""
    by_name = slugify(entry["name"])
    slug = by_name if by_name not in taken else slugify(f"{entry['name']} {entry['key']}")
    taken.add(slug)
    return slug


def _districts(entries: list[Entry]) -> Iterator[District]:
    known = _keys(District, "id")
    for entry in entries:
        if entry["key"] not in known:
            yield District(
                id=entry["key"],
                name=entry["name"],
                rural=entry.get("rural", False),
                outside=entry.get("outside", False),
                lat=entry.get("lat"),
                lon=entry.get("lon"),
            )


def _organisations(entries: list[Entry]) -> Iterator[Organisation]:
    known, slugs = _keys(Organisation), _slugs(Organisation)
    for entry in entries:
        if entry["key"] not in known:
            house_member = entry.get("house_member", False)
            yield _organisation(entry, _slug(entry, slugs), kind=entry["kind"], house_member=house_member)


def _units(entries: list[Entry]) -> Iterator[Organisation]:
    known, slugs = _keys(Organisation), _slugs(Organisation)
    kinds = {row.id: row.kind for row in db.session.execute(sa.select(Organisation.id, Organisation.kind))}
    for entry in entries:
        if entry["key"] not in known:
            parent = known[entry["parent"]]
            yield _organisation(entry, _slug(entry, slugs), kind=kinds[parent], parent_id=parent)


def _organisation(entry: Entry, slug: str, **more: Any) -> Organisation:
    now = clock.now()
    return Organisation(
        key=entry["key"],
        slug=slug,
        name=entry["name"],
        verification=VERIFIED,
        verified_at=now,
        created_at=now,
        **more,
    )


def _places(entries: list[Entry]) -> Iterator[Place]:
    known, slugs, owners = _keys(Place), _slugs(Place), _keys(Organisation)
    for entry in entries:
        if entry["key"] not in known:
            yield Place(
                key=entry["key"],
                slug=_slug(entry, slugs),
                name=entry["name"],
                kind=entry["kind"],
                building=entry.get("building", ""),
                owner_id=owners.get(entry.get("owner", "")),
                address=entry.get("address", ""),
                postal_code=entry.get("postal_code", ""),
                town=entry.get("town", ""),
                district_id=entry.get("district"),
                lat=entry.get("lat"),
                lon=entry.get("lon"),
                common_area=entry.get("common_area", False),
            )


def _rooms(entries: list[Entry], invented: bool) -> Iterator[Room]:
    known, places = _keys(Room), _keys(Place)
    for place in entries:
        for entry in place.get("rooms", ()):
            if entry["key"] in known or (entry.get("invented") and not invented):
                continue
            yield Room(
                key=entry["key"],
                place_id=places[place["key"]],
                name=entry["name"],
                floor=entry.get("floor"),
                seats=entry.get("seats"),
                common_area=entry.get("common_area", False),
                features=list(entry["features"]),
            )


def _access(entries: list[Entry], default: Mapping[str, str], new: set[int]) -> list[AccessFact]:
    """Access facts of places that were added now; nobody has looked, so there is no date."""
    places = _keys(Place)
    return [
        AccessFact(place_id=places[entry["key"]], fact=fact, value=value)
        for entry in entries
        if places[entry["key"]] in new
        for fact, value in entry.get("access", default).items()
    ]
