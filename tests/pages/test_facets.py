"""Every count is the length of the list you get when you tap it: walked over a small world of all kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.core import clock
from portal.core.db import db
from portal.core.taxonomy import BANDS, LANGUAGES_SPOKEN, THEMES
from portal.pages.queries import counted, programme
from portal.pages.rules import facets
from portal.pages.rules.facets import Coming, Counts, Offer
from portal.pages.rules.filters import DAY_WORDS, NOW, TODAY, TONIGHT, WEEKEND, Filters
from portal.pages.rules.near import RADII
from tests import make
from tests.conftest import NOON

WEDNESDAY = date(2026, 9, 9)
"""``tests.conftest.NOON``: it is twelve o'clock."""


def at(days: int, hour: int) -> datetime:
    day = WEDNESDAY + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - wall clock


def small_world(town: make.Town) -> None:
    """Dates of every kind: prices, ages, tongues, places, days, closed groups, online, called off."""
    make.district("randers_c").lat, make.district("randers_c").lon = 56.461, 10.036
    town.branch_place.lat, town.branch_place.lon = 56.39, 9.90
    db.session.commit()
    make.access(town.main_library, "step_free")
    make.access(town.main_library, "quiet_space", "no")
    make.access(town.village_hall, "calm_light_sound")
    shapes: list[tuple[dict[str, Any], list[tuple[int, int]]]] = [
        ({"title": "Strik", "tags": {"theme": ["crafts"], "language": ["da"]}}, [(0, 11), (0, 18), (3, 10)]),
        ({"title": "Leg", "tags": {"age_band": ["3-5"], "audience": ["families"]}}, [(3, 9), (4, 9)]),
        ({"title": "Børn", "tags": {"audience": ["children"]}}, [(3, 12)]),
        ({"title": "Sprog", "tags": {"language": ["ar", "da"]}, "place_id": town.branch_place.id}, [(0, 19)]),
        ({"title": "Dyr", "price": 60, "signup_mode": "per_session", "kind": "exhibition"}, [(1, 18)]),
        ({"title": "Klasse", "kind": "class_visit", "tags": {"theme": ["learning"]}}, [(1, 9), (3, 9)]),
        ({"title": "Net", "mode": "online", "place_id": None}, [(0, 20)]),
        ({"title": "Begge", "mode": "hybrid", "place_id": town.village_hall.id}, [(2, 18)]),
        (
            {
                "title": "Bus",
                "place_id": None,
                "district_id": "langaa",
                "tags": {"access": ["quiet_space"]},
            },
            [(3, 8)],
        ),
    ]
    for shape, dates in shapes:
        event = make.event(town.library, **{"place_id": town.main_library.id, **shape})
        for days, hour in dates:
            make.occurrence(event, at(days, hour))
    moved = make.event(
        town.museum, title="Flyttet", place_id=town.main_library.id, tags={"audience": ["seniors"]}
    )
    make.partner(moved, town.association)
    make.occurrence(moved, at(0, 21), own_place_id=town.branch_place.id)
    make.occurrence(moved, at(5, 10), state="cancelled")
    draft = make.event(town.library, title="Kladde", state="draft")
    make.occurrence(draft, at(1, 10))


@pytest.fixture
def world(town: make.Town) -> make.Town:
    small_world(town)
    return town


def length(filters: Filters) -> int:
    return len(programme.upcoming(filters, size=1000).items)


def every_wish(town: make.Town) -> Iterator[tuple[str, Any]]:
    """All that a chip or a list can ask for."""
    yield from (("day", word) for word in (*DAY_WORDS, *(str(WEDNESDAY + timedelta(n)) for n in range(7))))
    yield from (("place", one) for one in ("kulturhuset", town.main_library.slug, town.branch_place.slug))
    yield from (("district", one) for one in ("randers_c", "langaa", "gjerlev"))
    yield from (("band", one) for one in BANDS if one != "all")
    yield from (("language", one) for one in ("andre", *LANGUAGES_SPOKEN))
    yield from (("theme", one) for one in THEMES)
    yield from (("mode", one) for one in ("physical", "online"))
    owners = (town.library, town.museum, town.association, town.art_museum)
    yield from (("institution", one.slug) for one in owners)
    yield from ((name, True) for name in ("free", "no_signup", "step_free", "quiet", "groups"))


CHOSEN = [
    Filters(),
    Filters(day=TODAY),
    Filters(day=NOW),
    Filters(day=TONIGHT, language="andre"),
    Filters(day=WEEKEND, band="children"),
    Filters(free=True, step_free=True),
    Filters(band="3-5", day="2026-09-12"),
    Filters(theme="learning"),
    Filters(groups=True),
    Filters(quiet=True, district="langaa"),
    Filters(place="kulturhuset", no_signup=True),
    Filters(since=date(2026, 9, 10), until=date(2026, 9, 12), mode="physical"),
    Filters(near="langaa", within=2),
    Filters(near="randers-c", within=5, day=TODAY),
    Filters(near="randers-c", within=20, free=True),
]


