"""What staff need at a glance, and the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.access import can
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.outbox import OutboxMessage
from portal.events.models import Event, Occurrence
from portal.events.queries import CARD
from portal.events.rules import PUBLISHED
from portal.goals.queries import catalogue
from portal.goals.queries.catalogue import Card
from portal.goals.rules import window as window_of
from portal.participation import queries as participation
from portal.participation.rules import Seats

TODAY_SHOWN = 30


@dataclass(frozen=True)
class Today:
    """One of today's dates with its seats."""

    date: Occurrence
    seats: Seats
    under_way: bool
    """Whether it began on an earlier day, as an exhibition does."""


def today(actor: Actor) -> list[Today]:
    """Today's and tomorrow's public dates, the actor's own units first in mind: all of the house."""
    begin, _end = clock.day_bounds(clock.today())
    dates = list(
        db.session.scalars(
            sa.select(Occurrence)
            .join(Occurrence.event)
            .where(
                Event.state == PUBLISHED,
                Occurrence.ends_at > max(begin, clock.now() - timedelta(hours=12)),
                Occurrence.starts_at < begin + timedelta(days=2),
            )
            .order_by(Occurrence.starts_at, Occurrence.id)
            .limit(TODAY_SHOWN)
            .options(*CARD)
        )
    )
    seats = participation.seats(dates)
    return [Today(date, seats[date.id], date.starts_at < begin) for date in dates]


def goals() -> list[Card]:
    """One figure for each goal area this year: the one with a target, else the first that is measured."""
    try:
        period = catalogue.period_on(clock.today())
    except Missing:
        return []
    window = window_of(clock.today().year, clock.now())
    cards = catalogue.cards(catalogue.headlines(catalogue.areas(period)), window)
    best: dict[str, Card] = {}
    for card in sorted(cards, key=lambda one: (one.figure.value is None, one.target is None)):
        if card.area is not None:
            best.setdefault(card.area.code, card)
    return [best[code] for code in dict.fromkeys(card.area.code for card in cards if card.area)]


def failed_mail_total(actor: Actor) -> int:
    """Mails that could not be sent, for those who may mend it."""
    if not can(actor, "outbox:see"):
        return 0
    failed = sa.select(sa.func.count()).where(OutboxMessage.state == "failed")
    return db.session.scalar(failed) or 0


def outbox() -> tuple[list[OutboxMessage], int]:
    """Mails that failed or wait too long, and how many are queued."""
    trouble = sa.or_(OutboxMessage.state == "failed", OutboxMessage.last_error != "")
    rows = db.session.scalars(
        sa.select(OutboxMessage)
        .where(trouble, OutboxMessage.state != "sent")
        .order_by(OutboxMessage.id)
        .limit(100)
    ).all()
    queued = sa.select(sa.func.count()).where(OutboxMessage.state == "queued")
    return list(rows), db.session.scalar(queued) or 0


def oldest_waiting_minutes() -> float:
    """How long the oldest due mail has waited, in minutes: readiness looks at it."""
    due = db.session.scalar(
        sa.select(sa.func.min(OutboxMessage.due_at)).where(
            OutboxMessage.state == "queued", OutboxMessage.due_at <= clock.now()
        )
    )
    return max((clock.now() - due).total_seconds() / 60, 0) if due else 0.0
