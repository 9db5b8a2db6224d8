"""Organisations, memberships, invitations and staff roles."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Person
from portal.core.access import ORG_MANAGER, ORG_MEMBER, staff_roles
from portal.core.actor import Actor
from portal.core.db import Base, related
from portal.core.states import state_column
from portal.organisations import rules


def membership_roles(actor: Actor, *organisation_ids: int | None) -> set[str]:
    """What the actor is to any of the organisations as a member; other models build on it."""
    held = {actor.memberships.get(one) for one in organisation_ids if one is not None}
    names = {rules.MANAGER: ORG_MANAGER, rules.MEMBER: ORG_MEMBER}
    return {names[role] for role in held if role}


class Organisation(Base):
    """An association, institution, school, municipal unit or informal group.

    A unit (a branch, the book bus) is an organisation whose ``parent_id`` is its institution.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    """Stable name in reference data (``hovedbiblioteket``); ``None`` for people's own organisations."""
    slug: Mapped[str] = mapped_column(sa.String(90), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(40), index=True)
    """A key of ``taxonomy.ORGANISATION_KINDS``."""
    about: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="da")
    """The language ``about`` is written in."""
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    cvr: Mapped[str | None] = mapped_column(sa.String(8))
    district_id: Mapped[str | None] = mapped_column(sa.ForeignKey("district.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    house_member: Mapped[bool] = mapped_column(default=False)
    """One of the institutions of Kulturhuset that the agreement names."""
    verification: Mapped[str] = state_column(rules.VERIFICATION_STATES, rules.UNVERIFIED, "verification")
    asked_at: Mapped[datetime | None]
    """When staff were last asked to verify it: how long it has waited."""
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    parent: Mapped[Organisation | None] = related(remote_side=[id])
    memberships: Mapped[list[Membership]] = related(back_populates="organisation")

    def roles_for(self, actor: Actor) -> set[str]:
        """Member roles here, staff roles here or at the institution this unit belongs to."""
        return membership_roles(actor, self.id) | staff_roles(actor, self.id, self.parent_id)


class Membership(Base):
    """A person in an organisation. Ended memberships stay as history."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index(
            "uq_membership_active",
            "organisation_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(
        sa.Enum(*rules.MEMBER_ROLES, name="role", native_enum=False, create_constraint=True, length=24)
    )
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = related(back_populates="memberships")
    person: Mapped[Person] = related()


class Invitation(Base):
    """An invitation by mail to join an organisation. The token is stored as a keyed hash."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    role: Mapped[str] = mapped_column(
        sa.Enum(*rules.MEMBER_ROLES, name="role", native_enum=False, create_constraint=True, length=24)
    )
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = related()


class RoleGrant(Base):
    """A staff role, everywhere (``organisation_id`` empty) or at one institution or unit."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(
        sa.Enum(*rules.STAFF_ROLES, name="role", native_enum=False, create_constraint=True, length=24)
    )
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = related(foreign_keys=[person_id])
    organisation: Mapped[Organisation | None] = related()
