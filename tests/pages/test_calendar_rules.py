"""Periods and their addresses, weeks across years, spans over days, lanes, hours, holidays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages.rules import calendar as rules
from portal.pages.rules.calendar import AGENDA, DAY, MONTH, WEEK, Slot, lanes, period, read_period


def slot(start: str, end: str, ident: int = 1) -> Slot:
    return Slot(ident, datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.mark.parametrize(
    ("written", "kind", "first", "last"),
    [
        ("2026-12", MONTH, date(2026, 12, 1), date(2026, 12, 31)),
        ("2028-02", MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-uge-49", WEEK, date(2026, 11, 30), date(2026, 12, 6)),
        ("2026-uge-53", WEEK, date(2026, 12, 28), date(2027, 1, 3)),
        ("2027-uge-01", WEEK, date(2027, 1, 4), date(2027, 1, 10)),
        ("2026-12-03", DAY, date(2026, 12, 3), date(2026, 12, 3)),
    ],
)
def test_an_address_names_a_period(written: str, kind: str, first: date, last: date) -> None:
    found = read_period(written)
    assert found is not None
    assert (found.kind, found.first, found.last, found.address) == (kind, first, last, written)


@pytest.mark.parametrize(
    "written",
    ["", "2026", "2026-13", "2026-00", "2026-uge-54", "2027-uge-53", "2026-02-30", "0001-01", "9999-12-31",
     "9999-uge-52", "2026-uge-", "²026-12", "2014-12", "x" * 5000],
)  # fmt: skip
def test_what_is_no_period_is_none(written: str) -> None:
    assert read_period(written) is None


@given(st.dates(date(2016, 1, 1), date(2098, 12, 31)), st.sampled_from([MONTH, WEEK, DAY, AGENDA]))
def test_periods_follow_on_each_other_without_gap(day: date, kind: str) -> None:
    here = period(kind, day)
    after, before = here.after(), here.before()
    assert after is not None
    assert before is not None
    assert here.first <= day <= here.last
    assert after.first == here.last + timedelta(days=1)
    assert before.last == here.first - timedelta(days=1)
    assert (after.before(), before.after()) == (here, here)
    if kind != AGENDA:
        assert read_period(here.address) == here


def test_the_calendar_ends_where_dates_end() -> None:
    assert period(MONTH, date(2015, 1, 1)).before() is None
    assert period(MONTH, date(2099, 12, 1)).after() is None


@given(st.dates(date(2016, 1, 1), date(2098, 12, 31)))
def test_a_month_is_whole_weeks_from_monday(day: date) -> None:
    month = period(MONTH, day)
    weeks = rules.weeks(month.first, month.last)
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
    assert 4 <= len(weeks) <= 6
    assert set(month.days()) <= {one for week in weeks for one in week}


@pytest.mark.parametrize(
    ("start", "end", "last", "long"),
    [
        ("2026-12-05T13:00", "2026-12-06T08:00", "2026-12-06", True),  # overnight
        ("2026-12-05T20:00", "2026-12-06T01:30", "2026-12-05", False),  # a late evening
        ("2026-12-05T00:00", "2026-12-06T00:00", "2026-12-05", False),  # a whole day
        ("2026-12-05T00:00", "2026-12-07T00:00", "2026-12-06", True),  # two whole days
        ("2026-12-05T10:00", "2026-12-20T16:00", "2026-12-20", True),
        ("2026-12-05T03:00", "2026-12-06T04:00", "2026-12-06", True),
        ("2026-03-29T01:00", "2026-03-29T04:00", "2026-03-29", False),  # the hour that is skipped
        ("2026-10-24T22:00", "2026-10-25T03:00", "2026-10-24", False),  # the night that is an hour longer
    ],
)
def test_the_last_day_of_a_date(start: str, end: str, last: str, long: bool) -> None:
    one = slot(start, end)
    assert (one.last.isoformat(), one.long) == (last, long)


def test_a_whole_day_has_no_hours() -> None:
    assert slot("2026-12-05T00:00", "2026-12-06T00:00").whole_day
    assert slot("2026-12-05T00:00", "2026-12-05T23:59").whole_day
    assert not slot("2026-12-05T00:00", "2026-12-05T12:00").whole_day


WEEK_50 = rules.weeks(date(2026, 12, 7), date(2026, 12, 13))[0]


def test_a_span_is_cut_where_the_week_ends() -> None:
    made = lanes([slot("2026-12-05T13:00", "2026-12-09T08:00")], WEEK_50)
    [[bar]] = made.rows
    assert (bar.column, bar.span, bar.came, bar.goes_on) == (1, 3, True, False)
    before = rules.weeks(date(2026, 12, 1), date(2026, 12, 6))[0]
    [[bar]] = lanes([slot("2026-12-05T13:00", "2026-12-09T08:00")], before).rows
    assert (bar.column, bar.span, bar.came, bar.goes_on) == (6, 2, False, True)


def test_spans_share_a_lane_only_when_they_do_not_meet() -> None:
    made = lanes(
        [
            slot("2026-12-07T10:00", "2026-12-09T16:00", 1),
            slot("2026-12-09T10:00", "2026-12-10T16:00", 2),
            slot("2026-12-10T10:00", "2026-12-12T16:00", 3),
            slot("2026-11-01T10:00", "2026-12-30T16:00", 4),
            slot("2027-01-01T10:00", "2027-01-02T16:00", 5),
        ],
        WEEK_50,
    )
    assert [[bar.ident for bar in row] for row in made.rows] == [[4], [1, 3], [2]]
    assert made.hidden == {}


def test_what_finds_no_lane_is_counted_on_each_of_its_days() -> None:
    made = lanes(
        [slot("2026-12-08T10:00", "2026-12-09T16:00", number) for number in range(5)], WEEK_50, most=3
    )
    assert len(made.rows) == 3
    assert made.hidden == {date(2026, 12, 8): 2, date(2026, 12, 9): 2}


@given(
    st.lists(
        st.tuples(st.integers(-20, 20), st.integers(1, 30)).map(
            lambda one: Slot(
                one[0] * 100 + one[1],
                datetime(2026, 12, 7, 10) + timedelta(days=one[0]),  # noqa: DTZ001 - wall clock
                datetime(2026, 12, 7, 16) + timedelta(days=one[0] + one[1]),  # noqa: DTZ001
            )
        ),
        max_size=12,
        unique_by=lambda one: one.ident,
    )
)
def test_every_row_of_cells_is_a_week(slots: list[Slot]) -> None:
    made = lanes(slots, WEEK_50)
    for row in made.rows:
        made_cells = rules.cells(row)
        assert sum(days for _bar, days in made_cells) == 7
        assert [bar for bar, _days in made_cells if bar] == row
    touching = [one for one in slots if one.last >= WEEK_50[0] and one.first <= WEEK_50[-1]]
    drawn = {bar.ident for row in made.rows for bar in row}
    assert len(drawn) == len(touching) or made.hidden


def test_rows_of_hours_reach_from_the_first_to_the_last() -> None:
    assert rules.hours([]) == []
    dates = [slot("2026-12-05T14:45", "2026-12-05T16:00"), slot("2026-12-06T11:00", "2026-12-06T12:00")]
    assert rules.hours(dates) == [11, 12, 13, 14]


def test_public_holidays_have_names_in_the_readers_language() -> None:
    assert rules.holidays_in(date(2026, 12, 20), date(2027, 1, 2), "da") == {
        date(2026, 12, 25): "Juledag",
        date(2026, 12, 26): "Anden juledag",
        date(2027, 1, 1): "Nytårsdag",
    }
    assert (
        rules.holidays_in(date(2026, 12, 25), date(2026, 12, 25), "en")[date(2026, 12, 25)] == "Christmas Day"
    )
