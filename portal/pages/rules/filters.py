"""What a reader may ask the programme for, and how that is written in the address. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from portal.core.taxonomy import BAND_TREE, BANDS, LANGUAGES_SPOKEN, MODES, THEMES

TODAY, WEEKEND = "i-dag", "i-weekenden"
OTHER_LANGUAGES = "andre"
LONGEST_QUERY = 120

BAND_AUDIENCES: dict[str, tuple[str, ...]] = {
    "children": ("children", "babies", "families"),
    "youth": ("youth",),
    "adults": ("adults", "young_adults", "seniors"),
    "65+": ("seniors",),
    "0-2": ("babies",),
}
"""Age band -> the audiences that say the same in words."""

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
    "groups": "klasser",
}
"""Field of :class:`Filters` -> its name in the address."""


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see of the programme. Empty means everything."""

    q: str = ""
    day: str = ""
    """``i-dag``, ``i-weekenden`` or a date."""
    since: date | None = None
    until: date | None = None
    place: str = ""
    """A place's slug."""
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
    groups: bool = False
    """Only visits for one school class or day-care group."""

    def __bool__(self) -> bool:
        return self != Filters()

    @property
    def shows_groups(self) -> bool:
        """Whether visits for closed groups are among the answers: when asked for, by words or by theme."""
        return bool(self.groups or self.q or self.theme)

    def without(self, *names: str) -> Filters:
        """The same without some of the wishes."""
        return replace(self, **{name: getattr(Filters(), name) for name in names})

    def chosen(self) -> list[str]:
        """The names of the fields that say something."""
        nothing = Filters()
        return [one.name for one in fields(self) if getattr(self, one.name) != getattr(nothing, one.name)]

    def toggled(self, **wish: Any) -> Filters:
        """With the wish, or without it when it is already there: where a chip leads."""
        there = all(getattr(self, name) == value for name, value in wish.items())
        return self.without(*wish) if there else replace(self, **wish)

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
    return Filters(
        q=" ".join(asked.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY],
        day=_day(asked.get("dag", "")),
        since=_date(asked.get("fra", "")),
        until=_date(asked.get("til", "")),
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
        groups=bool(asked.get("klasser")),
    )


def _one_of(value: str, known: Collection[str]) -> str:
    return value if value in known else ""


def _date(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _day(value: str) -> str:
    if value in (TODAY, WEEKEND):
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
    if filters.day == TODAY:
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
