"""Reading events and occurrences."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.calendar import CalendarEntry
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.core.text import _
from portal.events import rules
from portal.events.models import Event, EventPartner, Occurrence
from portal.places.models import Place

CARD = (
    joinedload(Occurrence.event).options(
        joinedload(Event.organiser),
        joinedload(Event.place).joinedload(Place.district),
        joinedload(Event.room),
        joinedload(Event.image),
        selectinload(Event.tags),
    ),
    joinedload(Occurrence.own_place).joinedload(Place.district),
    joinedload(Occurrence.own_room),
    STRICT,
)
"""What a card of one date shows."""

WHOLE = (
    joinedload(Event.organiser),
    joinedload(Event.unit),
    joinedload(Event.community),
    joinedload(Event.image),
    joinedload(Event.room),
    joinedload(Event.place).options(joinedload(Place.district), selectinload(Place.access)),
    selectinload(Event.tags),
    selectinload(Event.partners).joinedload(EventPartner.organisation),
    STRICT,
)
"""What an event page shows, apart from its dates."""


def event_by_slug(slug: str) -> Event:
    """The event with everything its page shows, published or not. Raises ``Missing``."""
    event = db.session.scalar(sa.select(Event).where(Event.slug == slug).options(*WHOLE))
    if event is None:
        raise Missing()
    return event


def occurrence_by_slug(slug: str, date_slug: str) -> Occurrence:
    """One date of an event with everything its page shows. Raises ``Missing``."""
    event = event_by_slug(slug)
    occurrence = db.session.scalar(
        sa.select(Occurrence)
        .where(Occurrence.event_id == event.id, Occurrence.slug == date_slug)
        .options(
            joinedload(Occurrence.event),
            joinedload(Occurrence.own_place).options(joinedload(Place.district), selectinload(Place.access)),
            joinedload(Occurrence.own_room),
            STRICT,
        )
    )
    if occurrence is None:
        raise Missing()
    return occurrence


def where(occurrence: Occurrence) -> str:
    """Place, room and address on one line; empty when it is only online or not known yet."""
    place = occurrence.place
    if place is None:
        return ""
    room = occurrence.room.name if occurrence.room else ""
    town = f"{place.postal_code} {place.town}".strip()
    return ", ".join(part for part in (place.name, room, place.address, town) if part)


def calendar_entry(
    occurrence: Occurrence, url: str, *, changed: datetime | None = None, with_link: bool = False
) -> CalendarEntry:
    """One date for a calendar file (needs ``CARD`` loaded), titled in the language being written.

    ``url`` is the absolute address of its page. ``with_link`` adds the online link: only for people who
    are signed up. ``changed`` defaults to the last moment the rows themselves know of.
    """
    event, place = occurrence.event, occurrence.place
    link = (occurrence.own_online_link or event.online_link) if with_link else ""
    known = [event.created_at, event.published_at, occurrence.cancelled_at]
    title = occurrence.title
    return CalendarEntry(
        uid=occurrence.uuid,
        title=_("Cancelled: %(title)s", title=title) if occurrence.cancelled else title,
        starts=occurrence.starts_at,
        ends=occurrence.ends_at,
        changed=changed or max(moment for moment in known if moment is not None),
        url=url,
        location=where(occurrence) or (_("Online") if event.mode == "online" else ""),
        description="\n\n".join(
            part for part in (occurrence.cancel_reason, event.summary, link, url) if part
        ),
        sequence=occurrence.sequence,
        cancelled=occurrence.cancelled,
        organiser=event.organiser.name,
        geo=(place.lat, place.lon) if place and place.lat is not None and place.lon is not None else None,
    )


def next_meetings(community_ids: Collection[int]) -> dict[int, Occurrence]:
    """The next date of each community that is published and not cancelled, in one query (``CARD`` loaded)."""
    place_in_line = sa.func.row_number().over(
        partition_by=Event.community_id, order_by=(Occurrence.starts_at, Occurrence.id)
    )
    coming = (
        sa.select(Occurrence.id, place_in_line.label("turn"))
        .join(Occurrence.event)
        .where(
            Event.community_id.in_(community_ids),
            Event.state == rules.PUBLISHED,
            Occurrence.state == rules.SCHEDULED,
            Occurrence.ends_at > clock.now(),
        )
        .subquery()
    )
    first = sa.select(coming.c.id).where(coming.c.turn == 1)
    found = db.session.scalars(sa.select(Occurrence).where(Occurrence.id.in_(first)).options(*CARD))
    return {one.event.community_id: one for one in found if one.event.community_id is not None}
