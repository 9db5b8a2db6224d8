"""What an address asks the programme for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.core.text import speaking
from portal.pages.rules.dates import Standing, State, age_words, floor_words, hue_of, state_of, way_in
from portal.pages.rules.filters import Filters, Known, bands_like, days_of, read_filters, weekend
from portal.participation.rules import Seats
from tests.conftest import NOON

KNOWN = Known(places={"hovedbiblioteket"}, districts={"langaa"}, institutions={"museet"})
WEDNESDAY = date(2026, 9, 9)


def test_all_wishes_are_read() -> None:
    asked = {
        "q": "  bøger  ",
        "fra": "2026-09-10",
        "til": "2026-09-20",
        "sted": "hovedbiblioteket",
        "omraade": "langaa",
        "alder": "children",
        "gratis": "1",
        "uden-tilmelding": "1",
        "form": "online",
        "sprog": "andre",
        "institution": "museet",
        "tema": "nature",
        "trinfri": "1",
        "rolig": "1",
        "naer": "langaa",
        "radius": "10",
        "orden": "afstand",
    }
    filters = read_filters(asked, KNOWN)
    assert filters.query() == {**asked, "q": "bøger"}
    assert read_filters(filters.query(), KNOWN) == filters


@pytest.mark.parametrize(
    "asked",
    [
        {"dag": "2026-13-45"},
        {"dag": "' OR 1=1 --"},
        {"fra": "i går", "til": "0001-01-01"},
        {"sted": "findes-ikke", "omraade": "x", "institution": "y"},
        {"alder": "all", "form": "hologram", "sprog": "klingon", "tema": "?"},
        {"ukendt": "1", "q": "  \0 "},
        {"gratis": ""},
    ],
)
def test_what_is_not_understood_is_left_out(asked: dict[str, str]) -> None:
    assert not read_filters(asked, KNOWN)


def test_a_very_long_search_is_cut() -> None:
    assert len(read_filters({"q": "ord " * 5000}, KNOWN).q) <= 120


def test_a_chip_adds_its_wish_and_takes_it_away_again() -> None:
    free = Filters(q="bog").toggled(free=True)
    assert free == Filters(q="bog", free=True)
    assert free.toggled(free=True) == Filters(q="bog")
    assert Filters(day="i-dag").toggled(day="i-weekenden").day == "i-weekenden"


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (WEDNESDAY, date(2026, 9, 12), date(2026, 9, 13)),
        (date(2026, 9, 12), date(2026, 9, 12), date(2026, 9, 13)),
        (date(2026, 9, 13), date(2026, 9, 13), date(2026, 9, 13)),
    ],
)
def test_the_weekend(today: date, first: date, last: date) -> None:
    assert weekend(today) == (first, last)


def test_days_begin_today_at_the_earliest() -> None:
    assert days_of(Filters(since=date(2020, 1, 1)), WEDNESDAY) == (WEDNESDAY, None)
    assert days_of(Filters(day="2026-09-11"), WEDNESDAY) == (date(2026, 9, 11), date(2026, 9, 11))
    assert days_of(Filters(day="2026-09-01"), WEDNESDAY) == (WEDNESDAY, date(2026, 9, 1))


def test_a_band_answers_to_its_leaves_and_its_branch() -> None:
    assert bands_like("children") == {"children", "0-2", "3-5", "6-9", "10-12"}
    assert bands_like("6-9") == {"6-9", "children"}


def standing(**more: object) -> Standing:
    values = {
        "now": NOON,
        "starts_at": NOON + timedelta(days=1),
        "ends_at": NOON + timedelta(days=1, hours=2),
        "signup_mode": "per_session",
    }
    return Standing(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("date", "kind", "way"),
    [
        (standing(cancelled=True), "cancelled", "not_held"),
        (standing(now=NOON.replace(year=2027)), "done", "over"),
        (standing(starts_at=NOON), "info", "begun"),
        (standing(seats=Seats(10, 0, 10)), "full", "wait"),
        (standing(seats=Seats(10, 2, 10), moved=True), "full", "wait"),
        (standing(moved=True), "moved", "join"),
        (standing(seats=Seats(8, 0, 10)), "few", "join"),
        (standing(seats=Seats(1, 0, 10)), "ok", "join"),
        (standing(), "ok", "join"),
        (standing(signup_mode="none"), "ok", "just_come"),
        (standing(signup_mode="none", starts_at=NOON), "info", "just_come"),
    ],
)
def test_what_a_date_says_and_what_one_can_do(date: Standing, kind: str, way: str, session: object) -> None:
    state = state_of(date)
    assert isinstance(state, State)
    assert state.kind == kind
    assert str(state.text)
    assert way_in(date) == way


def test_the_colour_of_a_date() -> None:
    def hue(**more: object) -> str:
        values = {"in_community": False, "bands": [], "audiences": [], "place_kind": "main_library"}
        return hue_of(**{**values, **more})  # type: ignore[arg-type]

    assert hue() == "green"
    assert hue(bands=["6-9"], in_community=True) == "amber"
    assert hue(in_community=True) == "coral"
    assert hue(place_kind="public_space") == "blue"
    assert hue(audiences=["newcomers"]) == "plum"


def test_words_for_floors_and_ages(session: object) -> None:
    assert floor_words(None) is None
    assert len({str(floor_words(floor)) for floor in (-1, 0, 1, 2)}) == 4
    with speaking("en"):
        assert [str(one) for one in age_words(["6-9", "10-12", "accompanying"])] == ["6–12 years"]
        assert [str(one) for one in age_words(["18-29", "30-64", "65+"])] == ["18 years and over"]
        assert [str(one) for one in age_words(["0-2", "13-17"])] == ["0–2 years", "13–17 years"]
    assert age_words(["0-2", "3-5", "6-9", "10-12", "13-17", "18-29"]) == []


def test_a_day_and_a_span_of_days_take_each_others_place() -> None:
    span = read_filters({"dag": "i-dag", "fra": "2026-09-10"}, KNOWN)
    assert (span.day, span.since) == ("", date(2026, 9, 10))
    assert span.toggled(day="i-dag") == Filters(day="i-dag")


@pytest.mark.parametrize("word", ["nu", "i-dag", "i-aften"])
def test_parts_of_today_are_today(word: str) -> None:
    asked = read_filters({"dag": word}, KNOWN)
    assert asked.query() == {"dag": word}
    assert days_of(asked, WEDNESDAY) == (WEDNESDAY, WEDNESDAY)


def test_a_town_may_be_written_as_people_do_and_stands_in_the_address_by_its_slug() -> None:
    asked = read_filters({"naer": "8870 Langå", "radius": "10", "orden": "afstand"}, KNOWN)
    assert asked.query() == {"naer": "langaa", "radius": "10", "orden": "afstand"}
    assert asked.by_distance
    assert not asked.without("near")


@pytest.mark.parametrize("asked", [{"naer": "mig"}, {"radius": "10"}, {"orden": "afstand"}])
def test_without_a_town_there_is_no_distance(asked: dict[str, str]) -> None:
    assert not read_filters(asked, KNOWN)


def test_a_radius_that_nobody_offers_is_the_usual_one() -> None:
    asked = read_filters({"naer": "langaa", "radius": "7000"}, KNOWN)
    assert (asked.within, asked.radius) == (0, 5)
