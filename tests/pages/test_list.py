"""The event list as a page: near, right now, tonight, finer wishes, and what is offered when it is empty."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import brotli
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.db import db
from portal.events.models import Event
from portal.pages.queries import counted, programme
from portal.pages.queries.cards import how_far
from portal.pages.rules.filters import Filters
from portal.pages.rules.near import Distance
from tests import make

LARGEST = 25_000
"""Bytes over the wire of the list's HTML with thirty dates (look.md: Fast is a feature)."""


def at(days: int, hour: int = 18) -> datetime:
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - wall clock


def one(town: make.Town, title: str, days: int = 1, hour: int = 18, **more: Any) -> Event:
    made = make.event(town.library, title=title, **{"place_id": town.main_library.id, **more})
    make.occurrence(made, at(days, hour))
    return made


def titles(page: str) -> list[str]:
    found = re.findall(r'event-card__title"><a href="[^"]+"[^>]*>([^<]+)<', page)
    return [title.strip() for title in found]


def chip(page: str, words: str) -> str:
    """The address behind a chip."""
    found = re.search(
        rf'<a class="chip[^"]*" href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?<span>{words}</span>', page
    )
    assert found, f"no chip says {words}"
    return found[1].replace("&amp;", "&")


@pytest.fixture
def places(town: make.Town) -> make.Town:
    town.branch_place.lat, town.branch_place.lon = 56.39, 9.90
    town.main_library.lat, town.main_library.lon = 56.4603, 10.0408
    db.session.commit()
    one(town, "I Langå", 0, 19, place_id=town.branch_place.id)
    one(town, "I byen", 0, 18)
    one(town, "På nettet", 0, 20, mode="online", place_id=None)
    one(town, "I Gjerlev", 2, 18, place_id=town.village_hall.id)
    one(town, "Nu i huset", 0, 11)
    return town


def test_tonight_near_a_village(client: FlaskClient, places: make.Town) -> None:
    page = client.get("/en/arrangementer?dag=i-aften&naer=8870").text
    assert titles(page) == ["I Langå"]
    assert "less than 1 km" in page
    assert "Near Langå" in page
    wider = client.get(chip(page, "Up to 20 km")).text
    assert titles(wider) == ["I byen", "I Langå"]
    assert "<span>12 km</span>" in wider


def test_the_nearest_first_stand_under_their_places(client: FlaskClient, places: make.Town) -> None:
    page = client.get("/en/arrangementer?naer=langaa&radius=20").text
    by_distance = client.get(chip(page, "Nearest first")).text
    assert titles(by_distance) == ["I Langå", "Nu i huset", "I byen"]
    heads = re.findall(r'day-group__heading" id="place-\d+">([^<]+)<', by_distance)
    assert [head.strip() for head in heads] == ["Langå Bibliotek", "Hovedbiblioteket"]
    assert titles(client.get(chip(by_distance, "Soonest first")).text)[0] == "Nu i huset"


def test_right_now_in_the_house_in_two_taps(client: FlaskClient, places: make.Town) -> None:
    front = client.get("/en/").text
    now = client.get(chip(front, "Right now")).text
    assert titles(now) == ["Nu i huset"]
    assert titles(client.get(chip(now, "In Kulturhuset")).text) == ["Nu i huset"]


def test_near_me_asks_where_somebody_is(client: FlaskClient, places: make.Town) -> None:
    front = client.get("/en/").text
    asked = client.get(chip(front, "Near me")).text
    assert "Where are you?" in asked
    assert 'list="towns"' in asked
    assert re.search(r'<option value="Langå" label="8870" data-town="langaa 56.39 9.895">', asked)
    assert len(titles(asked)) == 5
    unknown = client.get("/en/arrangementer?naer=Aarhus&gratis=1").text
    assert "We do not know a town called “Aarhus”" in unknown
    assert '<input type="hidden" name="gratis" value="1">' in unknown


def test_a_radius_that_grew_says_so(client: FlaskClient, places: make.Town) -> None:
    page = client.get("/en/arrangementer?naer=stevnstrup").text
    assert "nothing within 5 km, so we looked up to 10 km away" in page
    assert titles(page) == ["Nu i huset", "I byen", "I Langå"]


def test_for_a_child_of_four_on_saturday(client: FlaskClient, town: make.Town) -> None:
    one(town, "Rim", 3, 10, tags={"age_band": ["0-2"]})
    one(town, "Leg", 3, 10, tags={"age_band": ["3-5"]})
    one(town, "Søndagsleg", 4, 10, tags={"age_band": ["3-5"]})
    page = client.get("/en/").text
    for words in ("This weekend", "For children", "3–5 years", "Sat 12 Sept?"):
        page = client.get(chip(page, words)).text
    assert titles(page) == ["Leg"]
    assert titles(client.get(chip(page, "3–5 years")).text) == ["Rim", "Leg"]


def test_a_language_cafe_in_arabic_in_two_taps(client: FlaskClient, town: make.Town) -> None:
    one(town, "Café", tags={"language": ["ar", "da"]})
    one(town, "Club", tags={"language": ["en"]})
    page = client.get(chip(client.get("/en/").text, "In other languages")).text
    assert titles(client.get(chip(page, "Arabic")).text) == ["Café"]


def test_quiet_and_step_free_in_two_taps(client: FlaskClient, town: make.Town) -> None:
    make.access(town.main_library, "step_free")
    make.access(town.village_hall, "quiet_space")
    one(town, "Stille", tags={"access": ["calm_light_sound"]})
    one(town, "Fest")
    one(town, "Stille på landet", place_id=town.village_hall.id)
    page = client.get(chip(client.get("/en/").text, "Quiet")).text
    assert titles(page) == ["Stille", "Stille på landet"]
    assert titles(client.get(chip(page, "Step-free access")).text) == ["Stille"]


