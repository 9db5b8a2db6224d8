"""How seats reach those who wait: when, to whom, and how often somebody is passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock
from portal.participation.rules import offers
from portal.participation.rules.offers import Party, Windows

HOUSE = Windows()
START = datetime(2026, 9, 16, 16, 30, tzinfo=UTC)  # a Wednesday, 18.30 in Randers


def before(hours: float) -> datetime:
    return START - timedelta(hours=hours)


@pytest.mark.parametrize(
    ("hours", "phase"),
    [
        (200, "long"),
        (72.1, "long"),
        (72, "short"),
        (24.1, "short"),
        (24, "race"),
        (3.1, "race"),
        (3, "door"),
        (0, "door"),
    ],
)
def test_the_way_slides_as_the_date_comes_nearer(hours: float, phase: str) -> None:
    assert offers.phase(HOUSE, before(hours), START) == phase


def test_long_before_there_is_a_day_to_answer() -> None:
    assert offers.answer_by(HOUSE, before(100), START) == before(76)


def local(text: str) -> datetime:
    return clock.to_utc(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-09-14 10:00", "2026-09-14 16:00"),
        ("2026-09-14 19:00", "2026-09-15 12:00"),  # two hours tonight, four tomorrow
        ("2026-09-14 23:30", "2026-09-15 14:00"),
        ("2026-09-15 02:00", "2026-09-15 14:00"),
        ("2026-09-14 15:00", "2026-09-14 21:00"),
        ("2026-09-14 15:01", "2026-09-15 08:01"),
    ],
)
def test_nobody_has_to_answer_at_night(now: str, due: str) -> None:
    assert offers.answer_by(HOUSE, local(now), START) == local(due)


def test_hours_are_counted_right_when_the_clock_changes() -> None:
    start = local("2026-10-27 10:00")
    assert offers.answer_by(HOUSE, local("2026-10-24 20:00"), start) == local("2026-10-25 13:00")


@given(minutes=st.integers(3 * 60 + 1, 400 * 60))
def test_an_answer_is_due_after_the_offer_and_before_the_door(minutes: int) -> None:
    now = START - timedelta(minutes=minutes)
    due = offers.answer_by(HOUSE, now, START)
    assert now < due <= before(HOUSE.door_from)


def given_to(sizes: list[int], capacity: int | None, taken: int) -> list[int]:
    line = [Party(ident, size) for ident, size in enumerate(sizes, 1)]
    return list(offers.serve(line, capacity, taken, 3).given)


def test_a_party_gets_seats_whole_and_smaller_ones_may_pass() -> None:
    assert given_to([4, 2, 1], 10, 8) == [2]
    assert given_to([2, 2], 10, 8) == [1]
    assert given_to([1, 2, 1], 10, 8) == [1, 3]
    assert given_to([4], None, 8) == [1]
    assert given_to([1], 8, 9) == []


def test_who_is_passed_is_counted_for_each_smaller_party() -> None:
    served = offers.serve([Party(1, 4), Party(2, 3), Party(3, 1), Party(4, 1)], 10, 8, 3)
    assert served.given == {3: 1, 4: 1}
    assert served.passed == {1: 2, 2: 2}


def test_after_three_passes_seats_are_kept_for_the_big_party() -> None:
    assert offers.serve([Party(1, 4, passes=3), Party(2, 1)], 10, 8, 3).given == {}
    assert offers.serve([Party(1, 4, passes=2), Party(2, 1), Party(3, 1)], 10, 8, 3).given == {2: 1}
    assert offers.serve([Party(1, 4, passes=3), Party(2, 1)], 10, 6, 3).given == {1: 4}
    assert offers.serve([Party(1, 4), Party(2, 1)], 10, 8, 0).given == {}


def test_a_party_that_said_so_takes_fewer_seats() -> None:
    assert offers.serve([Party(1, 4, at_least=2)], 10, 8, 3).given == {1: 2}
    assert offers.serve([Party(1, 4, at_least=3), Party(2, 1)], 10, 8, 3).given == {2: 1}
    assert offers.serve([Party(1, 4, at_least=1)], 10, 10, 3).given == {}
    assert offers.serve([Party(1, 4, at_least=1)], 10, 0, 3).given == {1: 4}


PARTIES = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 4), st.one_of(st.none(), st.integers(1, 3))), max_size=8
)


@given(parties=PARTIES, capacity=st.integers(1, 20), taken=st.integers(0, 22))
def test_serving_never_oversells_nor_passes_anybody_too_often(
    parties: list[tuple[int, int, int | None]], capacity: int, taken: int
) -> None:
    line = [Party(ident, *facts) for ident, facts in enumerate(parties)]
    served = offers.serve(line, capacity, taken, 3)
    now = taken + sum(served.given.values())
    assert now <= max(capacity, taken)
    assert list(served.given) == sorted(served.given)
    by_id = {one.ident: one for one in line}
    assert all(0 < seats <= by_id[ident].size for ident, seats in served.given.items())
    assert all(by_id[ident].passes + more <= 3 for ident, more in served.passed.items())
    kept = [one.ident for one in line if one.ident not in served.given and one.passes >= 3]
    for one in line:
        if one.ident not in served.given and (not kept or one.ident <= kept[0]):
            passed = any(other.passes + served.passed.get(other.ident, 0) >= 3 for other in line[: one.ident])
            assert passed or now + (one.at_least or one.size) > capacity
