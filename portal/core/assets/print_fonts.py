"""Fonts for posters and share images: whole weights in TrueType, which typst and Pillow read, unlike WOFF2.

They are cut from the wheel of the pages' fonts and lie beside the static files. Nobody fetches them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from portal.core.assets import PRINT_LETTERS
from portal.core.assets.fonts import FACES, Face, wheel_folder

BLOCKS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x218, 0x21B),
    (0x300, 0x308),
    (0x400, 0x45F),
    (0x490, 0x491),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2026),
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
)
"""First and last code point of what may stand on paper: the Latin of Europe and Vietnam, Cyrillic."""


@dataclass(frozen=True)
class Weight:
    """One file: a face of the pages at one weight."""

    face: Face
    name: str
    weight: int
    style: str


_SANS, _SERIF = FACES
WEIGHTS = (
    Weight(_SANS, "sans-regular", 400, "Regular"),
    Weight(_SANS, "sans-semibold", 600, "SemiBold"),
    Weight(_SERIF, "serif-semibold", 600, "SemiBold"),
)


@cache
def build_print_fonts() -> dict[str, bytes]:
    """Font files by name, and the letters that every one of them has."""
    made = {one.name: _cut(one) for one in WEIGHTS}
    letters = set.intersection(*(set(font.getBestCmap()) for font in made.values()))
    files = {f"{name}.ttf": _saved(font) for name, font in made.items()}
    return {**files, PRINT_LETTERS: "".join(map(chr, sorted(letters))).encode()}


def _letters() -> Iterator[int]:
    for first, last in BLOCKS:
        yield from range(first, last + 1)


@cache
def _subset(source: str) -> bytes:
    """A font of the wheel with the letters of ``BLOCKS``, still in all its weights."""
    font = TTFont(io.BytesIO((wheel_folder() / source).read_bytes()))
    options = Options()
    options.layout_features = ["kern", "ccmp"]
    options.hinting = False
    options.name_IDs = [1, 2, 4, 6]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_letters())
    subsetter.subset(font)
    return _saved(font)


def _cut(one: Weight) -> TTFont:
    font = TTFont(io.BytesIO(_subset(one.face.source)))
    axes = {axis: place for axis, place in one.face.axes.items() if axis != "wght"}
    instantiateVariableFont(font, {**axes, "wght": one.weight}, inplace=True)
    _rename(font, one)
    return font


def _rename(font: TTFont, one: Weight) -> None:
    """Say family and weight in the few names that programs read."""
    family, whole = one.face.family, f"{one.face.family} {one.style}"
    names = {1: family, 2: one.style, 4: whole, 6: whole.replace(" ", "-")}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in names]
    for record in table.names:
        record.string = names[record.nameID]
    font["OS/2"].usWeightClass = one.weight


def _saved(font: TTFont) -> bytes:
    font.recalcTimestamp = False
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def write_print_fonts(folder: Path) -> None:
    """Write the files into ``folder``, which is made."""
    folder.mkdir(parents=True)
    for name, data in build_print_fonts().items():
        (folder / name).write_bytes(data)
