"""Where things are: districts and places by coordinate, the window that shows them, the land drawn. Pure.

Nobody publishes the borders of these districts as open shapes, so none are drawn: the land is a soft
outline around the middles of the districts, out to the mouth of the fjord.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.pages.rules.geometry import XY, around, inside, mercator, world_of_km

WIDTH = 400.0
"""Units the whole map is wide. On a phone of 320 px one unit is 0.72 px."""
MARGIN_KM = 5.0
"""Land drawn around the outermost districts."""
AROUND_KM = 9.0
"""How much country the small map of one place shows from side to side."""
MOUTH = (56.61, 10.30)
"""The mouth of Randers Fjord at Udbyhøj: the municipality reaches that far."""


@dataclass(frozen=True)
class Area:
    """A district. ``number`` is how many dates there have no place of their own."""

    id: str
    name: str
    lat: float | None = None
    lon: float | None = None
    outside: bool = False
    number: int = 0

    @property
    def point(self) -> XY | None:
        """``(lat, lon)`` of its middle, when staff wrote it."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


@dataclass(frozen=True)
class Spot:
    """A place with how many dates it has."""

    slug: str
    name: str
    kind: str
    district: str = ""
    building: str = ""
    lat: float | None = None
    lon: float | None = None
    number: int = 0

    @property
    def point(self) -> XY | None:
        """``(lat, lon)``, when somebody said exactly where it is."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


@dataclass(frozen=True)
class View:
    """A window: its north-west corner in parts of the world, units to a whole world, and its size."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def at(self, lat: float, lon: float) -> XY:
        """Where a coordinate lies in the window."""
        x, y = mercator(lat, lon)
        return (x - self.west) * self.scale, (y - self.north) * self.scale

    @property
    def bounds(self) -> dict[str, float]:
        """Its four sides in parts of the world."""
        east, south = self.west + self.width / self.scale, self.north + self.height / self.scale
        return {"west": self.west, "north": self.north, "east": east, "south": south}


def middles(areas: Iterable[Area], spots: Sequence[Spot]) -> dict[str, XY]:
    """District -> ``(lat, lon)``: as staff wrote it, else the middle of its places; outside ones left out."""
    found: dict[str, XY] = {}
    for area in areas:
        written = area.point
        known = [written] if written else [one.point for one in spots if one.district == area.id]
        points = [one for one in known if one]
        if points and not area.outside:
            lats, lons = zip(*points, strict=True)
            found[area.id] = (sum(lats) / len(points), sum(lons) / len(points))
    return found


def whole(points: Iterable[XY]) -> View:
    """The window that holds all ``(lat, lon)`` with some land around them."""
    held = list(points)
    margin = world_of_km(MARGIN_KM, held[0][0])
    corners = around([mercator(*one) for one in held], margin)
    west, north = min(x for x, _y in corners), min(y for _x, y in corners)
    east, south = max(x for x, _y in corners), max(y for _x, y in corners)
    scale = (WIDTH - 4) / (east - west)
    edge = 2 / scale
    return View(west - edge, north - edge, scale, WIDTH, round((south - north) * scale) + 4)


def close(lat: float, lon: float, width: float = 360.0, height: float = 230.0) -> View:
    """The window around one place."""
    x, y = mercator(lat, lon)
    scale = width / world_of_km(AROUND_KM, lat)
    return View(x - width / 2 / scale, y - height / 2 / scale, scale, width, height)


def land(centres: Iterable[XY], view: View) -> list[XY]:
    """The soft outline of the municipality, out to the mouth of the fjord."""
    points = [view.at(*one) for one in (*centres, MOUTH)]
    return around(points, world_of_km(MARGIN_KM, MOUTH[0]) * view.scale)


@dataclass(frozen=True)
class Country:
    """The middles of the districts, the window that shows them all, and the land in it."""

    centres: dict[str, XY]
    view: View
    outline: list[XY]

    def where(self, spot: Spot) -> XY | None:
        """``(lat, lon)`` of a place, if need be its district's; ``None`` when it is not on this land.

        A slip in a coordinate so leaves a place to the list instead of putting it into the sea.
        """
        centre = self.centres.get(spot.district)
        point = centre and (spot.point or centre)
        return point if point and inside(self.outline, self.view.at(*point)) else None


def country(areas: Sequence[Area], spots: Sequence[Spot]) -> Country | None:
    """``None`` when nobody knows where anything is."""
    centres = middles(areas, spots)
    if not centres:
        return None
    view = whole([*centres.values(), MOUTH])
    return Country(centres, view, land(centres.values(), view))
