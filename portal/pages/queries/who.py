"""Who is asking."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.communities import queries as communities
from portal.core.actor import Actor
from portal.organisations import queries as organisations


def actor_of(person: Person) -> Actor:
    """Everything that permission checks need to know about a person, in three small queries."""
    hosted, joined = communities.communities_of(person.id)
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        grants=organisations.grants_of(person.id),
        memberships=organisations.memberships_of(person.id),
        hosted=hosted,
        joined=joined,
    )
