"""Reading organisations, memberships and staff roles."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.accounts.models import Person
from portal.core import clock
from portal.core.access import can_somewhere
from portal.core.actor import Actor
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.core.secrets import keyed_hash
from portal.organisations import rules
from portal.organisations.models import Invitation, Membership, Organisation, RoleGrant


def grants_of(person_id: int) -> frozenset[tuple[str, int | None]]:
    """A person's staff roles as ``(role, organisation_id)``; a role at an institution holds at its units."""
    unit = aliased(Organisation)
    rows = db.session.execute(
        sa.select(RoleGrant.role, RoleGrant.organisation_id, unit.id)
        .outerjoin(unit, unit.parent_id == RoleGrant.organisation_id)
        .where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None))
    )
    held: set[tuple[str, int | None]] = set()
    for role, organisation_id, unit_id in rows:
        held.add((role, organisation_id))
        if unit_id is not None:
            held.add((role, unit_id))
    return frozenset(held)


def memberships_of(person_id: int) -> dict[int, str]:
    """A person's organisations: id -> ``manager`` or ``member``."""
    rows = db.session.execute(
        sa.select(Membership.organisation_id, Membership.role).where(
            Membership.person_id == person_id, Membership.left_at.is_(None)
        )
    )
    return {row.organisation_id: row.role for row in rows}


def organisation_by_slug(slug: str) -> Organisation:
    """The organisation with its parent. Raises ``Missing``."""
    organisation = db.session.scalar(
        sa.select(Organisation)
        .where(Organisation.slug == slug)
        .options(joinedload(Organisation.parent), STRICT)
    )
    if organisation is None:
        raise Missing()
    return organisation


def managers_of(organisation_id: int) -> list[Person]:
    """The people who manage an organisation."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.organisation_id == organisation_id,
                Membership.role == rules.MANAGER,
                Membership.left_at.is_(None),
            )
            .order_by(Person.id)
        )
    )


def members_of(organisation_id: int) -> list[Membership]:
    """The memberships with their people, managers first."""
    return list(
        db.session.scalars(
            sa.select(Membership)
            .join(Membership.person)
            .where(Membership.organisation_id == organisation_id, Membership.left_at.is_(None))
            .order_by(Membership.role, Person.name)
            .options(contains_eager(Membership.person), STRICT)
        )
    )


def open_invitations(organisation_id: int) -> list[Invitation]:
    """Invitations nobody has used and that still work."""
    return list(
        db.session.scalars(
            sa.select(Invitation)
            .where(
                Invitation.organisation_id == organisation_id,
                Invitation.accepted_at.is_(None),
                Invitation.expires_at > clock.now(),
            )
            .order_by(Invitation.id)
        )
    )


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation behind the link in a mail, with its organisation."""
    return db.session.scalar(
        sa.select(Invitation)
        .where(Invitation.token_hash == keyed_hash(token))
        .options(joinedload(Invitation.organisation))
    )


def belonging_to(actor: Actor) -> list[Organisation]:
    """The organisations the actor may act for, by name."""
    if not actor.memberships:
        return []
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(Organisation.id.in_(actor.memberships))
            .order_by(Organisation.name)
            .options(STRICT)
        )
    )


def waiting_for_verification(actor: Actor) -> list[Organisation]:
    """Organisations that staff have to look at, oldest first. Not those the actor belongs to."""
    if not can_somewhere(actor, "organisation:verify"):
        return []
    rows = db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.verification == rules.PENDING)
        .order_by(Organisation.asked_at, Organisation.id)
        .options(STRICT)
    )
    return [row for row in rows if row.id not in actor.memberships]


def grants() -> list[RoleGrant]:
    """All staff roles in force, with person and organisation."""
    return list(
        db.session.scalars(
            sa.select(RoleGrant)
            .join(RoleGrant.person)
            .where(RoleGrant.ended_at.is_(None))
            .order_by(Person.name, RoleGrant.id)
            .options(contains_eager(RoleGrant.person), joinedload(RoleGrant.organisation), STRICT)
        )
    )
