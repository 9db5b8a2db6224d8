"""The ledger of counts, and the dates nobody has counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.core import clock
from portal.core.access import ADMINISTRATOR, MODERATOR
from portal.core.actor import Actor
from portal.core.db import STRICT, Page, db, keyset
from portal.core.errors import Missing
from portal.core.taxonomy import NOT_SUMMED
from portal.events import rules as events
from portal.events.models import Event, Occurrence
from portal.events.queries import CARD
from portal.organisations.rules import MANAGER
from portal.participation.models import Count, CountLine
from portal.participation.queries.seats import DATE

_superseding = aliased(Count)
CURRENT = ~sa.exists().where(_superseding.supersedes_id == Count.id)
"""SQL condition on ``Count``: nobody has corrected it."""


def current_counts(occurrence_ids: Sequence[int]) -> dict[int, list[Count]]:
    """Date id -> its current counts with lines, on site before online; dates without one are left out."""
    found: dict[int, list[Count]] = {}
    rows = db.session.scalars(
        sa.select(Count)
        .where(Count.occurrence_id.in_(occurrence_ids), CURRENT)
        .options(selectinload(Count.lines), STRICT)
        .order_by(Count.channel.desc())
    )
    for row in rows:
        found.setdefault(row.occurrence_id, []).append(row)
    return found


def current_count(occurrence_id: int, channel: str) -> Count | None:
    """The count that holds for one channel of a date; ``None`` is unknown, never 0."""
    return next(
        (one for one in current_counts([occurrence_id]).get(occurrence_id, []) if one.channel == channel),
        None,
    )


def counts_of(occurrence_id: int) -> list[Count]:
    """The whole ledger of a date, superseded counts too, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Count)
            .where(Count.occurrence_id == occurrence_id)
            .options(selectinload(Count.lines), STRICT)
            .order_by(Count.id)
        )
    )


def count_by_id(count_id: int) -> Count:
    """One count with its lines and its date. Raises ``Missing``."""
    found = db.session.scalar(
        sa.select(Count)
        .where(Count.id == count_id)
        .options(selectinload(Count.lines), joinedload(Count.occurrence).options(*DATE), STRICT)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing()
    return found


def _may_count(actor: Actor) -> Any:
    """SQL condition on ``Event``: the actor has ``count:make`` (a test holds it against ``can``)."""
    if not actor.signed_in:
        return sa.false()
    units: set[int] = set()
    for role in (MODERATOR, ADMINISTRATOR):
        held = actor.units(role)
        if held is None:
            return sa.true()
        units |= held
    managed = units | {ident for ident, role in actor.memberships.items() if role == MANAGER}
    return sa.or_(
        Event.unit_id.in_(units),
        Event.organiser_id.in_(managed),
        Event.host_id == actor.person_id,
        Event.community_id.in_(actor.hosted),
    )


def _missing(actor: Actor) -> sa.Select[Occurrence]:
    held = sa.and_(
        Occurrence.state == events.SCHEDULED,
        Occurrence.ends_at <= clock.now(),
        Event.state != events.DRAFT,
        Event.kind.not_in(NOT_SUMMED),
    )
    uncounted = ~sa.exists().where(Count.occurrence_id == Occurrence.id)
    return (
        sa.select(Occurrence)
        .join(Event, Event.id == Occurrence.event_id)
        .where(held, uncounted, sa.true() if actor.system else _may_count(actor))
    )


def missing_page(
    actor: Actor, *, cursor: str | None = None, size: int = 30, newest: bool = False
) -> Page[Occurrence]:
    """Held dates without a count that the actor may count, oldest (or ``newest``) first, paged by key.

    Exhibitions, self-directed offers and ordinary bus stops are not counted date by date and left out.
    """
    statement = _missing(actor).options(*CARD)
    order = [Occurrence.starts_at, Occurrence.id]
    return keyset(statement, order, cursor=cursor, size=size, descending=newest)


def missing_counts(actor: Actor, *, limit: int = 30, newest: bool = False) -> list[Occurrence]:
    """The first held dates without a count that the actor may count."""
    return list(missing_page(actor, size=limit, newest=newest).items)


def missing_total(actor: Actor) -> int:
    """How many held dates the actor may count and nobody has counted."""
    rows = _missing(actor).with_only_columns(sa.func.count(Occurrence.id))
    return db.session.scalar(rows) or 0


def counted_people(since: Any, until: Any) -> int:
    """Everybody in the current counts of dates that began between two instants: attendances, not people."""
    return (
        db.session.scalar(
            sa.select(sa.func.sum(CountLine.number))
            .join(Count, Count.id == CountLine.count_id)
            .join(Occurrence, Occurrence.id == Count.occurrence_id)
            .where(
                CURRENT,
                Occurrence.state == events.SCHEDULED,
                Occurrence.starts_at >= since,
                Occurrence.starts_at < until,
            )
        )
        or 0
    )
