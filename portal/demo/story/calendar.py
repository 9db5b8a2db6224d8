"""When the activities of the story are held: patterns that move with today, so that it never grows old."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.core import clock
from portal.core.errors import Refused
from portal.events.rules import Slot, expand, proposed_skips

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_YEAR = tuple(range(1, 13))


@dataclass(frozen=True)
class When:
    """How dates come about; the words are explained at the top of ``activities.yaml``."""

    weekdays: Sequence[str]
    at: str
    every: int = 1
    nth: int = 0
    months: Sequence[int] = ()
    skip: str = "bank"
    since: int | None = None
    near: Sequence[int] = ()
    times: int = 1
    yearly: Sequence[int] = ()
    days: int = 0

    @property
    def series(self) -> bool:
        """Whether it goes on and on, rather than being held now and then."""
        return bool(self.months or self.every > 1) and not self.yearly

    @property
    def days_of_week(self) -> list[int]:
        """Monday is 0."""
        return [WEEKDAYS.index(one) for one in self.weekdays]

    def slot(self, day: date) -> Slot:
        """The wall-clock times of a date that begins on ``day``."""
        begins, ends = (time.fromisoformat(one) for one in self.at.split("-"))
        last = day + timedelta(days=max(self.days - 1, int(ends <= begins and not self.days)))
        start, end = datetime.combine(day, begins), datetime.combine(last, ends)
        # The night the clock is set forward lacks an hour, but only between two and three.
        return Slot(start, end if clock.exists(end) else end + timedelta(hours=1))


@dataclass(frozen=True)
class Run:
    """Dates that are announced together, and the iCalendar rule they came from."""

    slots: Sequence[Slot]
    rrule: str = ""


def runs(pattern: Mapping[str, Any], begins: date, today: date, until: date) -> list[Run]:
    """All dates of an activity between two days, in runs: half years of a series, or single occasions."""
    when = When(**pattern)
    found = list(_half_years(when, begins, today, until)) if when.series else []
    found += [_near(when, today, weeks) for weeks in when.near]
    found += _yearly(when, begins, until)
    return _without_repeats([run for run in found if run.slots])


def _without_repeats(found: Sequence[Run]) -> list[Run]:
    seen: set[datetime] = set()
    kept = []
    for run in found:
        slots = [slot for slot in run.slots if slot.start not in seen]
        seen.update(slot.start for slot in slots)
        if slots:
            kept.append(Run(slots, run.rrule))
    return kept


def _half_years(when: When, begins: date, today: date, until: date) -> Iterator[Run]:
    if when.since is not None:
        begins = max(begins, today + timedelta(weeks=when.since))
    monday = begins - timedelta(
        days=begins.weekday()
    )  # from which weeks are told apart when every other counts
    while begins <= until:
        end = date(begins.year, 6, 30) if begins.month <= 6 else date(begins.year, 12, 31)
        into = timedelta(days=(begins - monday).days % (7 * when.every))
        run = _expanded(when, begins - into, min(end, until))
        yield Run([slot for slot in run.slots if slot.start.date() >= begins], run.rrule)
        begins = end + timedelta(days=1)


def _expanded(when: When, first: date, last: date) -> Run:
    rule = f"{_frequency(when)};UNTIL={last:%Y%m%d}"
    try:
        return Run(expand(when.slot(first), rule, _skips(when.skip, first, last)), rule)
    except Refused:  # a half year without a single date
        return Run([])


def _frequency(when: When) -> str:
    days = ",".join(one[:2].upper() for one in when.weekdays)
    months = ",".join(str(one) for one in when.months or ALL_YEAR)
    if when.nth:
        return f"FREQ=MONTHLY;BYDAY={when.nth}{days};BYMONTH={months}"
    return f"FREQ=WEEKLY;INTERVAL={when.every};BYDAY={days};BYMONTH={months}"


def _skips(name: str, first: date, last: date) -> Collection[date]:
    found = proposed_skips(first, last)
    if name == "bank":
        return {day for day, why in found.items() if why in {"bank", "eve"}}
    return {*found, *_christmas(first.year)}


def _christmas(year: int) -> set[date]:
    """Days of a year without school around Christmas: the story assumes the 20th to the 4th."""
    return {date(year, 1, day) for day in range(1, 5)} | {date(year, 12, day) for day in range(20, 32)}


def is_quiet(day: date) -> bool:
    """Whether nothing is planned for a day: a bank holiday, or the week around New Year."""
    return (
        (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 3) or bool(_skips("bank", day, day))
    )


def _near(when: When, today: date, weeks: int) -> Run:
    """A run of dates that begins on the first fitting weekday at least so many weeks from today."""
    target = today + timedelta(weeks=weeks)
    first = min(target + timedelta(days=(day - target.weekday()) % 7) for day in when.days_of_week)
    while is_quiet(first) and not when.days:
        first += timedelta(weeks=1)
    if when.times == 1:
        return Run([when.slot(first)])
    rule = f"FREQ=WEEKLY;BYDAY={when.weekdays[0][:2].upper()};COUNT={when.times}"
    return Run(
        expand(when.slot(first), rule, _skips("bank", first, first + timedelta(weeks=when.times))), rule
    )


def _yearly(when: When, begins: date, until: date) -> list[Run]:
    years = range(begins.year, until.year + 1)
    firsts = [_nth(year, month, when) for year in years for month in when.yearly]
    return [
        Run([when.slot(day + timedelta(days=more)) for more in range(len(when.weekdays))])
        for day in firsts
        if begins <= day <= until
    ]


def _nth(year: int, month: int, when: When) -> date:
    first = date(year, month, 1)
    offset = (WEEKDAYS.index(when.weekdays[0]) - first.weekday()) % 7
    return first + timedelta(days=offset, weeks=max(when.nth, 1) - 1)
