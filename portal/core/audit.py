"""The audit trail: who did what to what, and why. Append-only; nothing here updates or deletes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import Base, db


class AuditEvent(Base):
    """One entry. ``subject_kind`` is a table name; ``facts`` never hold contact details of guests."""

    __tablename__ = "audit_event"
    __table_args__ = (sa.Index("ix_audit_event_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(120), default="")
    verb: Mapped[str] = mapped_column(sa.String(60))
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


def note(actor: Actor, verb: str, subject: Any, reason: str = "", **facts: Any) -> None:
    """Write an entry about ``subject`` (a row) in the running transaction."""
    if subject.id is None:
        db.session.flush()
    db.session.add(
        AuditEvent(
            at=clock.now(),
            actor_id=actor.person_id,
            actor_name=actor.name,
            verb=verb,
            subject_kind=subject.__tablename__,
            subject_id=subject.id,
            reason=reason,
            facts=facts,
        )
    )


def about(subject_kind: str, subject_id: int) -> list[AuditEvent]:
    """The whole story of one row, oldest first."""
    return list(
        db.session.scalars(
            sa.select(AuditEvent)
            .where(AuditEvent.subject_kind == subject_kind, AuditEvent.subject_id == subject_id)
            .order_by(AuditEvent.id)
        )
    )


def version() -> int:
    """A number that grows with every change anybody makes: the cheap version of all public pages."""
    return db.session.scalar(sa.select(sa.func.max(AuditEvent.id))) or 0
