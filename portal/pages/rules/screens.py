"""What an info-screen shows: slides of few lines, soonest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

ROOM = 6
"""What one slide has room for at a size that is read at five metres: headings and dates together."""
SECONDS = 12
"""How long a slide stays: five dates are read in about that time."""
MOST_SLIDES = 8
NOW, TODAY, LATER, OPEN = "now", "today", "later", "open"


class Shown(Protocol):
    """What the rules read of a date: wall-clock time where the screen hangs."""

    @property
    def start(self) -> datetime: ...


S = TypeVar("S", bound=Shown)


@dataclass(frozen=True)
class Group(Generic[S]):
    """Some dates under one heading."""

    kind: str
    """``now`` what is on and what comes next today, ``today`` the rest of it, ``later`` another day, and
    ``open`` what runs over several days."""
    day: date
    lines: Sequence[S]


def slides(coming: Iterable[S], running: Iterable[S], now: datetime) -> list[list[Group[S]]]:
    """First what is on and what comes next today, then the coming days, last what is open for longer.

    ``coming``: dates by time that are not over; ``running``: dates over several days that have begun.
    """
    by_day: dict[date, list[S]] = {}
    for one in coming:
        by_day.setdefault(max(one.start.date(), now.date()), []).append(one)
    made: list[list[Group[S]]] = []
    for day, lines in sorted(by_day.items()):
        _put(made, NOW if day == now.date() else LATER, day, lines)
    still = list(running)[: ROOM - 1]
    last = [[Group(OPEN, now.date(), still)]] if still else []
    return [*made[: MOST_SLIDES - len(last)], *last]


def _put(made: list[list[Group[S]]], kind: str, day: date, lines: list[S]) -> None:
    """A day on the slide that is being filled, as far as it goes, and on as many more as it needs."""
    while lines:
        room = _left(made[-1]) - 1 if made else 0
        if room < min(2, len(lines)):
            made.append([])
            room = ROOM - 1
        made[-1].append(Group(kind, day, lines[:room]))
        lines, kind = lines[room:], TODAY if kind == NOW else kind


def _left(slide: list[Group[S]]) -> int:
    return ROOM - sum(1 + len(group.lines) for group in slide)
