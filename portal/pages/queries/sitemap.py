"""Every public page with a name of its own, for search engines: by kind, and by key within a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.communities import rules as communities
from portal.communities.models import Community
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.core.errors import Missing
from portal.events import rules as events
from portal.events.models import Event
from portal.organisations import rules as organisations
from portal.organisations.models import Organisation
from portal.places.models import Place
from portal.themedays import rules as theme_days
from portal.themedays.models import ThemeDay

PAGES_PER_FILE = 5000
"""Times the languages, each with its alternates: far below the 50,000 addresses and 50 MB of sitemaps.org."""

NAMED: dict[str, tuple[Any, str, sa.ColumnElement[bool]]] = {
    "event": (Event, "pages.event", Event.state != events.DRAFT),
    "community": (Community, "pages.community", Community.state != communities.CLOSED),
    "theme_day": (ThemeDay, "themedays.day", ThemeDay.state != theme_days.DRAFT),
    "organisation": (
        Organisation,
        "pages.organisation",
        Organisation.verification == organisations.VERIFIED,
    ),
    "place": (Place, "pages.place", Place.closed.is_(False)),
}
"""Kind, as the audit trail names it -> model, the endpoint of its page, which are public."""


@dataclass(frozen=True)
class Named:
    """One page."""

    endpoint: str
    slug: str
    changed: datetime | None


def named(kind: str, after: int = 0) -> list[Named]:
    """A file full of pages of a kind with ids above ``after``. Raises ``Missing`` for another kind."""
    if kind not in NAMED or after < 0:
        raise Missing()
    model, endpoint, is_public = NAMED[kind]
    rows = db.session.execute(
        sa.select(model.id, model.slug)
        .where(model.id > after, is_public)
        .order_by(model.id)
        .limit(PAGES_PER_FILE)
    ).all()
    changed = _changed(kind, rows)
    return [Named(endpoint, row.slug, changed.get(row.id)) for row in rows]


def _changed(kind: str, rows: Sequence[Any]) -> dict[int, datetime]:
    """When somebody last changed each, as the audit trail knows it."""
    if not rows:
        return {}
    found = db.session.execute(
        sa.select(AuditEvent.subject_id, sa.func.max(AuditEvent.at))
        .where(AuditEvent.subject_kind == kind, AuditEvent.subject_id.between(rows[0].id, rows[-1].id))
        .group_by(AuditEvent.subject_id)
    )
    return {row[0]: row[1] for row in found}


def parts() -> list[tuple[str, int]]:
    """The files that all pages fill: kind, and the id that each begins after."""
    found = []
    for kind, (model, _endpoint, is_public) in NAMED.items():
        numbered = (
            sa.select(model.id, sa.func.row_number().over(order_by=model.id).label("number"))
            .where(is_public)
            .subquery()
        )
        firsts = db.session.scalars(
            sa.select(numbered.c.id).where(numbered.c.number % PAGES_PER_FILE == 1).order_by(numbered.c.id)
        )
        found += [(kind, first - 1) for first in firsts]
    return found


def total() -> int:
    """How many pages there are."""
    counts = [
        sa.select(sa.func.count()).select_from(model).where(is_public).scalar_subquery()
        for model, _endpoint, is_public in NAMED.values()
    ]
    return sum(int(number) for number in db.session.execute(sa.select(*counts)).one())
