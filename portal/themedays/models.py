"""Theme days, their partners and programme lines."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.access import MODERATOR, PARTNER, PROPOSER, staff_roles
from portal.core.actor import Actor
from portal.core.db import Base, Held, related
from portal.core.states import state_column
from portal.core.translated import Translated
from portal.events.models import Event
from portal.organisations.models import Organisation, membership_roles
from portal.places.models import Place
from portal.themedays import rules


class ThemeDay(Translated, Held, Base):
    """A day that several institutions hold together: an umbrella over events of its partners."""

    __tablename__ = "theme_day"
    TRANSLATED = {"title": 120, "summary": 300, "text": 20_000}

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(90), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="da")
    on: Mapped[date] = mapped_column("held_on", index=True)
    """The local date."""
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    proposer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[str] = state_column(rules.DAY_STATES, rules.DRAFT)
    cancel_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Grows with each edit; a form made from an older one is refused."""

    lead: Mapped[Organisation] = related()
    place: Mapped[Place | None] = related()
    partners: Mapped[list[ThemeDayPartner]] = related(
        back_populates="theme_day", cascade="all, delete-orphan"
    )
    lines: Mapped[list[ProgrammeLine]] = related(
        back_populates="theme_day", order_by="ProgrammeLine.position"
    )

    def roles_for(self, actor: Actor) -> set[str]:
        """Staff and members of the lead; ``partner`` for moderators of ``partners`` (load them)."""
        roles = membership_roles(actor, self.lead_id) | staff_roles(actor, self.lead_id)
        partner_ids = [one.organisation_id for one in self.__dict__.get("partners", ())]
        if MODERATOR in staff_roles(actor, *partner_ids):
            roles.add(PARTNER)
        if actor.signed_in and self.proposer_id == actor.person_id:
            roles.add(PROPOSER)
        return roles


class ThemeDayPartner(Base):
    """An institution or association that is in on the day."""

    __tablename__ = "theme_day_partner"

    theme_day_id: Mapped[int] = mapped_column(sa.ForeignKey("theme_day.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)

    theme_day: Mapped[ThemeDay] = related(back_populates="partners")
    organisation: Mapped[Organisation] = related()


class ProgrammeLine(Base):
    """One event of the day and the institution that answers for it. Its times are its dates that day."""

    __tablename__ = "programme_line"
    __table_args__ = (sa.UniqueConstraint("theme_day_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_day_id: Mapped[int] = mapped_column(sa.ForeignKey("theme_day.id"), index=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = state_column(rules.LINE_STATES, rules.PROPOSED)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    theme_day: Mapped[ThemeDay] = related(back_populates="lines")
    event: Mapped[Event] = related()
    institution: Mapped[Organisation] = related()

    def roles_for(self, actor: Actor) -> set[str]:
        """Staff of the institution that holds the line: nobody else decides it."""
        return staff_roles(actor, self.institution_id)
