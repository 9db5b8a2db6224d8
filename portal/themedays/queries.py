"""Reading theme days, their lines and their programme."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.core import clock
from portal.core.access import ADMINISTRATOR, MODERATOR
from portal.core.actor import Actor
from portal.core.db import STRICT, Page, db, keyset
from portal.core.errors import Missing
from portal.events import rules as event_rules
from portal.events.models import Event, Occurrence
from portal.events.queries import CARD
from portal.organisations.models import Organisation, RoleGrant
from portal.participation import queries as participation
from portal.places.models import Place
from portal.themedays import rules
from portal.themedays.models import ProgrammeLine, ThemeDay, ThemeDayPartner

LISTED = (
    joinedload(ThemeDay.lead),
    joinedload(ThemeDay.place).joinedload(Place.district),
    selectinload(ThemeDay.partners).joinedload(ThemeDayPartner.organisation),
    STRICT,
)
"""What a card of a theme day shows."""

WHOLE = (
    *LISTED[:-1],
    selectinload(ThemeDay.lines).options(
        joinedload(ProgrammeLine.institution),
        joinedload(ProgrammeLine.event).options(
            joinedload(Event.organiser), joinedload(Event.place), joinedload(Event.room)
        ),
    ),
    STRICT,
)
"""What the page of a theme day shows, apart from the times."""


@dataclass(frozen=True)
class Entry:
    """One line of the programme at one of its times."""

    line: ProgrammeLine
    occurrence: Occurrence


def day_by_slug(slug: str) -> ThemeDay:
    """The theme day with its partners and lines, published or not. Raises ``Missing``."""
    day = db.session.scalar(sa.select(ThemeDay).where(ThemeDay.slug == slug).options(*WHOLE))
    if day is None:
        raise Missing()
    return day


def with_partners(ident: int) -> ThemeDay:
    """The theme day by id with its partners, which checks of permissions need. Raises ``Missing``."""
    day = db.session.scalar(
        sa.select(ThemeDay)
        .where(ThemeDay.id == ident)
        .options(selectinload(ThemeDay.partners), STRICT)
        .execution_options(populate_existing=True)
    )
    if day is None:
        raise Missing()
    return day


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The theme days an actor may know of: like ``themeday:see_unpublished`` for drafts."""
    public = ThemeDay.state != rules.DRAFT
    if actor.system or actor.is_staff:
        return sa.true()
    if not actor.signed_in:
        return public
    managed = [one for one, role in actor.memberships.items() if role == "manager"]
    return sa.or_(public, ThemeDay.proposer_id == actor.person_id, ThemeDay.lead_id.in_(managed))


def coming(actor: Actor, limit: int = 50) -> list[ThemeDay]:
    """Theme days from today on, next first."""
    return list(
        db.session.scalars(
            sa.select(ThemeDay)
            .where(visible_to(actor), ThemeDay.on >= clock.today())
            .options(*LISTED)
            .order_by(ThemeDay.on, ThemeDay.id)
            .limit(limit)
        )
    )


def past(actor: Actor, cursor: str | None = None, size: int = 12) -> Page[ThemeDay]:
    """Theme days before today, latest first."""
    statement = sa.select(ThemeDay).where(visible_to(actor), ThemeDay.on < clock.today()).options(*LISTED)
    return keyset(statement, (ThemeDay.on, ThemeDay.id), cursor=cursor, size=size, descending=True)


def line_counts(day_ids: Collection[int]) -> dict[int, int]:
    """How many approved lines each theme day has; one query."""
    rows = db.session.execute(
        sa.select(ProgrammeLine.theme_day_id, sa.func.count())
        .where(ProgrammeLine.theme_day_id.in_(day_ids), ProgrammeLine.state == rules.APPROVED)
        .group_by(ProgrammeLine.theme_day_id)
    )
    return {row[0]: row[1] for row in rows}


def times_of(day: ThemeDay, lines: Sequence[ProgrammeLine]) -> list[Entry]:
    """The given lines at each of their times that day, in order of time; one query."""
    begin, end = clock.day_bounds(day.on)
    by_event = {line.event_id: line for line in lines}
    dates = db.session.scalars(
        sa.select(Occurrence)
        .where(Occurrence.event_id.in_(by_event), Occurrence.starts_at >= begin, Occurrence.starts_at < end)
        .options(*CARD)
        .order_by(Occurrence.starts_at, Occurrence.ends_at, Occurrence.id)
    )
    return [Entry(by_event[one.event_id], one) for one in dates]


