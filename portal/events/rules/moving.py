"""What a change to "this date and the following" does to each date, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.events.rules.facts import Slot

SCOPES = ("this", "future")


class Dated(Protocol):
    """What the rules read of an occurrence."""

    id: int
    starts_local: datetime
    ends_local: datetime
    own_time: bool


@dataclass(frozen=True)
class Reach:
    """What a change would touch: shown to people before they say yes."""

    dates: int
    """Dates that are changed, the edited one included."""
    own_time: int
    """Of these, dates that keep a time of their own."""


def moved(slot: Slot, old: Slot, new: Slot) -> Slot:
    """``slot`` moved as ``old`` is to ``new``: by whole days, to the new wall-clock time and length."""
    days = new.start.date() - old.start.date()
    start = datetime.combine(slot.start.date() + days, new.start.time())
    return Slot(start, start + (new.end - new.start))


def follows(one: Dated, edited: Dated) -> bool:
    """Whether a date's time follows the series when ``edited`` and those after it are moved."""
    return one.id == edited.id or not one.own_time


def reach(edited: Dated, targets: Sequence[Dated], *, moves: bool) -> Reach:
    """How far a change of "this and the following" goes."""
    kept = sum(1 for one in targets if not follows(one, edited)) if moves else 0
    return Reach(len(targets), kept)


def slot_of(one: Dated) -> Slot:
    """The wall-clock times of a date."""
    return Slot(one.starts_local, one.ends_local)
