"""How often a series is held, in words: from its iCalendar rule (RFC 5545) and its real dates. Pure.

A rule is a promise; the dates are what is kept. So the words are only said when the dates follow the rule,
and the times are read from the wall-clock times of the dates: summer time changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from portal.core.text import _, clock_time, listed, month_name, weekday_name
from portal.events.rules import Slot

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EVERY_DAY = tuple(range(7))
LAST = -1


@dataclass(frozen=True)
class Pattern:
    """What a rule says: every so many weeks on some days (Monday is 0), or on the nth day of a month."""

    every: int
    days: tuple[int, ...]
    nth: int | None = None
    """1–4, or -1 for the last; ``None`` in a weekly pattern."""
    months: frozenset[int] = frozenset()
    """The months that have it; empty is all of them."""


def rhythm(rule: str, dates: Sequence[Slot]) -> str | None:
    """``Hver torsdag kl. 18.30–20.00``, or ``None`` when that would not be true.

    ``dates`` are the coming ones that were not given a time of their own, soonest first. One alone shows no
    rhythm.
    """
    pattern = read(rule, dates[0].start if dates else None)
    if pattern is None or len(dates) < 2 or not follow(pattern, [one.start for one in dates]):
        return None
    return _timed(_often(pattern), dates) + _pause(pattern.months, dates)


def read(rule: str, first: datetime | None = None) -> Pattern | None:
    """The pattern of a rule; ``None`` for one we have no words for. ``first`` gives the day it leaves out."""
    pairs = (part.partition("=") for part in rule.upper().removeprefix("RRULE:").split(";") if part)
    parts = {name: value for name, _equals, value in pairs}
    freq, every = parts.get("FREQ"), parts.get("INTERVAL", "1")
    if not every.isdecimal() or "BYSETPOS" in parts or "BYMONTHDAY" in parts:
        return None
    months = frozenset(int(one) for one in parts.get("BYMONTH", "").split(",") if one.isdecimal())
    named = parts["BYDAY"].split(",") if parts.get("BYDAY") else []
    if freq == "MONTHLY":
        return _monthly(named, months) if every == "1" else None
    if freq not in {"DAILY", "WEEKLY"} or not set(named) <= set(WEEKDAYS):
        return None
    if freq == "DAILY":
        days = tuple(sorted(map(WEEKDAYS.index, named))) or EVERY_DAY
        return Pattern(1, days, months=months) if every == "1" else None
    days = tuple(sorted(map(WEEKDAYS.index, named))) or ((first.weekday(),) if first else ())
    return Pattern(int(every), days, months=months) if days and int(every) else None


def _monthly(named: Sequence[str], months: frozenset[int]) -> Pattern | None:
    if len(named) != 1 or named[0][-2:] not in WEEKDAYS:
        return None
    nth = {"1": 1, "2": 2, "3": 3, "4": 4, "-1": LAST}.get(named[0][:-2].removeprefix("+"))
    return None if nth is None else Pattern(1, (WEEKDAYS.index(named[0][-2:]),), nth, months)


def follow(pattern: Pattern, starts: Sequence[datetime]) -> bool:
    """Whether dates keep to a pattern. Gaps are no breach (holidays), coming more often than said is."""
    if any(one.weekday() not in pattern.days for one in starts):
        return False
    if pattern.months and any(one.month not in pattern.months for one in starts):
        return False
    if pattern.nth is not None:
        return all(_is_last(one) if pattern.nth == LAST else _nth(one) == pattern.nth for one in starts)
    return all(_apart(pattern, [one for one in starts if one.weekday() == day]) for day in pattern.days)


def _apart(pattern: Pattern, starts: Sequence[datetime]) -> bool:
    return all(later.date() - one.date() >= timedelta(weeks=pattern.every) for one, later in pairwise(starts))


def _nth(day: datetime) -> int:
    return (day.day - 1) // 7 + 1


def _is_last(day: datetime) -> bool:
    return (day + timedelta(days=7)).month != day.month


def _often(pattern: Pattern) -> str:
    days = listed([weekday_name(one) for one in pattern.days])
    if pattern.nth is not None:
        return {
            1: _("The first %(day)s of the month", day=days),
            2: _("The second %(day)s of the month", day=days),
            3: _("The third %(day)s of the month", day=days),
            4: _("The fourth %(day)s of the month", day=days),
            LAST: _("The last %(day)s of the month", day=days),
        }[pattern.nth]
    if pattern.every == 1:
        return _("Every day") if pattern.days == EVERY_DAY else _("Every %(days)s", days=days)
    if pattern.every == 2:
        return _("Every other %(days)s", days=days)
    return _("Every %(number)s weeks on %(days)s", number=pattern.every, days=days)


def _pause(months: frozenset[int], dates: Sequence[Slot]) -> str:
    """The months between the first and the last date in which it is not held."""
    first, last = dates[0].start, dates[-1].start
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    passed = [number % 12 + 1 for number in span]
    out = [one for one in dict.fromkeys(passed) if one not in months]
    if not months or not out:
        return ""
    return _(", not in %(months)s", months=listed([month_name(one) for one in out]))


def _timed(words: str, dates: Sequence[Slot]) -> str:
    times = {(one.start.time(), one.end.time()) for one in dates}
    if len(times) > 1:
        return _("%(rhythm)s, at different times", rhythm=words)
    first, last = clock_time(dates[0].start), clock_time(dates[0].end)
    return _("%(rhythm)s at %(first)s–%(last)s", rhythm=words, first=first, last=last)
