"""Behind every figure stand its rows: they add up, page, and cost the same whatever their number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.actor import SYSTEM
from portal.core.db import db
from portal.goals import actions, rules
from portal.goals.queries import catalogue, moved
from portal.goals.queries.figures import figures
from portal.goals.queries.rows import Row, rows, split
from portal.goals.rules import Ask
from portal.participation import queries as participation
from tests import make
from tests.goals.story import a_busy_year


@contextmanager
def counting_queries() -> Iterator[list[str]]:
    """The statements that the block sends."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)


@pytest.fixture
def agreement(session: Any) -> Any:
    return actions.load_agreement(SYSTEM)


def all_rows(ask: Ask, window: rules.Window) -> list[Row]:
    found, cursor = [], None
    while True:
        page = rows(ask, window, cursor=cursor, size=2)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found


def from_rows(ask: Ask, found: list[Row]) -> float | None:
    """The figure, worked out again from the rows alone."""
    total = sum(row.number for row in found)
    if ask.measure == "median_answer_hours":
        hours = sorted(row.number for row in found)
        middle = hours[(len(hours) - 1) // 2 : len(hours) // 2 + 1]
        return sum(middle) / len(middle)
    if ask.form == "share" or ask.measure in {"share_counted_within_72h", "community_survival_180d"}:
        return total / len(found) if found else None
    if ask.distinct_of == "event":
        return len({row.values["slug"] for row in found})
    return total


def test_every_figure_is_the_sum_of_its_rows(agreement: Any, town: make.Town) -> None:
    a_busy_year(town)
    window = rules.window(2026, clock.now())
    shown = catalogue.everywhere(catalogue.areas(agreement))
    cards = [one for one in catalogue.cards(shown, window) if one.figure.measured]
    told = 0
    for card in cards:
        if card.ask.distinct_of == "theme":
            continue
        found = all_rows(card.ask, window)
        assert from_rows(card.ask, found) == card.figure.value, card.indicator.code
        told += bool(found)
    assert told > 25


def test_themes_come_from_the_communities_in_the_rows(agreement: Any, town: make.Town) -> None:
    a_busy_year(town)
    ask = Ask("communities_active", form="distinct", distinct_of="theme")
    window = rules.window(2026, clock.now())
    assert figures([ask], window)[0].value == 2
    assert len(all_rows(ask, window)) == 1


def test_a_row_says_what_is_missing_and_who_counted(agreement: Any, town: make.Town) -> None:
    event = make.event(town.library, place_id=town.main_library.id)
    held = make.held(event, days_ago=1)
    wrong = make.count(held, {"children": 70})
    right = make.count(held, {"children": 7, "adults": 2}, supersedes_id=wrong.id, reason="Tastefejl")
    make.held(event, days_ago=2)
    make.count(make.held(event, days_ago=3), {"adults": 9})
    asked = Ask("attendances", {"age_band": ["0-2", "3-5", "6-9", "10-12"]})
    counted, missing = rows(asked, rules.window(2026, clock.now())).items
    assert (counted.number, counted.missing, counted.bands) == (7, False, {"children": 7, "adults": 2})
    assert [one.id for one in counted.counts] == [right.id]
    assert (missing.number, missing.missing) == (0, True)


def test_split_adds_up(agreement: Any, town: make.Town) -> None:
    a_busy_year(town)
    window = rules.window(2026, clock.now())
    for ask in (Ask("attendances"), Ask("occurrences_held")):
        figure = figures([ask], window)[0].value
        for by in ("month", "place_kind", "district"):
            assert sum(split(ask, window, by).values()) == figure
    assert split(Ask("occurrences_held"), window, "district")["Gjerlev"] == 3
    assert split(Ask("partners_distinct"), window, "month") == {}


def test_the_number_of_queries_does_not_grow(agreement: Any, town: make.Town) -> None:
    window = rules.window(2026, clock.now())
    numbers = []
    for dates in (3, 30):
        a_busy_year(town, dates)
        db.session.expire_all()
        with counting_queries() as sent:
            catalogue.cards(catalogue.everywhere(catalogue.areas(agreement)), window)
            for measure in ("attendances", "occurrences_held", "communities_active", "proposals_received"):
                rows(Ask(measure), window, size=50)
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
    assert numbers[0] < 50


def test_a_count_moves_its_figures(agreement: Any, town: make.Town) -> None:
    event = make.event(town.library, place_id=town.main_library.id)
    make.count(make.held(event, days_ago=9), {"children": 100})
    count = make.count(make.held(event, days_ago=1), {"children": 12, "adults": 3})
    receipt = moved.moved_by(participation.count_by_id(count.id))
    first = receipt.moved[0]
    assert first.indicator.code == "children_reached"
    assert (first.before, first.after, first.by) == (100, 112, 12)
    assert [aim.code for aim in first.aims] == ["B4"]
    assert receipt.house_total == 115


def test_a_correction_moves_from_the_old_number(agreement: Any, town: make.Town) -> None:
    held = make.held(make.event(town.library, place_id=town.main_library.id), days_ago=1)
    wrong = make.count(held, {"children": 120})
    right = make.count(held, {"children": 12}, supersedes_id=wrong.id, reason="Et nul for meget")
    first = moved.moved_by(participation.count_by_id(right.id)).moved[0]
    assert (first.before, first.after, first.by) == (120, 12, -108)


def test_a_count_of_adults_moves_no_child(agreement: Any, town: make.Town) -> None:
    held = make.held(make.event(town.library, place_id=town.village_hall.id), days_ago=1)
    count = make.count(held, {"adults": 12})
    receipt = moved.moved_by(participation.count_by_id(count.id))
    assert "children_reached" not in {one.indicator.code for one in receipt.moved}


def test_a_decentral_date_supports_its_aim(agreement: Any, town: make.Town) -> None:
    event = make.event(town.library, place_id=town.village_hall.id)
    make.partner(event, town.association)
    count = make.count(make.held(event), {"adults": 4})
    receipt = moved.moved_by(participation.count_by_id(count.id))
    supports = {one.indicator.code: one for one in receipt.supports}
    assert supports["decentral_with_partner"].after == 1
    assert "R1" in [aim.code for aim in supports["decentral_with_partner"].aims]


def test_the_first_three_people_found_a_community(agreement: Any, town: make.Town) -> None:
    group = make.community(town.library)
    event = make.event(town.library, community_id=group.id)
    count = make.count(make.held(event), {"adults": 3})
    receipt = moved.moved_by(participation.count_by_id(count.id))
    founded = next(one for one in receipt.moved if one.indicator.code == "communities_founded")
    assert (founded.before, founded.after) == (0, 1)
