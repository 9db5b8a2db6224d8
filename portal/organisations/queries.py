"""Reading organisations, memberships and staff roles."""

from __future__ import annotations

import sqlalchemy as sa

from portal.core.db import db
from portal.organisations.models import Membership, Organisation, RoleGrant


def grants_of(person_id: int) -> frozenset[tuple[str, int | None]]:
    """A person's staff roles as ``(role, organisation_id)``; a role at an institution holds at its units."""
    unit = sa.orm.aliased(Organisation)
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
