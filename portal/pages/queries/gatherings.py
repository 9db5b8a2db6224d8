"""Communities with their meetings: what lists and pages of communities show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.communities import queries as communities
from portal.communities import rules
from portal.communities.models import Community, CommunityTag
from portal.core import clock
from portal.core.db import db
from portal.events import queries as events
from portal.events import rules as event_rules
from portal.events.models import Event, Occurrence
from portal.places.models import AccessFact

MOST_COMING, MOST_PAST, MOST_KIN = 12, 12, 3


@dataclass(frozen=True)
class Gathering:
    """A community in a list."""

    community: Community
    meeting: Occurrence | None
    members: int


@dataclass(frozen=True)
class Meetings:
    """The meetings of one community: soonest first, and latest first."""

    coming: Sequence[Occurrence]
    past: Sequence[Occurrence]

    @property
    def prices(self) -> set[int]:
        """What the coming meetings cost, in whole kroner."""
        return {one.event.price for one in self.coming if not one.cancelled}

    @property
    def next(self) -> Occurrence | None:
        """The next one that is held."""
        return next((one for one in self.coming if not one.cancelled), None)


def gathered(found: Sequence[Community]) -> list[Gathering]:
    """Communities as a list shows them: those about to meet first, resting ones last; two queries."""
    idents = [one.id for one in found]
    meetings, members = events.next_meetings(idents), communities.member_counts(idents)
    all_of_them = [Gathering(one, meetings.get(one.id), members.get(one.id, 0)) for one in found]
    return sorted(all_of_them, key=_order)


def _order(one: Gathering) -> tuple[bool, bool, str, str]:
    meets = one.meeting.starts_at.isoformat() if one.meeting else ""
    return (one.community.state != rules.ACTIVE, one.meeting is None, meets, one.community.title)


def facts_of(community: Community) -> dict[str, list[str]]:
    """What a community can be found by: see ``pages.rules.groups``."""
    return {
        "theme": community.tagged("theme"),
        "place": [community.place.slug] if community.place else [],
        "language": community.tagged("language"),
        "mode": [community.mode],
    }


def meetings_of(community: Community) -> Meetings:
    """The public meetings of a community, cancelled ones among them."""
    public = (
        sa.select(Occurrence)
        .join(Occurrence.event)
        .where(Event.community_id == community.id, Event.state != event_rules.DRAFT)
        .options(*events.CARD)
    )
    over = Occurrence.ends_at <= clock.now()
    held = Occurrence.state == event_rules.SCHEDULED
    coming = public.where(~over).order_by(Occurrence.starts_at, Occurrence.id).limit(MOST_COMING)
    past = public.where(over, held).order_by(Occurrence.starts_at.desc(), Occurrence.id).limit(MOST_PAST)
    return Meetings(db.session.scalars(coming).all(), db.session.scalars(past).all())


def kin_of(community: Community) -> list[Gathering]:
    """Communities that somebody may like instead: active, of the same theme first, then at the same place.

    When the community itself does not meet, any other that does is better than none.
    """
    themes = sa.select(CommunityTag.community_id).where(
        CommunityTag.dimension == "theme", CommunityTag.value.in_(community.tagged("theme"))
    )
    near = Community.place_id == community.place_id if community.place_id else sa.false()
    like = sa.case((Community.id.in_(themes), 0), (near, 1), else_=2)
    enough = like < 2 if community.state == rules.ACTIVE else sa.true()
    found = db.session.scalars(
        sa.select(Community)
        .where(Community.id != community.id, Community.state == rules.ACTIVE, enough)
        .options(*communities.WHOLE)
        .order_by(like, Community.title, Community.id)
        .limit(MOST_KIN)
    ).all()
    return gathered(found)


def access_to(community: Community) -> Sequence[AccessFact]:
    """What is known about getting in where a community meets."""
    if community.place_id is None:
        return []
    return db.session.scalars(
        sa.select(AccessFact).where(AccessFact.place_id == community.place_id).order_by(AccessFact.fact)
    ).all()
