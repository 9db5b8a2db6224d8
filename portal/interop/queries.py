"""Which dates a calendar feed holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.core import clock
from portal.core.audit import AuditEvent
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.events import rules as events
from portal.events.models import Event, Occurrence
from portal.events.rules.checks import LONGEST_DATE
from portal.pages.queries.programme import conditions
from portal.pages.rules.filters import Filters, days_of
from portal.themedays import queries as themedays
from portal.themedays.models import ThemeDay

AHEAD, BACK = timedelta(days=180), timedelta(days=30)
"""What a subscription holds: half a year ahead, and the last month so that nothing vanishes at midnight."""
MOST_ENTRIES = 4000

_LOADS = (
    contains_eager(Occurrence.event).options(
        joinedload(Event.organiser), joinedload(Event.place), joinedload(Event.room)
    ),
    joinedload(Occurrence.own_place),
    joinedload(Occurrence.own_room),
    STRICT,
)


def _public(*conditions: Any) -> Sequence[Occurrence]:
    """Dates of events that are or were public, cancelled ones among them, by time."""
    return db.session.scalars(
        sa.select(Occurrence)
        .join(Occurrence.event)
        .where(Event.state != events.DRAFT, *conditions)
        .options(*_LOADS)
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST_ENTRIES)
    ).all()


def _around_now() -> tuple[Any, Any]:
    now = clock.now()
    return Occurrence.starts_at >= now - BACK, Occurrence.starts_at < now + AHEAD


def _days(filters: Filters) -> tuple[Any, ...]:
    """The days asked for; without any the days around now."""
    if filters == filters.without("day", "since", "until"):
        return _around_now()
    first, last = days_of(filters, clock.today())
    if last is not None and last < first:
        return (sa.false(),)
    begins = clock.day_bounds(first)[0]
    ends = clock.day_bounds(last)[1] if last else clock.now() + AHEAD
    return (
        Occurrence.starts_at < ends,
        Occurrence.starts_at >= begins - LONGEST_DATE,
        Occurrence.ends_at > begins,
    )


def programme(filters: Filters) -> Sequence[Occurrence]:
    """The programme around now, by the wishes of the list."""
    return _public(*_days(filters), *conditions(filters))


def of_community(community_id: int) -> Sequence[Occurrence]:
    """The meetings of a community around now."""
    return _public(Event.community_id == community_id, *_around_now())


def of_theme_day(day: ThemeDay) -> Sequence[Occurrence]:
    """The programme of a theme day (needs its lines loaded): the times of its lines that day."""
    begin, end = clock.day_bounds(day.on)
    events_of = [line.event_id for line in themedays.public_lines(day)]
    return _public(Event.id.in_(events_of), Occurrence.starts_at >= begin, Occurrence.starts_at < end)


def of_event(slug: str) -> Sequence[Occurrence]:
    """All dates of a public event. Raises ``Missing``."""
    found = _public(Event.slug == slug)
    if not found:
        raise Missing()
    return found


def of_date(slug: str, date_slug: str) -> Sequence[Occurrence]:
    """One date of a public event. Raises ``Missing``."""
    found = _public(Event.slug == slug, Occurrence.slug == date_slug)
    if not found:
        raise Missing()
    return found


def changes(occurrences: Sequence[Occurrence]) -> dict[int, datetime]:
    """Occurrence id -> when somebody last changed the date or its event, as the audit trail knows it."""
    if not occurrences:
        return {}
    first, last = occurrences[0].starts_at, occurrences[-1].starts_at
    span = sa.and_(Occurrence.starts_at >= first, Occurrence.starts_at <= last)
    dates = _last("occurrence", sa.select(Occurrence.id).where(span))
    whole = _last("event", sa.select(Occurrence.event_id).where(span))
    found = {}
    for one in occurrences:
        known = [at for at in (dates.get(one.id), whole.get(one.event_id)) if at is not None]
        if known:
            found[one.id] = max(known)
    return found


def _last(kind: str, subjects: sa.Select[Any]) -> dict[int, datetime]:
    rows = db.session.execute(
        sa.select(AuditEvent.subject_id, sa.func.max(AuditEvent.at))
        .where(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(subjects))
        .group_by(AuditEvent.subject_id)
    )
    return {row[0]: row[1] for row in rows}
