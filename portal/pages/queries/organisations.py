"""Organisations as the public sees them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core import clock, taxonomy
from portal.core.access import can
from portal.core.actor import Actor
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.events import rules as events
from portal.events.models import Occurrence
from portal.events.queries import CARD
from portal.organisations import queries, rules
from portal.organisations.models import Organisation
from portal.pages.queries.programme import conditions
from portal.pages.rules.alphabet import by_letter, matches, order
from portal.pages.rules.filters import Filters
from portal.participation import queries as participation
from portal.themedays import rules as themedays
from portal.themedays.models import ThemeDay, ThemeDayPartner

PAST_SHOWN = 5
LONGEST_QUERY = 80


@dataclass(frozen=True)
class Listed:
    """Verified organisations that fit, units left out, and how many there are of each group."""

    house: list[Organisation]
    """The institutions of the house, by name."""
    letters: list[tuple[str, list[Organisation]]]
    """Everybody else by letter, as in a Danish telephone book."""
    numbers: dict[str, int]

    @property
    def number(self) -> int:
        """How many are shown."""
        return len(self.house) + sum(len(found) for _letter, found in self.letters)


@dataclass(frozen=True)
class Held:
    """A date that was held, and how many came; ``None`` while nobody has counted."""

    occurrence: Occurrence
    people: int | None


def listed(group: str, query: str = "") -> Listed:
    """Verified organisations of one group (all when ``""``) whose name, kind or text has all words."""
    everybody = db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.verification == rules.VERIFIED, Organisation.parent_id.is_(None))
        .options(STRICT)
        .order_by(Organisation.id)
    ).all()
    kinds = taxonomy.ORGANISATION_KINDS
    fitting = [
        one for one in everybody if matches(query[:LONGEST_QUERY], one.name, one.about, str(kinds[one.kind]))
    ]
    groups = {one.id: taxonomy.ORGANISATION_GROUPS[one.kind] for one in fitting}
    shown = [one for one in fitting if not group or groups[one.id] == group]
    return Listed(
        sorted((one for one in shown if one.house_member), key=lambda one: order(one.name)),
        by_letter((one for one in shown if not one.house_member), lambda one: one.name),
        dict(Counter(groups.values())),
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


def held_by(slug: str) -> list[Held]:
    """The latest public dates an organisation held or took part in, with how many came; two queries."""
    found = db.session.scalars(
        sa.select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.state == events.SCHEDULED,
            Occurrence.ends_at <= clock.now(),
            *conditions(Filters(institution=slug)),
        )
        .options(*CARD)
        .order_by(Occurrence.starts_at.desc(), Occurrence.id.desc())
        .limit(PAST_SHOWN)
    ).all()
    counts = participation.current_counts([one.id for one in found])
    return [
        Held(one, sum(count.total for count in counts[one.id]) if one.id in counts else None) for one in found
    ]


def public_email(organisation: Organisation) -> str:
    """The address to write to, unless it is somebody's own: a person signs in with it."""
    email = organisation.email.strip().lower()
    personal = sa.select(sa.exists().where(sa.func.lower(Person.email) == email))
    return "" if not email or db.session.scalar(personal) else email
