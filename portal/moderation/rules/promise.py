"""When an answer is due: a clock that only runs while the house is open for questions. Pure.

All times are naive wall-clock times in Europe/Copenhagen. The house answers Monday to Friday; bank
holidays and the days the house keeps closed do not count (behaviour 2.7).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

OPENS, CLOSES = time(9), time(16)
"""House working hours."""
WORKING_DAYS = frozenset(range(5))
"""Monday to Friday."""
CLOSED_AS_WELL = frozenset({(6, 5), (12, 24), (12, 31)})
"""(month, day) the house keeps closed although the calendar calls them ordinary."""
WARN_AT = 0.75
"""Share of the promised time after which the queue warns."""
DAY_MINUTES = (CLOSES.hour - OPENS.hour) * 60
"""House minutes of one working day."""
SHORTEST_MINUTES = DAY_MINUTES
"""What is left of the promise after changes is never less: one working day to read again."""

ON_TIME, SOON, OVERDUE, PAUSED, ANSWERED = "on_time", "soon", "overdue", "paused", "answered"


@lru_cache(maxsize=20)
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def is_holiday(day: date) -> bool:
    """Whether the house is closed that day: Danish bank holidays, Constitution Day, 24 and 31 December."""
    return (day.month, day.day) in CLOSED_AS_WELL or day in _holidays_of(day.year)


def _open(day: date, closed: Callable[[date], bool]) -> bool:
    return day.weekday() in WORKING_DAYS and not closed(day)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def add_working_minutes(
    start: datetime, minutes: int, closed: Callable[[date], bool] = is_holiday
) -> datetime:
    """The wall-clock time when ``minutes`` of house hours have passed since ``start``."""
    left, day = minutes, start.date()
    moment = start
    while True:
        if _open(day, closed):
            opens, closes = datetime.combine(day, OPENS), datetime.combine(day, CLOSES)
            begin = max(moment, opens)
            here = _minutes(closes - begin) if begin < closes else 0
            if here > 0 and left <= here:
                return begin + timedelta(minutes=left)
            left -= here
        day += timedelta(days=1)
        moment = datetime.combine(day, time.min)


def add_working_hours(start: datetime, hours: int, closed: Callable[[date], bool] = is_holiday) -> datetime:
    """The promised answer time: ``hours`` of house hours after ``start``."""
    return add_working_minutes(start, hours * 60, closed)


def working_minutes(start: datetime, end: datetime, closed: Callable[[date], bool] = is_holiday) -> int:
    """Whole house minutes between two wall-clock times; 0 when ``end`` is not after ``start``."""
    total, day = 0, start.date()
    while day <= end.date():
        if _open(day, closed):
            begin = max(start, datetime.combine(day, OPENS))
            finish = min(end, datetime.combine(day, CLOSES))
            if finish > begin:
                total += _minutes(finish - begin)
        day += timedelta(days=1)
    return total


def minutes_left(now: datetime, due: datetime) -> int:
    """What is left of the promise when the clock stops, never less than one working day."""
    return max(working_minutes(now, due), SHORTEST_MINUTES)


def state(now: datetime, due: datetime | None, promised_minutes: int, *, running: bool, decided: bool) -> str:
    """How the promise stands: ``on_time``, ``soon`` (75 % used), ``overdue``, ``paused`` or ``answered``."""
    if decided:
        return ANSWERED
    if not running or due is None:
        return PAUSED
    if now > due:
        return OVERDUE
    return SOON if working_minutes(now, due) <= promised_minutes * (1 - WARN_AT) else ON_TIME
