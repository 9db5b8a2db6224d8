"""How places are grouped, and which are close to one another. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from portal.core.errors import Says
from portal.pages.rules.country import Spot
from portal.pages.rules.dates import floor_words
from portal.pages.rules.geometry import km_between

HOUSE, BRANCHES, ROAMING, OUT = "house", "branches", "roaming", "out"
GROUPS = (HOUSE, BRANCHES, ROAMING, OUT)
"""The order of the list: under the roof of the house, the branches, what has no fixed spot, and the rest."""

MOST_NEAR = 4
FARTHEST_KM = 15.0

ACCESS_WISHES: dict[str, tuple[str, ...]] = {
    "trinfri": ("step_free",),
    "toilet": ("accessible_toilet",),
    "lift": ("lift",),
    "teleslynge": ("hearing_loop_fixed", "hearing_loop_mobile"),
    "ro": ("quiet_space", "calm_light_sound"),
}
"""Word in the address -> the access facts any of which answers it; not known is not yes."""


def group_of(kind: str, building: str) -> str:
    """One of :data:`GROUPS`."""
    if building or kind in ("main_library", "house_common_area", "house_institution"):
        return HOUSE
    return {"branch": BRANCHES, "book_bus": ROAMING, "online": ROAMING}.get(kind, OUT)


def floors(numbers: Iterable[int | None]) -> list[Says]:
    """The floors of some rooms in words, lowest first."""
    known = sorted({one for one in numbers if one is not None})
    return [words for one in known if (words := floor_words(one)) is not None]


def lowest(numbers: Iterable[int | None]) -> int:
    """What a place in a building is sorted by: the floor most people come in on first, unknown ones last."""
    known = [one for one in numbers if one is not None]
    return min((abs(one) for one in known), default=99)


def answers(wish: str, yes: Collection[str]) -> bool:
    """Whether a place with these facts answered yes fits a wish of :data:`ACCESS_WISHES`."""
    return any(fact in yes for fact in ACCESS_WISHES[wish])


@dataclass(frozen=True)
class Near:
    """A place close by."""

    spot: Spot
    km: float | None
    """As the crow flies; ``None`` for one of the same district whose exact spot nobody has said."""


def under_roof(place: Spot, spots: Iterable[Spot]) -> list[Spot]:
    """The other places in the same building."""
    return [one for one in spots if _shares_roof(one, place)]


def _shares_roof(one: Spot, place: Spot) -> bool:
    return bool(place.building) and one.building == place.building and one.slug != place.slug


def nearby(place: Spot, spots: Iterable[Spot]) -> list[Near]:
    """Places under other roofs: those of the same district first, then the nearest; one for each roof."""
    found: dict[str, tuple[bool, float, str, Near]] = {}
    for one in spots:
        km = km_between(place.point, one.point) if place.point and one.point else None
        here = bool(place.district) and one.district == place.district
        if one.slug == place.slug or _shares_roof(one, place) or not (here or _close(km)):
            continue
        found.setdefault(one.building or one.slug, (not here, km or 0, one.slug, Near(one, km)))
    return [near for *_order, near in sorted(found.values(), key=lambda one: one[:3])[:MOST_NEAR]]


def _close(km: float | None) -> bool:
    return km is not None and km <= FARTHEST_KM
