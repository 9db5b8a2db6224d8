"""Structured data that cannot break out of its element and never guesses."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from portal.core.structured import (
    DayData,
    EventData,
    GroupData,
    PlaceData,
    SeriesData,
    community_json,
    event_json,
    series_json,
    theme_day_json,
)

START, END = datetime(2026, 12, 3, 17, 30, tzinfo=UTC), datetime(2026, 12, 3, 19, tzinfo=UTC)


def made(**more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"title": "Bøger", "url": "http://portal.test/x", "organiser": "Biblioteket"}
    read: dict[str, Any] = json.loads(event_json(EventData(starts=START, ends=END, **{**values, **more})))
    return read


def test_only_what_is_known_is_told() -> None:
    assert set(made()) == {
        "@context",
        "@type",
        "name",
        "url",
        "startDate",
        "endDate",
        "eventStatus",
        "eventAttendanceMode",
        "organizer",
        "isAccessibleForFree",
        "offers",
        "inLanguage",
    }


def test_times_are_local_with_their_offset() -> None:
    assert made()["startDate"] == "2026-12-03T18:30+01:00"


def test_nothing_can_end_the_element() -> None:
    title = "</script><!--<script>&\u2028'\""
    written = event_json(EventData(title=title, url="x", starts=START, ends=END, organiser="y"))
    assert not set("<>&\u2028") & set(written)
    assert json.loads(written)["name"] == title


def test_a_full_date_is_sold_out_and_a_paid_one_is_not_free() -> None:
    read = made(price=60, signup=True, capacity=10, free_seats=0)
    assert read["offers"]["availability"].endswith("SoldOut")
    assert read["offers"]["price"] == 60
    assert read["isAccessibleForFree"] is False
    assert read["remainingAttendeeCapacity"] == 0


def test_both_on_site_and_online() -> None:
    place = PlaceData("Huset", "Stemannsgade 2", "8900", "Randers C", (56.46, 10.03))
    read = made(mode="hybrid", place=place, spoken=("da", "ar"))
    assert [one["@type"] for one in read["location"]] == ["Place", "VirtualLocation"]
    assert read["location"][0]["geo"]["latitude"] == 56.46
    assert read["eventAttendanceMode"].endswith("MixedEventAttendanceMode")
    assert read["inLanguage"] == ["da", "ar"]


THING = {"name", "url", "description", "image"}
EVENT = THING | {
    "startDate",
    "endDate",
    "eventStatus",
    "eventAttendanceMode",
    "location",
    "organizer",
    "isAccessibleForFree",
    "offers",
    "inLanguage",
    "previousStartDate",
    "maximumAttendeeCapacity",
    "remainingAttendeeCapacity",
    "subEvent",
    "superEvent",
}
VOCABULARY = {
    "Event": EVENT,
    "EventSeries": EVENT,
    "Festival": EVENT,
    "Organization": THING | {"location", "parentOrganization", "event"},
    "Place": THING | {"address", "geo"},
    "VirtualLocation": THING,
    "PostalAddress": {"streetAddress", "postalCode", "addressLocality", "addressCountry"},
    "GeoCoordinates": {"latitude", "longitude"},
    "Offer": {"price", "priceCurrency", "url", "availability"},
}
"""The properties of schema.org that each of our types may have."""
NEEDED = {
    "Event": {"name", "startDate", "location", "eventStatus"},
    "EventSeries": {"name", "url"},
    "Festival": {"name", "startDate", "location", "eventStatus"},
    "Organization": {"name"},
    "Place": {"name", "address"},
}
"""What search engines ask for before they show anything."""
PLACE = PlaceData("Huset", "Stemannsgade 2", "8900", "Randers C", (56.46, 10.03))


def wrong(read: Any) -> list[str]:
    """Where structured data leaves the vocabulary or lacks what is needed."""
    if isinstance(read, list):
        return [one for each in read for one in wrong(each)]
    if not isinstance(read, dict):
        return []
    kind, names = read["@type"], {one for one in read if not one.startswith("@")}
    found = [f"{kind}.{one}" for one in names - VOCABULARY[kind]]
    found += [f"{kind} lacks {one}" for one in NEEDED.get(kind, set()) - names]
    return found + [one for value in read.values() for one in wrong(value)]


def date(**more: Any) -> EventData:
    values: dict[str, Any] = {"title": "Strik", "url": "http://portal.test/x", "organiser": "Huset"}
    return EventData(starts=START, ends=END, **{**values, "place": PLACE, "mode": "hybrid", **more})


SERIES = SeriesData("Strik", "http://portal.test/strik", "Huset", "http://portal.test/huset", "Garn")


def test_everything_keeps_to_the_vocabulary() -> None:
    moved = date(moved_from=START, capacity=9, free_seats=0, signup=True, image="http://portal.test/i")
    group = GroupData(
        "Garn", "http://portal.test/g", "Vi strikker", PLACE, "Huset", "http://portal.test/huset"
    )
    day = DayData("Åens dag", "http://portal.test/d", START.date(), "Vand", "da", PLACE, [("Huset", "")])
    for written in (
        event_json(moved, SERIES),
        series_json(SERIES, [date(), moved]),
        community_json(group, [date()]),
        theme_day_json(day, [date(), date(cancelled=True)]),
    ):
        read = json.loads(written)
        assert read["@context"] == "https://schema.org"
        assert wrong(read) == []


def test_the_check_of_the_vocabulary_sees_mistakes() -> None:
    bad = {"@type": "Event", "colour": "red", "location": {"@type": "Place", "name": "x"}}
    assert {"Event.colour", "Event lacks name", "Place lacks address"} <= set(wrong(bad))


def test_a_series_spans_the_dates_that_are_held() -> None:
    read = json.loads(series_json(SERIES, [date(cancelled=True), date(title="To")]))
    assert read["@type"] == "EventSeries"
    assert read["startDate"] == "2026-12-03T18:30+01:00"
    assert [one["eventStatus"].rpartition("/")[2] for one in read["subEvent"]] == [
        "EventCancelled",
        "EventScheduled",
    ]
    assert "offers" not in read["subEvent"][0]  # its own page says the rest


def test_a_date_names_the_series_it_is_one_of() -> None:
    read = json.loads(event_json(date(), SERIES))
    assert read["superEvent"] == {"@type": "EventSeries", "name": "Strik", "url": "http://portal.test/strik"}


def test_a_theme_day_without_a_place_is_where_its_programme_is() -> None:
    day = DayData("Dag", "x", START.date())
    assert json.loads(theme_day_json(day, [date()]))["location"][0]["name"] == "Huset"
