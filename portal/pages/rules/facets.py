"""How many dates each wish would leave, and whether a date answers to a wish. Pure.

A *dimension* is a field of :class:`Filters` that can be counted (``within`` stands for the nearness to a
town). What a date answers to is a set of values for each dimension; the database decides the same in
``queries.programme``, and a test walks both over the same dates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from portal.core import clock
from portal.core.taxonomy import BANDS
from portal.pages.rules.filters import (
    EVENING,
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


def band_values(bands: Iterable[str], audiences: Iterable[str]) -> frozenset[str]:
    """The age bands that an event for these bands and audiences answers to."""
    tags, words = set(bands), set(audiences)
    return frozenset(band for band in _BANDS if _BAND_TAGS[band] & tags or _BAND_AUDIENCES[band] & words)


def language_values(spoken: Iterable[str]) -> frozenset[str]:
    """The languages that are spoken, and ``andre`` when one of them is not Danish."""
    languages = set(spoken)
    return frozenset(languages | ({OTHER_LANGUAGES} if languages - {"da"} else set()))


def mode_values(mode: str) -> frozenset[str]:
    """On site, online, or both: what is held both ways answers to either."""
    return frozenset({mode, "physical", "online"} if mode == "hybrid" else {mode})


def within_values(distance: Distance | None) -> frozenset[int]:
    """The radii (km) that reach it."""
    return frozenset(km for km in RADII if distance is not None and distance.km <= km)


def day_values(one: Coming, now: datetime) -> frozenset[str]:
    """The words for days, and the date, that it answers to at this moment."""
    today, begins = clock.to_local(now).date(), clock.to_local(one.starts_at)
    first, last = weekend(today)
    said = {
        TODAY: begins.date() == today,
        TONIGHT: begins.date() == today and begins.time() >= EVENING,
        NOW: begins.date() == today and one.starts_at <= now < one.ends_at,
        WEEKEND: first <= begins.date() <= last,
    }
    return frozenset({begins.date().isoformat(), *(word for word, holds in said.items() if holds)})


def wanted(filters: Filters) -> dict[str, Any]:
    """The chosen dimensions and their values; ``day`` apart."""
    found = {name: getattr(filters, name) for name in filters.chosen() if name in DIMENSIONS}
    found.pop("within", None)
    return {**found, "within": filters.radius} if filters.near else found


def fits(filters: Filters, one: Coming, now: datetime) -> bool:
    """Whether a date answers to every wish (words and spans of days were asked of the database)."""
    return (
        not _refused(one.offer, wanted(filters))
        and (filters.shows_groups or not one.offer.closed)
        and (not filters.day or filters.day in day_values(one, now))
    )


def _refused(offer: Offer, wishes: Mapping[str, Any]) -> list[str]:
    return [name for name, value in wishes.items() if value not in offer.values[name]]


@dataclass
class Counts:
    """How many dates are left by the wishes (``all``), and by each other wish in place of its own kind.

    ``of["free", True]`` is the length of the list after the chip "free" is tapped; ``without["place"]`` its
    length without the chosen place; ``alone["place"]`` with the chosen place as the only wish.
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
    wishes, shows = wanted(filters), _shows(filters)
    for dates in groups.values():
        _add(counts, dates, wishes, shows, [day_values(one, now) for one in dates])
    return counts


def _shows(filters: Filters) -> dict[str, tuple[bool, bool]]:
    """Dimension -> whether visits for closed groups are shown with a wish of that kind, and without."""
    with_it = {name: filters.shows_groups or name in ("theme", "groups") for name in DIMENSIONS}
    return {name: (with_it[name], filters.without(name).shows_groups) for name in DIMENSIONS}


def _add(
    counts: Counts,
    dates: Sequence[Coming],
    wishes: Mapping[str, Any],
    shows: Mapping[str, tuple[bool, bool]],
    days: Sequence[frozenset[str]],
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
    for name in refused or DIMENSIONS:
        with_it, without_it = shows[name]
        if without_it or not offer.closed:
            counts.without[name] += on_the_day
        if with_it or not offer.closed:
            for value in offer.values[name]:
                counts.of[name, value] += on_the_day


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
