"""Structured data that cannot break out of its element and never guesses."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from portal.core.structured import EventData, PlaceData, event_json

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
