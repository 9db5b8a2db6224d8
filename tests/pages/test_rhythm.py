"""How often a series is held, in words that are only said when they are true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import speaking
from portal.events.rules import Slot, expand
from portal.pages.rules.rhythm import EVERY_DAY, Pattern, follow, read, rhythm

FIRST = Slot(datetime(2026, 9, 3, 18, 30), datetime(2026, 9, 3, 20))  # noqa: DTZ001 - wall clock, a Thursday


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def words(rule: str, language: str = "da") -> str | None:
    with speaking(language):
        return rhythm(rule, expand(FIRST, rule))


@pytest.mark.parametrize(
    ("rule", "danish", "english"),
    [
        ("FREQ=WEEKLY;BYDAY=TH;COUNT=5", "Hver torsdag kl. 18.30–20.00", "Every Thursday at 18:30–20:00"),
        ("FREQ=WEEKLY;COUNT=5", "Hver torsdag kl. 18.30–20.00", "Every Thursday at 18:30–20:00"),
        (
            "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=8",
            "Hver tirsdag og torsdag kl. 18.30–20.00",
            "Every Tuesday and Thursday at 18:30–20:00",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=8",
            "Hver anden torsdag kl. 18.30–20.00",
            "Every other Thursday at 18:30–20:00",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=TH;COUNT=4",
            "Hver 3. uge: torsdag kl. 18.30–20.00",
            "Every 3 weeks on Thursday at 18:30–20:00",
        ),
        ("FREQ=DAILY;COUNT=10", "Hver dag kl. 18.30–20.00", "Every day at 18:30–20:00"),
        (
            "FREQ=MONTHLY;BYDAY=1TH;COUNT=4",
            "Den første torsdag i måneden kl. 18.30–20.00",
            "The first Thursday of the month at 18:30–20:00",
        ),
        (
            "FREQ=MONTHLY;BYDAY=-1TH;COUNT=4",
            "Den sidste torsdag i måneden kl. 18.30–20.00",
            "The last Thursday of the month at 18:30–20:00",
        ),
    ],
)
def test_words(rule: str, danish: str, english: str) -> None:
    assert words(rule) == danish
    assert words(rule, "en") == english


def test_summer_time_changes_nothing() -> None:
    """The clock goes back on 25 October 2026 and forward on 28 March 2027."""
    assert words("FREQ=WEEKLY;BYDAY=TH;UNTIL=20270430") == "Hver torsdag kl. 18.30–20.00"


def test_the_months_between_without_it_are_named() -> None:
    rule = "FREQ=WEEKLY;BYDAY=TH;BYMONTH=9,10,11,2,3;UNTIL=20270331"
    assert words(rule) == "Hver torsdag kl. 18.30–20.00, ikke i december og januar"
    assert words(rule.replace("20270331", "20261130")) == "Hver torsdag kl. 18.30–20.00"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=YEARLY;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=3",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TH;COUNT=3",
        "FREQ=MONTHLY;BYDAY=5TH;COUNT=3",
        "FREQ=WEEKLY;BYDAY=XX;COUNT=3",
        "FREQ=WEEKLY;INTERVAL=0;BYDAY=TH",
        "FREQ=DAILY;INTERVAL=2;COUNT=3",
        "nonsense",
    ],
)
def test_what_we_have_no_words_for_is_not_said(rule: str) -> None:
    assert rhythm(rule, [FIRST, _later(7)]) is None


def _later(days: int, hours: int = 0) -> Slot:
    by = timedelta(days=days, hours=hours)
    return Slot(FIRST.start + by, FIRST.end + by)


def test_dates_that_break_the_rule_silence_it() -> None:
    weekly = "FREQ=WEEKLY;BYDAY=TH;COUNT=9"
    assert rhythm(weekly, [FIRST, _later(8)]) is None  # a Friday
    assert rhythm(weekly.replace("WEEKLY", "WEEKLY;INTERVAL=2"), [FIRST, _later(7)]) is None  # more often
    assert rhythm("FREQ=MONTHLY;BYDAY=1TH", [FIRST, _later(7)]) is None  # the second Thursday
    assert rhythm(weekly + ";BYMONTH=9", [FIRST, _later(35)]) is None  # in October


def test_a_holiday_or_another_hour_does_not() -> None:
    weekly = "FREQ=WEEKLY;BYDAY=TH;COUNT=9"
    assert rhythm(weekly, [FIRST, _later(21)]) == "Hver torsdag kl. 18.30–20.00"
    assert rhythm(weekly, [FIRST, _later(7, 1)]) == "Hver torsdag på skiftende tidspunkter"


def test_one_date_shows_no_rhythm() -> None:
    assert rhythm("FREQ=WEEKLY;BYDAY=TH", [FIRST]) is None
    assert rhythm("FREQ=WEEKLY;BYDAY=TH", []) is None


def test_reading() -> None:
    assert read("RRULE:freq=weekly;byday=mo") == Pattern(1, (0,))
    assert read("FREQ=DAILY;BYDAY=MO,TU") == Pattern(1, (0, 1))
    assert read("FREQ=DAILY") == Pattern(1, EVERY_DAY)
    assert read("FREQ=WEEKLY") is None


@given(st.text(max_size=40))
def test_any_text_is_read_or_left(rule: str) -> None:
    pattern = read(rule, FIRST.start)
    assert pattern is None or follow(pattern, []) is True
