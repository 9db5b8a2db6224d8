"""Places as their pages and lists show them."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.db import STRICT, db
from portal.events import rules as events
from portal.events.models import Event, Occurrence
from portal.pages.queries.programme import conditions
from portal.pages.rules.filters import Filters

AHEAD = timedelta(days=90)
"""How far a list looks for the next date of a place."""


def next_dates() -> dict[int, Occurrence]:
    """Place id -> the next date that is held there, with its event. One query."""
    place = sa.func.coalesce(Occurrence.own_place_id, Event.place_id)
    first = sa.func.row_number().over(partition_by=place, order_by=(Occurrence.starts_at, Occurrence.id))
    ranked = (
        sa.select(Occurrence.id, place.label("place_id"), first.label("turn"))
        .join(Occurrence.event)
        .where(
            place.is_not(None),
            Occurrence.state == events.SCHEDULED,
            Occurrence.starts_at >= clock.day_bounds(clock.today())[0],
            Occurrence.starts_at < clock.now() + AHEAD,
            Occurrence.ends_at > clock.now(),
            *conditions(Filters()),
        )
        .subquery()
    )
    rows = db.session.execute(
        sa.select(ranked.c.place_id, Occurrence)
        .join(ranked, ranked.c.id == Occurrence.id)
        .where(ranked.c.turn == 1)
        .options(joinedload(Occurrence.event), STRICT)
    )
    return {row[0]: row[1] for row in rows}
