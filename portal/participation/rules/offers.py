"""How freed seats reach those who wait: the way slides as the date comes nearer (behaviour 2.1). Pure.

Long before, seats are offered to one party at a time, which has a day to answer. Later it has some hours of
the day. On the last day everybody who waits is told and the first answer wins. In the last hours nothing
happens by itself: the line stands at the door. A date may instead put people in directly.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from portal.core import clock

LONG, SHORT, RACE, DOOR = "long", "short", "race", "door"


@dataclass(frozen=True)
class Windows:
    """The house's choices, in hours before a date begins and hours to answer."""

    short_from: int = 72
    """A personal offer made nearer than this runs for ``short_hours``, else for ``long_hours``."""
    long_hours: int = 24
    short_hours: int = 6
    """Counted between ``day_begins`` and ``day_ends`` only: nobody has to answer at night."""
    race_from: int = 24
    """Nearer than this everybody is told and the first answer wins."""
    door_from: int = 3
    """Nearer than this nothing is given away by itself."""
    ask_fewer_from: int = 48
    """From here a party that is too big for what is free is asked whether fewer would come."""
    passes: int = 3
    """How often smaller parties may get seats before a bigger one in front of them."""
    day_begins: time = time(8)
    day_ends: time = time(21)


def phase(windows: Windows, now: datetime, starts_at: datetime) -> str:
    """How freed seats are given away ``now``: ``long``, ``short``, ``race`` or ``door``. Aware instants."""
    left = starts_at - now
    if left > timedelta(hours=windows.short_from):
        return LONG
    if left > timedelta(hours=windows.race_from):
        return SHORT
    return RACE if left > timedelta(hours=windows.door_from) else DOOR


def answer_by(windows: Windows, now: datetime, starts_at: datetime) -> datetime:
    """When a personal offer made ``now`` runs out; never later than the line moves to the door."""
    if phase(windows, now, starts_at) == LONG:
        due = now + timedelta(hours=windows.long_hours)
    else:
        due = _in_daytime(windows, now, timedelta(hours=windows.short_hours))
    return min(due, starts_at - timedelta(hours=windows.door_from))


def _in_daytime(windows: Windows, now: datetime, left: timedelta) -> datetime:
    """``now`` and so many hours of the day on; the hours of the night do not count."""
    day = clock.to_local(now).date()
    while True:
        begins = clock.to_utc(datetime.combine(day, windows.day_begins))
        ends = clock.to_utc(datetime.combine(day, windows.day_ends))
        begin = max(now, begins)
        if begin + left <= ends:
            return begin + left
        left -= max(ends - begin, timedelta())
        day += timedelta(days=1)


@dataclass(frozen=True)
class Party:
    """One party in the line. ``at_least``: the fewest seats it takes; ``None``: all or none."""

    ident: int
    size: int
    passes: int = 0
    at_least: int | None = None


@dataclass
class Served:
    """Who gets how many seats, and who was passed how many times by that."""

    given: dict[int, int] = field(default_factory=dict)
    passed: dict[int, int] = field(default_factory=dict)

    def _give(self, one: Party, seats: int, before: Collection[Party]) -> None:
        self.given[one.ident] = seats
        for bigger in before:
            self.passed[bigger.ident] = self.passed.get(bigger.ident, 0) + 1


def serve(line: Sequence[Party], capacity: int | None, taken: int, passes: int) -> Served:
    """Share free seats out along the line, whole parties unless they said that fewer will do.

    A party that is too big keeps its place; smaller ones pass it at most ``passes`` times in all, and then
    seats are kept until it fits.
    """
    served, before = Served(), []
    for one in line:
        seats = _seats_for(one, None if capacity is None else capacity - taken)
        if seats == 0:
            before.append(one)
            continue
        if any(big.passes + served.passed.get(big.ident, 0) >= passes for big in before):
            break
        served._give(one, seats, before)
        taken += seats
    return served


def _seats_for(one: Party, free: int | None) -> int:
    if free is None or one.size <= free:
        return one.size
    return free if one.at_least is not None and free >= max(1, one.at_least) else 0
