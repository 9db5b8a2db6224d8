"""What else somebody may like who reads about an event: never the same twice, never cancelled, never over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.core.taxonomy import CLOSED_KINDS
from portal.events import rules as events
from portal.events.models import Event, EventTag, Occurrence
from portal.pages.queries.cards import LOADS
from portal.places.models import Place

MOST = 3
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Related:
    """At most three of each, soonest first; an event stands in one of them only."""

    community: Sequence[Occurrence] = ()
    """What else its community has planned."""
    same_day: Sequence[Occurrence] = ()
    """What is held under the same roof that day."""
    alike: Sequence[Occurrence] = ()
    """For the same people in the next month, of the same theme first."""


def related(event: Event, date: Occurrence | None) -> Related:
    """What else there is beside an event (and the date somebody looks at), in at most three queries."""
    seen = {event.id}
    community = _firsts(seen, Event.community_id == event.community_id) if event.community_id else []
    seen |= {one.event_id for one in community}
    same_day = _same_day(date, seen) if date else []
    seen |= {one.event_id for one in same_day}
    return Related(community, same_day, _alike(event, seen))


def _same_day(date: Occurrence, seen: Collection[int]) -> Sequence[Occurrence]:
    place = date.place
    if place is None:
        return []
    begins, ends = clock.day_bounds(clock.to_local(date.starts_at).date())
    roof = Place.building == place.building if place.building else Place.id == place.id
    here = sa.func.coalesce(Occurrence.own_place_id, Event.place_id).in_(sa.select(Place.id).where(roof))
    return _firsts(
        seen,
        here,
        Occurrence.starts_at >= begins,
        Occurrence.starts_at < ends,
        Event.kind.not_in(CLOSED_KINDS),
    )


def _alike(event: Event, seen: Collection[int]) -> Sequence[Occurrence]:
    people = [("age_band", one) for one in event.tagged("age_band")]
    people += [("audience", one) for one in event.tagged("audience") if one != "everyone"]
    themes = [("theme", one) for one in event.tagged("theme")]
    wanted = people or themes
    if not wanted:
        return []
    soon = Occurrence.starts_at < clock.now() + SOON
    other_theme = sa.case((Occurrence.event_id.in_(_tagged(themes)), 0), else_=1)
    open_to_all = Event.kind.not_in(CLOSED_KINDS)
    return _firsts(seen, soon, open_to_all, Event.id.in_(_tagged(wanted)), first=(other_theme,))


def _tagged(tags: Sequence[tuple[str, str]]) -> sa.Select[int]:
    either = [sa.and_(EventTag.dimension == one, EventTag.value == value) for one, value in tags]
    return sa.select(EventTag.event_id).where(sa.or_(sa.false(), *either))


def _firsts(
    seen: Collection[int], *conditions: sa.ColumnElement[bool], first: Sequence[Any] = ()
) -> Sequence[Occurrence]:
    """The first date that fits of each public event not ``seen``; ``first`` orders before the time."""
    turn = sa.func.row_number().over(
        partition_by=Occurrence.event_id, order_by=(Occurrence.starts_at, Occurrence.id)
    )
    fitting = (
        sa.select(Occurrence.id, turn.label("turn"))
        .join(Occurrence.event)
        .where(
            Event.state == events.PUBLISHED,
            Occurrence.state == events.SCHEDULED,
            Occurrence.ends_at > clock.now(),
            Event.id.not_in(seen),
            *conditions,
        )
        .subquery()
    )
    return db.session.scalars(
        sa.select(Occurrence)
        .where(Occurrence.id.in_(sa.select(fitting.c.id).where(fitting.c.turn == 1)))
        .options(*LOADS)
        .order_by(*first, Occurrence.starts_at, Occurrence.id)
        .limit(MOST)
    ).all()
