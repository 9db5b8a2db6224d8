"""Who is written to about a community."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.communities import queries, rules
from portal.communities.models import Community, CommunityMember
from portal.core import outbox
from portal.core.text import speaking


def newcomer(community: Community, member: CommunityMember, who: Person, message: str = "") -> None:
    """Tell the hosts that somebody joined or asks to: each in their own language."""
    asking = member.role == rules.ASKING
    facts = {
        "slug": community.slug,
        "first_name": rules.first_name(who.name),
        "email": who.email if asking else "",
        "message": message,
    }
    kind = "communities/asked" if asking else "communities/newcomer"
    for address, language in _hosts(community):
        outbox.post_mail(
            kind,
            address,
            language=language,
            facts={**facts, "community": _name(community, language)},
            dedupe=f"{kind}:{member.id}:{address}",
        )


def answered(community: Community, member: CommunityMember, who: Person, *, admitted: bool) -> None:
    """Tell somebody who asked to join what the hosts answered. A yes is followed by the welcome."""
    if not admitted:
        outbox.post_mail(
            "communities/not_now",
            who.email,
            language=who.language,
            facts={"community": _name(community, who.language), "slug": community.slug},
            dedupe=f"communities/not_now:{member.id}",
        )


def now_host(community: Community, member: CommunityMember, who: Person) -> None:
    """Tell a member that they are host now."""
    outbox.post_mail(
        "communities/now_host",
        who.email,
        language=who.language,
        facts={"community": _name(community, who.language), "slug": community.slug},
        dedupe=f"communities/now_host:{member.id}:{community.hold_no}",
    )


def closed(community: Community) -> None:
    """Tell everybody in a community that it has closed, and why."""
    for member in queries.members_of(community.id):
        outbox.post_mail(
            "communities/closed",
            member.person.email,
            language=member.person.language,
            facts={
                "community": _name(community, member.person.language),
                "slug": community.slug,
                "reason": community.closed_reason,
            },
            dedupe=f"communities/closed:{member.id}",
        )


def _name(community: Community, language: str) -> str:
    with speaking(language):
        return str(community.said("title"))


def _hosts(community: Community) -> list[tuple[str, str]]:
    people = [(host.email, host.language) for host in queries.hosts_of(community.id)]
    if people or not community.contact_email:
        return people
    return [(community.contact_email, community.language)]
