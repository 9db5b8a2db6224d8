"""The list of organisations and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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
