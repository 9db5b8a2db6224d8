"""Pages for staff: happy, refused, forbidden."""

from __future__ import annotations

from typing import Any

import pytest

from portal.core.db import db
from portal.core.taxonomy import ACCESS_FACTS
from portal.places.queries import place_by_id, place_by_slug
from tests import make


def typed(**changes: str) -> dict[str, str]:
    return {
        "name": "Spejderhytten",
        "kind": "association_house",
        "address": "Skovvej 1",
        "postal_code": "8983",
        "town": "Gjerlev J",
        "district_id": "gjerlev",
        "lat": "56,59",
        "lon": "10.12",
        "owner_id": "",
        "about": "Gå ind ad gavlen.",
        **changes,
    }


@pytest.fixture
def desk(sign_in: Any, town: Any) -> Any:
    """The moderator's browser."""
    return sign_in(town.moderator)


def test_a_place_is_made_and_given_a_room(desk: Any) -> None:
    assert desk.get("/en/steder/nyt").status_code == 200
    assert desk.post("/steder/nyt", data=typed()).status_code == 303
    place = place_by_slug("spejderhytten")
    assert (place.lat, place.lon, place.district_id) == (56.59, 10.12, "gjerlev")
    assert desk.get("/en/steder/spejderhytten/nyt-rum").status_code == 200
    room = {
        "name": "Salen",
        "floor": "-1",
        "seats": "40",
        "fire_limit": "60",
        "features": ["stage", "kitchen"],
    }
    assert desk.post("/steder/spejderhytten/nyt-rum", data=room).status_code == 303
    db.session.expire_all()
    [made] = place_by_slug("spejderhytten").rooms
    assert (made.name, made.floor, made.seats, made.fire_limit) == ("Salen", -1, 40, 60)
    assert made.features == ["stage", "kitchen"]


def test_a_place_is_changed_and_closed(desk: Any, town: Any) -> None:
    slug = town.village_hall.slug
    page = desk.get(f"/en/steder/{slug}/ret")
    assert b'<option selected value="gjerlev"' in page.data
    assert desk.post(f"/steder/{slug}/ret", data=typed(name="Hallen", closed="y")).status_code == 303
    changed = place_by_id(town.village_hall.id)
    assert (changed.name, changed.closed, changed.slug) == ("Hallen", True, slug)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"lat": "nord"}, "lat"),
        ({"lat": "10", "lon": "56"}, "lat"),
        ({"lon": ""}, "lat"),
        ({"district_id": "maanen"}, "district_id"),
        ({"about": "Ring til 010190-1234"}, "about"),
    ],
)
def test_bad_input_is_told_at_its_field(desk: Any, town: Any, changes: dict[str, str], field: str) -> None:
    for path in ("/en/steder/nyt", f"/en/steder/{town.village_hall.slug}/ret"):
        answer = desk.post(path, data=typed(**changes))
        assert answer.status_code == 422
        assert f'id="{field}-error"'.encode() in answer.data
    assert place_by_id(town.village_hall.id).name == "Lærkely Forsamlingshus"


def test_a_room_is_changed(desk: Any, town: Any) -> None:
    path = f"/en/steder/{town.main_library.slug}/rum/{town.stage.id}"
    assert desk.get(path).status_code == 200
    assert desk.post(path, data={"name": "Scenen", "seats": "50", "fire_limit": "40"}).status_code == 422
    assert desk.post(path, data={"name": "Scenen", "seats": "mange"}).status_code == 422
    assert desk.post(path, data={"name": "Scenen", "features": "helipad"}).status_code == 422
    assert desk.post(path, data={"name": "Store scene", "seats": "50", "closed": "y"}).status_code == 303
    db.session.expire_all()
    [room] = place_by_id(town.main_library.id).rooms
    assert (room.name, room.seats, room.closed) == ("Store scene", 50, True)
    other = f"/en/steder/{town.village_hall.slug}/rum/{town.stage.id}"
    assert desk.get(other).status_code == 404


def test_access_is_looked_at(desk: Any, town: Any) -> None:
    make.access(town.main_library, "step_free", "no")
    path = f"/en/steder/{town.main_library.slug}/adgang"
    page = desk.get(path)
    assert page.data.count(b"<fieldset") == 20
    said = {"step_free": "yes", "lift": "no"}
    everything = dict.fromkeys(ACCESS_FACTS, "unknown")
    assert desk.post(path, data={**everything, **said}).status_code == 303
    db.session.expire_all()
    known = {one.fact: one.value for one in place_by_id(town.main_library.id).access}
    assert known == said
    assert desk.post(path, data={**everything, "lift": "maybe"}).status_code == 422


def test_only_staff_come_in(town: Any, sign_in: Any, client: Any) -> None:
    slug = town.main_library.slug
    paths = ["nyt", f"{slug}/ret", f"{slug}/nyt-rum", f"{slug}/rum/{town.stage.id}", f"{slug}/adgang"]
    for path in paths:
        assert client.get(f"/steder/{path}").status_code == 302
        assert sign_in(town.citizen).get(f"/steder/{path}").status_code == 403
        assert sign_in(town.citizen).post(f"/steder/{path}", data=typed()).status_code == 403
