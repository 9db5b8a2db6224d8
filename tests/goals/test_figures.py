"""Every measure with a tiny case counted by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.core import clock
from portal.core.db import db
from portal.goals import rules
from portal.goals.queries.figures import figure, figures
from portal.goals.rules import Ask, Figure
from portal.moderation.models import Proposal
from tests import make

CHILDREN = ["0-2", "3-5", "6-9", "10-12", "13-17"]
ADULTS = ["18-29", "30-64", "65+"]
REACHED = Ask("attendances", {"age_band": CHILDREN, "district": ["inside"], "mode": ["physical"]})
HELD = Ask("occurrences_held")
PEOPLE = Ask("attendances")


def this_year() -> rules.Window:
    return rules.window(clock.today().year, clock.now())


def value(ask: Ask, **more: Any) -> float | None:
    return figures([ask], this_year(), **more)[0].value


@pytest.fixture
def event(town: make.Town) -> Any:
    return make.event(town.library, place_id=town.main_library.id)


def test_nothing_is_known_before_the_first_fact(session: Any, town: make.Town) -> None:
    assert figure(HELD, this_year()) == Figure()


def test_a_year_in_use_with_nothing_held_is_zero(event: Any) -> None:
    make.held(event, days_ago=400)
    make.occurrence(event)
    assert value(HELD) == 0
    assert figure(HELD, rules.window(2023, clock.now())).value is None


def test_each_date_of_a_series_counts_once_it_is_over(event: Any) -> None:
    make.held(event, days_ago=1)
    make.held(event, days_ago=8)
    make.occurrence(event)
    assert value(HELD) == 2


def test_cancelled_dates_and_drafts_do_not_count(event: Any, town: make.Town) -> None:
    make.count(make.held(event, state="cancelled"), {"children": 9})
    make.held(make.event(town.library, state="draft"))
    make.held(event, days_ago=3)
    assert (value(HELD), value(PEOPLE)) == (1, 0)


def test_a_date_over_midnight_belongs_to_the_year_it_began(event: Any) -> None:
    make.occurrence(event, datetime(2025, 12, 31, 22, 0), hours=4)  # noqa: DTZ001 - wall clock
    assert value(HELD) == 0
    assert figure(HELD, rules.window(2025, clock.now())).value == 1


def test_exhibitions_and_the_ordinary_bus_stop_are_not_summed(town: make.Town) -> None:
    for kind in ("exhibition", "self_directed", "book_bus", "event"):
        make.count(make.held(make.event(town.library, kind=kind)), {"children": 10})
    assert (value(HELD), value(PEOPLE)) == (1, 10)
    assert value(Ask("occurrences_held", {"kind": ["exhibition"]}, form="distinct", distinct_of="event")) == 1


def test_an_exhibition_counts_once(town: make.Town) -> None:
    exhibition = make.event(town.library, kind="exhibition")
    make.held(exhibition, days_ago=1)
    make.held(exhibition, days_ago=2)
    assert value(Ask("occurrences_held", {"kind": ["exhibition"]}, form="distinct", distinct_of="event")) == 1


def test_what_others_hold_counts_only_for_the_house(town: make.Town) -> None:
    make.held(make.event(town.museum))
    make.held(make.event(town.association, unit_id=town.museum.id))
    make.held(make.event(town.association, unit_id=town.branch.id))
    with_library = make.event(town.museum)
    make.partner(with_library, town.library)
    make.held(with_library)
    assert value(HELD) == 2
    assert value(Ask("occurrences_held", shared=True)) == 4


def test_children_are_counted_at_either_level(event: Any) -> None:
    make.count(make.held(event, days_ago=1), {"children": 8, "youth": 2, "adults": 4})
    make.count(make.held(event, days_ago=2), {"3-5": 5, "13-17": 1, "65+": 3, "accompanying": 5})
    assert value(REACHED) == 16
    assert value(PEOPLE) == 28


def test_a_number_without_ages_stays_unknown(event: Any) -> None:
    make.count(make.held(event, days_ago=1), {"all": 30})
    make.count(make.held(event, days_ago=2), {"children": 12})
    found = figure(Ask("attendances", {"age_band": ["3-5"]}), this_year())
    assert (found.value, found.coarse) == (0, 42)
    assert figure(REACHED, this_year()).coarse == 30


def test_a_missing_count_is_not_zero(event: Any) -> None:
    make.held(event, days_ago=1)
    make.count(make.held(event, days_ago=2), {"children": 12})
    found = figure(REACHED, this_year())
    assert (found.value, found.held, found.missing, found.missing_share) == (12, 2, 1, 0.5)


def test_a_correction_supersedes(event: Any) -> None:
    date_held = make.held(event)
    first = make.count(date_held, {"children": 80})
    second = make.count(date_held, {"children": 8}, supersedes_id=first.id, reason="Et nul for meget")
    assert value(REACHED) == 8
    assert value(REACHED, without=second.id) == 80
    assert value(REACHED, without=first.id) == 8


def test_only_those_present_in_the_municipality(event: Any, town: make.Town) -> None:
    fair = make.place(
        "Bogmesse", "partner_venue", district_id=make.district("outside", "Uden for", outside=True).id
    )
    make.count(make.held(make.event(town.library, place_id=fair.id)), {"children": 50})
    make.count(make.held(make.event(town.library, mode="online")), {"children": 40}, channel="online")
    hybrid = make.held(make.event(town.library, mode="hybrid"))
    make.count(hybrid, {"children": 3})
    make.count(hybrid, {"children": 20}, channel="online")
    found = figure(REACHED, this_year())
    assert (found.value, found.held, found.missing) == (3, 1, 0)
    assert value(PEOPLE) == 113


def test_a_date_moved_to_another_place_counts_there(event: Any, town: make.Town) -> None:
    make.held(event, own_place_id=town.village_hall.id)
    assert value(Ask("occurrences_held", {"place_kind": ["association_house"]})) == 1
    assert value(Ask("occurrences_held", {"place_kind": ["main_library"]})) == 0
    assert value(Ask("occurrences_held", {"rural": True})) == 1
    assert value(Ask("occurrences_held", {"rural": False})) == 0


def test_decentral_needs_a_partner_and_the_municipality(town: make.Town) -> None:
    decentral = Ask(
        "occurrences_held",
        {"place_kind": ["association_house"], "has_partner": True, "district": ["inside"]},
    )
    alone = make.event(town.library, place_id=town.village_hall.id)
    make.held(alone)
    assert value(decentral) == 0
    visited = make.event(town.library, place_id=town.village_hall.id)
    make.partner(visited, town.association, visiting=True)
    make.held(visited)
    assert value(decentral) == 0
    together = make.event(town.library, place_id=town.village_hall.id)
    make.partner(together, town.association)
    make.held(together)
    make.held(make.event(town.association, unit_id=town.library.id, place_id=town.village_hall.id))
    own_unit = make.event(town.library, place_id=town.village_hall.id)
    make.partner(own_unit, town.branch)
    make.held(own_unit)
    assert value(decentral) == 2


def test_joint_and_swapped(town: make.Town) -> None:
    joint = Ask("occurrences_held", {"house_institutions": {"min": 2}}, shared=True)
    swapped = Ask("occurrences_held", {"room_owner_differs": True}, shared=True)
    own_room = make.event(town.library, place_id=town.main_library.id)
    make.partner(own_room, town.branch)
    make.held(own_room)
    assert (value(joint), value(swapped)) == (0, 0)
    guests = make.event(town.museum, place_id=town.main_library.id)
    make.partner(guests, town.art_museum)
    make.held(guests)
    assert (value(joint), value(swapped)) == (1, 1)
    common = make.room(town.main_library, "Foyeren", common_area=True)
    make.held(make.event(town.library, place_id=town.main_library.id, room_id=common.id))
    make.held(make.event(town.association, unit_id=town.library.id, place_id=town.main_library.id))
    assert (value(joint), value(swapped)) == (1, 2)


def test_tags_and_shares(town: make.Town) -> None:
    make.held(make.event(town.library, tags={"theme": ["health", "wellbeing"], "sdg": ["3"]}, price=40))
    make.held(make.event(town.library, tags={"theme": ["games"], "audience": ["students"]}))
    assert value(Ask("occurrences_held", {"theme": ["wellbeing", "health"]})) == 1
    assert value(Ask("occurrences_held", {"sdg": {"min": 1}})) == 1
    assert value(Ask("occurrences_held", {"audience": ["students"]})) == 1
    assert value(Ask("occurrences_held", {"free": True}, form="share")) == 0.5
    scoped = Ask("occurrences_held", {"free": True}, {"theme": ["games"]}, form="share")
    assert value(scoped) == 1.0


def test_a_share_of_nothing_is_not_known(town: make.Town) -> None:
    make.held(make.event(town.library), days_ago=500)
    assert value(Ask("occurrences_held", {"free": True}, form="share")) is None


def test_access_must_be_confirmed(town: make.Town) -> None:
    accessible = Ask(
        "occurrences_held", {"accessible": True}, form="share", share_of={"mode": ["physical", "hybrid"]}
    )
    for fact in ("step_free", "accessible_toilet", "access_described"):
        make.access(town.main_library, fact)
    make.access(town.village_hall, "step_free")
    make.held(make.event(town.library, place_id=town.main_library.id))
    make.held(make.event(town.library, place_id=town.village_hall.id))
    make.held(make.event(town.library, mode="online"))
    assert value(accessible) == 0.5


def test_counted_within_three_days(event: Any) -> None:
    ask = Ask("share_counted_within_72h")
    in_time, late = make.held(event, days_ago=10), make.held(event, days_ago=20)
    make.count(in_time, counted_at=in_time.ends_at + timedelta(hours=71))
    make.count(late, counted_at=late.ends_at + timedelta(hours=73))
    make.held(event, days_ago=1)
    found = figure(ask, this_year())
    assert (found.value, found.whole) == (0.5, 2)


def test_confirmed_signups_only(event: Any) -> None:
    date_held = make.held(event)
    make.signup(date_held, {"adults": 2, "children": 3})
    make.signup(date_held, state="waiting")
    make.signup(date_held, state="cancelled")
    make.signup(make.occurrence(event))
    assert value(Ask("signups")) == 1


def test_partners_count_once_and_new_ones_once(town: make.Town) -> None:
    school = make.organisation("Søstjerneskolen", "school")
    old = make.event(town.library)
    make.partner(old, town.association)
    make.held(old, days_ago=400)
    make.held(old, days_ago=4)
    again = make.event(town.library)
    make.partner(again, town.association)
    make.partner(again, town.museum)
    make.partner(again, school, visiting=True)
    make.held(again, days_ago=3)
    assert value(Ask("partners_distinct")) == 2
    assert value(Ask("partners_first_time")) == 1
    assert value(Ask("partners_first_time", {"organiser_kind": ["school"]}, with_visiting=True)) == 1
    assert value(Ask("partners_first_time", {"organiser_kind": ["school"]})) == 0


def test_a_community_is_founded_when_three_met(town: make.Town) -> None:
    founded = Ask("communities_founded")
    group = make.community(town.library, tags={"theme": ["wellbeing"]})
    meetings = make.event(town.library, community_id=group.id, kind="community_meeting")
    first = make.held(meetings, days_ago=60)
    make.count(first, {"adults": 2})
    assert value(founded) == 0
    second = make.count(make.held(meetings, days_ago=30), {"adults": 3})
    assert value(founded) == 1
    assert value(founded, without=second.id) == 0
    assert value(Ask("communities_founded", {"theme": ["wellbeing"]})) == 1
    assert value(Ask("communities_founded", {"theme": ["games"]})) == 0


def test_active_means_a_meeting_within_ninety_days(town: make.Town) -> None:
    for days, themes in ((10, ["games", "crafts"]), (89, ["games"]), (91, ["music_sound"])):
        group = make.community(town.library, tags={"theme": themes})
        make.held(make.event(town.library, community_id=group.id), days_ago=days)
    silent = make.community(town.library)
    make.occurrence(make.event(town.library, community_id=silent.id))
    assert value(Ask("communities_active")) == 2
    assert value(Ask("communities_active", form="distinct", distinct_of="theme")) == 2
    assert value(Ask("communities_active", {"has_partner": True})) == 2
    # at the same time last year nobody had met yet
    assert figure(Ask("communities_active"), rules.year_before(this_year())).value is None


def test_survival_half_a_year_after(town: make.Town) -> None:
    ask = Ask("community_survival_180d")
    for last_met in (200, 60):
        group = make.community(town.library)
        meetings = make.event(town.library, community_id=group.id)
        make.count(make.held(meetings, days_ago=240), {"adults": 5})
        make.held(meetings, days_ago=last_met)
    young = make.community(town.library)
    make.count(make.held(make.event(town.library, community_id=young.id), days_ago=100), {"adults": 5})
    found = figure(ask, this_year())
    assert (found.value, found.whole) == (0.5, 2)


def proposal(unit: Any, *, days_ago: int = 5, minutes: int | None = None, **more: Any) -> Proposal:
    at = clock.now() - timedelta(days=days_ago)
    made = Proposal(kind="event", unit_id=unit.id, created_at=at, saved_at=at, first_submitted_at=at, **more)
    if minutes is not None:
        made.answered_at, made.answer_minutes = clock.now(), minutes
    db.session.add(made)
    db.session.flush()
    return made


def test_proposals_and_the_median_answer(event: Any, town: make.Town) -> None:
    make.held(event, days_ago=500)
    proposal(town.library, minutes=60, state="approved", decided_at=clock.now())
    proposal(town.branch, minutes=120, state="declined", decided_at=clock.now())
    proposal(town.library, minutes=600, state="changes_requested")
    proposal(town.museum, minutes=1)
    proposal(town.library, days_ago=400)
    assert value(Ask("proposals_received")) == 3
    assert value(Ask("proposals_accepted")) == 1
    assert value(Ask("median_answer_hours")) == 2.0
    proposal(town.library, minutes=660)
    assert value(Ask("median_answer_hours")) == 6.0


def test_no_answers_no_median(event: Any) -> None:
    make.held(event)
    assert value(Ask("median_answer_hours")) is None


def test_a_theme_day_needs_two_institutions_that_held_something(town: make.Town) -> None:
    ask = Ask("theme_days_held", {"house_institutions": {"min": 2}}, shared=True)
    on = clock.today() - timedelta(days=7)
    day = make.theme_day(town.library, town.museum, on=on)
    mine, theirs = make.event(town.library), make.event(town.museum)
    make.line(day, mine, town.library)
    line = make.line(day, theirs, town.museum, state="proposed")
    make.held(mine)
    make.held(theirs)
    assert value(ask) == 0
    line.state = "approved"
    db.session.flush()
    assert value(ask) == 1
    other = make.theme_day(town.library, on=on)
    from_branch = make.event(town.branch)
    make.line(other, mine, town.library)
    make.line(other, from_branch, town.branch)
    make.held(from_branch)
    assert value(ask) == 1
    assert value(Ask("attendances", {}, {"umbrella": ["house_theme_day"]}, shared=True)) == 0
    assert value(Ask("occurrences_held", {"umbrella": ["house_theme_day"]}, shared=True)) == 3


def test_last_year_is_read_to_the_same_day(event: Any) -> None:
    make.occurrence(event, datetime(2025, 9, 8, 10, 0))  # noqa: DTZ001 - wall clock
    make.occurrence(event, datetime(2025, 9, 10, 10, 0))  # noqa: DTZ001 - wall clock
    make.held(event)
    before = rules.year_before(this_year())
    assert figure(HELD, before).value == 1
    assert figure(HELD, rules.window(2025, clock.now())).value == 2


def test_what_the_portal_has_no_facts_for_is_said(event: Any) -> None:
    make.held(event)
    assert figure(Ask("volunteer_hours"), this_year()).measured is False
    assert (
        figure(Ask("proposals_received", {}, {"place_kind": ["main_library"]}), this_year()).measured is False
    )


def test_questions_asked_together_get_the_same_answers(event: Any, town: make.Town) -> None:
    make.count(make.held(event), {"children": 7, "adults": 2})
    asks = [HELD, REACHED, Ask("volunteer_hours"), PEOPLE, Ask("partners_distinct"), Ask("signups")]
    assert figures(asks, this_year()) == [figure(ask, this_year()) for ask in asks]


def test_the_age_of_an_activity_is_the_one_it_is_made_for(town: make.Town) -> None:
    make.held(make.event(town.library, tags={"age_band": ["3-5"]}))
    make.held(make.event(town.library, tags={"age_band": ["65+"]}))
    assert value(Ask("occurrences_held", {"age_band": CHILDREN})) == 1
    assert value(Ask("occurrences_held", {"age_band": {"not": ADULTS}})) == 1


@pytest.mark.parametrize(
    ("dimension", "test"),
    [
        ("team", ["BU"]),
        ("unit", ["randers_bibliotek"]),
        ("institution", ["randers_bibliotek"]),
        ("organiser_kind", {"other_than": ["library"]}),
        ("organiser_kind", {"not": ["library"]}),
        ("book_bus", True),
        ("community_linked", True),
        ("genre", ["debate"]),
        ("format", ["new_format"]),
        ("language", ["ar"]),
        ("initiated_by", ["citizens"]),
        ("mode", ["hybrid"]),
        ("theme", {"not": ["literature"]}),
    ],
)
def test_each_dimension_tells_two_dates_apart(town: make.Town, dimension: str, test: Any) -> None:
    town.library.key = "randers_bibliotek"
    told = {
        "team": {"team": "BU"},
        "book_bus": {"book_bus": True},
        "community_linked": {"community_id": make.community(town.library).id},
        "genre": {"genre": "debate"},
        "format": {"format": "new_format"},
        "language": {"tags": {"language": ["ar"]}},
        "initiated_by": {"initiated_by": "citizens"},
        "mode": {"mode": "hybrid"},
        "theme": {"tags": {"theme": ["games"]}},
    }
    if dimension in {"unit", "institution"}:
        make.held(make.event(town.library))
        other = make.event(town.association, unit_id=town.branch.id)
    elif dimension == "organiser_kind":
        make.held(make.event(town.association, unit_id=town.library.id))
        other = make.event(town.library)
    else:
        make.held(make.event(town.library, **told[dimension]))
        other = make.event(town.library, tags={"theme": ["literature"]})
    make.held(other)
    assert value(Ask("occurrences_held", {dimension: test})) == 1


def test_the_clock_is_what_the_tests_believe() -> None:
    assert clock.today() == date(2026, 9, 9)
