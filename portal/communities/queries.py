"""Reading communities."""

from __future__ import annotations

import sqlalchemy as sa

from portal.communities import rules
from portal.communities.models import CommunityMember
from portal.core.db import db


def communities_of(person_id: int) -> tuple[frozenset[int], frozenset[int]]:
    """The ids of the communities a person hosts, and of all they are in."""
    rows = db.session.execute(
        sa.select(CommunityMember.community_id, CommunityMember.role).where(
            CommunityMember.person_id == person_id, CommunityMember.left_at.is_(None)
        )
    ).all()
    hosted = frozenset(community_id for community_id, role in rows if role == rules.HOST)
    return hosted, frozenset(community_id for community_id, _role in rows)
