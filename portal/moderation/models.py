"""Proposals and their timeline."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Person
from portal.core.access import PROPOSER, staff_roles
from portal.core.actor import Actor
from portal.core.db import Base, Held, related
from portal.core.states import state_column
from portal.moderation import rules
from portal.organisations.models import Organisation


class Proposal(Held, Base):
    """Something a person wants to happen, from the first typed word to the decision.

    A draft may be begun by anybody (``owner_id`` empty, reached by its unguessable ``uuid``); submitting
    asks who it is. ``data`` is what was typed, field by field, so that nothing is lost.
    """

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    number: Mapped[str | None] = mapped_column(sa.String(12), unique=True)
    """The case number people can quote, ``2026-0042``; given at the first submit."""
    kind: Mapped[str] = mapped_column(
        sa.Enum(*rules.KINDS, name="kind", native_enum=False, create_constraint=True, length=12)
    )
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    parked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was typed after the owner's session ended: shown to the owner, not yet part of ``data``."""
    language: Mapped[str] = mapped_column(sa.String(8), default="da")
    """The language the proposal is written in."""
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    """The organisation the person acts for, if any."""
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    """Whose staff decide; set at submit from the wished place."""
    state: Mapped[str] = state_column(rules.STATES, rules.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    """Grows with each save; a decision on an older one is refused."""
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    first_submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it was received: the figures count it in this year."""
    submitted_at: Mapped[datetime | None]
    """When the running clock began (the latest submit)."""
    due_at: Mapped[datetime | None]
    """The promised answer, in house hours after ``submitted_at``."""
    minutes_left: Mapped[int | None]
    """House minutes left of the promise while the clock waits for the proposer."""
    answered_at: Mapped[datetime | None]
    """The first answer from a human."""
    answer_minutes: Mapped[int | None]
    """House working minutes from the first submit to the first answer."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reason_code: Mapped[str] = mapped_column(sa.String(40), default="")
    reason_text: Mapped[str] = mapped_column(sa.Text, default="")
    alternative: Mapped[str] = mapped_column(sa.Text, default="")
    """What the person could do instead, when it was declined."""
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"))
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("community.id"))
    theme_day_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme_day.id"))

    owner: Mapped[Person | None] = related(foreign_keys=[owner_id])
    organisation: Mapped[Organisation | None] = related(foreign_keys=[organisation_id])
    unit: Mapped[Organisation | None] = related(foreign_keys=[unit_id])
    entries: Mapped[list[ProposalEntry]] = related(back_populates="proposal", order_by="ProposalEntry.id")

    def roles_for(self, actor: Actor) -> set[str]:
        """``proposer`` for the owner, staff roles at the deciding unit."""
        roles = staff_roles(actor, self.unit_id)
        if actor.signed_in and self.owner_id == actor.person_id:
            roles.add(PROPOSER)
        return roles


class ProposalEntry(Base):
    """One step of a proposal's story. Append-only."""

    __tablename__ = "proposal_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(sa.String(24))
    """A verb of ``rules.LIFECYCLE``."""
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(sa.String(120), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field -> what the moderator asks to have changed in it."""

    proposal: Mapped[Proposal] = related(back_populates="entries")