def came(entries: Sequence[Entry]) -> dict[int, int]:
    """Occurrence id -> people counted there, on site and online; what nobody has counted is left out."""
    counted = participation.current_counts([one.occurrence.id for one in entries])
    return {ident: sum(one.total for one in counts) for ident, counts in counted.items()}


def public_lines(day: ThemeDay) -> list[ProgrammeLine]:
    """The approved lines whose events are public, in the order of the programme."""
    return [
        line for line in day.lines if line.state == rules.APPROVED and line.event.state != event_rules.DRAFT
    ]


def lines_waiting(actor: Actor) -> list[ProgrammeLine]:
    """Lines that wait for a decision the actor may make, oldest first, with day, event and institution."""
    units = [actor.units(role) for role in (MODERATOR, ADMINISTRATOR)]
    statement = (
        sa.select(ProgrammeLine)
        .where(ProgrammeLine.state == rules.PROPOSED)
        .options(
            joinedload(ProgrammeLine.theme_day),
            joinedload(ProgrammeLine.event),
            joinedload(ProgrammeLine.institution),
            STRICT,
        )
        .order_by(ProgrammeLine.proposed_at, ProgrammeLine.id)
    )
    if None not in units:
        here = {one for held in units if held is not None for one in held}
        statement = statement.where(ProgrammeLine.institution_id.in_(here))
    return list(db.session.scalars(statement))


def attachable(day: ThemeDay) -> list[tuple[Event, Organisation]]:
    """Events of the day's institutions that have a date that day and are not on the programme."""
    begin, end = clock.day_bounds(day.on)
    taken = sa.select(ProgrammeLine.event_id).where(ProgrammeLine.theme_day_id == day.id)
    that_day = sa.select(Occurrence.event_id).where(Occurrence.starts_at >= begin, Occurrence.starts_at < end)
    institutions = {one.id: one for one in institutions_of(day)}
    events = db.session.scalars(
        sa.select(Event)
        .where(
            Event.unit_id.in_(institutions),
            Event.id.in_(that_day),
            Event.id.not_in(taken),
            Event.state != event_rules.CANCELLED,
        )
        .options(STRICT)
        .order_by(Event.title, Event.id)
        .limit(100)
    )
    return [(one, institutions[one.unit_id]) for one in events]


def everybody_behind(day: ThemeDay) -> list[Organisation]:
    """The lead first, then the partners by name (needs ``LISTED`` or ``WHOLE``)."""
    partners = [one.organisation for one in day.partners if one.organisation_id != day.lead_id]
    return [day.lead, *sorted(partners, key=lambda one: (one.name, one.id))]


def institutions_of(day: ThemeDay) -> list[Organisation]:
    """The lead and the partners that can answer for lines (needs ``LISTED`` or ``WHOLE``)."""
    everybody = {day.lead.id: day.lead, **{one.organisation.id: one.organisation for one in day.partners}}
    return [one for one in everybody.values() if rules.can_answer(one.kind)]


def institution_choices() -> list[Organisation]:
    """Institutions and units that can lead a day or be in on one, by name."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(Organisation.kind.in_(rules.ANSWERING_KINDS))
            .order_by(Organisation.house_member.desc(), Organisation.name, Organisation.id)
        )
    )


def partner_choices() -> list[Organisation]:
    """Everybody who can be in on a theme day: house institutions first, then verified organisations."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(sa.or_(Organisation.house_member, Organisation.verification == "verified"))
            .order_by(Organisation.house_member.desc(), Organisation.name, Organisation.id)
        )
    )


def moderators_of(institution_id: int) -> list[Person]:
    """The people who decide for an institution (at it, or at the institution a unit belongs to)."""
    parent = sa.select(Organisation.parent_id).where(Organisation.id == institution_id).scalar_subquery()
    return list(
        db.session.scalars(
            sa.select(Person)
            .where(
                Person.id.in_(
                    sa.select(RoleGrant.person_id).where(
                        RoleGrant.role == "moderator",
                        RoleGrant.ended_at.is_(None),
                        sa.or_(
                            RoleGrant.organisation_id == institution_id,
                            RoleGrant.organisation_id == parent,
                        ),
                    )
                )
            )
            .order_by(Person.id)
        )
    )


def last_position(day_id: int) -> int:
    """The position of the last line of a day; -1 when there is none."""
    found = db.session.scalar(
        sa.select(sa.func.max(ProgrammeLine.position)).where(ProgrammeLine.theme_day_id == day_id)
    )
    return -1 if found is None else found
