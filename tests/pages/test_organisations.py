"""The list of organisations and the page of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask.testing import FlaskClient

from tests import make
from tests.queries import queries_made

SignIn = Callable[[Any], FlaskClient]


def test_list(town: make.Town, client: FlaskClient) -> None:
    make.organisation("Nye Venner", verification="unverified")
    page = client.get("/foreninger").text
    assert page.index("Museum Østjylland") < page.index("Foreningen Garn og Gys")
    assert "Nye Venner" not in page
    only = client.get("/foreninger?slags=association").text
    assert "Foreningen Garn og Gys" in only
    assert "Museum Østjylland" not in only
    assert "Museum Østjylland" in client.get("/foreninger?slags=hest").text


def test_units_are_on_the_page_of_their_organisation(town: make.Town, client: FlaskClient) -> None:
    unit = make.organisation("Læsehjørnet Månen", parent_id=town.museum.id)
    assert "Læsehjørnet Månen" not in client.get("/foreninger").text
    assert "Læsehjørnet Månen" in client.get(f"/foreninger/{town.museum.slug}").text
    assert client.get(f"/foreninger/{unit.slug}").status_code == 200


def test_nobody(client: FlaskClient) -> None:
    assert "Nobody is here yet" in client.get("/en/foreninger").text


def test_page_shows_the_organisation_and_never_its_people(town: make.Town, client: FlaskClient) -> None:
    made = make.organisation(
        "Garnvennerne", cvr="13585628", email="post@example.org", about="Vi **strikker**."
    )
    make.membership(town.chairman, made)
    event = make.event(made, unit_id=town.library.id, title="Strik for alle")
    make.occurrence(event)
    make.occurrence(make.event(made, title="Hemmelig", state="draft"))
    make.community(town.library, title="Nordlys", organiser_id=made.id)
    make.theme_day(town.library, made, on=date(2026, 10, 3), title="Åens dag")
    make.theme_day(town.library, made, on=date(2026, 10, 4), title="Kladdedag", state="draft")
    page = client.get(f"/en/foreninger/{made.slug}").text
    for shown in (
        "13585628",
        "post@example.org",
        "<strong>strikker",
        "Strik for alle",
        "Nordlys",
        "Åens dag",
    ):
        assert shown in page
    for hidden in ("Finn", town.chairman.email, "Hemmelig", "Kladdedag", "/ret", "/medlemmer"):
        assert hidden not in page


def test_from_a_to_aa(town: make.Town, client: FlaskClient) -> None:
    for name in ("Aabakken", "Østervang", "Ærens Venner", "Zebra"):
        make.organisation(name, about="Vi **synger**." if name == "Zebra" else "")
    page = client.get("/en/foreninger").text
    names = (
        "Museum Østjylland",
        "Randers Kunstmuseum",
        "Foreningen Garn og Gys",
        "Zebra",
        "Ærens",
        "Øster",
        "Aab",
    )
    order = [page.index(f">{name}") for name in names]
    assert order == sorted(order)
    assert '<h2 id="bogstav-5">Å</h2>' in page
    found = client.get("/en/foreninger?q=synger").text
    assert "Zebra" in found
    assert "Aabakken" not in found
    assert "1 found" in found
    assert "We do not know anybody like that" in client.get("/en/foreninger?q=xyz%00").text
    assert re.search(r"/en/foreninger\?slags=association&amp;q=e\"", client.get("/en/foreninger?q=e").text)


def test_a_series_does_not_crowd_out_the_rest(town: make.Town, client: FlaskClient) -> None:
    weekly = make.event(town.association, title="Strik for alle")
    first = make.occurrence(weekly)
    for week in range(1, 12):
        make.occurrence(weekly, first.starts_local + timedelta(days=7 * week))
    make.occurrence(make.event(town.association, title="Sommerfest"), first.starts_local + timedelta(days=99))
    page = client.get(f"/en/foreninger/{town.association.slug}").text
    assert page.count("event-card__title") == 2
    assert page.index("Strik for alle") < page.index("Sommerfest")
    assert "See the whole programme" in page


def test_what_was_held(town: make.Town, client: FlaskClient) -> None:
    event = make.event(town.association, title="Strik for alle")
    counted, uncounted = make.held(event, days_ago=3), make.held(event, days_ago=10)
    make.count(counted, {"children": 3, "adults": 4})
    make.held(make.event(town.association, title="Hemmelig", state="draft"))
    make.held(make.event(town.library, title="Andres"))
    page = client.get(f"/en/foreninger/{town.association.slug}").text
    held = page[page.index("Held lately") :]
    assert held.count("Strik for alle") == 2
    assert held.count("took part") == 1
    assert "7 took part" in held
    assert uncounted.slug in held
    assert "Hemmelig" not in page
    assert "Andres" not in page
    assert f"/en/foreninger/{town.association.slug}.ics" in page


def test_somebodys_own_address_is_not_shown(town: make.Town, client: FlaskClient) -> None:
    own = make.organisation("Naboerne", email=town.chairman.email.upper())
    page = client.get(f"/en/foreninger/{own.slug}").text
    assert town.chairman.email not in page.lower()
    assert "Write to the library, and we pass it on" in page


def test_unverified_and_turned_down(town: make.Town, client: FlaskClient, sign_in: SignIn) -> None:
    new = make.organisation("Nye Venner", verification="unverified")
    assert "Not verified yet" in client.get(f"/en/foreninger/{new.slug}").text
    turned_down = make.organisation("Skumle Venner", verification="rejected")
    make.membership(town.chairman, turned_down)
    assert client.get(f"/foreninger/{turned_down.slug}").status_code == 404
    assert sign_in(town.chairman).get(f"/foreninger/{turned_down.slug}").status_code == 200
    assert client.get("/foreninger/findes-ikke").status_code == 404


def test_managers_find_their_ways(town: make.Town, sign_in: SignIn) -> None:
    page = sign_in(town.chairman).get(f"/foreninger/{town.association.slug}").text
    assert f"/foreninger/{town.association.slug}/ret" in page
    member = sign_in(town.member).get(f"/foreninger/{town.association.slug}").text
    assert f"/foreninger/{town.association.slug}/medlemmer" in member
    assert f"/foreninger/{town.association.slug}/ret" not in member


def test_queries_do_not_grow(town: make.Town, client: FlaskClient) -> None:
    address = f"/foreninger/{town.association.slug}"

    def fill(number: int) -> None:
        for turn in range(number):
            make.organisation("Endnu en forening")
            make.occurrence(make.event(town.association, unit_id=town.library.id))
            make.community(town.library, organiser_id=town.association.id)
            make.theme_day(town.library, town.association, on=date(2026, 10, 1 + turn))

    fill(3)
    few = [queries_made(client, one) for one in ("/foreninger", address)]
    fill(27)
    assert [queries_made(client, one) for one in ("/foreninger", address)] == few
