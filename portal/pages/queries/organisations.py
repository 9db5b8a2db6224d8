"""Organisations as the public sees them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core import taxonomy
from portal.core.access import can
from portal.core.actor import Actor
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.organisations import queries, rules
from portal.organisations.models import Organisation
from portal.themedays import rules as themedays
from portal.themedays.models import ThemeDay, ThemeDayPartner


@dataclass(frozen=True)
class Listed:
    """Verified organisations of one group (all when ``""``), and how many each has; no units."""

    shown: list[Organisation]
    numbers: dict[str, int]


def listed(group: str) -> Listed:
    """Verified organisations, house institutions first, then by name."""
    everybody = db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.verification == rules.VERIFIED, Organisation.parent_id.is_(None))
        .options(STRICT)
        .order_by(Organisation.house_member.desc(), Organisation.name, Organisation.id)
    ).all()
    groups = {one.id: taxonomy.ORGANISATION_GROUPS[one.kind] for one in everybody}
    return Listed(
        [one for one in everybody if not group or groups[one.id] == group], dict(Counter(groups.values()))
    )


def organisation(actor: Actor, slug: str) -> Organisation:
    """The organisation, when it is fit for the public or the actor belongs to it. Raises ``Missing``."""
    found = queries.organisation_by_slug(slug)
    if found.verification == rules.REJECTED and not can(actor, "organisation:members", found):
        raise Missing()
    return found


def units_of(organisation_id: int) -> list[Organisation]:
    """The verified units of an organisation, by name."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(Organisation.parent_id == organisation_id, Organisation.verification == rules.VERIFIED)
            .options(STRICT)
            .order_by(Organisation.name, Organisation.id)
        )
    )


def theme_days_of(organisation_id: int, limit: int = 6) -> list[ThemeDay]:
    """The latest public theme days an organisation is in on."""
    return list(
        db.session.scalars(
            sa.select(ThemeDay)
            .join(ThemeDayPartner)
            .where(ThemeDayPartner.organisation_id == organisation_id, ThemeDay.state == themedays.PUBLISHED)
            .options(STRICT)
            .order_by(ThemeDay.on.desc(), ThemeDay.id)
            .limit(limit)
        )
    )
