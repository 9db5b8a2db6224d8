"""What a reader may ask the programme for, and how that is written in the address. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time, timedelta
from typing import Any

from portal.core.taxonomy import BAND_TREE, BANDS, LANGUAGES_SPOKEN, MODES, THEMES
from portal.pages.rules.near import RADII, USUAL_RADIUS, town_of

NOW, TODAY, TONIGHT, WEEKEND = "nu", "i-dag", "i-aften", "i-weekenden"
DAY_WORDS = (NOW, TODAY, TONIGHT, WEEKEND)
EVENING = time(17)
"""When the evening begins, local time."""
OTHER_LANGUAGES = "andre"
BY_DISTANCE = "afstand"
LONGEST_QUERY = 120

BAND_AUDIENCES: dict[str, tuple[str, ...]] = {
    "children": ("children", "babies", "families"),
    "youth": ("youth",),
    "adults": ("adults", "young_adults", "seniors"),
    "65+": ("seniors",),
    "0-2": ("babies",),
}
"""Age band -> the audiences that say the same in words."""

FINE_BANDS = frozenset(BANDS) - {"all"} - frozenset(BAND_TREE)
"""The leaves of the band tree: "for children" does not make an event one for those of four."""

PROMISES: dict[str, tuple[str, ...]] = {
    "step_free": ("step_free",),
    "quiet": ("quiet_space", "calm_light_sound"),
}
"""Wish -> the access facts of which one, promised by the place or the event, is enough."""

NAMES: dict[str, str] = {
    "q": "q",
    "day": "dag",
    "since": "fra",
    "until": "til",
    "place": "sted",
    "district": "omraade",
    "band": "alder",
    "free": "gratis",
    "no_signup": "uden-tilmelding",
    "mode": "form",
    "language": "sprog",
    "institution": "institution",
    "theme": "tema",
    "step_free": "trinfri",
    "quiet": "rolig",
    "groups": "klasser",
    "near": "naer",
    "within": "radius",
    "order": "orden",
}
"""Field of :class:`Filters` -> its name in the address."""


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see of the programme. Empty means everything."""

    q: str = ""
    day: str = ""
    """One of ``DAY_WORDS`` or a date; not together with ``since`` and ``until``."""
    since: date | None = None
    until: date | None = None
    place: str = ""
    """A place's slug, or the name of a building for all places under its roof."""
    district: str = ""
    band: str = ""
    """A node of ``taxonomy.BANDS``."""
    free: bool = False
    no_signup: bool = False
    mode: str = ""
    language: str = ""
    """A language spoken there, or ``andre`` for any but Danish."""
    institution: str = ""
    """An organisation's slug."""
    theme: str = ""
    step_free: bool = False
    quiet: bool = False
    """Only where the place or the event itself promises a quiet place, or soft light and sound."""
    groups: bool = False
    """Only visits for one school class or day-care group."""
    near: str = ""
    """The slug of a town (``near.TOWNS``)."""
    within: int = 0
    """Kilometres from ``near``; 0 leaves it to us."""
    order: str = ""
    """``afstand``: the nearest first. Otherwise by time."""

    def __bool__(self) -> bool:
        return self != Filters()

    @property
    def shows_groups(self) -> bool:
        """Whether visits for closed groups are among the answers: when asked for, by words or by theme."""
        return bool(self.groups or self.q or self.theme)

    @property
    def radius(self) -> int:
        """Kilometres from ``near``."""
        return self.within or USUAL_RADIUS

    @property
    def by_distance(self) -> bool:
        """Whether the nearest come first."""
        return bool(self.near) and self.order == BY_DISTANCE

    def without(self, *names: str) -> Filters:
        """The same without some of the wishes. Without a town there is no distance either."""
        names = (*names, "within", "order") if "near" in names else names
        return replace(self, **{name: getattr(Filters(), name) for name in names})

    def chosen(self) -> list[str]:
        """The names of the fields that say something."""
        nothing = Filters()
        return [one.name for one in fields(self) if getattr(self, one.name) != getattr(nothing, one.name)]

    def toggled(self, **wish: Any) -> Filters:
        """With the wish, or without it when it is already there: where a chip leads.

        A day takes the place of a span of days.
        """
        there = all(getattr(self, name) == value for name, value in wish.items())
        wide = self.without("since", "until") if "day" in wish else self
        return self.without(*wish) if there else replace(wide, **wish)

    def query(self) -> dict[str, Any]:
        """The same as parameters of an address."""
        return {NAMES[name]: _written(getattr(self, name)) for name in self.chosen()}


def _written(value: object) -> str:
    if value is True:
        return "1"
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Known:
    """The names that exist: places and organisations by slug, districts by id."""

    places: Collection[str] = ()
    districts: Collection[str] = ()
    institutions: Collection[str] = ()


def read_filters(asked: Mapping[str, str], known: Known) -> Filters:
    """The wishes in an address. What is not understood is left out, never an error: addresses are shared."""
    town = town_of(asked.get("naer", ""))
    since, until = _date(asked.get("fra", "")), _date(asked.get("til", ""))
    return Filters(
        q=" ".join(asked.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY],
        day="" if since or until else _day(asked.get("dag", "")),
        since=since,
        until=until,
        place=_one_of(asked.get("sted", ""), known.places),
        district=_one_of(asked.get("omraade", ""), known.districts),
        band=_one_of(asked.get("alder", ""), set(BANDS) - {"all"}),
        free=bool(asked.get("gratis")),
        no_signup=bool(asked.get("uden-tilmelding")),
        mode=_one_of(asked.get("form", ""), MODES),
        language=_one_of(asked.get("sprog", ""), {OTHER_LANGUAGES, *LANGUAGES_SPOKEN}),
        institution=_one_of(asked.get("institution", ""), known.institutions),
        theme=_one_of(asked.get("tema", ""), THEMES),
        step_free=bool(asked.get("trinfri")),
        quiet=bool(asked.get("rolig")),
        groups=bool(asked.get("klasser")),
        near=town.slug if town else "",
        within=int(_one_of(asked.get("radius", ""), _RADII) or 0) if town else 0,
        order=_one_of(asked.get("orden", ""), {BY_DISTANCE}) if town else "",
    )


_RADII = {str(km) for km in RADII}


def _one_of(value: str, known: Collection[str]) -> str:
    return value if value in known else ""


def _date(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _day(value: str) -> str:
    if value in DAY_WORDS:
        return value
    day = _date(value)
    return day.isoformat() if day else ""


def weekend(today: date) -> tuple[date, date]:
    """Saturday and Sunday of this week; on a Sunday only the rest of it."""
    saturday = today + timedelta(days=5 - today.weekday())
    return max(today, saturday), saturday + timedelta(days=1)


def days_of(filters: Filters, today: date) -> tuple[date, date | None]:
    """The first and the last day (``None``: no end) that are asked for, never before today."""
    first, last = filters.since or today, filters.until
    if filters.day in (NOW, TODAY, TONIGHT):
        first = last = today
    elif filters.day == WEEKEND:
        first, last = weekend(today)
    elif filters.day:
        first = last = date.fromisoformat(filters.day)
    return max(first, today), last


def bands_like(band: str) -> set[str]:
    """The nodes of the band tree that answer to one: itself, its leaves, and the branch it grows on."""
    branches = {branch for branch, leaves in BAND_TREE.items() if band in leaves}
    return {band, *BAND_TREE.get(band, ()), *branches}


def audiences_like(band: str) -> set[str]:
    """The audiences that answer to a band, its leaves and its branch."""
    return {audience for one in bands_like(band) for audience in BAND_AUDIENCES.get(one, ())}
