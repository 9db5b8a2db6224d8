"""The clock: summer time, days of 23 and 25 hours, what people type."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_hour_that_summer_time_skips_does_not_exist() -> None:
    assert not clock.exists(wall("2026-03-29T02:30"))
    assert clock.exists(wall("2026-03-29T03:00"))
    with pytest.raises(ValueError, match="does not exist"):
        clock.to_utc(wall("2026-03-29T02:30"))


def test_the_hour_that_happens_twice_is_the_first() -> None:
    assert clock.to_utc(wall("2026-10-25T02:30")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)]
)
def test_a_local_day_is_as_long_as_it_is(day: date, hours: int) -> None:
    start, end = clock.day_bounds(day)
    assert end - start == timedelta(hours=hours)


def test_a_year_begins_when_it_begins_here() -> None:
    start, end = clock.year_bounds(2026)
    assert start == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert end == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_today_is_the_day_here_not_in_greenwich() -> None:
    with clock.at(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_the_clock_can_be_set_and_goes_on_afterwards() -> None:
    before = clock.now()
    with clock.at(datetime(2030, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2030
    assert clock.now() == before


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001 - wall clock
def test_wall_clock_time_survives_the_way_to_utc_and_back(local: datetime) -> None:
    if clock.exists(local):
        assert clock.to_local(clock.to_utc(local)) == local


@pytest.mark.parametrize("typed", ["2026-12-03", "03-12-2026", "3.12.2026", " 3/12/2026 "])
def test_days_are_read_as_people_write_them(typed: str) -> None:
    assert clock.read_day(typed) == date(2026, 12, 3)


@pytest.mark.parametrize("typed", ["", "i morgen", "32-12-2026", "3.13.2026", "0026-12-03", "9999-01-01"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert clock.read_day(typed) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("18:30", time(18, 30)),
        ("18.30", time(18, 30)),
        ("1830", time(18, 30)),
        ("18", time(18)),
        ("0", time(0)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, read: time) -> None:
    assert clock.read_time(typed) == read


@pytest.mark.parametrize("typed", ["", "25:00", "18:75", "halv syv", "18:3", "-1"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert clock.read_time(typed) is None


@given(st.text(max_size=30))
def test_nothing_that_can_be_typed_breaks_the_readers(typed: str) -> None:
    clock.read_day(typed)
    clock.read_time(typed)
