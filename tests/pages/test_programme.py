"""Reading the programme: who is in it, in which order, by which wish, at which price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.core import clock, search
from portal.events.models import Event, Occurrence
from portal.pages.queries import cards, counted, home, programme
from portal.pages.rules.filters import Filters
from tests import make

WEDNESDAY = date(2026, 9, 9)


def at(days: int, hour: int = 18, minute: int = 0) -> datetime:
    day = WEDNESDAY + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - wall clock


def titles(found: Sequence[Occurrence]) -> list[str]:
    return [one.event.title for one in found]


def shown(filters: Filters | None = None) -> list[str]:
    return titles(programme.upcoming(filters or Filters()).items)


def one(town: make.Town, title: str, days: int = 1, hour: int = 18, **more: Any) -> Event:
    made = make.event(town.library, title=title, **{"place_id": town.main_library.id, **more})
    make.occurrence(made, at(days, hour))
    return made


def test_what_is_not_over_is_shown_soonest_first(town: make.Town) -> None:
    one(town, "I morgen", 1)
    one(town, "I gang", 0, 11)  # it is noon
    one(town, "I går", -1)
    one(town, "I morges", 0, 8)
    one(town, "I aften", 0, 19)
    assert shown() == ["I gang", "I aften", "I morgen"]


def test_drafts_are_hidden_and_cancelled_dates_shown(town: make.Town) -> None:
    one(town, "Kladde", state="draft")
    cancelled = make.event(town.library, title="Aflyst")
    make.occurrence(cancelled, at(2), state="cancelled", cancel_reason="Storm")
    one(town, "Helt aflyst", 3, state="cancelled")
    assert shown() == ["Aflyst", "Helt aflyst"]


def test_pages_follow_on_each_other_also_when_dates_begin_together(town: make.Town) -> None:
    event = make.event(town.library)
    made = [make.occurrence(event, at(1), slug=f"d{number}").id for number in range(7)]
    seen: list[int] = []
    cursor: str | None = None
    for _turn in range(4):
        page = programme.upcoming(Filters(), cursor, size=2)
        seen += [item.id for item in page.items]
        cursor = page.next
    assert seen == made
    assert cursor is None


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "é", "../../etc", "eyJhIjoxfQ"])
def test_a_broken_cursor_begins_at_the_beginning(town: make.Town, cursor: str) -> None:
    one(town, "Først")
    assert titles(programme.upcoming(Filters(), cursor).items) == ["Først"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("i-dag", ["I aften"]), ("i-weekenden", ["Lørdag", "Søndag"]), ("2026-09-14", ["Mandag"])],
)
def test_days(town: make.Town, day: str, expected: list[str]) -> None:
    for title, days in (("I aften", 0), ("Lørdag", 3), ("Søndag", 4), ("Mandag", 5)):
        one(town, title, days)
    assert shown(Filters(day=day)) == expected


def test_a_day_that_is_gone_and_a_span_that_ends_before_it_begins_are_empty(town: make.Town) -> None:
    one(town, "I morgen")
    assert shown(Filters(day="2026-09-01")) == []
    assert shown(Filters(since=date(2026, 9, 20), until=date(2026, 9, 10))) == []
    assert shown(Filters(since=date(2026, 9, 10), until=date(2026, 9, 10))) == ["I morgen"]
    assert counted.look(Filters(day="2026-09-01")).counts.all == 0


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"free": True}, ["Gratis", "Langå", "Online", "Arabisk", "Børn", "Museum"]),
        ({"no_signup": True}, ["Gratis", "Dyr", "Langå", "Online", "Arabisk", "Museum"]),
        ({"band": "children"}, ["Børn"]),
        ({"band": "6-9"}, ["Børn"]),
        ({"band": "adults"}, []),
        ({"mode": "online"}, ["Online"]),
        ({"mode": "physical"}, ["Gratis", "Dyr", "Langå", "Arabisk", "Børn", "Museum"]),
        ({"language": "ar"}, ["Arabisk"]),
        ({"language": "andre"}, ["Arabisk"]),
        ({"language": "en"}, []),
        ({"theme": "nature"}, ["Dyr"]),
        ({"district": "langaa"}, ["Langå"]),
        ({"step_free": True}, ["Gratis", "Dyr", "Arabisk", "Børn", "Museum"]),
    ],
)
def test_wishes(town: make.Town, wish: dict[str, Any], expected: list[str]) -> None:
    make.access(town.main_library, "step_free")
    make.access(town.branch_place, "step_free", "unknown")
    one(town, "Gratis", 1, 8)
    one(town, "Dyr", 1, 9, price=60, tags={"theme": ["nature"]})
    one(town, "Langå", 1, 10, place_id=town.branch_place.id)
    one(town, "Online", 1, 11, mode="online", place_id=None)
    one(town, "Arabisk", 1, 12, tags={"language": ["ar", "da"]})
    one(town, "Børn", 1, 13, signup_mode="per_session", tags={"age_band": ["6-9"]})
    museum = make.event(town.museum, title="Museum", place_id=town.main_library.id)
    make.occurrence(museum, at(1, 14))
    assert shown(Filters(**wish)) == expected


def test_place_and_institution_count_overrides_and_partners(town: make.Town) -> None:
    event = make.event(town.library, title="Strik", place_id=town.main_library.id)
    make.occurrence(event, at(1))
    make.occurrence(event, at(2), own_place_id=town.branch_place.id)
    make.partner(event, town.museum)
    assert len(shown(Filters(place=town.branch_place.slug))) == 1
    assert len(shown(Filters(place=town.main_library.slug))) == 1
    assert len(shown(Filters(institution=town.museum.slug))) == 2
    assert shown(Filters(institution=town.art_museum.slug)) == []


def test_an_event_in_a_district_without_a_place(town: make.Town) -> None:
    one(town, "Bogbussen", place_id=None, district_id="langaa")
    assert shown(Filters(district="langaa")) == ["Bogbussen"]


def test_search_and_filters_together(town: make.Town) -> None:
    for title, price in (("Bøger på åen", 0), ("Bogcafé", 50)):
        event = one(town, title, price=price)
        search.index("event", event.id, title, names=[town.main_library.name])
    assert sorted(shown(Filters(q="bog"))) == ["Bogcafé", "Bøger på åen"]
    assert shown(Filters(q="bog", free=True)) == ["Bøger på åen"]
    assert shown(Filters(q="zebra")) == []
    assert shown(Filters(q="\"'); DROP TABLE event; --")) == []


def test_exhibitions_that_began_earlier_are_running(town: make.Town) -> None:
    event = make.event(town.museum, title="Lys over åen", kind="exhibition")
    make.occurrence(event, at(-10), hours=24 * 30)
    make.occurrence(event, at(-60), hours=24 * 30)
    one(town, "Foredrag", -1)
    assert titles(programme.running(Filters())) == ["Lys over åen"]
    assert titles(programme.running(Filters(theme="nature"))) == []


def test_choices_are_what_exists(town: make.Town) -> None:
    one(town, "Noget")
    town.village_hall.closed = True
    offered = programme.choices()
    assert offered.institutions == [(town.library.slug, "Randers Bibliotek")]
    assert "Lærkely Forsamlingshus" not in dict(offered.places).values()
    assert ("langaa", "Langå") in offered.districts
    assert "langaa" in offered.known.districts


def test_a_list_costs_the_same_with_3_and_with_30_rows(
    town: make.Town, queries_of: Callable[[Callable[[], Any]], int]
) -> None:
    def read() -> list[cards.Card]:
        return cards.cards(programme.upcoming(Filters()).items)

    for number in range(3):
        one(town, f"A {number}", signup_mode="per_session", tags={"theme": ["nature"]})
    few = queries_of(read)
    for number in range(27):
        community = make.community(town.library, title=f"F {number}")
        event = one(
            town,
            f"B {number}",
            community_id=community.id,
            signup_mode="per_session",
            tags={"audience": ["adults"]},
        )
        make.occurrence(event, at(3), own_place_id=town.branch_place.id)
    assert len(read()) == 30
    assert queries_of(read) == few <= 4


def test_home_welcomes_those_about_to_meet_first(town: make.Town) -> None:
    big = make.community(town.library, town.host, title="Stor")
    for _number in range(3):
        make.community_member(big, make.person())
    make.community(town.library, title="Lille")
    make.community(town.library, title="Lukket", openness="ask_first")
    make.community(town.library, title="Hviler", state="resting")
    meeting = make.occurrence(make.event(town.library, community_id=big.id), at(2))
    found = home.communities_that_want_you()
    assert [(w.community.title, w.members) for w in found] == [("Stor", 4), ("Lille", 0)]
    assert found[0].meeting is not None
    assert found[0].meeting.id == meeting.id


def test_home_counts_the_year_and_finds_the_next_theme_day(town: make.Town) -> None:
    event = make.event(town.library)
    make.count(make.held(event, 7), {"children": 8, "adults": 4})
    make.count(make.held(event, 300), {"all": 100})  # last year
    held = make.held(event, 9)
    slip = make.count(held, {"all": 5})
    make.count(held, {"all": 6}, supersedes_id=slip.id, reason="Skrevet forkert")
    make.theme_day(town.library, title="Kladde", state="draft", on=clock.today())
    day = make.theme_day(town.library)
    assert home.people_this_year() == 18
    assert home.next_theme_day() == day


def test_visits_for_closed_groups_are_shown_only_to_those_who_ask(town: make.Town) -> None:
    one(town, "For alle", 1)
    tags = {"theme": ["learning"], "audience": ["school_class"], "age_band": ["6-9"]}
    visit = one(town, "Klassen låner huset", 2, kind="class_visit", tags=tags)
    search.index("event", visit.id, visit.title)
    assert shown() == ["For alle"]
    assert shown(Filters(band="children")) == []
    assert shown(Filters(groups=True)) == ["Klassen låner huset"]
    assert shown(Filters(q="klassen")) == ["Klassen låner huset"]
    assert shown(Filters(theme="learning")) == ["Klassen låner huset"]
    assert counted.look(Filters()).counts.all == 1
    assert counted.look(Filters(groups=True)).counts.all == 1
