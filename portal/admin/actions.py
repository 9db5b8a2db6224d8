"""What only the people who run the site do."""

from __future__ import annotations

from portal.accounts.actions import make_person
from portal.accounts.models import Person
from portal.core.access import ADMINISTRATOR
from portal.core.actor import Actor
from portal.core.db import action
from portal.organisations.actions import grant_role


@action
def make_administrator(actor: Actor, email: str, *, name: str) -> Person:
    """Make the person with this address an administrator of the whole site; twice is harmless.

    Raises ``Forbidden`` unless the actor may grant roles, as the command line may.
    """
    person = make_person(actor, email, name=name)
    grant_role(actor, person.id, role=ADMINISTRATOR, organisation_id=None)
    return person
