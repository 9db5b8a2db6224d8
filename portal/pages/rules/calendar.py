"""The calendar's own arithmetic: periods and their addresses, weeks, and which dates run over several days.

Days are local days in Europe/Copenhagen and weeks are ISO weeks (Monday first; week 1 holds 4 January), so
nothing here depends on how many hours a day has: the days on which the clock changes are days like others.
Pure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from portal.events.rules.checks import EARLIEST, LATEST

MONTH, WEEK, DAY, AGENDA = "month", "week", "day", "agenda"
LENGTHS = {WEEK: 7, DAY: 1, AGENDA: 14}
AGENDA_WORD = "dagsorden"
PER_CELL = 3
"""Dates in a day of the month before "+3 more"."""
MOST_LANES = 3
"""Dates over several days that a week draws beside each other; the others are told by number."""
NIGHT_ENDS = time(5)
"""What is over before this is an evening that ran late, not a second day."""


@dataclass(frozen=True)
class Period:
    """What one page of the calendar shows: both days are included."""

    kind: str
    first: date
    last: date

    @property
    def address(self) -> str:
        """``2026-12``, ``2026-uge-49``, ``2026-12-03``; the agenda's is the day it begins on."""
        if self.kind == MONTH:
            return f"{self.first:%Y-%m}"
        if self.kind == WEEK:
            year, week, _day = self.first.isocalendar()
            return f"{year}-uge-{week:02}"
        return self.first.isoformat()

    def days(self) -> list[date]:
        """Every day of it."""
        return days_between(self.first, self.last)

    def before(self) -> Period | None:
        """The one before; ``None`` where the calendar begins."""
        return _within(period(self.kind, self.first - timedelta(days=LENGTHS.get(self.kind, 1))))

    def after(self) -> Period | None:
        """The one after; ``None`` where the calendar ends."""
        return _within(period(self.kind, self.last + timedelta(days=1)))


def period(kind: str, day: date) -> Period:
    """The month or week that holds the day, the day itself, or two weeks of agenda from it."""
    if kind == MONTH:
        return Period(MONTH, day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    first = day - timedelta(days=day.weekday()) if kind == WEEK else day
    return Period(kind, first, first + timedelta(days=LENGTHS[kind] - 1))


def _within(found: Period) -> Period | None:
    return found if found.first.year >= EARLIEST and found.last.year < LATEST else None


def read_period(written: str) -> Period | None:
    """The month, week or day in an address; ``None`` when it is not one, or too far away to hold anything."""
    try:
        if week := re.fullmatch(r"(\d{4})-uge-(\d{1,2})", written, re.ASCII):
            return _within(period(WEEK, date.fromisocalendar(int(week[1]), int(week[2]), 1)))
        if month := re.fullmatch(r"(\d{4})-(\d{2})", written, re.ASCII):
            return _within(period(MONTH, date(int(month[1]), int(month[2]), 1)))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
            return _within(period(DAY, date.fromisoformat(written)))
    except (ValueError, OverflowError):
        return None
    return None


def days_between(first: date, last: date) -> list[date]:
    """All days from one to another, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def weeks(first: date, last: date) -> list[list[date]]:
    """The whole weeks that the days fall in, Monday first."""
    days = days_between(first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday()))
    return [days[number : number + 7] for number in range(0, len(days), 7)]


@dataclass(frozen=True)
class Slot:
    """One date in time: naive wall-clock times."""

    ident: int
    start: datetime
    end: datetime

    @property
    def first(self) -> date:
        """The day it begins on."""
        return self.start.date()

    @property
    def last(self) -> date:
        """The last day it takes part of; an evening that runs late belongs to the day it began on."""
        ended = self.end.date()
        evening = (ended - self.first).days == 1 and self.start.time() > NIGHT_ENDS
        if self.end.time() == time.min or (evening and self.end.time() <= NIGHT_ENDS):
            ended -= timedelta(days=1)
        return max(self.first, ended)

    @property
    def whole_day(self) -> bool:
        """Whether it fills its day from midnight to midnight, so that hours say nothing."""
        return self.start.time() == time.min and self.end - self.start >= timedelta(hours=23, minutes=59)

    @property
    def long(self) -> bool:
        """Whether it runs over several days: drawn as a bar."""
        return self.last > self.first


@dataclass(frozen=True)
class Bar:
    """A part of a date over several days: the days it takes of one week."""

    ident: int
    column: int
    """1 is Monday."""
    span: int
    came: bool
    """It began before this week."""
    goes_on: bool
    """It goes on after this week."""


@dataclass(frozen=True)
class Lanes:
    """The bars of one week: ``rows`` of bars that do not meet, and what found no room, by day."""

    rows: list[list[Bar]]
    hidden: Mapping[date, int]


def lanes(slots: Iterable[Slot], week: Sequence[date], most: int = MOST_LANES) -> Lanes:
    """Put the dates over several days beside each other, those that began first on top."""
    rows: list[list[Bar]] = []
    hidden: dict[date, int] = {}
    for slot in sorted(slots, key=lambda one: (one.first, -(one.last - one.first).days, one.ident)):
        if slot.last < week[0] or slot.first > week[-1]:
            continue
        begins, ends = max(slot.first, week[0]), min(slot.last, week[-1])
        bar = Bar(
            slot.ident,
            (begins - week[0]).days + 1,
            (ends - begins).days + 1,
            came=slot.first < week[0],
            goes_on=slot.last > week[-1],
        )
        row = next((row for row in rows if row[-1].column + row[-1].span <= bar.column), None)
        if row is not None:
            row.append(bar)
        elif len(rows) < most:
            rows.append([bar])
        else:
            for day in days_between(begins, ends):
                hidden[day] = hidden.get(day, 0) + 1
    return Lanes(rows, hidden)


def cells(row: Sequence[Bar]) -> list[tuple[Bar | None, int]]:
    """A row of bars as seven days of table cells: a bar or nothing, and how many days it takes."""
    made: list[tuple[Bar | None, int]] = []
    at = 1
    for bar in row:
        if bar.column > at:
            made.append((None, bar.column - at))
        made.append((bar, bar.span))
        at = bar.column + bar.span
    return made if at > 7 else [*made, (None, 8 - at)]


def hours(slots: Iterable[Slot]) -> list[int]:
    """The hours of the clock that a week needs rows for: from the first beginning to the last."""
    begun = {slot.start.hour for slot in slots}
    return list(range(min(begun), max(begun) + 1)) if begun else []


@lru_cache(maxsize=64)
def bank_holidays(year: int, language: str) -> Mapping[date, str]:
    """Denmark's public holidays of a year with their names, in Danish or English."""
    spoken = "da" if language == "da" else "en_US"
    return dict(holidays.country_holidays("DK", years=year, language=spoken).items())


def holidays_in(first: date, last: date, language: str) -> dict[date, str]:
    """The public holidays between two days, both included: day -> its name."""
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in bank_holidays(year, language).items()
        if first <= day <= last
    }
