"""The geometry of maps: where a coordinate lies on Web Mercator, and shapes around points. Pure.

Plane points are ``(x, y)`` with y downwards, as on a screen. Coordinates are degrees of WGS 84.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

XY = tuple[float, float]

EARTH_KM = 6371.0
EQUATOR_KM = 40075.0
EVERYWHERE = ((-math.inf, -math.inf), (math.inf, math.inf))
STEEPEST = 85.05112878
"""The latitude at which Web Mercator ends, so that the world is a square."""


def mercator(lat: float, lon: float) -> XY:
    """Where a coordinate lies on the square of the world: 0 to 1 eastwards and southwards (EPSG:3857)."""
    held = max(-STEEPEST, min(STEEPEST, lat))
    north = math.asinh(math.tan(math.radians(held)))
    return (lon + 180) / 360, (1 - north / math.pi) / 2


def world_of_km(km: float, lat: float) -> float:
    """How much of the square of the world a distance takes up at a latitude."""
    return km / (EQUATOR_KM * math.cos(math.radians(lat)))


def km_between(one: XY, other: XY) -> float:
    """Kilometres as the crow flies between two ``(lat, lon)``."""
    lat, lon, to_lat, to_lon = map(math.radians, (*one, *other))
    half = math.sin((to_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def _turn(origin: XY, one: XY, other: XY) -> float:
    return (one[0] - origin[0]) * (other[1] - origin[1]) - (one[1] - origin[1]) * (other[0] - origin[0])


def hull(points: Iterable[XY]) -> list[XY]:
    """The smallest convex shape that holds all points (monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return [*_chain(ordered)[:-1], *_chain(ordered[::-1])[:-1]]


def _chain(ordered: Sequence[XY]) -> list[XY]:
    kept: list[XY] = []
    for point in ordered:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
            kept.pop()
        kept.append(point)
    return kept


def around(points: Iterable[XY], radius: float, corners: int = 32) -> list[XY]:
    """A soft shape that leaves at least ``radius`` around every point."""
    turns = [2 * math.pi * step / corners for step in range(corners)]
    return hull(
        (x + radius * math.cos(turn), y + radius * math.sin(turn)) for x, y in points for turn in turns
    )


def inside(shape: Sequence[XY], point: XY) -> bool:
    """Whether a point lies in a shape made by :func:`hull`."""
    edges = zip(shape, [*shape[1:], *shape[:1]], strict=True)
    return len(shape) > 2 and all(_turn(start, end, point) >= 0 for start, end in edges)


def cell(site: XY, others: Iterable[XY], outline: Sequence[XY]) -> list[XY]:
    """The part of the outline that is nearer to ``site`` than to any other (its Voronoi cell)."""
    left = list(outline)
    for other in others:
        if other != site:
            left = _nearer(left, site, other)
    return left


def _nearer(shape: Sequence[XY], site: XY, other: XY) -> list[XY]:
    """A convex shape cut along the line midway between two sites."""
    normal = (other[0] - site[0], other[1] - site[1])
    middle = sum((a + b) / 2 * n for a, b, n in zip(site, other, normal, strict=True))
    beyond = [point[0] * normal[0] + point[1] * normal[1] - middle for point in shape]
    kept: list[XY] = []
    for index, point in enumerate(shape):
        before, here, was = shape[index - 1], beyond[index], beyond[index - 1]
        if (here > 0) != (was > 0):
            share = was / (was - here)
            kept.append(
                (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
            )
        if here <= 0:
            kept.append(point)
    return kept


def spread(
    points: Sequence[XY], apart: float, room: tuple[XY, XY] = EVERYWHERE, rounds: int = 400
) -> list[XY]:
    """The points, moved until any two are ``apart`` and all lie in ``room`` (two corners).

    The same in, the same out. Where the room is too small for all, the last round's places stand.
    """
    moved = list(points)
    for _round in range(rounds):
        shifts = [_push(moved, index, apart) for index in range(len(moved))]
        pushed = [_kept((x + dx, y + dy), room) for (x, y), (dx, dy) in zip(moved, shifts, strict=True)]
        if pushed == moved:
            break
        moved = pushed
    return moved


def _kept(point: XY, room: tuple[XY, XY]) -> XY:
    (left, top), (right, bottom) = room
    return min(max(point[0], left), right), min(max(point[1], top), bottom)


def _push(points: Sequence[XY], index: int, apart: float) -> XY:
    """Where the neighbours of a point push it.

    Every point leans a little to a side of its own, so that many in a row do not only push along the row.
    """
    x, y = points[index]
    lean = 0.5 * math.sin(2.4 * index)
    dx = dy = 0.0
    for turn, (other_x, other_y) in enumerate(points):
        far = math.hypot(x - other_x, y - other_y)
        if turn == index or far >= apart:
            continue
        angle = math.atan2(y - other_y, x - other_x) + lean if far > 1e-9 else 2.4 * index
        dx += math.cos(angle) * ((apart - far) / 2 + 0.01)
        dy += math.sin(angle) * ((apart - far) / 2 + 0.01)
    return dx, dy


def outline_path(points: Sequence[XY]) -> str:
    """A closed shape as the ``d`` of an SVG path; empty for nothing."""
    return f"M{' '.join(_written(point) for point in points)}Z" if points else ""


def curve_path(points: Sequence[XY]) -> str:
    """A smooth line through all points (Catmull-Rom as Bézier curves) as the ``d`` of an SVG path."""
    parts = [f"M{_written(points[0])}"]
    for index in range(len(points) - 1):
        before, here = points[max(index - 1, 0)], points[index]
        there, after = points[index + 1], points[min(index + 2, len(points) - 1)]
        leave = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        arrive = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        parts.append(f"C{_written(leave)} {_written(arrive)} {_written(there)}")
    return "".join(parts)


def _written(point: XY) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
