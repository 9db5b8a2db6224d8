"""What only the people who run the site do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.actions import make_person
from portal.accounts.models import Person
from portal.communities import actions as communities
from portal.communities import rules as community_rules
from portal.communities.models import Community
from portal.core import search
from portal.core.access import ADMINISTRATOR, require
from portal.core.actor import Actor
from portal.core.db import action, db
from portal.events import actions as events
from portal.events.models import Event
from portal.organisations import actions as organisations
from portal.organisations.models import Organisation
from portal.places import actions as places
from portal.places.models import Place
from portal.themedays import actions as themedays
from portal.themedays.models import ThemeDay

FINDABLE: tuple[tuple[Any, Callable[[Any], None]], ...] = (
    (Organisation, organisations.make_findable),
    (Place, places.make_findable),
    (Community, communities.make_findable),
    (Event, events.make_findable),
    (ThemeDay, themedays.make_findable),
)
"""Everything that can be found, and the way of its feature to index it."""
AT_ONCE = 200
"""Things indexed in one transaction: on SQLite others wait as long to write."""


def reindex(actor: Actor) -> int:
    """Make the search index anew from what is there; how many things can be found now.

    Goes through the house in small transactions, so the portal may run meanwhile; until it is done, what
    has not come yet cannot be found.
    """
    _begin_index(actor)
    number = 0
    for model, make_findable in FINDABLE:
        idents: Sequence[int] = db.session.scalars(sa.select(model.id).order_by(model.id)).all()
        for first in range(0, len(idents), AT_ONCE):
            number += _index(actor, model, make_findable, idents[first : first + AT_ONCE])
    return number


@action
def _begin_index(actor: Actor) -> None:
    require(actor, "search:reindex")
    search.clear()


@action
def _index(actor: Actor, model: Any, make_findable: Callable[[Any], None], idents: Sequence[int]) -> int:
    rows = db.session.scalars(sa.select(model).where(model.id.in_(idents)).order_by(model.id)).all()
    for row in rows:
        if not (isinstance(row, Community) and row.state == community_rules.CLOSED):
            make_findable(row)
    return len(rows)


@action
def make_administrator(actor: Actor, email: str, *, name: str) -> Person:
    """Make the person with this address an administrator of the whole site; twice is harmless.

    Raises ``Forbidden`` unless the actor may grant roles, as the command line may.
    """
    person = make_person(actor, email, name=name)
    organisations.grant_role(actor, person.id, role=ADMINISTRATOR, organisation_id=None)
    return person
