"""What the front page tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.communities import queries as communities
from portal.communities import rules as community_rules
from portal.communities.models import Community, CommunityMember
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import STRICT, db
from portal.core.taxonomy import CLOSED_KINDS
from portal.events import queries as events
from portal.events import rules as event_rules
from portal.events.models import Event, Occurrence
from portal.pages.queries.cards import LOADS_JOINED
from portal.participation import queries as participation
from portal.participation.queries import Mine
from portal.themedays import rules as themedays
from portal.themedays.models import ThemeDay

NEW_FOR = timedelta(days=14)
"""How long an event counts as new on the board after it was published."""


@dataclass(frozen=True)
class Welcome:
    """A community that would like company."""

    community: Community
    meeting: Occurrence | None
    members: int


def communities_that_want_you(size: int = 3) -> Sequence[Welcome]:
    """Active communities that anybody may join: those about to meet first, then the smallest."""
    here = sa.and_(
        CommunityMember.community_id == Community.id,
        CommunityMember.left_at.is_(None),
        CommunityMember.role != community_rules.ASKING,
    )
    how_many = sa.select(sa.func.count()).where(here).scalar_subquery()
    found = db.session.scalars(
        sa.select(Community)
        .where(Community.state == community_rules.ACTIVE, Community.openness == community_rules.OPEN)
        .order_by(how_many, Community.id)
        .limit(size * 4)
        .options(*communities.WHOLE)
    ).all()
    idents = [one.id for one in found]
    meetings, members = events.next_meetings(idents) if idents else {}, communities.member_counts(idents)
    welcome = [Welcome(one, meetings.get(one.id), members.get(one.id, 0)) for one in found]
    return sorted(welcome, key=lambda one: one.meeting is None)[:size]


def next_theme_day() -> ThemeDay | None:
    """The next public theme day, today's included."""
    return db.session.scalar(
        sa.select(ThemeDay)
        .where(ThemeDay.state == themedays.PUBLISHED, ThemeDay.on >= clock.today())
        .order_by(ThemeDay.on, ThemeDay.id)
        .limit(1)
        .options(STRICT)
    )


def people_this_year() -> int:
    """Attendances counted so far this year: people who came twice are in it twice."""
    since, until = clock.year_bounds(clock.today().year)
    return participation.counted_people(since, until)


def new_on_the_board(size: int = 4) -> Sequence[Occurrence]:
    """The first date still to be held of each event published lately, the newest event first.

    Costs ``size`` steps along the index on ``published_at`` (a few more where an event has no date ahead).
    """
    first = (
        sa.select(Occurrence.id)
        .where(
            Occurrence.event_id == Event.id,
            Occurrence.starts_at > clock.now(),
            Occurrence.state == event_rules.SCHEDULED,
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(1)
        .correlate(Event)
        .scalar_subquery()
    )
    newest = (
        sa.select(first.label("date_id"))
        .where(
            Event.state == event_rules.PUBLISHED,
            Event.kind.not_in(CLOSED_KINDS),
            Event.published_at > clock.now() - NEW_FOR,
            first.is_not(None),
        )
        .order_by(Event.published_at.desc(), Event.id.desc())
        .limit(size)
        .subquery()
    )
    return (
        db.session.scalars(
            sa.select(Occurrence)
            .join(Occurrence.event)
            .where(Occurrence.id.in_(sa.select(newest.c.date_id)))
            .order_by(Event.published_at.desc(), Event.id.desc())
            .options(*LOADS_JOINED)
        )
        .unique()
        .all()
    )


def my_next(actor: Actor, size: int = 2) -> list[Mine]:
    """The next dates that somebody signed in has a seat at or waits for; nothing for anybody else."""
    return participation.my_signups(actor, limit=size)
