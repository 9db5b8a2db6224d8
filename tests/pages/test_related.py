"""What else there is: each event once, nothing cancelled or over, three at most, in a steady order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from portal.core import clock
from portal.events.models import Event, Occurrence
from portal.events.queries import event_by_slug
from portal.pages.queries import dates
from portal.pages.queries.related import Related, related
from tests import make


def at(days: int, hour: int = 18) -> datetime:
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - wall clock


def beside(event: Event, date: Occurrence | None) -> Related:
    """What the page shows beside an event, with what the page has loaded."""
    found = event_by_slug(event.slug)
    its = dates.dates_of(found)
    return related(found, dates.date_of(found, date.slug, its) if date else None)


def nothing(found: Related) -> bool:
    return not any((found.community, found.same_day, found.alike))


def titles(found: Any) -> list[str]:
    return [one.title for one in found]


@pytest.fixture
def circle(town: make.Town) -> Event:
    community = make.community(town.library, title="Kredsen")
    return make.event(
        town.library,
        title="Kernen",
        community_id=community.id,
        place_id=town.main_library.id,
        tags={"age_band": ["6-9"], "audience": ["everyone"], "theme": ["making"]},
    )


def other(town: make.Town, title: str, **more: Any) -> Event:
    return make.event(town.museum, **{"title": title, "tags": {"age_band": ["6-9"]}, **more})


def test_each_event_stands_once_where_it_fits_best(town: make.Town, circle: Event) -> None:
    date = make.occurrence(circle, at(2))
    make.occurrence(circle, at(9))
    both = other(town, "Samme kreds", community_id=circle.community_id, place_id=town.main_library.id)
    make.occurrence(both, at(2, 20))
    make.occurrence(both, at(3))
    roof = other(town, "Samme dag", place_id=town.main_library.id)
    make.occurrence(roof, at(2, 20))
    make.occurrence(roof, at(5))
    make.occurrence(other(town, "Samme alder"), at(5))
    found = beside(circle, date)
    assert titles(found.community) == ["Samme kreds"]
    assert titles(found.same_day) == ["Samme dag"]
    assert titles(found.alike) == ["Samme alder"]


def test_nothing_that_cannot_be_joined(town: make.Town, circle: Event) -> None:
    date = make.occurrence(circle, at(2))
    make.occurrence(other(town, "Aflyst"), at(3), state="cancelled")
    make.held(other(town, "Ovre"), 3)
    make.occurrence(other(town, "Kladde", state="draft"), at(3))
    make.occurrence(other(town, "Langt ude"), at(60))
    make.occurrence(other(town, "Klassebesøg", kind="class_visit"), at(3))
    make.occurrence(other(town, "For andre", tags={"age_band": ["65+"]}), at(3))
    assert nothing(beside(circle, date))


def test_three_at_most_those_of_the_same_theme_first(town: make.Town, circle: Event) -> None:
    date = make.occurrence(circle, at(2))
    for number in range(5):
        make.occurrence(other(town, f"Nr {number}"), at(3 + number))
    make.occurrence(other(town, "Tema", tags={"age_band": ["6-9"], "theme": ["making"]}), at(20))
    assert titles(beside(circle, date).alike) == ["Tema", "Nr 0", "Nr 1"]


def test_an_event_for_everyone_is_like_others_of_its_theme(town: make.Town, circle: Event) -> None:
    plain = make.event(town.library, title="For alle", tags={"audience": ["everyone"], "theme": ["music"]})
    make.occurrence(other(town, "Musik", tags={"theme": ["music"]}), at(3))
    assert titles(beside(plain, None).alike) == ["Musik"]
    assert nothing(beside(make.event(town.library, title="Bart"), None))


def test_it_costs_the_same_however_much_there_is(
    town: make.Town, circle: Event, queries_of: Callable[[Callable[[], Any]], int]
) -> None:
    date = make.occurrence(circle, at(2))
    ask = partial(beside, circle, date)

    def fill(number: int) -> None:
        for turn in range(number):
            make.occurrence(other(town, f"Nr {turn}", place_id=town.main_library.id), at(2, 20))
            make.occurrence(other(town, f"Kreds {turn}", community_id=circle.community_id), at(3))
            make.occurrence(other(town, f"Alder {turn}"), at(4))

    fill(3)
    few = queries_of(ask)
    fill(27)
    assert queries_of(ask) == few
