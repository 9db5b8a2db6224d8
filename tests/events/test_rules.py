"""Series, daylight saving, checks and moves: no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock, states
from portal.core.errors import Conflict, Refused
from portal.events import rules
from portal.events.rules import EventFacts, Slot

FACTS = EventFacts(title="Strikkecafé", organiser_id=1, unit_id=1)


def local(*parts: int) -> datetime:
    """A wall-clock time."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def slot(start: datetime, hours: float = 2) -> Slot:
    return Slot(start, start + timedelta(hours=hours))


daytime = st.datetimes(local(2020, 1, 1, 8), local(2035, 12, 31, 20)).map(
    lambda one: one.replace(hour=8 + one.hour % 12, second=0, microsecond=0)
)
patterns = st.sampled_from(rules.REPEATS)


@given(start=daytime, repeat=patterns, count=st.integers(1, rules.MOST_DATES), minutes=st.integers(5, 600))
def test_a_series_keeps_order_number_time_and_length(
    start: datetime, repeat: str, count: int, minutes: int
) -> None:
    first = Slot(start, start + timedelta(minutes=minutes))
    if repeat == "monthly_last":  # begins on its own last weekday
        first = slot(start.replace(day=28), minutes / 60)
    rule = rules.rule_for(repeat, first.start.date(), count=count)
    limit = first.start + timedelta(days=3 * 366)
    dates = rules.expand(first, rule)
    starts = [one.start for one in dates]
    assert starts == sorted(set(starts))
    assert {one.start.time() for one in dates} == {first.start.time()}
    assert {one.end - one.start for one in dates} == {first.end - first.start}
    assert len(dates) == count or starts[-1] + timedelta(days=70) > limit
    assert repeat == "daily" or {one.weekday() for one in starts} == {first.start.weekday()}


@given(start=daytime, until=st.integers(0, 200), gaps=st.sets(st.integers(0, 200)))
def test_skipped_days_are_left_out_and_the_last_day_is_included(
    start: datetime, until: int, gaps: set[int]
) -> None:
    last = start.date() + timedelta(days=until)
    rule = rules.rule_for("weekly", start.date(), until=last)
    skip = {start.date() + timedelta(days=one) for one in gaps}
    wanted = [start.date() + timedelta(days=one) for one in range(0, until + 1, 7)]
    kept = [day for day in wanted if day not in skip]
    if not kept:
        with pytest.raises(Refused):
            rules.expand(slot(start), rule, skip)
        return
    assert [one.start.date() for one in rules.expand(slot(start), rule, skip)] == kept


@given(rule=st.text(alphabet="FREQ=WKLYDAIUNTOBS;0123456789-+:", max_size=40))
def test_any_text_is_a_series_or_a_clear_no(rule: str) -> None:
    try:
        dates = rules.expand(slot(local(2026, 10, 1, 18)), rule)
    except Refused:
        return
    assert 1 <= len(dates) <= rules.MOST_DATES


def test_wall_clock_time_holds_over_both_changes_of_the_clock() -> None:
    dates = rules.expand(slot(local(2026, 10, 8, 18, 30)), "FREQ=WEEKLY;COUNT=26")
    assert {one.start.time() for one in dates} == {local(2026, 1, 1, 18, 30).time()}
    hours = {clock.to_utc(one.start).hour for one in dates}
    assert hours == {16, 17}, "summer and winter are an hour apart in UTC"


@pytest.mark.parametrize("year_day", [(2026, 3, 29), (2027, 3, 28)])
def test_the_hour_that_summer_time_skips_is_refused(year_day: tuple[int, int, int]) -> None:
    with pytest.raises(Refused) as refusal:
        rules.expand(slot(local(*year_day, 2, 30)), "")
    assert refusal.value.field == "starts"
    with pytest.raises(Refused):
        rules.expand(slot(local(*year_day, 0, 30)), "")  # its end falls in the gap
    around = slot(local(*year_day, 2, 30) - timedelta(days=7), 0.25)
    with pytest.raises(Refused):
        rules.expand(around, "FREQ=WEEKLY;COUNT=3")
    assert len(rules.expand(around, "FREQ=WEEKLY;COUNT=3", {date(*year_day)})) == 2


