"""Sign-ups with their parties, and the append-only ledger of counts."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.access import SELF
from portal.core.actor import Actor
from portal.core.db import Base, related
from portal.core.states import state_column
from portal.events.models import Occurrence
from portal.participation import rules
from portal.participation.rules import feedback


class Signup(Base):
    """One contact and their party for one date. Capacity is computed from these rows, never stored."""

    __tablename__ = "signup"
    __table_args__ = (
        sa.Index(
            "uq_signup_active_contact",
            "occurrence_id",
            "email",
            unique=True,
            sqlite_where=sa.text("state NOT IN ('cancelled', 'expired') AND email IS NOT NULL"),
            postgresql_where=sa.text("state NOT IN ('cancelled', 'expired') AND email IS NOT NULL"),
        ),
        sa.Index("ix_signup_queue", "occurrence_id", "state", "id"),
        sa.CheckConstraint("offered >= 0", name="offered_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    occurrence_id: Mapped[int] = mapped_column(sa.ForeignKey("occurrence.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    email: Mapped[str | None] = mapped_column(sa.String(254), index=True)
    """Normalised; empty only for somebody signed up at the desk or by phone."""
    phone: Mapped[str] = mapped_column(sa.String(24), default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="da")
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    """What the host should know; only hosts and staff see it."""
    via: Mapped[str] = mapped_column(
        sa.Enum(*rules.VIA, name="via", native_enum=False, create_constraint=True, length=8), default="online"
    )
    form_token: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """One per form shown: sending the same form twice is one sign-up."""
    told_sequence: Mapped[int] = mapped_column(default=0)
    """The occurrence's ``sequence`` this contact knows of; the worker tells what came since."""
    told_start: Mapped[datetime | None] = mapped_column(sa.DateTime())
    """The wall-clock time (naive, Europe/Copenhagen) this contact was last told."""
    told_place: Mapped[str] = mapped_column(sa.String(250), default="")
    """The place and room this contact was last told."""
    state: Mapped[str] = state_column(rules.SIGNUP_STATES, rules.CONFIRMED)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    promoted_at: Mapped[datetime | None]
    """When a party that waited got its seats."""
    cancelled_at: Mapped[datetime | None]
    passes: Mapped[int] = mapped_column(default=0)
    """How often smaller parties got seats before this one."""
    at_least: Mapped[int | None]
    """The fewest seats a waiting party takes; empty: the whole party or nobody."""
    offered: Mapped[int] = mapped_column(default=0)
    """Seats held for the party while it has not answered; 0 in every other state."""
    answer_by: Mapped[datetime | None]
    """When the offer runs out."""
    asked_fewer_at: Mapped[datetime | None]
    """When the party was asked whether fewer would come."""
    told_free_at: Mapped[datetime | None]
    """When the party was last told that the first answer gets free seats."""
    reminded: Mapped[str] = mapped_column(sa.String(8), default="")
    """The latest kind of ``rules.reminders`` whose time came, sent or not needed; or nothing."""
    reconfirmed_at: Mapped[datetime | None]
    """When they last said that they still come."""
    feedback_asked_at: Mapped[datetime | None]
    """When they were asked how it was (not whether they answered: nobody knows that)."""
    no_reminders: Mapped[bool] = mapped_column(default=False)
    """They asked not to be reminded of this date; changes and cancellations are told all the same."""

    occurrence: Mapped[Occurrence] = related()
    party: Mapped[list[SignupParty]] = related(
        back_populates="signup", order_by="SignupParty.band", cascade="all, delete-orphan"
    )

    @property
    def size(self) -> int:
        """People in the party (needs ``party`` loaded)."""
        return sum(line.number for line in self.party)

    @property
    def bands(self) -> dict[str, int]:
        """The party as band -> number (needs ``party`` loaded)."""
        return {line.band: line.number for line in self.party}

    def roles_for(self, actor: Actor) -> set[str]:
        """``self`` for whoever signed up or owns the address, and what the actor is to the event.

        The address proves it: signing in takes a code that was mailed there.
        """
        roles = self.occurrence.roles_for(actor)
        if actor.signed_in and (self.person_id == actor.person_id or self.email == actor.email):
            roles.add(SELF)
        return roles


