"""The year wheel: weeks, lanes, what is quiet, what collides; for staff only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.pages.queries import year_wheel as queries
from portal.pages.queries.who import actor_of
from portal.pages.queries.year_wheel import Span
from portal.pages.rules import year_wheel as rules
from portal.pages.rules.filters import Filters
from tests import make

SPAN = Span(date(2026, 9, 7), date(2027, 9, 12))


def one(town: make.Town, title: str, start: str, *, unit: Any = None, **more: Any) -> Any:
    state = more.pop("date_state", "scheduled")
    values = {"place_id": town.main_library.id, **more}
    made = make.event(unit or town.library, title=title, **values)
    return make.occurrence(made, datetime.fromisoformat(start), state=state)


# --- rules -----------------------------------------------------------------------------------------------


def test_the_year_is_53_weeks_across_the_turn_of_the_year() -> None:
    days = {date(2027, 1, 3): 2, date(2027, 1, 4): 1, date(2026, 9, 9): 1, date(2030, 1, 1): 9}
    weeks = rules.year_from(date(2026, 9, 9), {"Museet": {date(2027, 1, 3): 2}}, days)
    assert len(weeks) == 53
    assert (weeks[0].number, weeks[0].year, weeks[0].total) == (37, 2026, 1)
    turn = {(week.year, week.number): week for week in weeks}
    assert (turn[2026, 53].total, turn[2026, 53].lanes) == (2, {"Museet": 2})
    assert (turn[2027, 1].total, turn[2027, 1].lanes) == (1, {})


@pytest.mark.parametrize(
    ("totals", "quiet"),
    [
        ([], []),
        ([0, 0], [False, False]),
        ([9, 2, 10, 0, 9, 0, 0], [False, True, False, True, False, False, False]),
        ([9, 3, 9], [False, False, False]),
    ],
)
def test_quiet_is_far_below_the_middle_but_not_what_nobody_has_planned_yet(
    totals: list[int], quiet: list[bool]
) -> None:
    assert rules.quiet_among(totals) == quiet


def test_the_wheel_goes_round_once_and_names_each_month_once() -> None:
    weeks = rules.year_from(date(2026, 9, 9), {}, {date(2026, 9, 9): 4, date(2026, 10, 1): 2})
    spokes = rules.spokes(weeks)
    assert len(spokes) == 53
    assert (spokes[0].x1, spokes[0].x2) == (200, 200)
    assert spokes[0].y2 == 200 - rules.OUTER
    months = [month for month, _x, _y in rules.month_marks(weeks)]
    assert sorted(months) == list(range(1, 13))


# --- queries ---------------------------------------------------------------------------------------------


def test_lanes_count_units_with_their_institution(town: make.Town) -> None:
    one(town, "A", "2026-09-10T10:00")
    one(town, "B", "2026-09-10T11:00", unit=town.branch)
    one(town, "C", "2026-09-11T11:00", unit=town.museum)
    one(town, "Aflyst", "2026-09-11T11:00", date_state="cancelled")
    one(town, "Kladde", "2026-09-11T11:00", state="draft")
    found = queries.by_institution(Filters(), SPAN)
    assert list(found.items()) == [
        (town.library.name, {date(2026, 9, 10): 2}),
        (town.museum.name, {date(2026, 9, 11): 1}),
    ]
    assert queries.by_day(Filters(), SPAN) == {date(2026, 9, 10): 2, date(2026, 9, 11): 1}
    assert queries.by_day(Filters(institution=town.museum.slug), SPAN) == {date(2026, 9, 11): 1}


def test_lanes_by_audience(town: make.Town) -> None:
    one(town, "Børn", "2026-09-10T10:00", tags={"age_band": ["6-9"]})
    one(town, "Alle", "2026-09-10T10:00", tags={"audience": ["everyone"]})
    found = queries.by_audience(Filters(), SPAN)
    assert [sum(days.values()) for days in found.values()] == [1, 0, 0, 0]


def test_a_collision_is_the_same_people_hour_and_roof(town: make.Town) -> None:
    museum = make.place("Museet", "house_institution", building="kulturhuset")
    children = {"tags": {"audience": ["children"]}}
    one(town, "Robotter", "2026-09-10T10:00", **children)
    one(town, "Mumier", "2026-09-10T10:45", place_id=museum.id, **children)
    one(town, "Senere", "2026-09-10T11:00", **children)
    one(town, "I Langå", "2026-09-10T10:00", place_id=town.branch_place.id, **children)
    one(town, "Voksne", "2026-09-10T10:00", tags={"audience": ["adults"]})
    one(town, "Alle", "2026-09-10T10:00", tags={"audience": ["everyone"]})
    one(town, "Alle igen", "2026-09-10T10:00", tags={"audience": ["everyone"]})
    [clash] = queries.clashes(Filters(), SPAN)
    assert (clash.day, clash.hour, clash.audience, clash.roof, clash.number) == (
        date(2026, 9, 10), 10, "children", "kulturhuset", 2,
    )  # fmt: skip
    assert {date_.title for date_ in clash.dates} == {"Robotter", "Mumier"}


@pytest.mark.parametrize(
    "wish",
    [
        {"theme": "literature"}, {"language": "uk"}, {"band": "6-9"}, {"place": "museet"},
        {"district": "randers-c"}, {"step_free": True}, {"quiet": True}, {"groups": True},
        {"free": True}, {"institution": "museet"}, {"q": "mumier"}, {"near": "langaa", "within": 5},
    ],
)  # fmt: skip
def test_every_wish_can_be_asked_about_collisions(town: make.Town, wish: dict[str, Any]) -> None:
    children = {"tags": {"audience": ["children"]}}
    one(town, "Robotter", "2026-09-10T10:00", **children)
    one(town, "Mumier", "2026-09-10T10:45", **children)
    assert len(queries.clashes(Filters(), SPAN)) == 1
    assert len(queries.clashes(Filters(**wish), SPAN)) <= 1


def test_two_dates_of_one_event_are_no_collision(town: make.Town) -> None:
    made = make.event(town.library, place_id=town.main_library.id, tags={"audience": ["children"]})
    for minute in (0, 30):
        make.occurrence(made, datetime(2026, 9, 10, 10, minute), 0.5)  # noqa: DTZ001 - wall clock
    assert queries.clashes(Filters(), SPAN) == []


def test_large_dates_and_series(town: make.Town) -> None:
    one(town, "Koncert", "2026-10-01T19:00", capacity=200)
    one(town, "Lille", "2026-10-01T19:00", capacity=20)
    one(town, "Udstilling", "2026-10-02T10:00", kind="exhibition")
    series = make.event(town.library, title="Strik", rrule="FREQ=WEEKLY;COUNT=3")
    for week in range(3):
        make.occurrence(series, datetime(2026, 9, 10, 18) + timedelta(weeks=week))  # noqa: DTZ001
    assert [date_.title for date_ in queries.large(Filters(), SPAN)] == ["Koncert", "Udstilling"]
    [run] = queries.runs(Filters(), SPAN)
    assert (run.title, run.first.date(), run.last.date(), run.dates) == (
        "Strik", date(2026, 9, 10), date(2026, 9, 24), 3,
    )  # fmt: skip


def test_staff_see_theme_days_that_are_being_planned(town: make.Town) -> None:
    day = make.theme_day(town.library, on=date(2026, 10, 1), state="draft")
    assert [found.id for found in queries.theme_days(actor_of(town.moderator), SPAN)] == [day.id]
    assert queries.theme_days(actor_of(town.citizen), SPAN) == []


# --- the page --------------------------------------------------------------------------------------------


def test_the_page_tells_week_by_week(sign_in: Callable[[Any], FlaskClient], town: make.Town) -> None:
    children = {"tags": {"audience": ["children"]}}
    one(town, "Robotter", "2026-12-17T10:00", **children)
    one(town, "Mumier", "2026-12-17T10:00", **children)
    make.theme_day(town.library, on=date(2026, 12, 19), state="draft", title="Lysets dag")
    text = sign_in(town.moderator).get("/aarshjul").text
    rows = re.findall(r'<th scope="row"><a href="/kalender/([^"]+)">(Uge \d+)', text)
    assert len(rows) == 53
    assert rows[0] == ("2026-uge-37", "Uge 37")
    assert 'href="#w2026-12-14"' in text
    assert text.count('id="w2026-12-14"') == 1
    assert "Lysets dag" in text
    assert "Anden juledag" in text
    assert "Efterårsferie" in text
    assert "Børn · Kulturhuset" in text


def test_wishes_and_lanes_stand_in_the_address(
    sign_in: Callable[[Any], FlaskClient], town: make.Town
) -> None:
    one(town, "Museet", "2026-12-17T10:00", unit=town.museum)
    slug = town.museum.slug
    text = sign_in(town.moderator).get(f"/aarshjul?vis=maalgrupper&institution={slug}&maaned=2026-12").text
    assert '<option value="2026-12" selected>' in text
    assert f'href="/aarshjul?vis=institutioner&amp;maaned=2026-12&amp;institution={slug}"' in text
    assert 'href="/aarshjul?vis=maalgrupper&amp;maaned=2026-12"' in text
    assert "1 dato" in text


@pytest.mark.parametrize(("who", "status"), [("citizen", 403), ("chairman", 403), ("goal_owner", 200)])
def test_only_staff(sign_in: Callable[[Any], FlaskClient], town: make.Town, who: str, status: int) -> None:
    assert sign_in(getattr(town, who)).get("/aarshjul").status_code == status


def test_strangers_are_asked_to_sign_in(client: FlaskClient, town: make.Town) -> None:
    assert client.get("/aarshjul").status_code == 302
