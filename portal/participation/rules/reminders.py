"""When people are reminded, and when they are asked whether they still come (behaviour 2.2 and 2.12). Pure.

A week before, only where others wait: "do you still come?". Two days before: a reminder, with the same
question where others wait. Some hours before: a short one. Nothing at night.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from portal.core import clock

WEEK, DAYS, HOURS = "week", "days", "hours"
KINDS = (WEEK, DAYS, HOURS)
AHEAD = {WEEK: timedelta(days=7), DAYS: timedelta(days=2), HOURS: timedelta(hours=3)}
"""How long before a date each kind is sent."""
FRESH = timedelta(hours=12)
"""Who got their seats less than this before a reminder would be sent knows of it anyway."""
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""No reminders between these wall-clock times in Randers."""


def is_quiet(now: datetime) -> bool:
    """Whether people are left in peace now (an aware instant)."""
    at = clock.to_local(now).time()
    return at >= QUIET_FROM or at < QUIET_UNTIL


def reached(now: datetime, starts_at: datetime) -> str:
    """The kind whose time has come: the nearest one, so that nobody gets two at a time; ``""`` for none."""
    if now >= starts_at:
        return ""
    return next((kind for kind in reversed(KINDS) if now >= starts_at - AHEAD[kind]), "")


def is_told(kind: str, starts_at: datetime, seated_at: datetime, *, waited_for: bool) -> bool:
    """Whether somebody who got seats at ``seated_at`` is sent this kind. Aware instants."""
    if kind == WEEK and not waited_for:
        return False
    return seated_at <= starts_at - AHEAD[kind] - FRESH
