"""Names on a map, placed so that they cover neither a marker nor each other. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.pages.rules.geometry import XY

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

SIZE = 15.0
"""Height of the letters in units, as on the narrowest screen; elsewhere they are drawn smaller."""
LETTER, ABOVE, BELOW = 0.54, 0.8, 0.25
"""Mean width of a letter, and its reach above and below the line, in heights."""


@dataclass(frozen=True)
class Label:
    """A name where it is written. ``anchor`` is the SVG ``text-anchor``."""

    text: str
    x: float
    y: float
    anchor: str = "middle"


def box_around(point: XY, reach: float) -> Box:
    """The square around a point."""
    return point[0] - reach, point[1] - reach, point[0] + reach, point[1] + reach


def labels(names: Iterable[tuple[str, XY]], blocked: Sequence[Box], room: XY) -> list[Label]:
    """Names close to their points where there is space, the most important first.

    ``blocked`` are the boxes of markers, ``room`` the width and height of the map. A name that fits
    nowhere is left to the list; only the first may stand a little farther off.
    """
    taken = list(blocked)
    found: list[Label] = []
    for text, point in names:
        for label in _candidates(text, point, _clear(point, blocked), farther=not found):
            box = box_of(label)
            if _within(box, room) and not any(_meet(box, other) for other in taken):
                taken.append(box)
                found.append(label)
                break
    return found


def _clear(point: XY, blocked: Sequence[Box]) -> XY:
    """How far a name must stand off, across and up or down: past the marker on its point, if there is one."""
    spot = (*point, *point)
    here = next((box for box in blocked if _meet(box, spot)), None)
    if here is None:
        return 5.0, 3.0
    return max(here[2] - point[0], point[0] - here[0]) + 3, max(here[3] - point[1], point[1] - here[1]) + 3


def _candidates(text: str, point: XY, clear: XY, *, farther: bool) -> list[Label]:
    """On the spot, below, above, beside it, then farther off."""
    x, y = point
    middle, tall = SIZE * 0.35, SIZE * ABOVE
    near = [
        Label(text, x, y + middle),
        Label(text, x, y + clear[1] + tall),
        Label(text, x, y - clear[1]),
        Label(text, x + clear[0], y + middle, "start"),
        Label(text, x - clear[0], y + middle, "end"),
    ]
    if not farther:
        return near
    steps = [(dx, dy) for dy in (-1.6, 1.6, -2.2, 2.2) for dx in (0, -3, 3)]
    return near + [Label(text, x + dx * SIZE, y + dy * clear[1] + tall / 2) for dx, dy in steps]


def box_of(label: Label) -> Box:
    """The room a label takes up."""
    wide = len(label.text) * SIZE * LETTER
    left = {"start": label.x, "end": label.x - wide}.get(label.anchor, label.x - wide / 2)
    return left, label.y - SIZE * ABOVE, left + wide, label.y + SIZE * BELOW


def _within(box: Box, room: XY) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= room[0] and box[3] <= room[1]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
