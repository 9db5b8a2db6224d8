"""Who tells the story: what is known so far, and the beats in the order they happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
import yaml

from portal.accounts.models import Person
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, get
from portal.events.rules import Slot
from portal.organisations.models import Organisation
from portal.pages.queries.who import actor_of
from portal.places.models import Place, Room

HERE = Path(__file__).parent
MONTHS_BACK = timedelta(days=548)
"""The story covers 18 months, and always last year from its first day, so that a year can be compared."""
AHEAD = timedelta(days=92)

Call = Callable[[], object]


def read(name: str) -> Any:
    """A file of the story."""
    return yaml.load((HERE / name).read_text("utf-8"), Loader=yaml.CSafeLoader)


def dice(*about: object) -> Random:
    """Chance that always falls alike for the same thing, whatever else is told and whenever."""
    return Random(" ".join(str(one) for one in about))  # noqa: S311 - a story, no secret


@dataclass
class Story:
    """The story as far as it has been told. ``now`` is when it is told: nothing happens after it.

    People, organisations, places, rooms and communities are known by their keys in the story's files;
    a date by its activity's key and its wall-clock start.
    """

    now: datetime
    people: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    communities: dict[str, int] = field(default_factory=dict)
    dates: dict[tuple[str, datetime], int] = field(default_factory=dict)
    counts: dict[tuple[str, datetime, str], int] = field(default_factory=dict)
    """The first count of a date through a channel."""
    off: set[tuple[str, datetime]] = field(default_factory=set)
    """Dates that are called off in the course of the story."""
    _beats: list[tuple[datetime, int, Call]] = field(default_factory=list)
    _actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day the story is told."""
        return clock.to_local(self.now).date()

    @property
    def begins(self) -> date:
        """The first day something is held."""
        return min(self.today - MONTHS_BACK, date(self.today.year - 1, 1, 1))

    @property
    def before(self) -> datetime:
        """When the people move in: two months before anything is held."""
        return self.instant(datetime.combine(self.begins, datetime.min.time())) - timedelta(days=60)

    def instant(self, local: datetime) -> datetime:
        """The instant of a wall-clock time of the story (none of them lies in the hour that DST skips)."""
        return clock.to_utc(local)

    @property
    def midnight(self) -> datetime:
        """When today began, as a wall-clock time."""
        return datetime.combine(self.today, datetime.min.time())

    def over(self, slot: Slot) -> bool:
        """Whether a date has been held by now."""
        return self.instant(slot.end) <= self.now

    def at(self, when: datetime, call: Call) -> None:
        """Let something happen at an instant; what would lie after ``now`` does not happen."""
        if when.astimezone(UTC) <= self.now:
            self._beats.append((when.astimezone(UTC), len(self._beats), call))

    def play(self) -> None:
        """Let everything happen, in the order of time."""
        while self._beats:
            beats, self._beats = sorted(self._beats, key=lambda beat: beat[:2]), []
            for when, _order, call in beats:
                with clock.at(when):
                    call()

    def look_up_the_town(self) -> None:
        """Learn the ids of the reference data."""
        for model, known in (
            (Organisation, self.organisations),
            (Place, self.places),
            (Room, self.rooms),
        ):
            rows = db.session.execute(sa.select(model.key, model.id).where(model.key.is_not(None)))
            known.update({key: ident for key, ident in rows if key is not None})

    def actor(self, name: str) -> Actor:
        """Somebody with everything a check asks for, as a request would find them."""
        if name not in self._actors:
            self._actors[name] = actor_of(get(Person, self.people[name]))
        return self._actors[name]

    def forget(self, name: str) -> None:
        """Look somebody up again: they were given something to look after."""
        self._actors.pop(name, None)
