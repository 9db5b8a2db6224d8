"""Figures about communities, proposals and theme days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.communities.models import Community, CommunityTag
from portal.core import clock
from portal.core.db import db
from portal.events.models import Event, Occurrence
from portal.events.rules import DRAFT, SCHEDULED
from portal.goals import rules
from portal.goals.queries import facts
from portal.goals.queries.conditions import COMMUNITY, all_of
from portal.goals.queries.dates import number_of
from portal.goals.queries.facts import Condition, around, here
from portal.goals.rules import NOT_MEASURED, Ask, Figure, Window
from portal.moderation.models import Proposal
from portal.moderation.rules import APPROVED as SAID_YES
from portal.organisations.models import Organisation
from portal.themedays import rules as themedays
from portal.themedays.models import ProgrammeLine, ThemeDay


def founding(window: Window, without: int | None = None) -> sa.Subquery:
    """Community -> its first held meeting with enough people counted (reading ``threshold``)."""
    people = facts.turnout(without)
    return (
        facts.held(Event.community_id, sa.func.min(Occurrence.starts_at).label("at"))
        .join(people, people.c.occurrence_id == Occurrence.id)
        .where(people.c.people >= rules.FOUNDING_PEOPLE, Occurrence.ends_at <= window.until)
        .where(Event.community_id.is_not(None))
        .group_by(Event.community_id)
        .subquery("founding")
    )


def last_meeting(window: Window) -> sa.Subquery:
    """Community -> the end of its last held meeting by the end of the window."""
    end = min(window.end, window.until)
    return (
        facts.held(Event.community_id, sa.func.max(Occurrence.ends_at).label("at"))
        .where(Event.community_id.is_not(None), Occurrence.ends_at <= end)
        .group_by(Event.community_id)
        .subquery("last_meeting")
    )


def community_rows(
    statement: sa.Select[Any], window: Window, without: int | None = None
) -> tuple[sa.Select[Any], Any, Any]:
    """A select of communities joined to place, founding and last meeting."""
    first, last = founding(window, without), last_meeting(window)
    joined = (
        statement.outerjoin(here, here.id == Community.place_id)
        .outerjoin(around, around.id == sa.func.coalesce(here.district_id, Community.district_id))
        .outerjoin(first, first.c.community_id == Community.id)
        .outerjoin(last, last.c.community_id == Community.id)
    )
    return joined, first, last


def community_counts(ask: Ask, window: Window, first: Any, last: Any) -> tuple[Condition, Condition]:
    """Which communities a question counts, and which it is a share of."""
    fits = sa.and_(facts.community_ours(ask.shared), all_of(COMMUNITY, ask.tests()))
    founded = sa.and_(fits, first.c.at >= window.start, first.c.at < window.end)
    if ask.measure == "communities_founded":
        return founded, founded
    if ask.measure == "communities_active":
        end = min(window.end, window.until)
        active = sa.and_(fits, last.c.at > end - timedelta(days=rules.ACTIVE_DAYS))
        return active, active
    old = sa.and_(founded, first.c.at <= window.until - timedelta(days=rules.SURVIVAL_DAYS))
    hours = 24 * (rules.SURVIVAL_DAYS - rules.ACTIVE_DAYS)
    return sa.and_(old, facts.hours_between(first.c.at, last.c.at) > hours), old


def communities(asks: Sequence[Ask], window: Window, without: int | None, only: int | None) -> list[Figure]:
    if only is not None:
        return [NOT_MEASURED] * len(asks)
    statement, first, last = community_rows(sa.select(sa.literal(1)).select_from(Community), window, without)
    statement = statement.outerjoin(
        CommunityTag, sa.and_(CommunityTag.community_id == Community.id, CommunityTag.dimension == "theme")
    )
    columns: list[Any] = []
    for ask in asks:
        part, whole = community_counts(ask, window, first, last)
        column = CommunityTag.value if ask.distinct_of == "theme" else Community.id
        columns += [number_of(part, column), number_of(whole, Community.id)]
    row = db.session.execute(statement.with_only_columns(*columns, maintain_column_froms=True)).one()
    answers = []
    for k, ask in enumerate(asks):
        part, whole = row[2 * k], row[2 * k + 1]
        surviving = ask.measure == "community_survival_180d"
        answers.append(Figure(rules.share(part, whole), whole=whole) if surviving else Figure(part))
    return answers


def proposal_counts(ask: Ask, window: Window) -> Condition:
    """The proposals that a question looks at."""
    of_unit = sa.or_(Proposal.unit_id.is_(None), Proposal.unit_id.in_(facts.carriers(ask.shared)))
    at, more = {
        "proposals_received": (Proposal.first_submitted_at, sa.true()),
        "proposals_accepted": (Proposal.decided_at, Proposal.state == SAID_YES),
        "median_answer_hours": (Proposal.answered_at, Proposal.answer_minutes.is_not(None)),
    }[ask.measure]
    before = at < clock.year_bounds(window.year)[1]
    return sa.and_(of_unit, more, at >= window.start, at <= window.until, before)


def proposals(asks: Sequence[Ask], window: Window, without: int | None, only: int | None) -> list[Figure]:
    if only is not None:
        return [NOT_MEASURED] * len(asks)
    columns = [number_of(proposal_counts(ask, window)) for ask in asks]
    row = db.session.execute(sa.select(*columns).select_from(Proposal)).one()
    return [
        Figure(_median_hours(ask, window, number), whole=number)
        if ask.measure == "median_answer_hours"
        else Figure(number)
        for ask, number in zip(asks, row, strict=True)
    ]


def _median_hours(ask: Ask, window: Window, number: int) -> float | None:
    """The middle one of the answers (the mean of the two in the middle), in working hours."""
    if not number:
        return None
    middle = db.session.scalars(
        sa.select(Proposal.answer_minutes)
        .where(proposal_counts(ask, window))
        .order_by(Proposal.answer_minutes)
        .offset((number - 1) // 2)
        .limit(2 - number % 2)
    ).all()
    return round(sum(minutes or 0 for minutes in middle) / len(middle) / 60, 1)


def day_counts(ask: Ask, window: Window) -> Condition:
    """Theme days on which enough house institutions each held at least one item that day."""
    needed = max([int(test["min"]) for name, test in ask.tests() if name == "house_institutions"] or [1])
    own, parent = aliased(Organisation), aliased(Organisation)
    homes = sa.case((parent.house_member.is_(True), parent.id), (own.house_member.is_(True), own.id))
    number = (
        sa.select(sa.func.count(sa.distinct(homes)))
        .select_from(ProgrammeLine)
        .join(own, own.id == ProgrammeLine.institution_id)
        .outerjoin(parent, parent.id == own.parent_id)
        .join(Event, Event.id == ProgrammeLine.event_id)
        .join(Occurrence, Occurrence.event_id == Event.id)
        .where(
            ProgrammeLine.theme_day_id == ThemeDay.id,
            ProgrammeLine.state == themedays.APPROVED,
            facts.during(window),
            Occurrence.state == SCHEDULED,
            Event.state != DRAFT,
            sa.cast(sa.func.date(Occurrence.starts_local), sa.String) == sa.cast(ThemeDay.on, sa.String),
        )
        .correlate(ThemeDay)
        .scalar_subquery()
    )
    return sa.and_(ThemeDay.state == themedays.PUBLISHED, number >= needed)


def theme_days(asks: Sequence[Ask], window: Window, without: int | None, only: int | None) -> list[Figure]:
    if only is not None:
        return [NOT_MEASURED] * len(asks)
    statement = sa.select(*(number_of(day_counts(ask, window)) for ask in asks)).select_from(ThemeDay)
    return [Figure(value) for value in db.session.execute(statement).one()]
