"""What may be asked, how ages and years are read, and what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.goals import rules
from portal.goals.queries.conditions import COMMUNITY, OCCURRENCE
from portal.goals.rules import Ask

CHILDREN = frozenset({"0-2", "3-5", "6-9", "10-12", "13-17"})


def test_every_dimension_has_its_builder() -> None:
    assert set(OCCURRENCE) == rules.OCCURRENCE_DIMENSIONS
    assert set(COMMUNITY) == rules.COMMUNITY_DIMENSIONS


@pytest.mark.parametrize(
    "where",
    [
        {"theme": ["literature"]},
        {"free": True},
        {"sdg": {"min": 1}},
        {"kind": {"not": ["exhibition"]}},
        {"organiser_kind": {"other_than": ["library"]}},
    ],
)
def test_what_may_be_asked(where: dict[str, Any]) -> None:
    rules.check(where)


@pytest.mark.parametrize(
    "where",
    [
        {"colour": ["red"]},
        {"theme": True},
        {"theme": []},
        {"free": ["yes"]},
        {"theme": {"min": 2}},
        {"sdg": {"min": "one"}},
        {"theme": {"other_than": ["literature"]}},
        {"theme": "literature; drop table event"},
        {"theme": {"not": ["a"], "min": 1}},
    ],
)
def test_what_may_not_be_asked(where: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"unknown|cannot"):
        rules.check(where)


def test_kinds_that_are_not_summed_fall_away_unless_named() -> None:
    default = ("kind", {"not": ["book_bus", "exhibition", "self_directed"]})
    assert default in Ask("attendances").tests()
    assert default not in Ask("attendances", {"kind": ["exhibition"]}).tests()
    assert default not in Ask("attendances", {}, {"kind": ["class_visit"]}).tests()
    assert Ask("communities_active").tests() == []


def test_a_share_keeps_its_scope() -> None:
    ask = Ask("occurrences_held", {"free": True}, {"theme": ["games"]}, "share", {"mode": ["physical"]})
    assert ("theme", ["games"]) in ask.whole().tests()
    assert ("mode", ["physical"]) in ask.whole().tests()
    assert ("free", True) not in ask.whole().tests()


def test_why_there_is_no_figure() -> None:
    assert Ask("attendances").why_not() is None
    assert Ask("survey_share", {"survey_question": ["community"]}).why_not() is not None
    assert Ask("proposals_received", {}, {"theme": ["games"]}).why_not() is rules.TOO_NARROW


def test_coarse_bands_count_when_all_their_people_are_wanted() -> None:
    assert rules.nodes_within(CHILDREN) == CHILDREN | {"children", "youth"}
    assert rules.nodes_across(CHILDREN) == {"all"}
    assert rules.nodes_within(frozenset({"3-5"})) == {"3-5"}
    assert rules.nodes_across(frozenset({"3-5"})) == {"all", "children"}


def test_ages_of_indicator_and_scope_meet() -> None:
    assert rules.bands_of([]) is None
    assert rules.bands_of([["0-2", "3-5"], ["3-5", "6-9"]]) == {"3-5"}
    assert rules.bands_of([{"not": ["65+"]}, ["30-64", "65+"]]) == {"30-64"}


def test_channels() -> None:
    assert rules.channels_of([]) == {"onsite", "online"}
    assert rules.channels_of([["physical"]]) == {"onsite"}
    assert rules.channels_of([["online"]]) == {"online"}
    assert rules.channels_of([{"not": ["online", "hybrid"]}]) == {"onsite"}


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


def test_a_year_begins_and_ends_where_the_library_stands() -> None:
    year = rules.window(2025, at(2026, 9, 9, 10))
    assert (year.start, year.end) == (at(2024, 12, 31, 23), at(2025, 12, 31, 23))
    assert year.until == at(2026, 9, 9, 10)


def test_a_running_year_ends_now_and_one_to_come_is_empty() -> None:
    now = at(2026, 9, 9, 10)
    assert rules.window(2026, now).end == now
    coming = rules.window(2027, now)
    assert coming.start == coming.end


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(2026, 9, 9, 10), at(2025, 9, 9, 10)),
        (at(2024, 2, 29, 12), at(2023, 2, 28, 12)),
        (at(2026, 3, 29, 12), at(2025, 3, 29, 13)),  # 14.00 on both days; summer time began only in 2026
    ],
)
def test_last_year_to_the_same_wall_clock_time(now: datetime, then: datetime) -> None:
    assert rules.year_before(rules.window(now.year, now)).end == then


def test_a_whole_year_is_compared_with_a_whole_year() -> None:
    before = rules.year_before(rules.window(2025, at(2026, 9, 9, 10)))
    assert (before.start, before.end) == (at(2023, 12, 31, 23), at(2024, 12, 31, 23))


@pytest.mark.parametrize(
    ("asked", "year"),
    [(None, 2026), ("", 2026), ("2024", 2024), ("1999", 2026), ("2027", 2026), ("x", 2026), ("²", 2026)],
)
def test_the_chosen_year(asked: str | None, year: int) -> None:
    assert rules.chosen_year(asked, 2023, 2026) == year


def test_targets_and_progress() -> None:
    assert rules.target_of({"2026": 10000}, 2026) == 10000
    assert rules.target_of({}, 2026) is None
    assert rules.progress(2500, 10000) == 0.25
    assert rules.progress(None, 10000) is None
    assert rules.progress(3, None) is None
    assert rules.share(1, 0) is None
    assert rules.Figure(3, held=4, missing=1).missing_share == 0.25
    assert rules.Figure(0, held=0, missing=0).missing_share is None


def test_small_numbers_are_hidden_and_cannot_be_worked_out() -> None:
    assert rules.hide_small([120, 3, 40]) == [120, None, None]
    assert rules.hide_small([120, 3, 2, 40]) == [120, None, None, 40]
    assert rules.hide_small([0, 5, 12]) == [0, 5, 12]
    assert rules.hide_small([3]) == [None]


@given(st.lists(st.integers(0, 40), max_size=8))
def test_never_exactly_one_hidden_beside_others(numbers: list[int]) -> None:
    shown = rules.hide_small(numbers)
    hidden = [number for number, cell in zip(numbers, shown, strict=True) if cell is None]
    assert all(cell is None or cell == 0 or cell >= 5 for cell in shown)
    assert len(hidden) != 1 or not any(cell for cell in shown if cell)
