"""Making and changing communities, joining and leaving them."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.communities import mails, queries, rules
from portal.communities.models import Community, CommunityMember, CommunityTag
from portal.core import audit, clock, outbox, search
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, db, free_slug, get, hold
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.core.states import advance
from portal.core.text import _l, holds_cpr
from portal.organisations.models import Organisation

_PLAIN = (
    "title",
    "summary",
    "text",
    "first_time",
    "language",
    "mode",
    "openness",
    "rhythm",
    "host_name",
    "contact_email",
    "initiated_by",
    "place_id",
    "district_id",
)
"""Facts that are columns and that an edit may change; who is behind it and who supports it are settled."""


@action
def create_community(actor: Actor, facts: rules.CommunityFacts, *, host_id: int | None) -> Community:
    """Make a community, with its first host when there is a person for it.

    Raises ``Refused`` for facts that cannot stand, ``Forbidden`` unless the actor looks after the unit.
    """
    rules.check(facts)
    require(actor, "community:create", get(Organisation, facts.unit_id))
    community = Community(
        slug=free_slug(Community.slug, facts.title, "faellesskab"),
        unit_id=facts.unit_id,
        organiser_id=facts.organiser_id,
        proposer_id=host_id,
        created_at=clock.now(),
        **_columns(facts),
    )
    db.session.add(community)
    db.session.flush()
    _retag(community.id, facts)
    if host_id is not None:
        _first_host(community, get(Person, host_id))
    make_findable(community)
    audit.note(actor, "community.create", community)
    return community


@action
def edit_community(
    actor: Actor, community_id: int, facts: rules.CommunityFacts, *, version: int
) -> Community:
    """Change what is said about a community. Its address stays. Raises ``Conflict`` for an old form."""
    community = hold(Community, community_id)
    require(actor, "community:edit", community)
    if community.version != version:
        raise Conflict(
            _l("Somebody else changed this page while you wrote. Copy your text, reload and put it in again.")
        )
    rules.check(facts)
    before = {name: getattr(community, name) for name in _PLAIN}
    after = _columns(facts)
    db.session.execute(sa.update(Community).where(Community.id == community_id).values(**after))
    db.session.refresh(community)
    community.version = version + 1
    _retag(community_id, facts)
    make_findable(community)
    changed = [name for name in _PLAIN if before[name] != after[name]]
    audit.note(actor, "community.edit", community, changed=changed)
    return community


@action
def change_state(actor: Actor, community_id: int, *, verb: str, reason: str = "") -> Community:
    """``rest``, ``wake`` or ``close`` a community. Closing is final and wants a reason."""
    community = hold(Community, community_id)
    require(actor, "community:edit", community)
    if verb == "close" and not reason.strip():
        raise Refused(_l("Write why it closes: the members will read it."), field="reason")
    if holds_cpr(reason):
        raise Refused(_l("This looks like a CPR number. Remove it."), field="reason")
    advance(community, verb, rules.LIFECYCLE)
    if community.state == rules.CLOSED:
        community.closed_at, community.closed_reason = clock.now(), reason.strip()[:500]
        mails.closed(community)
        search.remove("community", community_id)
    audit.note(actor, f"community.{verb}", community, reason)
    return community


@action
def join(actor: Actor, community_id: int, *, show_name: bool = False, message: str = "") -> CommunityMember:
    """Join, or ask to when the hosts are asked first. Joining twice is joining once.

    ``message`` reaches the hosts of a community that is asked first. Raises ``Refused`` while it rests or
    has closed, and for somebody without a name: the hosts must know what to call them.
    """
    community = hold(Community, community_id)
    require(actor, "community:join", community)
    person_id = _person_id(actor)
    known = queries.membership(community_id, person_id)
    if known is not None:
        return known
    reason = rules.why_not_join(community.state)
    if reason is not None:
        raise Refused(reason)
    who = get(Person, person_id)
    if not rules.first_name(who.name):
        raise Refused(_l("Write your name on My page first, so that the hosts know what to call you."))
    if len(message) > 500 or holds_cpr(message):
        raise Refused(_l("Keep the greeting short and without CPR numbers."), field="message")
    member = _add_member(community, who, rules.role_on_joining(community.openness), show_name=show_name)
    mails.newcomer(community, member, who, message)
    outbox.ring()
    audit.note(actor, "community.ask" if member.role == rules.ASKING else "community.join", community)
    return member


@action
def leave(actor: Actor, community_id: int) -> None:
    """Leave a community, or take back the wish to join. Leaving twice is leaving once.

    Raises ``Refused`` for the last host.
    """
    community = hold(Community, community_id)
    member = queries.membership(community_id, _person_id(actor))
    if member is None:
        return
    if community.state != rules.CLOSED:
        reason = rules.why_not_leave(member.role, len(queries.hosts_of(community_id)))
        if reason is not None:
            raise Refused(reason)
    member.left_at = clock.now()
    audit.note(actor, "community.leave", community)


@action
def show_my_name(actor: Actor, community_id: int, *, show: bool) -> CommunityMember:
    """Show one's first name on the community's page, or hide it again. Raises ``Missing`` for others."""
    member = queries.membership(community_id, _person_id(actor))
    if member is None:
        raise Missing()
    member.show_name = show
    audit.note(actor, "community.show_name", get(Community, community_id), show=show)
    return member


@action
def answer_request(actor: Actor, member_id: int, *, verb: str) -> CommunityMember:
    """``admit`` or ``decline`` somebody who asked to join; they are told. Once only (``Conflict``)."""
    member = get(CommunityMember, member_id)
    community = hold(Community, member.community_id)
    require(actor, "community:members", community)
    db.session.refresh(member)
    if member.role != rules.ASKING or member.left_at is not None or verb not in {"admit", "decline"}:
        raise Conflict(_l("This was already dealt with, or the page is old. Reload the page and look again."))
    if verb == "admit":
        member.role, member.joined_at = rules.MEMBER, clock.now()
        outbox.ring()
    else:
        member.left_at = clock.now()
    mails.answered(community, member, get(Person, member.person_id), admitted=verb == "admit")
    audit.note(actor, f"community.{verb}", community, member_id=member_id)
    return member


@action
def set_member_role(actor: Actor, member_id: int, *, verb: str) -> CommunityMember:
    """``make_host`` of a member, or let a host ``step_down``. Raises ``Refused`` for the last host."""
    member = get(CommunityMember, member_id)
    community = hold(Community, member.community_id)
    require(actor, "community:members", community)
    db.session.refresh(member)
    if member.left_at is not None or verb == "admit":
        raise Missing()
    reason = rules.why_not_change_role(member.role, verb, len(queries.hosts_of(community.id)))
    if reason is not None:
        raise Refused(reason)
    member.role = rules.ROLE_CHANGES[(member.role, verb)]
    if member.role == rules.HOST:
        mails.now_host(community, member, get(Person, member.person_id))
    audit.note(actor, f"community.{verb}", community, member_id=member_id)
    return member


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise Forbidden()
    return actor.person_id


def _columns(facts: rules.CommunityFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in _PLAIN}


def _first_host(community: Community, who: Person) -> None:
    member = _add_member(community, who, rules.HOST)
    member.welcomed_at = clock.now()
    community.host_name = community.host_name or rules.first_name(who.name)


def _add_member(community: Community, who: Person, role: str, *, show_name: bool = False) -> CommunityMember:
    member = CommunityMember(
        community_id=community.id,
        person_id=who.id,
        role=role,
        show_name=show_name,
        joined_at=clock.now(),
    )
    db.session.add(member)
    db.session.flush()
    return member


def _retag(community_id: int, facts: rules.CommunityFacts) -> None:
    db.session.execute(sa.delete(CommunityTag).where(CommunityTag.community_id == community_id))
    db.session.add_all(
        CommunityTag(community_id=community_id, dimension=dimension, value=value)
        for dimension, values in facts.tags.items()
        for value in sorted(set(values))
    )
    db.session.flush()


def make_findable(community: Community) -> None:
    """Index a community by its words, its host, its place, who is behind it and its tags. Does not commit."""
    db.session.flush()
    tags = db.session.execute(
        sa.select(CommunityTag.dimension, CommunityTag.value).where(CommunityTag.community_id == community.id)
    )
    links = [("organisation", community.organiser_id), ("place", community.place_id)]
    search.index(
        "community",
        community.id,
        community.title,
        names=(community.host_name,),
        about=(community.summary, community.rhythm, *search.tags_words((tag[0], tag[1]) for tag in tags)),
        text=(community.text, *community.said_everywhere()),
        links=[(kind, ident) for kind, ident in links if ident is not None],
    )
