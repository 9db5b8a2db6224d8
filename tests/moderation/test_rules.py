# ruff: noqa: DTZ001 - wall-clock times are naive
"""The promise clock, who may decide, and how what was typed is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.actor import Actor
from portal.moderation import rules
from portal.moderation.rules import making, promise, wish
from tests.moderation.typed import COMMUNITY, EVENT, THEME_DAY, TYPED

NOW = datetime(2026, 9, 9, 12, 0)


@dataclass
class Case:
    state: str = rules.SUBMITTED
    owner_id: int | None = 1
    organisation_id: int | None = None


# the promise


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-09-09T09:00", 7, "2026-09-09T16:00"),
        ("2026-09-09T12:00", 5, "2026-09-10T10:00"),
        ("2026-09-09T03:00", 1, "2026-09-09T10:00"),
        ("2026-09-09T18:00", 1, "2026-09-10T10:00"),
        ("2026-09-11T15:30", 1, "2026-09-14T09:30"),  # over a weekend
        ("2026-09-12T10:00", 35, "2026-09-18T16:00"),  # sent on a Saturday: the whole next week
        ("2026-04-01T15:00", 2, "2026-04-07T10:00"),  # over Easter
        ("2026-12-23T15:00", 2, "2026-12-28T10:00"),  # over Christmas, the 24th is closed too
        ("2026-06-04T15:00", 2, "2026-06-08T10:00"),  # over Constitution Day
    ],
)
def test_house_hours(start, hours, due):
    assert promise.add_working_hours(datetime.fromisoformat(start), hours) == datetime.fromisoformat(due)


def test_another_house_may_keep_other_holidays():
    assert promise.add_working_hours(datetime(2026, 4, 1, 15), 2, lambda day: False) == datetime(
        2026, 4, 2, 10
    )


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    st.integers(min_value=1, max_value=6000),
)
def test_adding_and_measuring_agree(start, minutes):
    due = promise.add_working_minutes(start, minutes)
    assert due > start
    assert promise.working_minutes(start, due) == minutes


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)), st.integers(0, 5000), st.integers(0, 5000))
def test_measuring_adds_up(start, first, second):
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    whole = promise.working_minutes(start, end)
    parts = promise.working_minutes(start, middle) + promise.working_minutes(middle, end)
    assert 0 <= whole - parts <= 1, "a minute split in two is lost at most"
    assert promise.working_minutes(end, start) in (0, whole)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-09-09T12:00", promise.ON_TIME),
        ("2026-09-14T12:00", promise.ON_TIME),
        ("2026-09-15T11:45", promise.SOON),
        ("2026-09-16T14:00", promise.SOON),
        ("2026-09-16T14:01", promise.OVERDUE),
    ],
)
def test_the_queue_warns_when_three_quarters_are_used(now, state):
    due = promise.add_working_hours(NOW, 37)
    moment = datetime.fromisoformat(now)
    assert promise.state(moment, due, 37 * 60, running=True, decided=False) == state
    assert promise.state(moment, due, 37 * 60, running=False, decided=False) == promise.PAUSED
    assert promise.state(moment, None, 37 * 60, running=True, decided=False) == promise.PAUSED
    assert promise.state(moment, due, 37 * 60, running=False, decided=True) == promise.ANSWERED


def test_what_is_left_is_at_least_a_working_day():
    assert promise.minutes_left(NOW, NOW + timedelta(minutes=5)) == 7 * 60
    assert promise.minutes_left(NOW + timedelta(days=9), NOW) == 7 * 60


# who and why not


@pytest.mark.parametrize("verb", rules.DECIDING)
def test_why_not(verb):
    moderator = Actor(person_id=2, memberships={7: "member"})
    assert rules.why_not(Case(), verb, moderator) is None
    assert rules.why_not(Case(owner_id=2), verb, moderator) is not None
    assert rules.why_not(Case(organisation_id=7), verb, moderator) is not None
    assert rules.why_not(Case(organisation_id=8), verb, moderator) is None
    wrong = rules.why_not(Case(), verb, moderator, problems=["Dagen er gået"])
    assert (wrong is not None) == (verb == "approve")


def test_an_anonymous_draft_is_not_anonymous_peoples_own_case():
    assert rules.why_not(Case(owner_id=None), "approve", Actor()) is None


@pytest.mark.parametrize("state", rules.STATES)
def test_every_state_has_a_name_and_a_reason(state):
    assert state in rules.STATE_NAMES
    assert state in rules.STATE_KINDS
    assert state in rules.NOT_NOW


@pytest.mark.parametrize(
    ("kind", "group", "house", "wanted"),
    [
        (None, None, False, "citizens"),
        ("informal_group", "citizens", False, "citizens"),
        ("evening_school", "association", False, "association"),
        ("library", "institution", True, "library"),
        ("culture_institution", "institution", True, "house_institution"),
        ("culture_institution", "institution", False, "institution"),
        ("municipal_unit", "institution", False, "municipality"),
        ("school", "education", False, "institution"),
        ("business", "business", False, "institution"),
    ],
)
def test_who_came_with_the_idea(kind, group, house, wanted):
    assert rules.initiated_by(kind, group, house) == wanted


def test_which_unit_decides():
    assert rules.unit_for(None, False, 1) == 1
    assert rules.unit_for(5, False, 1) == 1
    assert rules.unit_for(5, True, 1) == 5


# reading what was typed


@pytest.mark.parametrize("kind", rules.KINDS)
def test_a_complete_proposal_has_no_problems(kind):
    assert wish.read(kind, TYPED[kind], NOW).problems == {}


@pytest.mark.parametrize("kind", rules.KINDS)
def test_an_empty_one_asks_for_everything_in_the_order_of_the_form(kind):
    problems = list(wish.read(kind, {"mode": ""}, NOW).problems)
    assert set(problems) >= wish.REQUIRED[kind]
    order = wish.fields_of(kind)
    assert problems == sorted(problems, key=order.index)


@pytest.mark.parametrize("kind", rules.KINDS)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(sorted({*EVENT, *COMMUNITY, *THEME_DAY})),
        st.text(max_size=20) | st.dates().map(str) | st.lists(st.text(max_size=5), max_size=3),
    )
)
def test_any_input_is_read(kind, typed):
    read = wish.read(kind, typed, NOW)
    assert all(str(said) for said in read.problems.values())


@pytest.mark.parametrize(
    ("day", "repeat", "until", "dates"),
    [
        ("2026-10-01", "weekly", "2026-10-22", ["10-01", "10-08", "10-15", "10-22"]),
        ("2026-10-01", "biweekly", "2026-10-29", ["10-01", "10-15", "10-29"]),
        ("2026-10-01", "monthly", "2026-12-31", ["10-01", "11-05", "12-03"]),
        ("2026-10-29", "monthly", "2026-12-31", ["10-29", "11-26"]),  # the last Thursday; 31 December closed
        ("2026-10-22", "weekly", "2026-11-05", ["10-22", "10-29", "11-05"]),  # over the end of summer time
    ],
)
def test_a_simple_series(day, repeat, until, dates):
    read = wish.read("event", {**EVENT, "day": day, "repeat": repeat, "until": until}, NOW)
    assert read.problems == {}
    assert [f"{slot.start:%m-%d}" for slot in read.slots] == dates
    assert {slot.start.hour for slot in read.slots} == {17}


def test_holidays_are_kept_when_asked_for():
    typed = {**EVENT, "day": "2026-12-17", "repeat": "weekly", "until": "2026-12-31"}
    assert len(wish.read("event", {**typed, "skip_holidays": "y"}, NOW).slots) == 1
    assert len(wish.read("event", {**typed, "skip_holidays": ""}, NOW).slots) == 3


def test_a_series_with_more_dates_than_anybody_wants_is_refused():
    typed = {**EVENT, "repeat": "weekly", "until": "2029-09-01"}
    assert "until" in wish.read("event", typed, NOW).problems


def test_today_is_fine_until_the_hour_has_passed():
    today = {**EVENT, "day": "2026-09-09", "ends": "23:00"}
    assert wish.read("event", {**today, "starts": "12:01"}, NOW).problems == {}
    assert "starts" in wish.read("event", {**today, "starts": "12:00"}, NOW).problems


def test_online_needs_no_place():
    assert wish.read("event", {**EVENT, "mode": "online", "district": ""}, NOW).problems == {}


def test_a_cpr_number_is_not_kept():
    assert wish.keepable({"text": "010190-1234", "title": "Te"}, {"text": "Før"}) == {
        "text": "Før",
        "title": "Te",
    }


def test_capacity_counts_only_when_people_sign_up():
    behind = making.Behind(unit_id=1, organisation_id=None, host_id=2, initiated_by="citizens", language="da")
    for mode, wanted in (("none", None), ("per_session", 40)):
        read = wish.read("event", {**EVENT, "signup_mode": mode}, NOW)
        assert making.event_facts(read, behind, place_label="Sted").capacity == wanted


def test_a_theme_day_lists_the_wished_lines():
    behind = making.Behind(unit_id=1, organisation_id=None, host_id=2, initiated_by="citizens", language="da")
    read = wish.read("theme_day", {**THEME_DAY, "partners": ["1", "4", "x"]}, NOW)
    facts = making.theme_day_facts(read, behind, lines_label="Forslag")
    assert (facts.on, facts.partner_ids) == (date(2026, 11, 14), [4])
    assert facts.text.endswith("- Byg en båd\n- Vandets fortællinger")
