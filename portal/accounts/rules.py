"""When a one-time code may be used. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

CODE_LIFETIME = timedelta(minutes=15)
MAX_ATTEMPTS = 5
"""Wrong tries before a code is dead (a million codes, five guesses)."""
CODES_PER_HOUR = 5
"""Codes that one address can ask for in an hour."""


def usable(*, now: datetime, expires_at: datetime, used_at: datetime | None, attempts: int) -> bool:
    """Single use, fifteen minutes, five tries."""
    return used_at is None and now < expires_at and attempts < MAX_ATTEMPTS
