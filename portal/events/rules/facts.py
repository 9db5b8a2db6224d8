"""What is said about an event and about one of its dates. Pure data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Slot:
    """When one date is held: naive wall-clock times in Europe/Copenhagen."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class EventFacts:
    """Everything that is said about an event, apart from its dates. Ids are database ids."""

    title: str
    organiser_id: int
    unit_id: int
    summary: str = ""
    text: str = ""
    first_time: str = ""
    language: str = "da"
    kind: str = "event"
    genre: str = ""
    team: str = ""
    format: str = "known_format"
    umbrella: str = ""
    book_bus: bool = False
    mode: str = "physical"
    online_link: str = ""
    place_id: int | None = None
    room_id: int | None = None
    district_id: str | None = None
    initiated_by: str = "library"
    community_id: int | None = None
    host_id: int | None = None
    host_name: str = ""
    price: int = 0
    price_note: str = ""
    signup_mode: str = "none"
    capacity: int | None = None
    auto_promote: bool = False
    image_id: int | None = None
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Dimension of ``EventTag`` -> values."""
    partner_ids: Sequence[int] = ()
    visiting_ids: Sequence[int] = ()
    """Visiting classes and groups: named, but not partners in the figures."""


@dataclass(frozen=True)
class DateFacts:
    """Everything that is said about one date, as people see it: inherited or its own alike.

    The action compares with the event and keeps as the date's own only what differs.
    """

    slot: Slot
    title: str
    text: str = ""
    place_id: int | None = None
    room_id: int | None = None
    capacity: int | None = None
    online_link: str = ""
