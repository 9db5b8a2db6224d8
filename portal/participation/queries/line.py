"""The waiting line of a date, and which dates the worker looks at because of their lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.core import clock
from portal.core.db import STRICT, db
from portal.events import rules as events
from portal.events.models import Occurrence
from portal.participation import rules
from portal.participation.models import Signup, SignupParty
from portal.participation.rules import offers


def queue(occurrence_id: int) -> list[offers.Party]:
    """The waiting parties of a date, first come first."""
    rows = db.session.execute(
        sa.select(Signup.id, sa.func.sum(SignupParty.number), Signup.passes, Signup.at_least)
        .join(SignupParty, SignupParty.signup_id == Signup.id)
        .where(Signup.occurrence_id == occurrence_id, Signup.state == rules.WAITING)
        .group_by(Signup.id, Signup.passes, Signup.at_least)
        .order_by(Signup.id)
    )
    return [offers.Party(ident, int(size), passes, least) for ident, size, passes, least in rows]


def _ahead(*conditions: Any) -> sa.Select[int]:
    """Dates to come that are not cancelled and have such a sign-up."""
    return (
        sa.select(Occurrence.id)
        .where(
            Occurrence.starts_at > clock.now(),
            Occurrence.state == events.SCHEDULED,
            sa.exists().where(Signup.occurrence_id == Occurrence.id, *conditions),
        )
        .order_by(Occurrence.id)
    )


def with_queue() -> list[int]:
    """Dates to come, not cancelled, that somebody waits for."""
    return list(db.session.scalars(_ahead(Signup.state == rules.WAITING)))


def with_expired_offers() -> list[int]:
    """Dates to come, not cancelled, with an offer that nobody answered in time."""
    late = (Signup.state == rules.OFFERED, Signup.answer_by <= clock.now())
    return list(db.session.scalars(_ahead(*late)))


def with_big_parties(hours: int) -> list[int]:
    """Dates that begin within so many hours where a party waits whole and was not asked to come fewer."""
    unasked = (
        Signup.state == rules.WAITING,
        Signup.at_least.is_(None),
        Signup.asked_fewer_at.is_(None),
    )
    near = Occurrence.starts_at <= clock.now() + timedelta(hours=hours)
    return list(db.session.scalars(_ahead(*unasked).where(near)))


def to_remind(until: Mapping[str, datetime]) -> list[int]:
    """Dates with somebody to remind: those that begin before ``until`` of a kind that was not sent yet.

    ``until`` is in the order of the kinds; an earlier kind counts only where no later one is reached.
    """
    kinds = list(until)
    conditions, nearer = [], None
    for kind in reversed(kinds):
        span = [Occurrence.starts_at <= until[kind]]
        if nearer is not None:
            span.append(Occurrence.starts_at > nearer)
        conditions.append(sa.and_(*span, Signup.reminded != kind))
        nearer = until[kind]
    unaware = (Signup.state == rules.CONFIRMED, Signup.email.is_not(None), sa.or_(*conditions))
    return list(db.session.scalars(_ahead(*unaware).where(Occurrence.starts_at <= max(until.values()))))


def seated(occurrence_id: int) -> list[Signup]:
    """Sign-ups of a date that have seats and an address, with their parties, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Signup)
            .where(
                Signup.occurrence_id == occurrence_id,
                Signup.state == rules.CONFIRMED,
                Signup.email.is_not(None),
            )
            .options(selectinload(Signup.party), STRICT)
            .order_by(Signup.id)
        )
    )


def expired_offers(occurrence_id: int) -> list[int]:
    """Sign-ups of a date whose offer has run out."""
    late = sa.select(Signup.id).where(
        Signup.occurrence_id == occurrence_id,
        Signup.state == rules.OFFERED,
        Signup.answer_by <= clock.now(),
    )
    return list(db.session.scalars(late.order_by(Signup.id)))


@dataclass(frozen=True)
class Chances:
    """What became of those who waited last time: ``got_in`` of ``waited`` sign-ups."""

    got_in: int
    waited: int


def chances(occurrence: Occurrence) -> Chances | None:
    """How it went with the line at the latest earlier date of the same event that had one."""
    got_in = sa.func.sum(sa.case((Signup.promoted_at.is_not(None), 1), else_=0))
    waited = sa.or_(Signup.promoted_at.is_not(None), Signup.state.in_((rules.WAITING, rules.EXPIRED)))
    row = db.session.execute(
        sa.select(got_in, sa.func.count(Signup.id))
        .join(Occurrence, Occurrence.id == Signup.occurrence_id)
        .where(
            Occurrence.event_id == occurrence.event_id,
            Occurrence.starts_at < min(occurrence.starts_at, clock.now()),
            waited,
        )
        .group_by(Occurrence.id, Occurrence.starts_at)
        .order_by(Occurrence.starts_at.desc())
        .limit(1)
    ).one_or_none()
    return Chances(int(row[0]), row[1]) if row else None


def changed_dates() -> list[int]:
    """Dates whose sign-ups have not all been told of the latest change; none that ended over a day ago."""
    return list(
        db.session.scalars(
            sa.select(Occurrence.id)
            .where(
                Occurrence.ends_at > clock.now() - timedelta(days=1),
                Occurrence.sequence > 0,
                sa.exists().where(
                    Signup.occurrence_id == Occurrence.id,
                    Signup.state.not_in(rules.GONE),
                    Signup.told_sequence < Occurrence.sequence,
                ),
            )
            .order_by(Occurrence.id)
        )
    )
