"""What a part of the calendar holds. The same number of queries for a day as for a month, few dates or many.

Ordinary dates are counted and cut to so many a day by the database, on the index over ``starts_at``; dates
over several days are looked for no further back than one may last (``events.rules.checks.LONGEST_DATE``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import STRICT, db
from portal.events.models import Occurrence
from portal.events.queries import CARD
from portal.events.rules.checks import LONGEST_DATE
from portal.pages.queries.cards import Card, cards
from portal.pages.queries.programme import conditions
from portal.pages.rules.calendar import Slot
from portal.pages.rules.filters import Filters
from portal.themedays import rules as themedays
from portal.themedays.models import ThemeDay

MOST_LONG = 60
"""Dates over several days that are looked at in one part of the calendar."""


@dataclass(frozen=True)
class Entry:
    """One date in the calendar: its wall-clock times and what a card says of it."""

    slot: Slot
    card: Card


@dataclass(frozen=True)
class Calendar:
    """A part of the calendar."""

    days: dict[date, list[Entry]] = field(default_factory=dict)
    """Day -> what begins and ends on it, by time: no more than were asked for."""
    totals: dict[date, int] = field(default_factory=dict)
    """Day -> how many there are, those over several days among them."""
    long: list[Entry] = field(default_factory=list)
    """Dates over several days, those that began first on top."""
    theme_days: dict[date, list[ThemeDay]] = field(default_factory=dict)


def calendar(filters: Filters, first: date, last: date, per_day: int) -> Calendar:
    """The public programme between two local days, both included; at most ``per_day`` dates of each day.

    The days among the wishes are left out: the calendar's own days stand in for them.
    """
    wishes = conditions(filters.without("day", "since", "until"))
    spread, late = _over_midnight(wishes, first, last)
    short, counted = _of_each_day(wishes, first, last, per_day)
    entries = _with_cards([*spread, *late, *short])
    found = Calendar(long=[entries[one.ident] for one in spread if one.ident in entries])
    for slot in sorted([*late, *short], key=lambda one: (one.start, one.ident)):
        if slot.ident in entries:
            found.days.setdefault(slot.first, []).append(entries[slot.ident])
    found.totals.update(_totals(counted, late, spread, first, last))
    if not filters.without("day", "since", "until"):
        found.theme_days.update(_theme_days(first, last))
    return found


def _slots(statement: sa.Select[*tuple[Any, ...]]) -> list[Slot]:
    return [Slot(row.id, row.starts_local, row.ends_local) for row in db.session.execute(statement)]


def _over_midnight(
    wishes: Sequence[sa.ColumnElement[bool]], first: date, last: date
) -> tuple[list[Slot], list[Slot]]:
    """Dates that end on another day than they began: those over several days, and late evenings."""
    begins, ends = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    found = _slots(
        sa.select(Occurrence.id, Occurrence.starts_local, Occurrence.ends_local)
        .join(Occurrence.event)
        .where(
            Occurrence.starts_at >= begins - LONGEST_DATE,
            Occurrence.starts_at < ends,
            Occurrence.ends_at > begins,
            sa.func.date(Occurrence.starts_local) != sa.func.date(Occurrence.ends_local),
            *wishes,
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST_LONG)
    )
    here = [one for one in found if one.last >= first]
    return [one for one in here if one.long], [one for one in here if not one.long]


def _of_each_day(
    wishes: Sequence[sa.ColumnElement[bool]], first: date, last: date, per_day: int
) -> tuple[list[Slot], dict[date, int]]:
    """The first dates of each day that end on it, and how many there are on each day."""
    day = sa.func.date(Occurrence.starts_local)
    turn = sa.func.row_number().over(partition_by=day, order_by=(Occurrence.starts_at, Occurrence.id))
    ranked = (
        sa.select(
            Occurrence.id,
            Occurrence.starts_local,
            Occurrence.ends_local,
            turn.label("turn"),
            sa.func.count().over(partition_by=day).label("total"),
        )
        .join(Occurrence.event)
        .where(
            Occurrence.starts_at >= clock.day_bounds(first)[0],
            Occurrence.starts_at < clock.day_bounds(last)[1],
            day == sa.func.date(Occurrence.ends_local),
            *wishes,
        )
        .subquery()
    )
    rows = db.session.execute(sa.select(ranked).where(ranked.c.turn <= per_day)).all()
    slots = [Slot(row.id, row.starts_local, row.ends_local) for row in rows]
    return slots, {row.starts_local.date(): row.total for row in rows}


def _with_cards(slots: Sequence[Slot]) -> dict[int, Entry]:
    """Occurrence id -> the date with its card."""
    by_id = {one.ident: one for one in slots}
    if not by_id:
        return {}
    rows = db.session.scalars(
        sa.select(Occurrence).where(Occurrence.id.in_(by_id)).options(*CARD).order_by(Occurrence.starts_at)
    ).all()
    return {row.id: Entry(by_id[row.id], card) for row, card in zip(rows, cards(rows), strict=True)}


def _totals(
    counted: dict[date, int], late: Sequence[Slot], spread: Sequence[Slot], first: date, last: date
) -> dict[date, int]:
    totals = defaultdict(int, counted)
    for slot in (*late, *spread):
        day = max(slot.first, first)
        while day <= min(slot.last, last):
            totals[day] += 1
            day += timedelta(days=1)
    return dict(totals)


def _theme_days(first: date, last: date) -> dict[date, list[ThemeDay]]:
    """The theme days that are or were public, by day."""
    found: dict[date, list[ThemeDay]] = {}
    for one in db.session.scalars(
        sa.select(ThemeDay)
        .where(ThemeDay.state != themedays.DRAFT, ThemeDay.on >= first, ThemeDay.on <= last)
        .order_by(ThemeDay.on, ThemeDay.id)
        .options(STRICT)
    ):
        found.setdefault(one.on, []).append(one)
    return found
