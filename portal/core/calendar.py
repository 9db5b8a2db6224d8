"""Calendar files (iCalendar, RFC 5545): what mails attach and phones subscribe to.

Knows no feature: features hand over :class:`CalendarEntry` rows and get text back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import icalendar

from portal.core import clock
from portal.core.clock import ZONE

PRODUCT = "-//Randers Bibliotek//Portal//DA"
REFRESH = timedelta(hours=6)
"""How often a subscriber is asked to look again."""
_ZONE_RULES = """BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")
"""Summer time in the European Union since 1996 (directive 2000/84/EC): no end date, so no file grows old."""


@dataclass(frozen=True)
class CalendarEntry:
    """One date as a calendar shows it.

    Instants are aware; ``starts``/``ends`` are written as wall-clock time of Europe/Copenhagen, so that
    a calendar elsewhere still shows the hour that people were promised. ``sequence`` grows with each
    change of date, place or state: calendars replace an entry of the same ``uid`` only then (5.8.7.4).
    """

    uid: str
    title: str
    starts: datetime
    ends: datetime
    changed: datetime
    """When it was last changed (LAST-MODIFIED)."""
    url: str = ""
    location: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False
    organiser: str = ""
    geo: tuple[float, float] | None = None
    """Latitude and longitude."""
    categories: tuple[str, ...] = ()


def calendar(entries: Iterable[CalendarEntry], name: str, method: str = "PUBLISH") -> str:
    """The entries as the text of one ``.ics`` file (CRLF line ends, folded at 75 octets).

    ``name`` is what a calendar program calls the subscription. ``method`` is ``PUBLISH`` for feeds and
    files, ``CANCEL`` for a mail that takes a date back.
    """
    file = icalendar.Calendar()
    file.add("version", "2.0")
    file.add("prodid", PRODUCT)
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    file.add("name", name)
    file.add("x-wr-calname", name)
    file.add("x-wr-timezone", ZONE.key)
    file.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    file.add("x-published-ttl", "PT6H")
    file.add_component(icalendar.Timezone.from_ical(_ZONE_RULES))
    for entry in entries:
        file.add_component(_event(entry))
    return str(file.to_ical().decode())


def _event(entry: CalendarEntry) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", clock.now())
    event.add("last-modified", entry.changed)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts.astimezone(ZONE))
    event.add("dtend", entry.ends.astimezone(ZONE))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    for key, value in (("location", entry.location), ("description", entry.description)):
        if value:
            event.add(key, value)
    if entry.url:
        event.add("url", entry.url)
    if entry.geo is not None:
        event.add("geo", entry.geo)
    if entry.categories:
        event.add("categories", list(entry.categories))
    if entry.organiser:
        event.add("contact", entry.organiser)
    return event