@pytest.mark.parametrize("filters", CHOSEN, ids=str)
def test_each_count_is_the_length_of_the_list_it_leads_to(world: make.Town, filters: Filters) -> None:
    looked = counted.look(filters)
    counts = looked.counts
    wrong = {}
    assert counts.all == length(filters)
    for name, value in every_wish(world):
        asked = filters.without(name).toggled(**{name: value})
        if name == "day" and filters.since:
            assert counts.said(name, value) is None
        elif counts.said(name, value) != length(asked):
            wrong[name, value] = (counts.said(name, value), length(asked))
    for km in RADII if filters.near else ():
        if counts.said("within", km) != length(replace(filters, within=km)):
            wrong["within", km] = counts.said("within", km)
    for name in filters.chosen():
        key = "within" if name == "near" else name
        if name not in ("since", "until", "within") and counts.without[key] != length(filters.without(name)):
            wrong["without", name] = (counts.without[key], length(filters.without(name)))
    assert wrong == {}


@pytest.mark.parametrize("filters", CHOSEN, ids=str)
def test_what_fits_in_python_fits_in_the_database(world: make.Town, filters: Filters) -> None:
    looked = counted.look(filters)
    days = facets.Days(clock.now())
    here = {one.id for one in looked.coming if facets.fits(filters, one, days)}
    assert here == {one.id for one in programme.upcoming(filters, size=1000).items}


def test_each_wish_alone_is_counted(world: make.Town) -> None:
    filters = Filters(day="2026-09-13", language="ar", place="kulturhuset", theme="learning")
    counts = counted.look(filters).counts
    for name in filters.chosen():
        assert counts.alone[name] == length(Filters(**{name: getattr(filters, name)})), name


def test_a_radius_left_to_us_grows_until_it_finds_something(world: make.Town) -> None:
    found = counted.look(Filters(near="stevnstrup"))
    assert found.filters.within == 10
    assert found.counts.all == length(found.filters) > 0
    assert counted.look(Filters(near="langaa")).filters.within == 5
    assert counted.look(Filters(near="stevnstrup", within=2)).filters.within == 2
    assert counted.look(Filters(near="havndal")).filters.within == 10  # the village hall in Gjerlev


def test_the_nearest_come_first_page_by_page(world: make.Town) -> None:
    looked = counted.look(Filters(near="langaa", within=20, order="afstand"))
    seen: list[int] = []
    cursor: str | None = None
    for _turn in range(10):
        page = counted.nearest_first(looked, cursor, size=2)
        seen += [one.id for one in page.items]
        cursor = page.next
        if cursor is None:
            break
    everything = programme.upcoming(looked.filters, size=1000).items
    distance = {
        one.id: looked.near.of(one.place.id if one.place else None, one.event.district_id)
        for one in everything
    }
    assert sorted(seen) == sorted(one.id for one in everything)
    far = [distance[ident].km for ident in seen]  # type: ignore[union-attr]
    assert far == sorted(far)
    assert far[0] < 1 < far[-1]


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "é", "eyJhIjoxfQ"])
def test_a_broken_cursor_begins_with_the_nearest(world: make.Town, cursor: str) -> None:
    looked = counted.look(Filters(near="langaa", order="afstand"))
    assert counted.nearest_first(looked, cursor).items == counted.nearest_first(looked).items


def test_where_not_everything_was_looked_at_no_count_is_wrong(
    world: make.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counted, "MOST_COUNTED", 6)
    looked = counted.look(Filters())
    counts = looked.counts
    assert not counts.complete
    assert looked.until == counts.last_day
    assert counts.total is None
    assert counts.said("free", True) is None
    assert counts.said("day", TODAY) == length(Filters(day=TODAY))  # all of today was looked at
    assert counted.look(Filters(day=TODAY)).counts.said("free", True) == length(Filters(day=TODAY, free=True))


def test_many_are_said_in_round_numbers() -> None:
    counts = Counts(Filters(), WEDNESDAY, complete=False, last_day=WEDNESDAY, all=501)
    counts.of["free", True] = 299
    counts.of["quiet", True] = 99
    assert counts.total == "500+"
    assert counts.said("free", True) == "200+"
    assert counts.said("quiet", True) is None


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute)  # noqa: DTZ001 - wall clock


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (on(9, 11), on(9, 13), {TODAY, NOW}),
        (on(9, 12), on(9, 13), {TODAY, NOW}),
        (on(9, 12, 1), on(9, 13), {TODAY}),
        (on(9, 16, 59), on(9, 20), {TODAY}),
        (on(9, 17), on(9, 20), {TODAY, TONIGHT}),
        (on(10, 17), on(10, 20), set()),
        (on(12, 0), on(12, 1), {WEEKEND}),
        (on(13, 23), on(14, 1), {WEEKEND}),
        (on(14, 0), on(14, 1), set()),
    ],
)
def test_the_words_for_days(begins: datetime, ends: datetime, words: set[str]) -> None:
    one = Coming(1, clock.to_utc(begins), clock.to_utc(ends), Offer({}))
    assert facets.Days(NOON).values(one) == {begins.date().isoformat(), *words}


def test_ages_that_are_said_decide_for_fine_ages_and_words_for_the_rest(town: make.Town) -> None:
    shapes = {
        "Skolebørn": {"age_band": ["10-12"], "audience": ["children"]},
        "Børn": {"audience": ["children"]},
        "Leg": {"age_band": ["3-5"], "audience": ["families"]},
    }
    for title, tags in shapes.items():
        make.occurrence(make.event(town.library, title=title, tags=tags), at(1, 10))

    def shown(band: str) -> list[str]:
        return [one.event.title for one in programme.upcoming(Filters(band=band)).items]

    assert shown("children") == ["Skolebørn", "Børn", "Leg"]
    assert shown("3-5") == ["Børn", "Leg"]
    assert shown("10-12") == ["Skolebørn", "Børn"]
