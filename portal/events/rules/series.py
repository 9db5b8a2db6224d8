"""The dates of a series: from an iCalendar rule (RFC 5545) to wall-clock slots, and the days to step over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

import holidays
from dateutil.rrule import rrule as DateRule
from dateutil.rrule import rrulestr

from portal.core import clock
from portal.core.errors import Refused
from portal.core.text import _l
from portal.events.rules.facts import Slot

MOST_DATES = 120
LONGEST = timedelta(days=3 * 366)
"""How far ahead a series may reach."""

REPEATS = ("daily", "weekly", "biweekly", "monthly_nth", "monthly_last")
"""The patterns a form offers; ``rule_for`` writes each as an iCalendar rule."""

_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH", "COUNT", "UNTIL", "WKST"}
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_for(repeat: str, first: date, *, until: date | None = None, count: int | None = None) -> str:
    """The iCalendar rule of a pattern that begins on ``first``. ``until`` is the last possible day.

    Raises ``Refused`` when neither or both of ``until`` and ``count`` are given.
    """
    if (until is None) == (count is None):
        raise Refused(_l("Tell when the series ends: choose a last day or a number of dates."), field="until")
    day = _WEEKDAYS[first.weekday()]
    nth = (first.day - 1) // 7 + 1
    rule = {
        "daily": "FREQ=DAILY",
        "weekly": f"FREQ=WEEKLY;BYDAY={day}",
        "biweekly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        "monthly_nth": f"FREQ=MONTHLY;BYDAY={nth if nth < 5 else -1}{day}",
        "monthly_last": f"FREQ=MONTHLY;BYDAY=-1{day}",
    }[repeat]
    return f"{rule};COUNT={count}" if count is not None else f"{rule};UNTIL={until:%Y%m%d}"


def expand(first: Slot, rrule: str, skip: Collection[date] = ()) -> list[Slot]:
    """The dates of a series, each at the same wall-clock time and of the same length as ``first``.

    ``rrule`` is daily, weekly or monthly and ends by COUNT or UNTIL (a day without time is included);
    empty means ``first`` alone. ``skip`` are days stepped over: they count towards COUNT, as EXDATE does.
    Raises ``Refused`` for a rule that cannot be read, has no end, gives no dates or more than
    ``MOST_DATES``, and for a time that the change to summer time skips.
    """
    if not rrule:
        return [_existing(first)]
    length = first.end - first.start
    starts = list(islice((one for one in _starts(first.start, rrule) if one.date() not in skip), 1000))
    if not starts:
        raise Refused(_l("That gives no dates. Choose a later last day, or keep one of the dates."))
    if len(starts) > MOST_DATES:
        raise Refused(
            _l(
                "That gives more than %(most)s dates. Choose an earlier last day and add the rest later.",
                most=MOST_DATES,
            ),
            field="until",
        )
    return [_existing(Slot(start, start + length)) for start in starts]


def _starts(first: datetime, rrule: str) -> Iterator[datetime]:
    parts = _parts(rrule)
    count, until = parts.pop("COUNT", None), parts.pop("UNTIL", None)
    if (count is None) == (until is None):
        raise Refused(_l("Tell when the series ends: choose a last day or a number of dates."), field="until")
    try:
        last = _until(until) if until else first + LONGEST
        most = int(count) if count else None
        text = ";".join(f"{name}={value}" for name, value in parts.items())
        # Bounded in time, so that a rule which never hits a day cannot keep looking for ever.
        rule = rrulestr(text, dtstart=first)
        if not isinstance(rule, DateRule):
            raise _unreadable()
        bounded = rule.replace(until=min(last, first + LONGEST))
    except (ValueError, TypeError) as error:
        raise _unreadable() from error
    if most is not None and not 1 <= most <= 1000:
        raise Refused(_l("Write how many dates: between 1 and %(most)s.", most=MOST_DATES), field="times")
    return islice(bounded, most)


def _parts(rrule: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in rrule.upper().removeprefix("RRULE:").split(";") if part]
    parts = {name.strip(): value.strip() for name, _equals, value in pairs}
    known = parts.get("FREQ") in _FREQUENCIES and _PARTS.issuperset(parts) and all(parts.values())
    if not known or not re.fullmatch(r"[1-9]\d?", parts.get("INTERVAL", "1"), re.ASCII):
        raise _unreadable()
    return parts


def _until(value: str) -> datetime:
    """A day is included whole; an instant in UTC becomes wall-clock time."""
    if len(value) == 8:
        return datetime.combine(datetime.strptime(value, "%Y%m%d").date(), time.max)  # noqa: DTZ007
    moment = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - made aware below
    return clock.to_local(moment.replace(tzinfo=UTC)) if value.endswith("Z") else moment


def _unreadable() -> Refused:
    return Refused(_l("We cannot read that pattern. Choose daily, weekly or monthly."), field="repeat")


def _existing(slot: Slot) -> Slot:
    for moment in (slot.start, slot.end):
        if not clock.exists(moment):
            raise Refused(
                _l(
                    "%(time)s on %(day)s does not exist: the clock is set forward that night. "
                    "Choose another time, or leave that date out.",
                    time=f"{moment:%H:%M}",
                    day=f"{moment:%d-%m-%Y}",
                ),
                field="starts",
            )
    return slot


@lru_cache(maxsize=32)
def _bank_holidays(year: int) -> dict[date, str]:
    # Store bededag stopped being a holiday in 2024; the package knows.
    return dict(holidays.country_holidays("DK", years=year, language="da").items())


def proposed_skips(start: date, end: date) -> dict[date, str]:
    """Days between two dates (both included) that a series may want to step over: date -> why.

    ``bank`` holidays are known. Of the school holidays only those that follow from the calendar are:
    winter (ISO week 7), autumn (week 42) and summer (from the last Saturday of June; its end is set by
    the municipality each year, six weeks are assumed). Christmas Eve and New Year's Eve are ``eve``.
    """
    found: dict[date, str] = {}
    day = start
    while day <= end:
        reason = _reason(day)
        if reason:
            found[day] = reason
        day += timedelta(days=1)
    return found


def _reason(day: date) -> str:
    if day in _bank_holidays(day.year):
        return "bank"
    if (day.month, day.day) in {(12, 24), (12, 31)}:
        return "eve"
    week = day.isocalendar().week
    if week in {7, 42}:
        return "winter" if week == 7 else "autumn"
    last = date(day.year, 6, 30)
    summer = last - timedelta(days=(last.weekday() - 5) % 7)
    return "summer" if summer <= day < summer + timedelta(weeks=6) else ""
