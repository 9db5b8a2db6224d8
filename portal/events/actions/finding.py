"""What an event is found by. Nothing here commits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.core import search
from portal.core.db import db
from portal.events.models import Event, EventPartner, EventTag, Occurrence
from portal.places.models import District

_FREE = "gratis free"


def make_findable(event: Event) -> None:
    """Index an event by its texts, host, labels and price, and link it to those whose names lead here.

    These are its place and room (of any of its dates), organiser, partners and community; visiting classes
    are nobody's way to an event.
    """
    db.session.flush()
    tags = db.session.execute(
        sa.select(EventTag.dimension, EventTag.value).where(EventTag.event_id == event.id)
    )
    district = db.session.get(District, event.district_id) if event.district_id else None
    labels = [("kind", event.kind), ("genre", event.genre), *((tag[0], tag[1]) for tag in tags)]
    search.index(
        "event",
        event.id,
        event.title,
        names=(event.host_name, district.name if district else None),
        about=(
            event.summary,
            *_own(event.id, Occurrence.own_title),
            *search.tags_words(labels),
            "online" if event.mode != "physical" else None,
            None if event.price else _FREE,
        ),
        text=(event.text, event.first_time, *event.said_everywhere()),
        links=_links(event),
    )


def _links(event: Event) -> list[tuple[str, int]]:
    partners = db.session.scalars(
        sa.select(EventPartner.organisation_id).where(
            EventPartner.event_id == event.id, EventPartner.visiting.is_(False)
        )
    )
    linked = [
        ("place", {event.place_id, *_own(event.id, Occurrence.own_place_id)}),
        ("room", {event.room_id, *_own(event.id, Occurrence.own_room_id)}),
        ("organisation", {event.organiser_id, *partners}),
        ("community", {event.community_id}),
    ]
    return [(kind, ident) for kind, idents in linked for ident in sorted(idents - {None})]


def _own(event_id: int, column: Any) -> list[Any]:
    """What dates of the event say for themselves instead of it."""
    return list(
        db.session.scalars(
            sa.select(column)
            .distinct()
            .where(Occurrence.event_id == event_id, column.is_not(None))
            .order_by(column)
        )
    )