class SignupParty(Base):
    """How many of one age band come with a sign-up."""

    __tablename__ = "signup_party"
    __table_args__ = (sa.CheckConstraint("number > 0", name="number_positive"),)

    signup_id: Mapped[int] = mapped_column(sa.ForeignKey("signup.id"), primary_key=True)
    band: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    """A key of ``taxonomy.BANDS``."""
    number: Mapped[int]

    signup: Mapped[Signup] = related(back_populates="party")


class Count(Base):
    """How many took part in one date through one channel. Append-only: a correction supersedes."""

    __tablename__ = "attendance_count"
    __table_args__ = (
        sa.Index(
            "uq_attendance_count_first",
            "occurrence_id",
            "channel",
            unique=True,
            sqlite_where=sa.text("supersedes_id IS NULL"),
            postgresql_where=sa.text("supersedes_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(sa.ForeignKey("occurrence.id"), index=True)
    channel: Mapped[str] = mapped_column(
        sa.Enum(*rules.CHANNELS, name="channel", native_enum=False, create_constraint=True, length=8)
    )
    method: Mapped[str] = mapped_column(sa.String(16))
    """A key of ``taxonomy.COUNT_METHODS``."""
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    supersedes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attendance_count.id"), unique=True)
    """The count this one corrects; a count nobody corrects is the current one."""
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    """Why it was corrected."""
    counted_at: Mapped[datetime]
    counted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    counted_by: Mapped[str] = mapped_column(sa.String(120))

    occurrence: Mapped[Occurrence] = related()
    lines: Mapped[list[CountLine]] = related(back_populates="count", order_by="CountLine.band")

    @property
    def total(self) -> int:
        """Everybody counted (needs ``lines`` loaded)."""
        return sum(line.number for line in self.lines)

    @property
    def bands(self) -> dict[str, int]:
        """The lines as band -> number (needs ``lines`` loaded)."""
        return {line.band: line.number for line in self.lines}


class CountLine(Base):
    """How many of one node of the band tree. Nodes of one count never overlap."""

    __tablename__ = "attendance_count_line"
    __table_args__ = (sa.CheckConstraint("number >= 0", name="number_not_negative"),)

    count_id: Mapped[int] = mapped_column(sa.ForeignKey("attendance_count.id"), primary_key=True)
    band: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    """A key of ``taxonomy.BANDS``; ``all`` when ages are not known."""
    number: Mapped[int]

    count: Mapped[Count] = related(back_populates="lines")


class Feedback(Base):
    """What one unknown person said about a date. The id is drawn by lot: no order tells who it was."""

    __tablename__ = "feedback"
    __table_args__ = (sa.CheckConstraint("face IS NULL OR face BETWEEN 1 AND 5", name="face_known"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=lambda: str(uuid.uuid4()))
    occurrence_id: Mapped[int] = mapped_column(sa.ForeignKey("occurrence.id"), index=True)
    face: Mapped[int | None]
    statement: Mapped[str] = mapped_column(sa.String(12))
    """The key of ``rules.feedback.STATEMENTS`` that was asked."""
    agrees: Mapped[str] = mapped_column(sa.String(8), default="")
    first_time: Mapped[bool | None]
    """Their first time at something of the house this year."""
    text: Mapped[str] = mapped_column(sa.String(500), default="")
    text_state: Mapped[str] = mapped_column(
        sa.Enum(
            *feedback.TEXT_STATES, name="text_state", native_enum=False, create_constraint=True, length=8
        ),
        default=feedback.UNREAD,
    )
    way: Mapped[str] = mapped_column(
        sa.Enum(*feedback.WAYS, name="way", native_enum=False, create_constraint=True, length=8)
    )
    on: Mapped[date]
    """The day of the answer; a time of day would say too much."""

    occurrence: Mapped[Occurrence] = related()


class FeedbackUsed(Base):
    """A link that has been answered: only a hash, with nothing that leads to the answer."""

    __tablename__ = "feedback_used"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
