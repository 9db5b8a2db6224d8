"""The one place that knows what time it is.

Instants are aware and in UTC. Wall-clock times of events are naive local times in ``ZONE``;
:func:`to_utc` turns them into instants and refuses a time that daylight saving skips.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Copenhagen")

_set: ContextVar[datetime | None] = ContextVar("portal_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """Today's date where the library stands."""
    return now().astimezone(ZONE).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let the block happen at another time: for tests and for telling the demo story."""
    token = _set.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)


def exists(local: datetime) -> bool:
    """False for the wall-clock hour that the change to summer time skips."""
    return local.replace(tzinfo=ZONE).astimezone(UTC).astimezone(ZONE).replace(tzinfo=None) == local


def to_utc(local: datetime) -> datetime:
    """The instant of a naive wall-clock time; the first of two when the clock is set back.

    Raises ``ValueError`` for a time that does not exist (the hour skipped in March).
    """
    if not exists(local):
        raise ValueError(f"{local:%Y-%m-%d %H:%M} does not exist in {ZONE.key}")
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def to_local(instant: datetime) -> datetime:
    """The wall-clock time of an instant, naive, where the library stands."""
    return instant.astimezone(ZONE).replace(tzinfo=None)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The instants at which a local day begins and ends (23, 24 or 25 hours apart)."""
    start = datetime.combine(day, datetime.min.time(), ZONE)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZONE)
    return start.astimezone(UTC), end.astimezone(UTC)


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The instants at which a local calendar year begins and ends."""
    return day_bounds(date(year, 1, 1))[0], day_bounds(date(year + 1, 1, 1))[0]


def read_day(text: str) -> date | None:
    """The date somebody typed: 2026-12-03, 03-12-2026, 3.12.2026 or 3/12/2026; ``None`` when unreadable."""
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        if 2000 <= day.year <= 2100:
            return day
    return None


def read_time(text: str) -> time | None:
    """The time of day somebody typed: 18:30, 18.30, 1830 or 18; ``None`` when unreadable."""
    match = re.fullmatch(r"(\d{1,2})(?:[.:]?(\d{2}))?(?::\d{2})?", text.strip())
    if match and int(match[1]) < 24 and int(match[2] or 0) < 60:
        return time(int(match[1]), int(match[2] or 0))
    return None
