"""The demo story: two years in the life of the house, told through actions, alike each time it is told.

Nothing here writes a row: people, dates, sign-ups, counts and decisions come about as they do on the site,
each at its own time on the clock. The whole story is one transaction: it is told, or it is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import action, db
from portal.core.errors import Refused
from portal.core.text import _l
from portal.demo.cast import PERSONAS
from portal.demo.story import activities, counting, days, groups, proposals, signing, town
from portal.demo.story.narrator import Story, read
from portal.events.models import Event, Occurrence
from portal.participation.models import Count, Signup


@dataclass(frozen=True)
class Told:
    """How much there is to look at."""

    events: int
    dates: int
    signups: int
    counts: int


def was_told() -> bool:
    """Whether the personas have moved in."""
    return accounts.person_by_email(PERSONAS[0].email) is not None


@action
def tell(actor: Actor) -> Told:
    """Tell the whole story up to now. Raises ``Refused`` when the town's reference data is not loaded."""
    story = Story(now=clock.now())
    story.look_up_the_town()
    if "hovedbiblioteket" not in story.places:
        raise Refused(_l("Load the places first: flask seed."))
    people, words = read("people.yaml"), read("words.yaml")
    planned = activities.imagine(story, read("activities.yaml"))
    town.plan(story, people)
    groups.plan(story, people, activities.first_meetings(planned))
    activities.plan(story, planned)
    signing.plan(story, planned, people)
    counting.plan(story, planned)
    days.plan(story, words["theme_days"])
    proposals.plan(story, words["proposals"])
    story.play()
    return _told()


def _told() -> Told:
    numbers = (
        db.session.scalar(sa.select(sa.func.count(one.id))) or 0 for one in (Event, Occurrence, Signup, Count)
    )
    return Told(*numbers)
