"""The year ahead by ISO week, for those who plan it: lanes, quiet weeks, the drawing of the wheel. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

WEEKS = 53
"""A year and the week it began in: every date of the coming twelve months is in one of them."""
QUIET = 1 / 3
"""Share of the middle week's dates below which a week is called quiet."""
LARGE = 60
"""Seats from which one date is something to plan around."""
CENTRE, INNER, OUTER, NAMES = 200, 62, 162, 184
"""Sizes of the drawing, in its own units."""


@dataclass
class Week:
    """One week of the year, seen by those who plan it."""

    monday: date
    total: int = 0
    lanes: dict[str, int] = field(default_factory=dict)
    """Lane -> dates."""
    quiet: bool = False

    @property
    def number(self) -> int:
        """The ISO week."""
        return self.monday.isocalendar().week

    @property
    def year(self) -> int:
        """The year the week belongs to, which is its Thursday's."""
        return self.monday.isocalendar().year

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def monday_of(day: date) -> date:
    """The Monday of the week that a day is in."""
    return day - timedelta(days=day.weekday())


def year_from(
    day: date, by_day: Mapping[str, Mapping[date, int]], all_days: Mapping[date, int]
) -> list[Week]:
    """The weeks from the one a day is in. ``by_day``: lane -> day -> dates; ``all_days``: day -> dates."""
    begins = monday_of(day)
    weeks = {
        begins + timedelta(weeks=number): Week(begins + timedelta(weeks=number)) for number in range(WEEKS)
    }
    for when, number in all_days.items():
        if week := weeks.get(monday_of(when)):
            week.total += number
    for lane, days in by_day.items():
        for when, number in days.items():
            if week := weeks.get(monday_of(when)):
                week.lanes[lane] = week.lanes.get(lane, 0) + number
    made = list(weeks.values())
    for week, quiet in zip(made, quiet_among([week.total for week in made]), strict=True):
        week.quiet = quiet
    return made


def quiet_among(totals: Sequence[int]) -> list[bool]:
    """Which weeks have far fewer dates than the middle one of those that have any.

    Weeks after the last one that anything is planned for are not quiet: they are not planned yet.
    """
    planned = [total for total in totals if total]
    if not planned:
        return [False] * len(totals)
    last = max(number for number, total in enumerate(totals) if total)
    limit = median(planned) * QUIET
    return [total < limit and number <= last for number, total in enumerate(totals)]


@dataclass(frozen=True)
class Spoke:
    """One week of the drawn wheel: from the inner ring outwards, longer with more dates."""

    x1: float
    y1: float
    x2: float
    y2: float
    quiet: bool


def spokes(weeks: Sequence[Week]) -> list[Spoke]:
    """The weeks around the clock, the first one on top."""
    most = max((week.total for week in weeks), default=0) or 1
    made = []
    for number, week in enumerate(weeks):
        length = INNER + 4 + (OUTER - INNER - 4) * week.total / most
        made.append(Spoke(*_at(number, len(weeks), INNER), *_at(number, len(weeks), length), week.quiet))
    return made


def month_marks(weeks: Sequence[Week]) -> list[tuple[int, float, float]]:
    """Where the names of the months stand around the wheel: month, x, y."""
    marks = []
    for number, week in enumerate(weeks):
        first_of_month = week.sunday.day <= 7
        if first_of_month:
            marks.append((week.sunday.month, *_at(number, len(weeks), NAMES)))
    return marks[:12]


def _at(number: int, of: int, radius: float) -> tuple[float, float]:
    turn = 2 * math.pi * number / of
    return round(CENTRE + radius * math.sin(turn), 1), round(CENTRE - radius * math.cos(turn), 1)
