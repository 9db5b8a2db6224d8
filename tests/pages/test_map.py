"""The map page: what it counts, that map and list say the same, and other people's tiles only when asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.web import CONTENT_SECURITY_POLICY
from portal.pages.queries import map as queries
from portal.pages.rules.filters import Filters
from portal.pages.rules.map import spans
from tests import make
from tests.queries import queries_made

TILES = "https://tiles.example.org:8443/{z}/{x}/{y}.png"


@pytest.fixture
def country(town: make.Town, session: Any) -> make.Town:
    """The town with coordinates: two districts on the map, one that nobody has placed."""
    make.district().lat, make.district().lon = 56.461, 10.036
    langaa = make.district("langaa")
    langaa.lat, langaa.lon = 56.39, 9.895
    town.main_library.lat, town.main_library.lon = 56.4603, 10.0408
    make.place("Museet", "house_institution", building="kulturhuset", lat=56.4603, lon=10.0408)
    session.commit()
    return town


def at(days: int, hour: int = 17) -> datetime:
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - wall clock


def pins(page: str) -> dict[str, str]:
    """Accessible name of every marker -> where it leads."""
    links = html5lib.parse(page, namespaceHTMLElements=False).iter("{http://www.w3.org/2000/svg}a")
    return {one.get("aria-label"): one.get("href") for one in links}


def test_counts_what_is_held(country: make.Town) -> None:
    event = make.event(country.library, place_id=country.main_library.id)
    make.occurrence(event, at(0))
    make.occurrence(event, at(0, 8))  # over: it is noon
    make.occurrence(event, at(13))
    make.occurrence(event, at(14))
    make.occurrence(event, at(3), state="cancelled", cancelled_at=clock.now(), cancel_reason="Syg")
    make.occurrence(event, at(5), own_place_id=country.branch_place.id)
    make.occurrence(make.event(country.library, place_id=country.main_library.id, state="draft"), at(1))
    make.occurrence(make.event(country.library, kind="class_visit", place_id=country.main_library.id), at(1))
    make.occurrence(make.event(country.library, district_id="langaa"), at(1))
    make.occurrence(make.event(country.library, mode="online"), at(1))
    found = queries.counted(Filters(), spans(Filters(), clock.today()))
    assert found.places == {country.main_library.id: 2, country.branch_place.id: 1}
    assert found.districts == {"langaa": 1}
    assert found.nowhere == 1
    assert found.totals == {"chosen": 5, "today": 1, "weekend": 0, "ahead": 5}


def test_an_exhibition_counts_while_it_is_open(country: make.Town) -> None:
    shown = make.event(country.museum, kind="exhibition", place_id=country.main_library.id)
    make.occurrence(shown, at(-20), hours=24 * 40)
    long_ago = make.event(country.museum, kind="event", place_id=country.branch_place.id)
    make.occurrence(long_ago, at(-1), hours=24 * 3)
    found = queries.counted(Filters(), spans(Filters(), clock.today()))
    assert found.places == {country.main_library.id: 1}
    assert found.totals["today"] == found.totals["weekend"] == 1


def test_days_that_cannot_be(country: make.Town) -> None:
    make.occurrence(make.event(country.library, kind="exhibition"), at(-20), hours=24 * 40)
    past = Filters(until=clock.today() - timedelta(days=3))
    assert queries.counted(past, spans(past, clock.today())).totals["chosen"] == 0


def test_other_wishes_narrow_the_counts(country: make.Town, client: FlaskClient) -> None:
    for price in (0, 50, 50):
        make.occurrence(make.event(country.library, place_id=country.main_library.id, price=price), at(1))
    free = Filters(free=True)
    assert queries.counted(free, spans(free, clock.today())).totals["chosen"] == 1
    page = client.get("/en/kort?gratis=1&tema=making&dag=i-dag").text
    assert "/en/kort?dag=i-dag&amp;tema=making" in page
    assert "/en/kort?gratis=1&amp;tema=making" in page


def test_map_and_list_say_the_same(country: make.Town, client: FlaskClient) -> None:
    event = make.event(country.library, place_id=country.main_library.id)
    for day in (1, 2, 3):
        make.occurrence(event, at(day))
    make.occurrence(make.event(country.library, place_id=country.branch_place.id), at(4))
    make.place("Bogbussen", "book_bus", district_id=None)
    make.place("Nettet", "online", district_id=None)
    page = client.get("/en/kort").text
    branch = f"/en/steder/{country.branch_place.slug}"
    found = pins(page)
    assert found == {"Kulturhuset: 3 dates": "#punkt-1", "Langå Bibliotek: 1 date": branch}
    listed = page[page.index('class="map-list"') :]
    assert (
        '<p class="map-list__roof" id="punkt-1" tabindex="-1"><strong dir="auto">Kulturhuset</strong>'
        in listed
    )
    assert re.search(r"2 places · 3 dates", listed)
    for name in ("Hovedbiblioteket", "Museet", "Langå Bibliotek", "Lærkely", "Bogbussen", "Nettet"):
        assert listed.count(f">{name}") >= 1, name
    assert branch in listed
    assert f"/en/arrangementer?til=2026-09-22&amp;sted={country.main_library.slug}" in listed


def test_what_has_nothing_is_said(country: make.Town, client: FlaskClient) -> None:
    page = client.get("/en/kort?dag=i-dag").text
    assert "Nothing fits in those days" in page
    assert "Nothing planned here" in page
    assert "Gjerlev" in page
    assert "Propose something here" in page


def test_without_any_coordinates_there_is_the_list(town: make.Town, client: FlaskClient) -> None:
    page = client.get("/en/kort").text
    assert 'class="map"' not in page
    assert "Hovedbiblioteket" in page


def test_nothing_comes_from_others(country: make.Town, client: FlaskClient) -> None:
    answer = client.get("/kort?baggrund=fliser")
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "<image" not in answer.text
    addresses = re.findall(r'(?:src|href)="(https?:[^"]*)"', answer.text)
    assert addresses
    assert all(one.startswith("http://portal.test/") for one in addresses)


@contextmanager
def tile_source(app: Flask) -> Iterator[None]:
    plain = app.config["SETTINGS"]
    app.config["SETTINGS"] = plain.model_copy(
        update={"tile_url": TILES, "tile_attribution": "© Kortfolket <b>"}
    )
    try:
        yield
    finally:
        app.config["SETTINGS"] = plain


def test_tiles_only_when_asked_for(app: Flask, country: make.Town, client: FlaskClient) -> None:
    with tile_source(app):
        quiet = client.get("/en/kort?gratis=1")
        loud = client.get("/en/kort?gratis=1&baggrund=fliser")
        elsewhere = client.get(f"/steder/{country.main_library.slug}?baggrund=fliser")
    assert "img-src 'self' data:;" in quiet.headers["Content-Security-Policy"]
    assert "<image" not in quiet.text
    assert "tiles.example.org" not in re.sub(r">[^<]*<", "", quiet.text)
    assert "pictures from tiles.example.org:8443, who then sees your IP address" in quiet.text
    assert "/en/kort?gratis=1&amp;baggrund=fliser" in quiet.text
    policy = loud.headers["Content-Security-Policy"]
    assert policy == CONTENT_SECURITY_POLICY.replace("data:;", "data: https://tiles.example.org:8443;")
    addresses = re.findall(r'<image href="([^"]+)"', loud.text)
    assert addresses
    assert all(re.fullmatch(r"https://tiles\.example\.org:8443/\d+/\d+/\d+\.png", one) for one in addresses)
    assert "© Kortfolket &lt;b&gt;" in loud.text
    assert 'href="/en/kort?gratis=1"' in loud.text
    assert elsewhere.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "tiles.example.org" not in elsewhere.text


@pytest.mark.parametrize(
    "junk", ["?dag=hvad&fra=x&baggrund=%00", "?sted=ukendt&omraade=%F0", "?til=1999-01-01"]
)
def test_junk_in_the_address_is_left_out(country: make.Town, client: FlaskClient, junk: str) -> None:
    assert client.get(f"/kort{junk}").status_code == 200


def test_queries_do_not_grow(
    country: make.Town, client: FlaskClient, queries_of: Callable[[Callable[[], Any]], int]
) -> None:
    def fill(number: int) -> None:
        for turn in range(number):
            place = make.place(f"Sted {turn}", lat=56.46 + turn * 0.002, lon=10.03)
            make.occurrence(make.event(country.library, place_id=place.id), at(1 + turn % 9))

    fill(3)
    few = queries_made(client, "/kort")
    fill(27)
    assert queries_made(client, "/kort") == few
    assert queries_of(lambda: queries.counted(Filters(), spans(Filters(), clock.today()))) == 1
