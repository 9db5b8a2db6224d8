"""Mails that follow from facts of several features: planned by the worker, never inside a request."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.communities import rules
from portal.communities.models import Community, CommunityMember
from portal.core import clock, outbox
from portal.core.actor import Actor
from portal.core.db import STRICT, action, db
from portal.core.text import date_time_range, speaking
from portal.events import queries as events
from portal.events.models import Occurrence

TOO_LATE = timedelta(days=7)
"""A welcome that could not be planned within a week would only puzzle people."""


@action
def welcome_members(actor: Actor) -> int:
    """Welcome everybody who has joined a community, with its next meeting; the number welcomed."""
    members = db.session.scalars(
        sa.select(CommunityMember)
        .join(CommunityMember.community)
        .where(
            CommunityMember.welcomed_at.is_(None),
            CommunityMember.left_at.is_(None),
            CommunityMember.role == rules.MEMBER,
            CommunityMember.joined_at > clock.now() - TOO_LATE,
            Community.state == rules.ACTIVE,
        )
        .options(joinedload(CommunityMember.person), joinedload(CommunityMember.community), STRICT)
        .order_by(CommunityMember.id)
    ).all()
    meetings = events.next_meetings({one.community_id for one in members})
    for one in members:
        _welcome(one, one.community, one.person, meetings.get(one.community_id))
        one.welcomed_at = clock.now()
    return len(members)


def _welcome(member: CommunityMember, community: Community, who: Person, meeting: Occurrence | None) -> None:
    with speaking(who.language):
        name, first_time = str(community.said("title")), str(community.said("first_time"))
    facts = {
        "community": name,
        "slug": community.slug,
        "first_name": rules.first_name(who.name),
        "host_name": community.host_name,
        "first_time": first_time,
        "when": "",
        "where": "",
        "event_slug": "",
        "date_slug": "",
    }
    if meeting is not None:
        with speaking(who.language):
            when = date_time_range(meeting.starts_at, meeting.ends_at)
        facts |= {
            "when": when,
            "where": events.where(meeting),
            "event_slug": meeting.event.slug,
            "date_slug": meeting.slug,
        }
    outbox.post_mail(
        "communities/welcome",
        who.email,
        language=who.language,
        facts=facts,
        dedupe=f"communities/welcome:{member.id}",
    )
