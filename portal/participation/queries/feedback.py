"""What people said about a date, and who is to be asked."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.core import clock
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.events import rules as events
from portal.events.models import Event, Occurrence
from portal.participation import rules
from portal.participation.models import Feedback, FeedbackUsed, Signup
from portal.participation.queries.seats import DATE
from portal.participation.rules import feedback as asking


def feedback_summary(occurrence_id: int) -> asking.Summary | None:
    """The answers of a date together; ``None`` while there are too few to show."""
    rows = db.session.execute(
        sa.select(Feedback.face, Feedback.agrees, Feedback.first_time).where(
            Feedback.occurrence_id == occurrence_id
        )
    )
    return asking.summary([asking.Answer(*row) for row in rows])


def feedback_number(occurrence_id: int) -> int:
    """How many have answered."""
    here = sa.select(sa.func.count(Feedback.id)).where(Feedback.occurrence_id == occurrence_id)
    return db.session.scalar(here) or 0


def feedback_texts(occurrence_id: int, state: str) -> list[Feedback]:
    """The free texts of a date in one state, in no telling order."""
    return list(
        db.session.scalars(
            sa.select(Feedback)
            .where(Feedback.occurrence_id == occurrence_id, Feedback.text != "", Feedback.text_state == state)
            .options(STRICT)
            .order_by(Feedback.id)
        )
    )


def feedback_by_id(ident: str) -> Feedback:
    """One answer with its date. Raises ``Missing``."""
    found = db.session.scalar(
        sa.select(Feedback)
        .where(Feedback.id == ident)
        .options(joinedload(Feedback.occurrence).options(*DATE), STRICT)
    )
    if found is None:
        raise Missing()
    return found


def is_used(token_hash: str) -> bool:
    """Whether a link has been answered."""
    return db.session.get(FeedbackUsed, token_hash) is not None


def to_ask(limit: int = 200) -> list[Signup]:
    """Sign-ups that may be asked how it was, with their dates; at most one for each address."""
    now = clock.now()
    asked = aliased(Signup)
    lately = sa.exists().where(asked.email == Signup.email, asked.feedback_asked_at > now - asking.ASK_AGAIN)
    rows = db.session.scalars(
        sa.select(Signup)
        .join(Occurrence, Occurrence.id == Signup.occurrence_id)
        .join(Event, Event.id == Occurrence.event_id)
        .where(
            Occurrence.ends_at <= now - asking.ASK_FROM,
            Occurrence.ends_at >= now - asking.ASK_UNTIL,
            Occurrence.state == events.SCHEDULED,
            Event.state != events.DRAFT,
            Signup.state == rules.CONFIRMED,
            Signup.email.is_not(None),
            Signup.feedback_asked_at.is_(None),
            ~lately,
        )
        .options(joinedload(Signup.occurrence).options(*DATE), selectinload(Signup.party), STRICT)
        .order_by(Occurrence.ends_at.desc(), Signup.id)
        .limit(limit)
    )
    return list({row.email: row for row in reversed(list(rows))}.values())
