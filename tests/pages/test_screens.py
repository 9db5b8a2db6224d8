"""Info-screens: which dates, on which slide, and what a wall needs that a phone does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock
from portal.pages.queries import screens as queries
from portal.pages.rules import screens as rules
from tests import make

NOON = datetime(2026, 9, 9, 12)  # noqa: DTZ001 - wall clock


@dataclass(frozen=True)
class Shown:
    start: datetime


def at(days: int, hour: int = 18) -> datetime:
    return NOON.replace(hour=hour) + timedelta(days=days)


# --- slides ----------------------------------------------------------------------------------------------


def kinds(made: list[list[rules.Group[Shown]]]) -> list[list[tuple[str, int]]]:
    return [[(group.kind, len(group.lines)) for group in slide] for slide in made]


def test_today_comes_first_and_other_days_fill_the_slide() -> None:
    coming = [Shown(at(0)), Shown(at(1)), Shown(at(1)), Shown(at(2))]
    assert kinds(rules.slides(coming, [], NOON)) == [[("now", 1), ("later", 2)], [("later", 1)]]


def test_a_long_day_goes_on_on_the_next_slide() -> None:
    coming = [Shown(at(0, 13 + number)) for number in range(7)]
    assert kinds(rules.slides(coming, [], NOON)) == [[("now", 5)], [("today", 2)]]


def test_what_began_earlier_and_is_on_stands_under_today() -> None:
    [[group]] = rules.slides([Shown(at(-1, 22))], [], NOON)
    assert (group.kind, group.day) == ("now", NOON.date())


def test_exhibitions_have_the_last_slide() -> None:
    made = rules.slides([Shown(at(number)) for number in range(60)], [Shown(at(-20))] * 9, NOON)
    assert len(made) == rules.MOST_SLIDES
    assert kinds(made)[-1] == [("open", 5)]


def test_nothing_is_no_slide() -> None:
    assert rules.slides([], [], NOON) == []


@given(st.lists(st.integers(0, 9), max_size=50))
def test_no_slide_is_too_full_and_the_order_is_kept(days: list[int]) -> None:
    coming = [Shown(at(day)) for day in sorted(days)]
    made = rules.slides(coming, [], NOON)
    assert all(sum(1 + len(group.lines) for group in slide) <= rules.ROOM for slide in made)
    assert all(group.lines for slide in made for group in slide)
    shown = [line for slide in made for group in slide for line in group.lines]
    assert shown == coming[: len(shown)]
    assert len(shown) == len(coming) or len(made) == rules.MOST_SLIDES


# --- dates -----------------------------------------------------------------------------------------------


def one(town: make.Town, title: str, start: datetime, hours: float = 2, **more: Any) -> None:
    state = more.pop("date_state", "scheduled")
    values = {"place_id": town.main_library.id, "room_id": town.stage.id, **more}
    make.occurrence(make.event(town.library, title=title, **values), start, hours, state=state)


def test_a_place_shows_what_is_public_there(town: make.Town) -> None:
    one(town, "Her", at(0))
    one(town, "I gang", at(0, 11))
    one(town, "Aflyst", at(1), date_state="cancelled")
    one(town, "Forbi", at(0, 8))
    one(town, "Et andet sted", at(0), place_id=town.branch_place.id, room_id=None)
    one(town, "Klassen", at(0), kind="class_visit")
    one(town, "Kladde", at(0), state="draft")
    one(town, "Langt ude", at(30))
    one(town, "Udstilling", at(-5), 24 * 20, kind="exhibition")
    coming, running = queries.lines(queries.where(town.main_library.slug, "Huset"))
    assert [line.card.title for line in coming] == ["I gang", "Her", "Aflyst"]
    assert [line.card.title for line in running] == ["Udstilling"]
    assert coming[0].room == "Scenen"


def test_a_house_shows_all_its_places(town: make.Town) -> None:
    museum = make.place("Museet", "house_institution", building="kulturhuset")
    one(town, "Biblioteket", at(0))
    one(town, "Museet", at(1), place_id=museum.id, room_id=None)
    found = queries.where("kulturhuset", "Kulturhuset")
    assert (found.house, found.name) == (True, "Kulturhuset")
    assert [line.card.title for line in queries.lines(found)[0]] == ["Biblioteket", "Museet"]


def test_more_dates_cost_no_more_queries(town: make.Town, queries_of: Callable[..., int]) -> None:
    def look() -> None:
        queries.lines(queries.where(town.main_library.slug, "Huset"))

    one(town, "Først", at(0), signup_mode="per_session")
    few = queries_of(look)
    for number in range(20):
        one(town, f"Nr {number}", at(1), signup_mode="per_session")
    assert queries_of(look) == few


# --- the page --------------------------------------------------------------------------------------------


def test_the_screen_needs_nobody_and_turns_without_scripts(client: FlaskClient, town: make.Town) -> None:
    for number in range(7):
        one(town, f"Nr {number}", at(0, 13 + number))
    address = f"/skaerm/{town.main_library.slug}"
    answer = client.get(address)
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers
    assert "<nav" not in answer.text
    assert "site-header" not in answer.text
    slides = r"<section class=\"screen__slide\" data-slide( hidden)?"
    assert re.findall(slides, answer.text) == ["", " hidden"]
    assert (
        f'<noscript><meta http-equiv="refresh" content="12;url={address}?side=2"></noscript>' in answer.text
    )
    second = client.get(f"{address}?side=2").text
    assert re.findall(slides, second) == [" hidden", ""]
    assert f"url={address}?side=1" in second


@pytest.mark.parametrize("side", ["0", "-1", "99", "²", "x", "", "9" * 40])
def test_a_slide_that_is_not_there_is_another_one(client: FlaskClient, town: make.Town, side: str) -> None:
    one(town, "Her", at(0))
    answer = client.get(f"/skaerm/{town.main_library.slug}?side={side}")
    assert answer.status_code == 200
    assert answer.text.count("data-slide hidden") == 0


def test_it_says_where_and_how_it_stands(client: FlaskClient, town: make.Town) -> None:
    town.stage.floor = 1
    one(town, "I gang", at(0, 11))
    one(town, "Aflyst", at(0), date_state="cancelled")
    text = client.get(f"/skaerm/{town.main_library.slug}").text
    assert re.findall(r'data-state="(\w+)"', text) == ["info", "cancelled"]
    assert "<span>Scenen</span><span>1. sal</span>" in text
    assert 'class="segno"' in text
    assert f"{clock.to_local(clock.now()):%H.%M}" in text


def test_an_empty_place_and_one_that_is_not_there(client: FlaskClient, town: make.Town) -> None:
    empty = client.get(f"/skaerm/{town.village_hall.slug}")
    assert empty.status_code == 200
    assert "Der er ikke planlagt noget her" in empty.text
    assert client.get("/skaerm/findes-ikke").status_code == 404
    town.village_hall.closed = True
    assert client.get(f"/skaerm/{town.village_hall.slug}").status_code == 404
