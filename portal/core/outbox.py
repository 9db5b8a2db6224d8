"""The outbox: mail is a row written in the transaction of the business fact; a worker sends it.

The row is the truth. At least once: a crash between the mail server's yes and our commit sends twice
(the Message-ID is made from the row, so mail programs show one). A killed worker loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.actor import SYSTEM, Actor
from portal.core.db import Base, action, after_commit, db, get

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 30, 120, 720)]
"""How long to wait after each failed try; after the last the row stays ``failed`` for a human."""


class OutboxMessage(Base):
    """Something that must reach somebody. ``facts`` is what the template needs, as plain JSON."""

    __tablename__ = "outbox_message"
    __table_args__ = (sa.Index("ix_outbox_message_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    """Template folder and name: ``participation/confirmed``."""
    recipient: Mapped[str] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(8), default="da")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    dedupe: Mapped[str] = mapped_column(sa.String(200), unique=True)
    state: Mapped[str] = mapped_column(
        sa.Enum(
            "queued", "sent", "failed", name="state", native_enum=False, create_constraint=True, length=24
        ),
        default="queued",
    )
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


wake: Callable[[], None] = lambda: None  # noqa: E731 - replaced by portal.app with the worker's bell
Sender = Callable[[OutboxMessage], None]


def ring() -> None:
    """Wake the worker once the running action has committed: there may be something to tell."""
    after_commit(_wake)


def _wake() -> None:
    """Ring the bell; the worker would look by itself within a minute, so a failure here costs only time."""
    try:
        wake()
    except Exception:  # the queue is not the truth: never fail a committed write because of it
        log.warning("outbox_wake_failed", exc_info=True)


def post_mail(
    kind: str,
    to: str,
    *,
    language: str,
    facts: Mapping[str, Any],
    dedupe: str,
    due: datetime | None = None,
) -> None:
    """Queue one mail in the running transaction. Posting the same ``dedupe`` key again is harmless.

    ``kind`` names the template ``mail/<kind>.txt`` whose first line is the subject. ``facts`` must be
    JSON. A fact ``calendar`` (text) is attached as ``invite.ics``.
    """
    known = sa.select(OutboxMessage.id).where(OutboxMessage.dedupe == dedupe)
    if db.session.scalar(known) is not None:
        return
    now = clock.now()
    db.session.add(
        OutboxMessage(
            kind=kind,
            recipient=to,
            language=language,
            facts=dict(facts),
            dedupe=dedupe,
            due_at=due or now,
            created_at=now,
        )
    )
    db.session.flush()
    ring()


def _claim() -> int | None:
    """Take the oldest due row by compare-and-swap; ``None`` when nothing is due."""

    @action
    def claim(_actor: Actor) -> int | None:
        now = clock.now()
        free = sa.and_(
            OutboxMessage.state == "queued",
            OutboxMessage.due_at <= now,
            sa.or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now),
        )
        ident = db.session.scalar(sa.select(OutboxMessage.id).where(free).order_by(OutboxMessage.id).limit(1))
        if ident is None:
            return None
        taken = db.session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.id == ident, free)
            .values(leased_until=now + LEASE, attempts=OutboxMessage.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        return ident if taken.rowcount else 0  # type: ignore[attr-defined]

    return claim(SYSTEM)


@action
def _sent(actor: Actor, ident: int) -> None:
    message = db.session.get_one(OutboxMessage, ident, populate_existing=True)
    message.state, message.sent_at, message.leased_until, message.last_error = "sent", clock.now(), None, ""
    message.facts = {}  # sent is sent: codes and names are not kept here


@action
def _failed(actor: Actor, ident: int, *, error: str) -> None:
    message = db.session.get_one(OutboxMessage, ident, populate_existing=True)
    message.last_error, message.leased_until = error[:2000], None
    if message.attempts > len(BACK_OFF):
        message.state = "failed"
    else:
        message.due_at = clock.now() + BACK_OFF[message.attempts - 1]


@action
def retry(actor: Actor, ident: int) -> None:
    """Put a failed row back in the queue (an administrator mended what was wrong). Raises ``Missing``."""
    message = get(OutboxMessage, ident)
    message.state, message.attempts, message.due_at = "queued", 0, clock.now()
    ring()


def deliver_due(send: Sender, *, limit: int = 500) -> int:
    """Send what is due; the number sent. A row that fails waits longer and longer, others go on."""
    sent = 0
    for _turn in range(limit):
        ident = _claim()
        if ident is None:
            break
        if ident == 0:
            continue  # another worker was faster
        message = db.session.get_one(OutboxMessage, ident)
        try:
            send(message)
        except Exception as error:  # whatever a mail server or template does, the row remembers it
            log.warning("outbox_send_failed", id=ident, kind=message.kind, exc_info=True)
            _failed(SYSTEM, ident, error=f"{type(error).__name__}: {error}")
        else:
            _sent(SYSTEM, ident)
            sent += 1
    return sent
