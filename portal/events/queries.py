"""Reading events and occurrences."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.db import STRICT, db
from portal.core.errors import Missing
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