@pytest.mark.parametrize("year_day", [(2026, 10, 25), (2027, 10, 31)])
def test_the_hour_that_comes_twice_is_the_first_one(year_day: tuple[int, int, int]) -> None:
    [night] = rules.expand(slot(local(*year_day, 2, 30), 2), "")
    rules.check_slot(night)
    assert clock.to_utc(night.start) == datetime(*year_day, 0, 30, tzinfo=UTC)
    assert clock.to_utc(night.end) - clock.to_utc(night.start) == timedelta(hours=3)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
        "FREQ=YEARLY;COUNT=3",
        "FREQ=SECONDLY;COUNT=3",
        "FREQ=WEEKLY;BYHOUR=3;COUNT=3",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=-1",
        "FREQ=WEEKLY;COUNT=many",
        "FREQ=WEEKLY;UNTIL=tomorrow",
        "FREQ=WEEKLY;UNTIL=20200101",
        "FREQ=DAILY;COUNT=121",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300;COUNT=2",
        "FREQ=WEEKLY;INTERVAL=0;COUNT=2",
        "COUNT=3",
        "nonsense",
    ],
)
def test_a_rule_that_cannot_be_is_refused(rule: str) -> None:
    with pytest.raises(Refused):
        rules.expand(slot(local(2026, 10, 1, 18)), rule)


def test_an_instant_as_last_moment_is_read_in_local_time() -> None:
    first = slot(local(2026, 10, 1, 18))
    assert len(rules.expand(first, "RRULE:FREQ=DAILY;UNTIL=20261003T160000Z")) == 3
    assert len(rules.expand(first, "FREQ=DAILY;UNTIL=20261003T155900Z")) == 2


def test_the_end_of_a_series_is_told_one_way() -> None:
    for more in ({}, {"until": date(2026, 12, 1), "count": 4}):
        with pytest.raises(Refused):
            rules.rule_for("weekly", date(2026, 10, 1), **more)  # type: ignore[arg-type]


def test_a_fifth_weekday_becomes_the_last() -> None:
    assert rules.rule_for("monthly_nth", date(2026, 10, 29), count=3) == "FREQ=MONTHLY;BYDAY=-1TH;COUNT=3"


def test_holidays_are_proposed() -> None:
    found = rules.proposed_skips(date(2026, 1, 1), date(2026, 12, 31))
    assert found[date(2026, 4, 2)] == "bank"
    assert found[date(2026, 12, 24)] == "eve" or found[date(2026, 12, 24)] == "bank"
    assert found[date(2026, 2, 9)] == "winter"
    assert found[date(2026, 10, 12)] == "autumn"
    assert found[date(2026, 6, 27)] == "summer"
    assert date(2026, 6, 26) not in found
    assert date(2026, 5, 1) not in found, "Store bededag is no holiday any more"
    assert date(2026, 9, 9) not in found


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (local(2026, 10, 1, 18), local(2026, 10, 1, 17), "ends"),
        (local(2026, 10, 1, 18), local(2026, 10, 1, 18), "ends"),
        (local(2026, 10, 1, 18), local(2026, 11, 20, 18), "ends"),
        (local(1926, 10, 1, 18), local(1926, 10, 1, 19), "day"),
        (local(2126, 10, 1, 18), local(2126, 10, 1, 19), "day"),
    ],
)
def test_times_that_cannot_be_are_refused(start: datetime, end: datetime, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_slot(Slot(start, end))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"summary": "x" * 301}, "summary"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": "010190-1234"}, "text"),
        ({"kind": "party"}, "kind"),
        ({"genre": "magic"}, "genre"),
        ({"mode": "telepathy"}, "mode"),
        ({"signup_mode": "never"}, "signup_mode"),
        ({"initiated_by": "nobody"}, "initiated_by"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 10_001}, "capacity"),
        ({"price": -1}, "price"),
        ({"online_link": "meet me"}, "online_link"),
        ({"tags": {"theme": ["spaceships"]}}, "theme"),
    ],
)
def test_facts_that_cannot_be_are_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_facts(replace(FACTS, **changes))
    assert refusal.value.field == field


