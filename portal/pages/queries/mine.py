"""Everything that is a signed-in person's own, for "Min side"."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.communities import queries as communities
from portal.communities.models import CommunityMember
from portal.core.actor import Actor
from portal.core.db import STRICT, db
from portal.events import queries as events
from portal.events.models import Occurrence
from portal.moderation.models import Proposal
from portal.moderation.rules import WITHDRAWN
from portal.organisations import queries as organisations
from portal.organisations.models import Organisation
from portal.participation import queries as participation
from portal.participation.queries import Mine


@dataclass(frozen=True)
class MyPage:
    """What a person wants to see at once."""

    coming: list[Mine]
    waiting: list[Mine]
    communities: list[CommunityMember]
    meetings: dict[int, Occurrence]
    """Community id -> its next meeting."""
    proposals: list[Proposal]
    organisations: list[Organisation]
    to_count: list[Occurrence]


def proposals_of(person_id: int) -> list[Proposal]:
    """A person's proposals, newest first; withdrawn ones are left out."""
    return list(
        db.session.scalars(
            sa.select(Proposal)
            .where(Proposal.owner_id == person_id, Proposal.state != WITHDRAWN)
            .order_by(Proposal.saved_at.desc(), Proposal.id.desc())
            .limit(20)
            .options(STRICT)
        )
    )


def my_page(actor: Actor) -> MyPage:
    """The page of a signed-in person. Staff find their counts on the desk instead."""
    person_id = actor.person_id or 0
    signups = participation.my_signups(actor)
    mine = communities.my_communities(person_id)
    return MyPage(
        coming=[one for one in signups if not one.position],
        waiting=[one for one in signups if one.position],
        communities=mine,
        meetings=events.next_meetings([one.community_id for one in mine]) if mine else {},
        proposals=proposals_of(person_id),
        organisations=organisations.belonging_to(actor),
        to_count=[] if actor.is_staff else participation.missing_counts(actor, limit=5),
    )
