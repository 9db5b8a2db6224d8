"""Structured data: what search engines and calendars read from our pages, in the words of schema.org.

Event, EventSeries, Organization and Festival. Knows no feature: pages fill in the plain values. Facts that
we do not have are left out, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from portal.core.clock import ZONE

MODES = {
    "physical": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
_SCHEMA = "https://schema.org/"


@dataclass(frozen=True)
class PlaceData:
    """Where something is held."""

    name: str
    address: str = ""
    postal_code: str = ""
    town: str = ""
    geo: tuple[float, float] | None = None


@dataclass(frozen=True)
class EventData:
    """One date of an event. Instants are aware, addresses absolute, ``price`` whole kroner."""

    title: str
    url: str
    starts: datetime
    ends: datetime
    organiser: str
    organiser_url: str = ""
    description: str = ""
    language: str = "da"
    """The language the texts are written in."""
    spoken: Sequence[str] = ()
    mode: str = "physical"
    place: PlaceData | None = None
    price: int = 0
    moved_from: datetime | None = None
    cancelled: bool = False
    image: str = ""
    capacity: int | None = None
    free_seats: int | None = None
    signup: bool = False


@dataclass(frozen=True)
class SeriesData:
    """An event that is held again and again. Addresses are absolute."""

    title: str
    url: str
    organiser: str
    organiser_url: str = ""
    description: str = ""
    language: str = "da"
    price: int = 0
    image: str = ""


@dataclass(frozen=True)
class GroupData:
    """A community. Addresses are absolute."""

    title: str
    url: str
    description: str = ""
    place: PlaceData | None = None
    supported_by: str = ""
    supporter_url: str = ""


@dataclass(frozen=True)
class DayData:
    """A theme day: an umbrella over the events of its partners. ``partners`` are ``(name, address)``."""

    title: str
    url: str
    on: date
    description: str = ""
    language: str = "da"
    place: PlaceData | None = None
    partners: Sequence[tuple[str, str]] = ()
    cancelled: bool = False


def event_json(event: EventData, of: SeriesData | None = None) -> Markup:
    """One date, and the series it is one of."""
    made = _event(event)
    if of is not None:
        made["superEvent"] = {"@type": "EventSeries", "name": of.title, "url": of.url}
    return _script(made)


def series_json(series: SeriesData, dates: Sequence[EventData]) -> Markup:
    """A series and its coming dates, soonest first."""
    held = [one for one in dates if not one.cancelled] or list(dates)
    return _script(
        {
            "@type": "EventSeries",
            "name": series.title,
            "url": series.url,
            "startDate": _local(held[0].starts) if held else "",
            "endDate": _local(held[-1].ends) if held else "",
            "location": _location(held[0]) if held else [],
            "eventAttendanceMode": _attendance(held[0]) if held else "",
            "organizer": _organisation(series.organiser, series.organiser_url),
            "isAccessibleForFree": series.price == 0,
            "description": series.description,
            "image": [series.image] if series.image else [],
            "inLanguage": [series.language],
            "subEvent": [_brief(one) for one in dates],
        }
    )


def community_json(group: GroupData, meetings: Sequence[EventData]) -> Markup:
    """A community as an organisation, and its coming meetings."""
    return _script(
        {
            "@type": "Organization",
            "name": group.title,
            "url": group.url,
            "description": group.description,
            "location": _place(group.place) if group.place else {},
            "parentOrganization": _organisation(group.supported_by, group.supporter_url)
            if group.supported_by
            else {},
            "event": [_brief(one) for one in meetings],
        }
    )


def theme_day_json(day: DayData, programme: Sequence[EventData]) -> Markup:
    """A theme day as a festival, and what is on its programme."""
    return _script(
        {
            "@type": "Festival",
            "name": day.title,
            "url": day.url,
            "startDate": day.on.isoformat(),
            "endDate": day.on.isoformat(),
            "eventStatus": _SCHEMA + ("EventCancelled" if day.cancelled else "EventScheduled"),
            "location": _place(day.place) if day.place else (_location(programme[0]) if programme else []),
            "organizer": [_organisation(name, address) for name, address in day.partners],
            "description": day.description,
            "inLanguage": [day.language],
            "subEvent": [_brief(one) for one in programme],
        }
    )


def _script(made: dict[str, Any]) -> Markup:
    """The content of a ``<script type="application/ld+json">``; nothing in it can end the element."""
    told = {"@context": "https://schema.org", **_told(made)}
    plain = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    for letter, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028")):
        plain = plain.replace(letter, escaped)
    return Markup(plain)  # noqa: S704 - every character that HTML cares about is escaped above


_BRIEF = ("@type", "name", "url", "startDate", "endDate", "eventStatus", "eventAttendanceMode", "location")


def _brief(event: EventData) -> dict[str, Any]:
    """One of many: its own page says the rest."""
    made = _event(event)
    return {name: made[name] for name in (*_BRIEF, "previousStartDate") if name in made}


def _event(event: EventData) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "Event",
        "name": event.title,
        "url": event.url,
        "startDate": _local(event.starts),
        "endDate": _local(event.ends),
        "eventStatus": _SCHEMA + _status(event),
        "eventAttendanceMode": _attendance(event),
        "location": _location(event),
        "organizer": _organisation(event.organiser, event.organiser_url),
        "isAccessibleForFree": event.price == 0,
        "offers": _offer(event),
        "description": event.description,
        "image": [event.image] if event.image else [],
        "inLanguage": list(event.spoken) or [event.language],
        "previousStartDate": _local(event.moved_from) if event.moved_from else "",
        "maximumAttendeeCapacity": event.capacity,
        "remainingAttendeeCapacity": event.free_seats,
    }
    return _told(made)


def _told(made: dict[str, Any]) -> dict[str, Any]:
    """Without what we do not know (0 and false are known)."""
    plain = {key: _told(value) if isinstance(value, dict) else value for key, value in made.items()}
    return {key: value for key, value in plain.items() if value not in (None, "", [], {})}


def _attendance(event: EventData) -> str:
    return _SCHEMA + MODES.get(event.mode, MODES["physical"])


def _organisation(name: str, url: str) -> dict[str, Any]:
    return _told({"@type": "Organization", "name": name, "url": url})


def _local(moment: datetime) -> str:
    return moment.astimezone(ZONE).isoformat(timespec="minutes")


def _status(event: EventData) -> str:
    if event.cancelled:
        return "EventCancelled"
    return "EventRescheduled" if event.moved_from else "EventScheduled"


def _offer(event: EventData) -> dict[str, Any]:
    full = event.signup and event.free_seats == 0
    return {
        "@type": "Offer",
        "price": event.price,
        "priceCurrency": "DKK",
        "url": event.url,
        "availability": _SCHEMA + ("SoldOut" if full else "InStock"),
    }


def _location(event: EventData) -> list[dict[str, Any]]:
    """The place, and for online dates the page (never the private link people meet through)."""
    found: list[dict[str, Any]] = []
    if event.place is not None and event.mode != "online":
        found.append(_place(event.place))
    if event.mode in ("online", "hybrid"):
        found.append({"@type": "VirtualLocation", "url": event.url})
    return found


def _place(place: PlaceData) -> dict[str, Any]:
    geo = (
        {"@type": "GeoCoordinates", "latitude": place.geo[0], "longitude": place.geo[1]} if place.geo else {}
    )
    return _told(
        {
            "@type": "Place",
            "name": place.name,
            "geo": geo,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": place.address,
                "postalCode": place.postal_code,
                "addressLocality": place.town or "Randers",
                "addressCountry": "DK",
            },
        }
    )
