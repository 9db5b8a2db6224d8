"""Reading communities and the people in them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.communities import rules
from portal.communities.models import Community, CommunityMember
from portal.core import search
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.organisations.models import Organisation
from portal.places.models import Place

WHOLE = (
    joinedload(Community.organiser),
    joinedload(Community.unit),
    joinedload(Community.place).joinedload(Place.district),
    selectinload(Community.tags),
    STRICT,
)
"""What cards and pages of communities show."""


def communities_of(person_id: int) -> tuple[frozenset[int], frozenset[int]]:
    """The ids of the communities a person hosts, and of all they are in. Asking to join is not being in."""
    rows = db.session.execute(
        sa.select(CommunityMember.community_id, CommunityMember.role).where(
            CommunityMember.person_id == person_id,
            CommunityMember.left_at.is_(None),
            CommunityMember.role != rules.ASKING,
        )
    ).all()
    hosted = frozenset(community_id for community_id, role in rows if role == rules.HOST)
    return hosted, frozenset(community_id for community_id, _role in rows)


def community_by_slug(slug: str) -> Community:
    """The community with everything its page shows. Raises ``Missing``."""
    community = db.session.scalar(sa.select(Community).where(Community.slug == slug).options(*WHOLE))
    if community is None:
        raise Missing()
    return community


def listed(q: str = "") -> list[Community]:
    """Communities that have not closed, by name; only those that words are found in when ``q`` is given."""
    statement = sa.select(Community).where(Community.state != rules.CLOSED).options(*WHOLE)
    found = search.matching("community", q) if q else None
    if found is not None:
        statement = statement.where(Community.id.in_(found))
    return list(db.session.scalars(statement.order_by(Community.title, Community.id)))


def at_place(place_id: int) -> list[Community]:
    """Communities that meet at a place and have not closed."""
    return _open_where(Community.place_id == place_id)


def of_organisation(organisation_id: int) -> list[Community]:
    """Communities an organisation is behind or supports, and that have not closed."""
    return _open_where(
        sa.or_(Community.organiser_id == organisation_id, Community.unit_id == organisation_id)
    )


def _open_where(condition: sa.ColumnElement[bool]) -> list[Community]:
    return list(
        db.session.scalars(
            sa.select(Community)
            .where(condition, Community.state != rules.CLOSED)
            .options(*WHOLE)
            .order_by(Community.title, Community.id)
        )
    )


def my_communities(person_id: int) -> list[CommunityMember]:
    """The communities a person is in, hosts or has asked to join, with the community loaded."""
    return list(
        db.session.scalars(
            sa.select(CommunityMember)
            .join(CommunityMember.community)
            .where(CommunityMember.person_id == person_id, CommunityMember.left_at.is_(None))
            .options(joinedload(CommunityMember.community).options(*WHOLE), STRICT)
            .order_by(Community.title, CommunityMember.id)
        )
    )


def members_of(community_id: int) -> list[CommunityMember]:
    """Everybody in a community and those who ask to be, hosts first: for hosts and staff only."""
    order = sa.case({rules.ASKING: 0, rules.HOST: 1}, value=CommunityMember.role, else_=2)
    return list(
        db.session.scalars(
            sa.select(CommunityMember)
            .where(CommunityMember.community_id == community_id, CommunityMember.left_at.is_(None))
            .options(joinedload(CommunityMember.person), STRICT)
            .order_by(order, CommunityMember.joined_at, CommunityMember.id)
        )
    )


def membership(community_id: int, person_id: int | None) -> CommunityMember | None:
    """A person's present part in a community, also when they have only asked."""
    if person_id is None:
        return None
    return db.session.scalar(
        sa.select(CommunityMember).where(
            CommunityMember.community_id == community_id,
            CommunityMember.person_id == person_id,
            CommunityMember.left_at.is_(None),
        )
    )


def shown_names(community_id: int) -> list[str]:
    """First names of the members who chose to show theirs."""
    names = db.session.scalars(
        sa.select(Person.name)
        .join(CommunityMember, CommunityMember.person_id == Person.id)
        .where(
            CommunityMember.community_id == community_id,
            CommunityMember.left_at.is_(None),
            CommunityMember.role != rules.ASKING,
            CommunityMember.show_name,
        )
        .order_by(CommunityMember.joined_at, CommunityMember.id)
    )
    return [rules.first_name(name) for name in names if name.strip()]


def member_counts(community_ids: Collection[int]) -> dict[int, int]:
    """How many people are in each community, hosts included; one query."""
    rows = db.session.execute(
        sa.select(CommunityMember.community_id, sa.func.count())
        .where(
            CommunityMember.community_id.in_(community_ids),
            CommunityMember.left_at.is_(None),
            CommunityMember.role != rules.ASKING,
        )
        .group_by(CommunityMember.community_id)
    )
    return {row[0]: row[1] for row in rows}


def hosts_of(community_id: int) -> list[Person]:
    """The people who host a community."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(CommunityMember, CommunityMember.person_id == Person.id)
            .where(
                CommunityMember.community_id == community_id,
                CommunityMember.left_at.is_(None),
                CommunityMember.role == rules.HOST,
            )
            .order_by(Person.id)
        )
    )


def organisation(ident: int) -> Organisation | None:
    """An organisation by id, for its name."""
    return db.session.get(Organisation, ident)