def test_plain_facts_are_fine() -> None:
    rules.check_facts(replace(FACTS, capacity=10_000, price=60, online_link="https://example.org/x"))
    rules.check_capacity(25, fire_limit=25)
    with pytest.raises(Refused):
        rules.check_capacity(26, fire_limit=25)


@given(start=daytime, days=st.integers(-30, 30), hour=st.integers(8, 20), old_hour=st.integers(8, 20))
def test_a_date_moves_as_the_edited_one_did(start: datetime, days: int, hour: int, old_hour: int) -> None:
    old = slot(local(2026, 10, 1, old_hour))
    new = slot(local(2026, 10, 1, hour) + timedelta(days=days), 1.5)
    moved = rules.moved(slot(start), old, new)
    assert moved.start.date() == start.date() + timedelta(days=days)
    assert moved.start.time() == new.start.time()
    assert moved.end - moved.start == timedelta(hours=1.5)


@pytest.mark.parametrize(
    ("width", "expected"),
    [(300, [300]), (480, [480]), (700, [480, 700]), (1600, [480, 960, 1600]), (4000, [480, 960, 1600])],
)
def test_pictures_are_never_scaled_up(width: int, expected: list[int]) -> None:
    assert rules.image_widths(width) == expected


class Thing:
    """Something with a state."""

    def __init__(self, state: str) -> None:
        self.state = state


@pytest.mark.parametrize("state", rules.EVENT_STATES)
@pytest.mark.parametrize("verb", ["publish", "cancel"])
def test_every_state_and_verb_of_an_event(state: str, verb: str) -> None:
    allowed = {("draft", "publish"): "published", ("published", "cancel"): "cancelled"}
    thing = Thing(state)
    if (state, verb) in allowed:
        states.advance(thing, verb, rules.EVENT_LIFECYCLE)
        assert thing.state == allowed[state, verb]
    else:
        with pytest.raises(Conflict):
            states.advance(thing, verb, rules.EVENT_LIFECYCLE)
        assert thing.state == state


@pytest.mark.parametrize("state", rules.OCCURRENCE_STATES)
def test_every_state_and_verb_of_a_date(state: str) -> None:
    thing = Thing(state)
    if state == "scheduled":
        states.advance(thing, "cancel", rules.OCCURRENCE_LIFECYCLE)
    else:
        with pytest.raises(Conflict):
            states.advance(thing, "cancel", rules.OCCURRENCE_LIFECYCLE)
    assert thing.state == "cancelled"


@pytest.mark.parametrize(
    "alt", ["Et bord", "IMG er navnet på gruppen på scenen", "Foto af en hest", "P1's kok smager"]
)
def test_words_about_a_picture_are_welcome(alt: str) -> None:
    rules.check_alt(alt)


@pytest.mark.parametrize(
    "alt",
    ["IMG_1234.jpg", "sommer-2026.webp", "DSC00012", "pxl_20260903", "Foto 3", "billede", "Screenshot (2)"],
)
def test_the_name_of_a_file_says_nothing(alt: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_alt(alt)
    assert refusal.value.field == "alt"


@pytest.mark.parametrize(
    ("focus", "box"),
    [
        ("c", (0, 250, 1000, 750)),
        ("n", (0, 0, 1000, 500)),
        ("se", (0, 500, 1000, 1000)),
        ("w", (0, 250, 1000, 750)),
        ("?", (0, 250, 1000, 750)),
    ],
)
def test_a_picture_is_cut_at_its_focus(focus: str, box: tuple[int, int, int, int]) -> None:
    assert rules.crop_box(1000, 1000, 2, focus) == box


@given(st.integers(1, 5000), st.integers(1, 5000), st.floats(0.1, 10), st.sampled_from(sorted(rules.FOCI)))
def test_a_cut_stays_inside_and_takes_one_whole_side(
    width: int, height: int, aspect: float, focus: str
) -> None:
    left, top, right, bottom = rules.crop_box(width, height, aspect, focus)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert (right - left, bottom - top)[0 if width <= height * aspect else 1] == (width, height)[
        0 if width <= height * aspect else 1
    ]
