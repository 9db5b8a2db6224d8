"""How many dates each wish would leave, and whether a date answers to a wish. Pure.

A *dimension* is a field of :class:`Filters` that can be counted (``within`` stands for the nearness to a
town). What a date answers to is a set of values for each dimension; the database decides the same in
``queries.programme``, and a test walks both over the same dates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from portal.core import clock
from portal.core.taxonomy import BANDS
from portal.pages.rules.filters import (
    EVENING,
    FINE_BANDS,
    NOW,
    OTHER_LANGUAGES,
    TODAY,
    TONIGHT,
    WEEKEND,
    Filters,
    audiences_like,
    bands_like,
    days_of,
    weekend,
)
from portal.pages.rules.near import RADII, USUAL_RADIUS, Distance

DIMENSIONS = (
    "place",
    "district",
    "band",
    "free",
    "no_signup",
    "mode",
    "language",
    "institution",
    "theme",
    "step_free",
    "quiet",
    "groups",
    "within",
)
"""What the dates of one event at one place answer to alike. The day is counted date by date."""
ROUNDED = 100
"""Where not everything was looked at, a count is said in whole hundreds: "200+"."""

Values = Mapping[str, frozenset[Any]]


@dataclass(frozen=True)
class Offer:
    """What all dates of one event at one place have in common."""

    values: Values
    """Dimension -> the values it answers to."""
    closed: bool = False
    """For closed groups: shown only to those who ask (``Filters.shows_groups``)."""
    distance: Distance | None = None

    def answers(self, *names: str) -> list[tuple[str, Any]]:
        """What it answers to in some dimensions, as pairs of dimension and value."""
        return [(name, value) for name in names for value in self.values[name]]


@dataclass(frozen=True)
class Coming:
    """One date. Instants are aware."""

    id: int
    starts_at: datetime
    ends_at: datetime
    offer: Offer


_BANDS = [band for band in BANDS if band != "all"]
_BAND_TAGS = {band: bands_like(band) for band in _BANDS}
_BAND_AUDIENCES = {band: audiences_like(band) for band in _BANDS}


@lru_cache(1024)
def band_values(bands: frozenset[str], audiences: frozenset[str]) -> frozenset[str]:
    """The age bands that an event for these bands and audiences answers to."""
    return frozenset(
        band
        for band in _BANDS
        if _BAND_TAGS[band] & bands
        or ((not bands or band not in FINE_BANDS) and _BAND_AUDIENCES[band] & audiences)
    )


@lru_cache(1024)
def language_values(spoken: frozenset[str]) -> frozenset[str]:
    """The languages that are spoken, and ``andre`` when one of them is not Danish."""
    return spoken | {OTHER_LANGUAGES} if spoken - {"da"} else spoken


@lru_cache(1024)
def mode_values(mode: str) -> frozenset[str]:
    """On site, online, or both: what is held both ways answers to either."""
    return frozenset({mode, "physical", "online"} if mode == "hybrid" else {mode})


def within_values(distance: Distance | None) -> frozenset[int]:
    """The radii (km) that reach it."""
    return frozenset() if distance is None else frozenset(km for km in RADII if distance.km <= km)


class Days:
    """The words for days that dates answer to at one moment."""

    def __init__(self, now: datetime) -> None:
        self.now, self.today = now, clock.to_local(now).date()
        self.weekend = weekend(self.today)
        self._whole: dict[date, frozenset[str]] = {}

    def values(self, one: Coming) -> frozenset[str]:
        """Its date, and the words of ``filters.DAY_WORDS`` that are true of it."""
        begins = clock.to_local(one.starts_at)
        day = begins.date()
        if day not in self._whole:
            words = {TODAY: day == self.today, WEEKEND: self.weekend[0] <= day <= self.weekend[1]}
            self._whole[day] = frozenset({day.isoformat(), *(word for word, holds in words.items() if holds)})
        if day != self.today:
            return self._whole[day]
        part = {TONIGHT: begins.time() >= EVENING, NOW: one.starts_at <= self.now < one.ends_at}
        return self._whole[day].union(word for word, holds in part.items() if holds)


def wanted(filters: Filters) -> dict[str, Any]:
    """The chosen dimensions and their values; ``day`` apart."""
    found = {name: getattr(filters, name) for name in filters.chosen() if name in DIMENSIONS}
    found.pop("within", None)
    return {**found, "within": filters.radius} if filters.near else found


def fits(filters: Filters, one: Coming, days: Days) -> bool:
    """Whether a date answers to every wish (words and spans of days were asked of the database)."""
    return (
        not _refused(one.offer, wanted(filters))
        and (filters.shows_groups or not one.offer.closed)
        and (not filters.day or filters.day in days.values(one))
    )


def _refused(offer: Offer, wishes: Mapping[str, Any]) -> list[str]:
    return [name for name, value in wishes.items() if value not in offer.values[name]]


@dataclass
class Counts:
    """How many dates are left by the wishes (``all``), and by each other wish in place of its own kind.

    ``of["free", True]`` is the length of the list after the chip "free" is tapped; ``without["place"]`` its
    length without the place that is chosen; ``alone["place"]`` with the chosen place as the only wish.
    """

    filters: Filters
    today: date
    complete: bool = True
    """False when there were more dates than were looked at: those of the latest days are not counted."""
    last_day: date | None = None
    """The day of the last date that was looked at."""
    all: int = 0
    of: Counter[tuple[str, Any]] = field(default_factory=Counter)
    without: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)

    def said(self, name: str, value: Any) -> int | str | None:
        """The count to show for a wish: exact, "200+" when it is at least that, or nothing.

        Days are not counted while a span of days is chosen: only that span was looked at.
        """
        if name == "day" and (self.filters.since or self.filters.until):
            return None
        asked = Filters(day=value) if name == "day" else self.filters
        return self._said(self.of[name, value], asked)

    @property
    def total(self) -> int | str | None:
        """The length of the list, said likewise."""
        return self._said(self.all, self.filters)

    def left_without(self, name: str) -> int | str | None:
        """The length of the list without one wish, said likewise."""
        return self._said(self.without[name], self.filters.without(name))

    def _said(self, number: int, asked: Filters) -> int | str | None:
        last = days_of(asked, self.today)[1]
        if self.complete or (last and self.last_day and last < self.last_day):
            return number
        return f"{number // ROUNDED * ROUNDED}+" if number >= ROUNDED else None

    @property
    def days(self) -> list[date]:
        """The days that have something under all wishes but the day, soonest first."""
        found = [value for name, value in self.of if name == "day" and value[:1].isdigit()]
        return sorted(date.fromisoformat(value) for value in found)


def tally(filters: Filters, coming: Sequence[Coming], now: datetime, *, complete: bool = True) -> Counts:
    """Count every wish over dates that fit all wishes but one. ``coming`` is in order of time."""
    last_day = clock.to_local(coming[-1].starts_at).date() if coming else None
    counts = Counts(filters, clock.to_local(now).date(), complete, last_day)
    groups: dict[int, list[Coming]] = defaultdict(list)
    for one in coming:
        groups[id(one.offer)].append(one)
    wishes, days = wanted(filters), Days(now)
    for dates in groups.values():
        _add(counts, dates, wishes, [days.values(one) for one in dates])
    return counts


def _add(
    counts: Counts, dates: Sequence[Coming], wishes: Mapping[str, Any], days: Sequence[frozenset[str]]
) -> None:
    """Add the dates of one offer."""
    filters, offer = counts.filters, dates[0].offer
    on_the_day = len([one for one in days if not filters.day or filters.day in one])
    _add_alone(counts, offer, wishes, len(dates), on_the_day)
    refused = _refused(offer, wishes)
    if len(refused) > 1:
        return
    if not refused and (filters.shows_groups or not offer.closed):
        counts.all += on_the_day
        counts.without["day"] += len(dates)
        counts.of.update(("day", value) for one in days for value in one)
    for name in refused or wishes:
        if not offer.closed or filters.without(name).shows_groups:
            counts.without[name] += on_the_day
    for pair in offer.answers(*(refused or DIMENSIONS)):
        if not offer.closed or filters.shows_groups or pair[0] in ("theme", "groups"):
            counts.of[pair] += on_the_day


def _add_alone(counts: Counts, offer: Offer, wishes: Mapping[str, Any], dates: int, on_the_day: int) -> None:
    if not offer.closed:
        counts.alone["day"] += on_the_day
    for name, value in wishes.items():
        if value in offer.values[name] and (not offer.closed or name in ("theme", "groups")):
            counts.alone[name] += dates


def widened(filters: Filters, counts: Counts) -> Filters:
    """With the smallest radius that finds something, where the reader left that to us."""
    if not filters.near or filters.within:
        return filters
    reaches = [km for km in RADII if km >= USUAL_RADIUS and counts.of["within", km]]
    return replace(filters, within=min(reaches, default=USUAL_RADIUS))