def test_lists_of_the_form_say_how_many(client: FlaskClient, places: make.Town) -> None:
    page = client.get("/en/arrangementer").text
    assert f'<option value="{places.main_library.slug}">Hovedbiblioteket (2)</option>' in page
    assert '<option value="kulturhuset">Kulturhuset, all of it (2)</option>' in page
    assert '<option value="langaa">Langå (1)</option>' in page
    assert '<option value="online">Online (1)</option>' in page


def offers(page: str) -> dict[str, str]:
    """Words of what an empty list offers -> its address."""
    empty = page.partition('class="empty"')[2].partition("</ul>")[0]
    found = re.findall(r'<a class="chip" href="([^"]+)".*?<span>([^<]+)</span>', empty)
    return {words: href.replace("&amp;", "&") for href, words in found}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("dag=i-weekenden&gratis=1", "On Fri 11 Sept?"),
        ("dag=i-dag&omraade=gjerlev", "In Randers C"),
        ("naer=gjerlev&radius=2&dag=i-aften", "Leave out: Near Gjerlev"),
        ("naer=stevnstrup&radius=2", "Up to 5 km away|Up to 10 km away"),
        ("q=zebra&gratis=1", "Leave out: “zebra”"),
        ("fra=2027-01-01", "Leave out: From Fri 1 Jan 2027"),
        ("sprog=pl", "Leave out: Polish"),
        ("dag=i-weekenden&sprog=pl&omraade=langaa", "Only: Langå"),
    ],
)
def test_an_empty_list_offers_what_is_nearest_and_that_is_there(
    client: FlaskClient, places: make.Town, query: str, words: str
) -> None:
    page = client.get(f"/en/arrangementer?{query}").text
    assert titles(page) == []
    offered = offers(page)
    assert any(re.fullmatch(words, one) for one in offered), offered
    for href in offered.values():
        assert titles(client.get(href).text), href


def test_the_html_of_thirty_dates_is_small(client: FlaskClient, town: make.Town) -> None:
    for number in range(31):
        one(
            town,
            f"Strik og snak nummer {number} i byens bibliotek",
            1 + number // 3,
            place_id=(town.main_library, town.branch_place, town.village_hall)[number % 3].id,
            tags={"audience": ["families", "adults"], "language": ["da", "ar"], "theme": ["crafts"]},
            price=number * 10,
        )
    make.access(town.main_library, "step_free")
    for query in ("", "?naer=randers-c&radius=20", "?naer=randers-c&radius=20&orden=afstand"):
        html = client.get(f"/arrangementer{query}").text
        assert len(titles(html)) >= 20
        assert len(brotli.compress(html.encode(), quality=4)) < LARGEST
        assert len(gzip.compress(html.encode(), 6)) < LARGEST


EVERY_WISH = [
    Filters(),
    Filters(free=True),
    Filters(no_signup=True),
    Filters(band="children"),
    Filters(language="andre"),
    Filters(theme="nature"),
    Filters(step_free=True, quiet=True),
    Filters(mode="online"),
    Filters(place="kulturhuset"),
    Filters(district="langaa"),
    Filters(institution="museet"),
    Filters(near="langaa"),
    Filters(free=True, no_signup=True, band="3-5", day="i-weekenden", near="randers-c"),
]


@pytest.mark.parametrize("filters", EVERY_WISH, ids=str)
def test_the_list_walks_the_index_of_time_whatever_is_wished(town: make.Town, filters: Filters) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("The planner of PostgreSQL reads small tables whole, whatever their indexes.")
    sent: list[tuple[str, Any]] = []

    def remember(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        sent.append((statement, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", remember)
    try:
        programme.upcoming(filters)
        counted.look(filters)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", remember)
    walked = [(said, with_) for said, with_ in sent if "ORDER BY occurrence.starts_at" in said]
    assert len(walked) == 2
    for statement, parameters in walked:
        plan = [
            row[3]
            for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
        assert plan[0].startswith("SEARCH occurrence USING INDEX ix_occurrence_when"), plan
        assert not any("TEMP B-TREE" in step for step in plan), plan


def test_a_list_near_somebody_costs_the_same_with_3_and_with_30_rows(
    client: FlaskClient, town: make.Town, queries_of: Callable[[Callable[[], Any]], int]
) -> None:
    town.main_library.lat, town.main_library.lon = 56.46, 10.04
    db.session.commit()

    def costs() -> list[int]:
        addresses = ("?naer=randers-c", "?naer=randers-c&orden=afstand", "?gratis=1&alder=children")
        return [queries_of(lambda: client.get(f"/arrangementer{query}")) for query in addresses]  # noqa: B023

    for number in range(3):
        one(town, f"A {number}", tags={"age_band": ["3-5"]})
    few = costs()
    for number in range(27):
        one(town, f"B {number}", tags={"age_band": ["3-5"]}, signup_mode="none")
    assert costs() == few
    assert max(few) <= 20


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (Distance(0.2), "less than 1 km"),
        (Distance(2.34), "2.3 km"),
        (Distance(12.34), "12 km"),
        (Distance(6.4, exact=False), "about 6 km"),
    ],
)
def test_how_far_in_words(client: FlaskClient, distance: Distance, words: str) -> None:
    with client.application.test_request_context("/en/", environ_overrides={"portal.language": "en"}):
        assert how_far(distance) == words
