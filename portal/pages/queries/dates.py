"""One event and its dates: what its page shows beside the event itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.core.taxonomy import BANDS
from portal.events.models import Event, Occurrence
from portal.events.rules import Slot
from portal.pages.rules.dates import Standing
from portal.pages.rules.rhythm import rhythm
from portal.participation import queries as participation
from portal.participation.models import CountLine
from portal.participation.rules import Seats
from portal.places.models import Place
from portal.themedays import rules as themedays
from portal.themedays.models import ProgrammeLine, ThemeDay

MOST_COMING, MOST_PAST = 60, 24


@dataclass(frozen=True)
class Dates:
    """The dates of an event, soonest first and latest first; series may have more than are shown."""

    coming: Sequence[Occurrence]
    past: Sequence[Occurrence]

    def first(self) -> Occurrence | None:
        """The date to speak of: the next one that is held, else the next one, else the latest."""
        held = [one for one in self.coming if not one.cancelled]
        return next(iter([*held, *self.coming, *self.past]), None)

    @property
    def several(self) -> bool:
        """Whether there is more than one date: a one-off event has one page under two addresses."""
        return len(self.coming) + len(self.past) > 1

    def rhythm(self, rule: str) -> str | None:
        """How often it is held, in words; ``None`` when the coming dates do not follow the rule."""
        regular = [one for one in self.coming if not (one.cancelled or one.own_time or one.moved_from)]
        return rhythm(rule, [Slot(one.starts_local, one.ends_local) for one in regular])

    def by_month(self) -> list[tuple[date, list[Occurrence]]]:
        """The coming dates, each month with its first day."""
        return [
            (month, list(found))
            for month, found in groupby(self.coming, key=lambda one: one.starts_local.date().replace(day=1))
        ]

    def next_after(self, this: Occurrence) -> Occurrence | None:
        """Another date still to be held, rather a later one: what to offer when this one is not possible."""
        now = clock.now()
        others = [
            one for one in self.coming if one.id != this.id and not one.cancelled and one.starts_at > now
        ]
        return min(others, key=lambda one: (one.starts_at < this.starts_at, one.starts_at), default=None)


def _of(event_id: int) -> sa.Select[Occurrence]:
    """The dates of an event that is loaded: its columns are not read again with each of them."""
    own_place = joinedload(Occurrence.own_place).options(
        joinedload(Place.district), selectinload(Place.access)
    )
    return (
        sa.select(Occurrence)
        .where(Occurrence.event_id == event_id)
        .options(
            joinedload(Occurrence.event).load_only(Event.id),
            own_place,
            joinedload(Occurrence.own_room),
            STRICT,
        )
    )


def dates_of(event: Event) -> Dates:
    """The coming dates of an event that is loaded, and the latest of the past ones."""
    over = Occurrence.ends_at <= clock.now()
    coming = _of(event.id).where(~over).order_by(Occurrence.starts_at, Occurrence.id).limit(MOST_COMING)
    past = _of(event.id).where(over).order_by(Occurrence.starts_at.desc()).limit(MOST_PAST)
    return Dates(db.session.scalars(coming).all(), db.session.scalars(past).all())


def date_of(event: Event, slug: str, dates: Dates) -> Occurrence:
    """The date with this slug, also one too far away to be among ``dates``. Raises ``Missing``."""
    found = next((one for one in (*dates.coming, *dates.past) if one.slug == slug), None)
    found = found or db.session.scalar(_of(event.id).where(Occurrence.slug == slug))
    if found is None:
        raise Missing()
    return found


def standings(occurrences: Iterable[Occurrence]) -> dict[int, Standing]:
    """Occurrence id -> the facts its state follows from, seats in one query (needs ``event`` loaded)."""
    shown = list(occurrences)
    counted = participation.seats([one for one in shown if one.event.signup_mode != "none"])
    return {
        one.id: Standing(
            now=clock.now(),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            signup_mode=one.event.signup_mode,
            cancelled=one.cancelled,
            moved=one.moved_from is not None,
            seats=counted.get(one.id, Seats()),
        )
        for one in shown
    }


def theme_days(event: Event) -> Sequence[ThemeDay]:
    """The public theme days whose programme the event is on."""
    return db.session.scalars(
        sa.select(ThemeDay)
        .join(ProgrammeLine, ProgrammeLine.theme_day_id == ThemeDay.id)
        .where(
            ProgrammeLine.event_id == event.id,
            ProgrammeLine.state == themedays.APPROVED,
            ThemeDay.state == themedays.PUBLISHED,
        )
        .order_by(ThemeDay.on)
        .options(STRICT)
    ).all()


@dataclass(frozen=True)
class Came:
    """How many took part in a date, on site and online together. A person who comes twice counts twice."""

    total: int
    bands: dict[str, int]
    """Key of ``taxonomy.BANDS`` -> people, for those whose age was noted."""


def came(occurrences: Iterable[Occurrence]) -> dict[int, Came]:
    """Occurrence id -> who took part, in one query; a date that nobody has counted is left out."""
    counted = participation.current_counts([one.id for one in occurrences])
    return {
        ident: _came([line for count in counts for line in count.lines]) for ident, counts in counted.items()
    }


def _came(lines: Sequence[CountLine]) -> Came:
    bands = {band: sum(line.number for line in lines if line.band == band) for band in BANDS if band != "all"}
    return Came(
        sum(line.number for line in lines), {band: number for band, number in bands.items() if number}
    )
