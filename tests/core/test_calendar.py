"""Calendar files, read back by a parser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from portal.core.calendar import CalendarEntry, calendar

CHANGED = datetime(2026, 9, 1, 8, tzinfo=UTC)


def entry(starts: datetime, hours: float = 2, **more: Any) -> CalendarEntry:
    values: dict[str, Any] = {"uid": "u-1", "title": "Strikkecafé", "changed": CHANGED}
    return CalendarEntry(starts=starts, ends=starts + timedelta(hours=hours), **{**values, **more})


def read(*entries: CalendarEntry, **more: Any) -> tuple[Any, list[Any]]:
    parsed = icalendar.Calendar.from_ical(calendar(entries, "Programmet", **more))
    return parsed, list(parsed.walk("VEVENT"))


def test_a_file_says_what_it_is() -> None:
    parsed, events = read()
    assert str(parsed["VERSION"]) == "2.0"
    assert str(parsed["METHOD"]) == "PUBLISH"
    assert str(parsed["X-WR-CALNAME"]) == "Programmet"
    assert [str(zone["TZID"]) for zone in parsed.walk("VTIMEZONE")] == ["Europe/Copenhagen"]
    assert events == []


def test_commas_line_breaks_and_danish_letters_survive_folding() -> None:
    title = "Bøger, æbler; på åen \\ " * 8
    _file, [event] = read(
        entry(CHANGED, title=title.strip(), description="Linje et\n\nLinje to", location="Stuen, Scenen")
    )
    assert str(event["SUMMARY"]) == title.strip()
    assert str(event["DESCRIPTION"]) == "Linje et\n\nLinje to"
    assert str(event["LOCATION"]) == "Stuen, Scenen"


def test_every_line_is_short_and_ends_as_the_standard_says() -> None:
    written = calendar([entry(CHANGED, title="æøå" * 60)], "Programmet")
    lines = written.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in "".join(lines)


@pytest.mark.parametrize(
    ("starts", "wall", "offset"),
    [
        (datetime(2026, 7, 1, 16, tzinfo=UTC), "2026-07-01T18:00", 2),
        (datetime(2026, 12, 1, 17, tzinfo=UTC), "2026-12-01T18:00", 1),
    ],
)
def test_times_are_wall_clock_times_of_randers(starts: datetime, wall: str, offset: int) -> None:
    _file, [event] = read(entry(starts))
    start = event.decoded("DTSTART")
    assert f"{start:%Y-%m-%dT%H:%M}" == wall
    assert start.utcoffset() == timedelta(hours=offset)


def test_a_night_when_the_clock_is_set_back_keeps_its_length() -> None:
    starts = datetime(2026, 10, 24, 20, tzinfo=UTC)  # 22.00 on the last evening of summer time
    _file, [event] = read(entry(starts, hours=6))
    start, end = event.decoded("DTSTART"), event.decoded("DTEND")
    assert (start.hour, end.hour) == (22, 3)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=6)


def test_the_zone_turns_where_denmark_turns() -> None:
    parsed, _events = read()
    zone = parsed.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    for moment, hours in (
        (datetime(2026, 3, 29, 1, 30), 1),  # noqa: DTZ001 - wall clock
        (datetime(2026, 3, 29, 3, 30), 2),  # noqa: DTZ001
        (datetime(2026, 10, 25, 1, 30), 2),  # noqa: DTZ001
        (datetime(2026, 10, 25, 3, 30), 1),  # noqa: DTZ001
    ):
        assert zone.utcoffset(moment) == timedelta(hours=hours)


def test_a_cancelled_date_is_said_to_be() -> None:
    parsed, [event] = read(entry(CHANGED, cancelled=True, sequence=3), method="CANCEL")
    assert str(parsed["METHOD"]) == "CANCEL"
    assert str(event["STATUS"]) == "CANCELLED"
    assert int(event["SEQUENCE"]) == 3
    assert str(event["TRANSP"]) == "TRANSPARENT"


def test_the_whole_entry() -> None:
    _file, [event] = read(
        entry(
            CHANGED, url="http://portal.test/x", geo=(56.46, 10.03), organiser="Garn", categories=("Musik",)
        )
    )
    assert str(event["UID"]) == "u-1"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["URL"]) == "http://portal.test/x"
    assert event.decoded("LAST-MODIFIED") == CHANGED
    assert event.decoded("DTSTAMP") == datetime(2026, 9, 9, 10, tzinfo=UTC)
    assert (event["GEO"].latitude, event["GEO"].longitude) == (56.46, 10.03)
