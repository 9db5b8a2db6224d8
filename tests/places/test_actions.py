"""Writing places: staff may, others may not; reference data never overwrites staff."""

from __future__ import annotations

import time
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.actor import ANONYMOUS, SYSTEM
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.core.errors import Forbidden, Missing, Refused
from portal.organisations.models import Organisation
from portal.places import actions, queries
from portal.places.models import AccessFact, District, Place, Room


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_reference_is_loaded_whole(session: Any) -> None:
    added = actions.load_reference(SYSTEM, invented=True)
    assert added == count(District) + count(Organisation) + count(Place) + count(Room)
    house = db.session.scalars(sa.select(Organisation).where(Organisation.house_member)).all()
    assert {one.key for one in house} == {"randers_bibliotek", "museum_oestjylland", "randers_kunstmuseum"}
    branch = db.session.scalar(
        sa.select(Organisation)
        .where(Organisation.key == "langaa")
        .options(sa.orm.joinedload(Organisation.parent))
    )
    assert branch is not None
    assert branch.parent is not None
    assert (branch.parent.key, branch.kind) == ("randers_bibliotek", "library")
    hall = queries.place_by_slug("laerkely-forsamlingshus")
    assert {one.fact: one.value for one in hall.access}["accessible_toilet"] == "no"
    assert all(one.checked_on is None for one in hall.access)


def test_invented_places_stay_out_of_production(session: Any) -> None:
    actions.load_reference(SYSTEM, invented=False)
    keys = set(db.session.scalars(sa.select(Place.key)))
    assert "hovedbiblioteket" in keys
    assert "laerkely" not in keys
    assert "vaerkstedet" not in set(db.session.scalars(sa.select(Room.key)))


def test_loading_again_adds_nothing_and_keeps_what_staff_wrote(session: Any) -> None:
    actions.load_reference(SYSTEM)
    place = db.session.scalar(sa.select(Place).where(Place.key == "hovedbiblioteket"))
    assert place is not None
    actions.edit_place(SYSTEM, place.id, name="Biblioteket midt i byen", kind="main_library")
    actions.set_access(SYSTEM, place.id, facts={"step_free": "yes"})
    began = time.perf_counter()
    assert actions.load_reference(SYSTEM) == 0
    assert time.perf_counter() - began < 0.3
    again = queries.place_by_id(place.id)
    assert again.name == "Biblioteket midt i byen"
    fact = next(one for one in again.access if one.fact == "step_free")
    assert (fact.value, fact.checked_on) == ("yes", clock.today())


def test_staff_add_and_change_a_place(town: Any, acting: Any) -> None:
    actor = acting(town.moderator)
    place = actions.create_place(
        actor, name="Spejderhytten", kind="association_house", district_id="gjerlev", lat=56.5, lon=10.1
    )
    twin = actions.create_place(actor, name="Spejderhytten", kind="association_house")
    assert (place.slug, twin.slug) == ("spejderhytten", "spejderhytten-2")
    actions.edit_place(
        actor, place.id, name="Hytten", kind="public_space", closed=True, owner_id=town.library.id
    )
    changed = queries.place_by_slug("spejderhytten")
    assert (changed.name, changed.kind, changed.closed) == ("Hytten", "public_space", True)
    assert changed.owner is not None
    assert place.id not in dict(queries.choices())
    verbs = set(db.session.scalars(sa.select(AuditEvent.verb).where(AuditEvent.subject_kind == "place")))
    assert verbs == {"place.create", "place.edit"}


def test_a_place_called_new_does_not_take_the_address_of_the_form(town: Any, acting: Any) -> None:
    assert actions.create_place(acting(town.moderator), name="Nyt", kind="partner_venue").slug == "nyt-2"


def test_staff_add_and_change_rooms(town: Any, acting: Any) -> None:
    actor = acting(town.moderator)
    room = actions.add_room(actor, town.main_library.id, name="Loftet", floor=2, seats=20, fire_limit=25)
    assert [one.name for one in queries.rooms_of(town.main_library.id)] == ["Loftet", "Scenen"]
    actions.edit_room(actor, room.id, name="Loftet", features=["stage", "sink"])
    actions.edit_room(actor, room.id, name="Loftet", seats=15, fire_limit=25, closed=True)
    assert room.features == ["stage", "sink"]
    assert [one.name for one in queries.rooms_of(town.main_library.id)] == ["Scenen"]
    assert f"{town.main_library.id}:{room.id}" not in str(queries.where_choices())


def test_an_unknown_fact_forgets_when_it_was_looked_at(town: Any, acting: Any) -> None:
    actor = acting(town.moderator)
    actions.set_access(actor, town.main_library.id, facts={"lift": "yes", "step_free": "no"})
    actions.set_access(actor, town.main_library.id, facts={"lift": "unknown"})
    rows = {one.fact: one for one in db.session.scalars(sa.select(AccessFact))}
    assert (rows["lift"].value, rows["lift"].checked_on) == ("unknown", None)
    assert (rows["step_free"].value, rows["step_free"].checked_on) == ("no", clock.today())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"lat": 56.0}, "lat"),
        ({"lat": 10.0, "lon": 56.0}, "lat"),
        ({"about": "Ring til 010190-1234"}, "about"),
    ],
)
def test_a_place_that_cannot_be_is_refused(town: Any, changes: dict[str, Any], field: str) -> None:
    before = count(Place)
    with pytest.raises(Refused) as refusal:
        actions.create_place(SYSTEM, **{"name": "Hytten", "kind": "public_space", **changes})
    assert refusal.value.field == field
    assert count(Place) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"seats": 0}, "seats"),
        ({"fire_limit": 20_000}, "fire_limit"),
        ({"seats": 30, "fire_limit": 20}, "seats"),
        ({"features": ["helipad"]}, "features"),
    ],
)
def test_a_room_that_cannot_be_is_refused(town: Any, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.add_room(SYSTEM, town.main_library.id, **{"name": "Loftet", **changes})
    assert refusal.value.field == field


def test_an_access_fact_nobody_knows_is_refused(town: Any) -> None:
    with pytest.raises(Refused):
        actions.set_access(SYSTEM, town.main_library.id, facts={"helipad": "yes"})
    with pytest.raises(Refused):
        actions.set_access(SYSTEM, town.main_library.id, facts={"lift": "maybe"})


def test_only_staff_write_places(town: Any, acting: Any) -> None:
    for who in (ANONYMOUS, acting(town.citizen), acting(town.chairman)):
        with pytest.raises(Forbidden):
            actions.create_place(who, name="Hytten", kind="public_space")
        with pytest.raises(Forbidden):
            actions.edit_place(who, town.main_library.id, name="Mit", kind="public_space")
        with pytest.raises(Forbidden):
            actions.add_room(who, town.main_library.id, name="Loftet")
        with pytest.raises(Forbidden):
            actions.edit_room(who, town.stage.id, name="Loftet")
        with pytest.raises(Forbidden):
            actions.set_access(who, town.main_library.id, facts={"lift": "yes"})
        with pytest.raises(Forbidden):
            actions.load_reference(who)


def test_what_is_not_there_is_missing(town: Any) -> None:
    with pytest.raises(Missing):
        queries.place_by_slug("maanen")
    with pytest.raises(Missing):
        queries.place_by_id(999_999)
    with pytest.raises(Missing):
        actions.edit_place(SYSTEM, 999_999, name="x", kind="public_space")
