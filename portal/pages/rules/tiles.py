"""Which pictures of a tile server lie under a window of the world. Pure; nothing is fetched here."""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_TILES = 48
DEEPEST = 17


@dataclass(frozen=True)
class Tile:
    """One square picture: its address, and where it lies in the units of the drawing."""

    href: str
    x: float
    y: float
    size: float


def tiles(pattern: str, *, west: float, north: float, east: float, south: float, width: float) -> list[Tile]:
    """The tiles under a window, finest zoom that needs no more than :data:`MOST_TILES`.

    The window is given in parts of the world (see ``geometry.mercator``) and drawn ``width`` units wide;
    ``pattern`` is an address with ``{z}``, ``{x}`` and ``{y}`` as most servers count them (y from north).
    """
    zoom = next(
        deep for deep in range(DEEPEST, -1, -1) if _number(deep, west, north, east, south) <= MOST_TILES
    )
    across, scale = 2**zoom, width / (east - west)
    return [
        Tile(
            pattern.replace("{z}", str(zoom)).replace("{x}", str(x)).replace("{y}", str(y)),
            round((x / across - west) * scale, 2),
            round((y / across - north) * scale, 2),
            round(scale / across, 2),
        )
        for y in _span(north, south, across)
        for x in _span(west, east, across)
    ]


def _span(start: float, end: float, across: int) -> range:
    first, last = math.floor(start * across), math.ceil(end * across)
    return range(max(0, first), min(across, last))


def _number(zoom: int, west: float, north: float, east: float, south: float) -> int:
    across = 2**zoom
    return len(_span(west, east, across)) * len(_span(north, south, across))
