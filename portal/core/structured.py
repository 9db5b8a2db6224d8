"""Structured data: what search engines and other calendars read from an event page (schema.org/Event).

Knows no feature: pages fill in :class:`EventData`. Facts we do not have are left out, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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


def event_json(event: EventData) -> Markup:
    """The content of a ``<script type="application/ld+json">``; nothing in it can end the element."""
    plain = json.dumps(_event(event), ensure_ascii=False, separators=(",", ":"))
    for letter, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028")):
        plain = plain.replace(letter, escaped)
    return Markup(plain)  # noqa: S704 - every character that HTML cares about is escaped above


def _event(event: EventData) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": event.url,
        "startDate": _local(event.starts),
        "endDate": _local(event.ends),
        "eventStatus": _SCHEMA + _status(event),
        "eventAttendanceMode": _SCHEMA + MODES.get(event.mode, MODES["physical"]),
        "location": _location(event),
        "organizer": {"@type": "Organization", "name": event.organiser, "url": event.organiser_url},
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
