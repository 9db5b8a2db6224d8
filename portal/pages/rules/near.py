"""Near somebody: towns, postal codes and distances in kilometres. Pure.

Nobody's position comes here. A reader names a town or a postal code; a browser that knows where it is picks
the nearest town itself, from the same table.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from portal.core.text import slugify

RADII = (2, 5, 10, 20)
"""Kilometres to choose between."""
USUAL_RADIUS = 5
EARTH_RADIUS = 6371.0
"""Kilometres, the mean."""


@dataclass(frozen=True)
class Spot:
    """A point in degrees (WGS 84)."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Town:
    """A town, village or part of town that people say they live in."""

    slug: str
    name: str
    postal_code: str
    district: str
    """The district of the reference data that it lies in."""
    spot: Spot


@dataclass(frozen=True)
class Distance:
    """How far it is, as the crow flies."""

    km: float
    exact: bool = True
    """Whether the place's own point is known; else it is measured to the middle of its district."""


_TABLE = (
    ("Randers C", "8900", "randers_c", 56.461, 10.036),
    ("Randers NV", "8920", "randers_nv", 56.47, 9.99),
    ("Randers NØ", "8930", "dronningborg", 56.47, 10.07),
    ("Randers SV", "8940", "randers_sv", 56.44, 10.01),
    ("Randers SØ", "8960", "kristrup", 56.44, 10.06),
    ("Langå", "8870", "langaa", 56.39, 9.895),
    ("Havndal", "8970", "havndal", 56.65, 10.20),
    ("Spentrup", "8981", "spentrup", 56.537, 10.038),
    ("Gjerlev", "8983", "gjerlev", 56.59, 10.12),
    ("Fårup", "8990", "faarup", 56.55, 9.86),
    ("Assentoft", "8960", "assentoft", 56.442, 10.152),
    ("Dronningborg", "8930", "dronningborg", 56.47, 10.07),
    ("Harridslev", "8930", "harridslev_mellerup", 56.50, 10.10),
    ("Kristrup", "8960", "kristrup", 56.44, 10.06),
    ("Stevnstrup", "8870", "stevnstrup", 56.43, 9.95),
    ("Uggelhuse", "8960", "uggelhuse", 56.46, 10.19),
    ("Vorup", "8940", "randers_sv", 56.44, 10.01),
    ("Ålum", "8920", "aalum_egnen", 56.46, 9.88),
)
"""Points are those of the reference data, else rounded to a hundredth of a degree (about 1 km)."""

TOWNS: dict[str, Town] = {
    slugify(name): Town(slugify(name), name, code, district, Spot(lat, lon))
    for name, code, district, lat, lon in _TABLE
}
"""Slug -> town. The towns that name a postal code come first."""

_BY_CODE = {town.postal_code: town for town in reversed(TOWNS.values())}
_BY_DISTRICT = {town.district: town for town in reversed(TOWNS.values())}


def town_of(asked: str) -> Town | None:
    """The town somebody means: its name or slug, its postal code, or both (``8870 Langå``)."""
    words = slugify(asked[:60], "")
    code, _dash, name = words.partition("-")
    return TOWNS.get(words) or (TOWNS.get(name) if code in _BY_CODE else None) or _BY_CODE.get(code)


def middle_of(district: str, lat: float | None = None, lon: float | None = None) -> Spot | None:
    """The middle of a district: the point that staff gave it, else that of its town."""
    if lat is not None and lon is not None:
        return Spot(lat, lon)
    town = _BY_DISTRICT.get(district)
    return town.spot if town else None


def km_between(one: Spot, other: Spot) -> float:
    """Kilometres along the great circle (haversine formula)."""
    up, along = radians(other.lat - one.lat) / 2, radians(other.lon - one.lon) / 2
    chord = sin(up) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(along) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(min(1.0, chord)))


def nearest_town(spot: Spot) -> Town:
    """The town in the table that lies nearest."""
    return min(TOWNS.values(), key=lambda town: km_between(town.spot, spot))


def neighbours(district: str) -> list[str]:
    """The other districts that have a town, nearest first."""
    here = middle_of(district)
    others = [one for one in _BY_DISTRICT if one != district]
    return sorted(others, key=lambda one: km_between(here, _BY_DISTRICT[one].spot)) if here else []
