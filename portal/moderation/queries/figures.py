"""Figures about proposals, and the promise they are measured against."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.moderation import rules
from portal.moderation.models import Proposal
from portal.moderation.rules import promise


def promised_minutes() -> int:
    """The promised answer time in house minutes."""
    return int(current_app.config["SETTINGS"].answer_promise_hours) * 60


def promised_days() -> int:
    """The promised answer time in working days, rounded up: what people are told beforehand."""
    return -(-promised_minutes() // promise.DAY_MINUTES)


def _in_year(year: int) -> sa.ColumnElement[bool]:
    begin, end = clock.year_bounds(year)
    return sa.and_(Proposal.first_submitted_at >= begin, Proposal.first_submitted_at < end)


def received(year: int) -> int:
    """Proposals first sent in during a local calendar year, whatever became of them."""
    return db.session.scalar(sa.select(sa.func.count(Proposal.id)).where(_in_year(year))) or 0


def accepted(year: int) -> int:
    """Proposals first sent in during the year that were approved (by now)."""
    statement = sa.select(sa.func.count(Proposal.id)).where(_in_year(year), Proposal.state == rules.APPROVED)
    return db.session.scalar(statement) or 0


def answer_minutes(year: int) -> list[int]:
    """House minutes from sending in to the first human answer, for proposals sent in during the year."""
    statement = (
        sa.select(Proposal.answer_minutes)
        .where(_in_year(year), Proposal.answer_minutes.is_not(None))
        .order_by(Proposal.answer_minutes)
    )
    return [minutes for minutes in db.session.scalars(statement) if minutes is not None]
