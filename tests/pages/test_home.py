"""The front page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from tests import make


def test_an_empty_town_offers_to_propose(client: FlaskClient, town: make.Town) -> None:
    page = client.get("/en/").text
    assert "Nothing is planned yet" in page
    assert 'href="/en/foreslaa"' in page
    assert "we have counted" not in page


def test_home_answers_what_can_i_join(client: FlaskClient, town: make.Town) -> None:
    event = make.event(town.library, title="Strikkecafé", place_id=town.main_library.id)
    coming = make.occurrence(event)
    make.count(make.held(event), {"children": 1200, "adults": 34})
    make.community(town.library, town.host, title="Læsekredsen Nordlys")
    make.theme_day(town.library, title="Åens dag")
    page = client.get("/en/").text
    assert f'href="/en/arrangementer/{event.slug}/{coming.slug}"' in page
    assert "Læsekredsen Nordlys" in page
    assert "Åens dag" in page
    assert "1,234 visits" in page
    assert 'action="/en/soeg"' in page


def test_home_is_the_same_for_everybody_and_may_be_shared(client: FlaskClient, town: make.Town) -> None:
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text
    assert answer.headers["Content-Language"] == "da"


def test_home_of_somebody_signed_in_is_private(
    sign_in: Callable[[Any], FlaskClient], town: make.Town
) -> None:
    assert "no-store" in sign_in(town.citizen).get("/").headers["Cache-Control"]


def test_home_costs_the_same_with_3_and_with_30_rows(
    client: FlaskClient, town: make.Town, queries_of: Callable[[Callable[[], Any]], int]
) -> None:
    def fill(number: int) -> None:
        for _turn in range(number):
            community = make.community(town.library, place_id=town.main_library.id)
            event = make.event(town.library, community_id=community.id, signup_mode="per_session")
            make.signup(make.occurrence(event))

    fill(3)
    few = queries_of(lambda: client.get("/"))
    fill(27)
    assert queries_of(lambda: client.get("/")) == few
