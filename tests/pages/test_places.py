"""The list of places and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from tests import make
from tests.queries import queries_made

SignIn = Callable[[Any], FlaskClient]


def test_list_by_district(town: make.Town, client: FlaskClient) -> None:
    make.place("Nedlagt sal", "partner_venue", closed=True)
    make.place("Nettet", "online", district_id=None)
    page = client.get("/steder").text
    names = ("Lærkely Forsamlingshus", "Langå Bibliotek", "Hovedbiblioteket", "Nettet")
    order = [page.index(f">{name}</a>") for name in names]
    assert order == sorted(order)
    assert "Nedlagt sal" not in page
    only = client.get("/steder?slags=branch").text
    assert "Langå Bibliotek" in only
    assert "Hovedbiblioteket" not in only
    assert "Hovedbiblioteket" in client.get("/steder?slags=slot").text


def test_no_places(client: FlaskClient) -> None:
    assert "No places yet" in client.get("/en/steder").text


def test_page(town: make.Town, client: FlaskClient) -> None:
    make.access(town.main_library, "step_free", "yes")
    make.access(town.main_library, "lift", "unknown")
    event = make.event(town.library, title="Koncert", place_id=town.main_library.id)
    make.occurrence(event)
    make.occurrence(make.event(town.library, title="Hemmelig", place_id=town.main_library.id, state="draft"))
    make.occurrence(make.event(town.library, title="Et andet sted", place_id=town.branch_place.id))
    make.community(town.library, title="Nordlys", place_id=town.main_library.id)
    page = client.get(f"/en/steder/{town.main_library.slug}").text
    assert "Koncert" in page
    assert "Nordlys" in page
    assert "Scenen" in page
    assert "Step-free access" in page
    assert "9 September 2026" in page
    assert "Hemmelig" not in page
    assert "Et andet sted" not in page
    assert "/ret" not in page


def test_empty_and_unknown(town: make.Town, client: FlaskClient) -> None:
    page = client.get(f"/en/steder/{town.village_hall.slug}").text
    assert "Nothing is planned here" in page
    assert "Nobody has checked this place yet" in page
    assert client.get("/steder/findes-ikke").status_code == 404


def test_a_closed_place_keeps_its_page(town: make.Town, client: FlaskClient) -> None:
    made = make.place("Nedlagt sal", closed=True)
    assert "no longer in use" in client.get(f"/en/steder/{made.slug}").text


def test_staff_may_edit_and_see_what_counts(town: make.Town, sign_in: SignIn) -> None:
    page = sign_in(town.moderator).get(f"/en/steder/{town.village_hall.slug}").text
    assert f"/steder/{town.village_hall.slug}/ret" in page
    assert "Counts as outside our own buildings" in page
    assert "/ret" not in sign_in(town.citizen).get(f"/steder/{town.village_hall.slug}").text


def test_queries_do_not_grow(town: make.Town, client: FlaskClient) -> None:
    address = f"/steder/{town.main_library.slug}"

    def fill(number: int) -> None:
        for _turn in range(number):
            place = make.place("Endnu et sted")
            make.room(place)
            make.room(town.main_library, "Endnu et lokale")
            make.occurrence(make.event(town.library, place_id=town.main_library.id))
            make.community(town.library, place_id=town.main_library.id)

    fill(3)
    few = [queries_made(client, one) for one in ("/steder", address)]
    fill(27)
    assert [queries_made(client, one) for one in ("/steder", address)] == few
