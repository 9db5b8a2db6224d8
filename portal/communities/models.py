"""Communities, their tags and members."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Person
from portal.communities import rules
from portal.core.access import HOST as HOST_ROLE
from portal.core.access import MEMBER as MEMBER_ROLE
from portal.core.access import staff_roles
from portal.core.actor import Actor
from portal.core.db import Base, Held, related
from portal.core.states import state_column
from portal.core.translated import Translated
from portal.organisations.models import Organisation, membership_roles
from portal.places.models import Place


class Community(Translated, Held, Base):
    """A group that keeps meeting. Its meetings are events that point here."""

    __tablename__ = "community"
    TRANSLATED = {"title": 120, "summary": 300, "text": 20_000, "first_time": 20_000, "rhythm": 120}

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    slug: Mapped[str] = mapped_column(sa.String(90), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    first_time: Mapped[str] = mapped_column(sa.Text, default="")
    """What happens the first time somebody comes."""
    language: Mapped[str] = mapped_column(sa.String(8), default="da")
    mode: Mapped[str] = mapped_column(sa.String(10), default="physical")
    """A key of ``taxonomy.MODES``."""
    openness: Mapped[str] = mapped_column(
        sa.Enum(*rules.OPENNESS, name="openness", native_enum=False, create_constraint=True, length=12),
        default="open",
    )
    rhythm: Mapped[str] = mapped_column(sa.String(120), default="")
    """When they usually meet, in words ("every other Thursday")."""
    host_name: Mapped[str] = mapped_column(sa.String(80), default="")
    """The first name visitors meet."""
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    organiser_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    """The association or group behind; empty for citizens without one."""
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    """The library unit or institution that supports it and whose staff look after it."""
    initiated_by: Mapped[str] = mapped_column(sa.String(24), default="citizens")
    """A key of ``taxonomy.INITIATORS``."""
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    district_id: Mapped[str | None] = mapped_column(sa.ForeignKey("district.id"))
    proposer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[str] = state_column(rules.STATES, rules.ACTIVE)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    """Why it closed, as its members and visitors read it."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with each edit; a form made from an older one is refused."""

    place: Mapped[Place | None] = related()
    organiser: Mapped[Organisation | None] = related(foreign_keys=[organiser_id])
    unit: Mapped[Organisation] = related(foreign_keys=[unit_id])
    tags: Mapped[list[CommunityTag]] = related(back_populates="community", cascade="all, delete-orphan")
    members: Mapped[list[CommunityMember]] = related(back_populates="community")

    def roles_for(self, actor: Actor) -> set[str]:
        """Host or member here, member of the organisation behind, staff of the supporting unit."""
        roles = membership_roles(actor, self.organiser_id) | staff_roles(
            actor, self.unit_id, self.organiser_id
        )
        if self.id in actor.hosted:
            roles.add(HOST_ROLE)
        if self.id in actor.joined:
            roles.add(MEMBER_ROLE)
        return roles

    def tagged(self, dimension: str) -> list[str]:
        """The values of one dimension (needs ``tags`` loaded)."""
        return sorted(tag.value for tag in self.tags if tag.dimension == dimension)


class CommunityTag(Base):
    """A theme, audience, spoken language or age band of a community."""

    __tablename__ = "community_tag"

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    """``theme``, ``audience``, ``language`` or ``age_band``."""
    value: Mapped[str] = mapped_column(sa.String(40), primary_key=True)

    community: Mapped[Community] = related(back_populates="tags")


class CommunityMember(Base):
    """A person in a community. Others see the first name, and only when ``show_name`` is ticked."""

    __tablename__ = "community_member"
    __table_args__ = (
        sa.Index(
            "uq_community_member_active",
            "community_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(
        sa.Enum(*rules.MEMBER_ROLES, name="role", native_enum=False, create_constraint=True, length=12)
    )
    show_name: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]
    """When they joined, or asked to."""
    welcomed_at: Mapped[datetime | None]
    """When the welcome mail with the next meeting was posted."""
    left_at: Mapped[datetime | None]

    community: Mapped[Community] = related(back_populates="members")
    person: Mapped[Person] = related()
