"""The list of places and the page of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from flask.testing import FlaskClient

from tests import make
from tests.queries import queries_made

SignIn = Callable[[Any], FlaskClient]


def test_list_by_kind_of_place(town: make.Town, client: FlaskClient) -> None:
    make.place("Nedlagt sal", "partner_venue", closed=True)
    make.place("Nettet", "online", district_id=None)
    make.place("Kunstmuseet", "house_institution", building="kulturhuset")
    town.stage.floor = 0
    page = client.get("/steder").text
    names = ("Hovedbiblioteket", "Kunstmuseet", "Langå Bibliotek", "Nettet", "Lærkely Forsamlingshus")
    order = [page.index(f">{name}</a>") for name in names]
    assert order == sorted(order)
    assert "Stueetagen" in page
    assert "Nedlagt sal" not in page
    only = client.get("/steder?slags=branch").text
    assert "Langå Bibliotek" in only
    assert "Hovedbiblioteket" not in only
    assert "Hovedbiblioteket" in client.get("/steder?slags=slot").text


def test_list_says_what_is_next(town: make.Town, client: FlaskClient) -> None:
    event = make.event(town.library, title="Koncert", place_id=town.main_library.id)
    make.occurrence(event)
    make.held(event)
    sooner = make.occurrence(make.event(town.library, title="Aflyst", place_id=town.main_library.id))
    sooner.state = "cancelled"
    make.occurrence(make.event(town.library, title="Gemt", place_id=town.main_library.id, state="draft"))
    page = client.get("/en/steder").text
    assert re.search(r"Next: Wed 16 Sept? 18:30<br><span[^>]*>Koncert", page)
    assert page.count("Next:") == 1
    assert page.count("Nothing planned") == 2


def test_list_by_way_in(town: make.Town, client: FlaskClient) -> None:
    make.access(town.main_library, "step_free", "yes")
    make.access(town.branch_place, "step_free", "no")
    make.access(town.branch_place, "hearing_loop_mobile", "yes")
    page = client.get("/en/steder").text
    assert re.search(r"adgang=trinfri.*?<span class=\"count\">1</span>", page)
    assert "There are steps" in page
    easy = client.get("/en/steder?adgang=trinfri").text
    assert "Hovedbiblioteket" in easy
    assert "Langå Bibliotek" not in easy
    assert "Langå Bibliotek" in client.get("/en/steder?adgang=teleslynge").text
    assert "No place is known to fit that" in client.get("/en/steder?adgang=ro").text


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


def test_finding_the_way(town: make.Town, client: FlaskClient, session: Any) -> None:
    house = town.main_library
    house.lat, house.lon, house.address, house.postal_code = 56.4603, 10.0408, "Stemannsgade 2", "8900"
    make.district().lat, make.district().lon = 56.461, 10.036
    town.stage.features, town.stage.floor = ["stage", "microphone", "unheard_of"], 0
    make.place("Museet", "house_institution", building="kulturhuset", lat=56.4603, lon=10.0408)
    make.place("Filialen", "branch", lat=56.47, lon=10.07)
    make.place("Torvet", "public_space")
    make.place("Langt væk", "branch", lat=57.0, lon=9.9, district_id="langaa")
    session.commit()
    page = client.get(f"/en/steder/{house.slug}").text
    assert 'href="geo:56.4603,10.0408?q=56.4603,10.0408(Hovedbiblioteket)"' in page
    assert "<address" in page
    assert "Stemannsgade 2<br>8900" in page
    assert "Schematic map of the area around Hovedbiblioteket" in page
    assert "stage, microphone" in page
    assert "unheard_of" not in page
    assert f"/en/steder/{house.slug}.ics" in page
    assert page.index("Under the same roof") < page.index(">Museet<") < page.index("Close by")
    assert re.search(r">Filialen</a> <span class=\"meta\">2.1 km", page)
    assert re.search(r">Torvet</a> <span class=\"meta\">Randers C", page)
    assert "Langt væk" not in page


def test_a_place_that_moves_or_is_nowhere(town: make.Town, client: FlaskClient) -> None:
    bus = make.place("Bogbussen", "book_bus", district_id=None)
    online = make.place("Nettet", "online", district_id=None)
    assert "every stop is a date below" in client.get(f"/en/steder/{bus.slug}").text
    page = client.get(f"/en/steder/{online.slug}").text
    for absent in ("Find the way", "Getting in", 'class="map'):
        assert absent not in page


def test_what_was_checked_can_be_corrected(town: make.Town, client: FlaskClient) -> None:
    make.access(town.main_library, "step_free").checked_on = date(2026, 3, 1)
    make.access(town.main_library, "lift", "no")
    page = client.get(f"/en/steder/{town.main_library.slug}").text
    assert "Checked between Sunday 1 March 2026 and Wednesday 9 September 2026" in page
    assert "subject=Getting%20in%20at%20Hovedbiblioteket" in page


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
