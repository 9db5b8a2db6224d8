"""Sign-ups: one, everybody on a list, and the reader's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.events.models import Occurrence
from portal.events.queries import CARD
from portal.participation import rules
from portal.participation.models import Signup
from portal.participation.queries.seats import DATE

_SIGNUP = (joinedload(Signup.occurrence).options(*DATE), selectinload(Signup.party), STRICT)


def _one(condition: Any) -> Signup | None:
    return db.session.scalar(
        sa.select(Signup).where(condition).options(*_SIGNUP).execution_options(populate_existing=True)
    )


def signup(signup_id: int) -> Signup:
    """A sign-up with its party and date. Raises ``Missing``."""
    found = _one(Signup.id == signup_id)
    if found is None:
        raise Missing()
    return found


def signup_by_uuid(uuid: str) -> Signup:
    """The sign-up that a manage link is about. Raises ``Missing``."""
    found = _one(Signup.uuid == uuid)
    if found is None:
        raise Missing()
    return found


def by_form_token(token: str) -> Signup | None:
    """What this very form has already made."""
    return _one(Signup.form_token == token)


def active(occurrence_id: int, email: str) -> Signup | None:
    """The sign-up of an address that is on the list of a date."""
    return _one(
        sa.and_(
            Signup.occurrence_id == occurrence_id,
            Signup.email == email,
            Signup.state.not_in(rules.GONE),
        )
    )


def to_tell(occurrence: Occurrence) -> list[Signup]:
    """Sign-ups that do not know of the latest change of their date."""
    return list(
        db.session.scalars(
            sa.select(Signup)
            .where(
                Signup.occurrence_id == occurrence.id,
                Signup.state.not_in(rules.GONE),
                Signup.told_sequence < occurrence.sequence,
            )
            .options(selectinload(Signup.party), STRICT)
            .order_by(Signup.id)
        )
    )


def position(of: Signup) -> int:
    """A waiting sign-up's place in the line, from 1; 0 for one that does not wait."""
    if of.state != rules.WAITING:
        return 0
    ahead = sa.select(sa.func.count()).where(
        Signup.occurrence_id == of.occurrence_id, Signup.state == rules.WAITING, Signup.id <= of.id
    )
    return db.session.scalar(ahead) or 0


@dataclass(frozen=True)
class Attendees:
    """Everybody on the list of one date; ``waiting`` stands in the order of the line.

    ``offered`` have seats held for them and have not answered; ``gone`` cancelled or did not answer.
    """

    confirmed: list[Signup]
    waiting: list[Signup]
    offered: list[Signup]
    gone: list[Signup]

    def people(self) -> dict[str, int]:
        """Band -> people with a seat."""
        total: dict[str, int] = {}
        for one in self.confirmed:
            for band, number in one.bands.items():
                total[band] = total.get(band, 0) + number
        return total


def attendees(occurrence_id: int) -> Attendees:
    """The list of a date, with contact details: for those who may ``signup:list`` only."""
    rows = db.session.scalars(
        sa.select(Signup)
        .where(Signup.occurrence_id == occurrence_id)
        .options(selectinload(Signup.party), STRICT)
        .order_by(Signup.id)
    ).all()
    by_state: dict[str, list[Signup]] = {state: [] for state in rules.SIGNUP_STATES}
    for row in rows:
        by_state[row.state].append(row)
    confirmed = sorted(by_state[rules.CONFIRMED], key=lambda one: (one.name.casefold(), one.id))
    gone = [*by_state[rules.CANCELLED], *by_state[rules.EXPIRED]]
    return Attendees(confirmed, by_state[rules.WAITING], by_state[rules.OFFERED], gone)


@dataclass(frozen=True)
class Mine:
    """A sign-up of the reader; ``position`` is the place in the line, 0 when not waiting."""

    signup: Signup
    position: int


def my_signups(actor: Actor, *, past: bool = False, limit: int = 50) -> list[Mine]:
    """What the reader is signed up for or waits for: to come (soonest first), or ``past`` (latest first).

    Found by account or by the address, which signing in has proved.
    """
    if not actor.signed_in:
        return []
    earlier = aliased(Signup)
    place = (
        sa.select(sa.func.count())
        .where(
            earlier.occurrence_id == Signup.occurrence_id,
            earlier.state == rules.WAITING,
            earlier.id <= Signup.id,
        )
        .scalar_subquery()
    )
    when = Occurrence.ends_at <= clock.now() if past else Occurrence.ends_at > clock.now()
    rows = db.session.execute(
        sa.select(Signup, place)
        .join(Occurrence, Occurrence.id == Signup.occurrence_id)
        .where(
            sa.or_(Signup.person_id == actor.person_id, Signup.email == actor.email),
            Signup.state.not_in(rules.GONE),
            when,
        )
        .options(joinedload(Signup.occurrence).options(*CARD), selectinload(Signup.party), STRICT)
        .order_by(Occurrence.starts_at.desc() if past else Occurrence.starts_at, Signup.id)
        .limit(limit)
    )
    return [Mine(row, line if row.state == rules.WAITING else 0) for row, line in rows]
