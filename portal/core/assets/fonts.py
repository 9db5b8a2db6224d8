"""Fonts small enough for a first view of 60 kB, and fall-backs that take exactly the same room.

The fonts come from a wheel, whose files alone are used. Each becomes two slices: what Danish pages need, and
the other letters of Latin, which a browser fetches only for a page that holds one of them.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont

WHEEL = "justmytype_western_core"
UNITS = 1000
"""Design units per em: fewer than the 2048 of Inter make the file a tenth smaller, and nobody sees it."""

_ACCENTED = "ÆØÅæøåÉéÜüÖöÄä"
_PUNCTUATION = "\u00a0–—‘’“”„…·"
TEXT = "".join(map(chr, range(0x20, 0x7F))) + _ACCENTED + _PUNCTUATION + "•×→←½°§€«»−©"
HEADINGS = (
    "".join(letter for letter in TEXT[:95] if letter not in "<>[]{}\\^_`|~$") + _ACCENTED + _PUNCTUATION
)
EXTENDED = "".join(letter for letter in map(chr, range(0xC0, 0x180)) if letter not in _ACCENTED + "×÷")
SAMPLE = (
    "tilmelding til arrangementer på biblioteket, hvor børn, unge og ældre mødes i fællesskaber i Randers"
)
"""What average widths are taken over: Danish, as on the pages."""


@dataclass(frozen=True)
class Fallback:
    """A font of the reader's own machine that stands in until ours is there."""

    weight: str
    at: int
    """The weight of ours at which the widths are compared."""
    local: tuple[str, ...]
    width: float
    """Average advance over ``SAMPLE`` in em, measured on the metric-compatible Liberation fonts."""


@dataclass(frozen=True)
class Face:
    """One family that the style sheet names."""

    family: str
    slug: str
    source: str
    letters: str
    axes: Mapping[str, float | tuple[float, float]]
    weight: str
    fallbacks: tuple[Fallback, ...]


FACES = (
    Face(
        family="Inter",
        slug="inter",
        source="inter/Inter[opsz,wght].ttf",
        letters=TEXT,
        axes={"opsz": 14, "wght": (400, 700)},
        weight="400 700",
        fallbacks=(
            Fallback("400 500", 400, ("Arial", "ArialMT", "Liberation Sans"), 0.4441),
            Fallback("600 700", 600, ("Arial Bold", "Arial-BoldMT", "Liberation Sans Bold"), 0.4784),
        ),
    ),
    # Source Serif 4 under another name: its makers keep the name "Source" for the unchanged font.
    Face(
        family="Portal Serif",
        slug="portal-serif",
        source="sourceserif4/SourceSerif4[opsz,wght].ttf",
        letters=HEADINGS,
        axes={"opsz": 32, "wght": 600},
        weight="400 700",
        fallbacks=(
            Fallback(
                "400 700",
                600,
                ("Times New Roman Bold", "TimesNewRomanPS-BoldMT", "Liberation Serif Bold"),
                0.4305,
            ),
        ),
    ),
)


@cache
def build_fonts() -> tuple[dict[str, bytes], str]:
    """Font files by name, their licences among them, and the ``@font-face`` rules that use them."""
    files: dict[str, bytes] = {}
    rules: list[str] = []
    for face in FACES:
        path = wheel_folder() / face.source
        files[f"fonts/{face.slug}-OFL.txt"] = (path.parent / "OFL.txt").read_bytes()
        for part, letters in (("", face.letters), ("-extended", EXTENDED)):
            font = _slice(path, letters, face)
            name = f"fonts/{face.slug}{part}.woff2"
            files[name] = _woff2(font)
            rules.append(_rule(face, name, letters))
            if not part:
                rules += [_fallback_rule(face, fallback, font) for fallback in face.fallbacks]
    return files, "".join(rules)


def wheel_folder() -> Path:
    """Where the wheel keeps its fonts. Raises ``FileNotFoundError`` when it is not installed."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"The fonts of {WHEEL} are not installed.")
    return Path(spec.submodule_search_locations[0]) / "fonts" / "ofl"


def _slice(path: Path, letters: str, face: Face) -> TTFont:
    options = Options()
    options.layout_features = ["kern", "tnum", "ccmp"]
    options.hinting = False
    options.name_IDs = [1, 2, 4, 6]
    font = TTFont(io.BytesIO(path.read_bytes()))
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    # Subset first: the other way round the instancer meets names that are gone.
    subsetter.subset(font)
    instance = instantiateVariableFont(font, dict(face.axes), inplace=True)
    scale_upem(instance, UNITS)
    for record in instance["name"].names:
        record.string = face.family if record.nameID != 6 else face.family.replace(" ", "")
    return instance


def _woff2(font: TTFont) -> bytes:
    font.flavor = "woff2"
    # The same input gives the same bytes, hence the same name.
    font.recalcTimestamp = False
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _rule(face: Face, name: str, letters: str) -> str:
    return (
        f'@font-face{{font-family:"{face.family}";src:url({name})format("woff2");font-weight:{face.weight};'
        f"font-display:swap;unicode-range:{unicode_range(letters)}}}\n"
    )


def _fallback_rule(face: Face, fallback: Fallback, font: TTFont) -> str:
    if "fvar" in font:
        font = instantiateVariableFont(font, {"wght": fallback.at})
    scale, hhea = average_width(font) / fallback.width, font["hhea"]
    overrides = {
        "size-adjust": scale,
        "ascent-override": hhea.ascent / UNITS / scale,
        "descent-override": -hhea.descent / UNITS / scale,
        "line-gap-override": hhea.lineGap / UNITS / scale,
    }
    local = ",".join(f'local("{name}")' for name in fallback.local)
    settings = ";".join(f"{name}:{value:.2%}" for name, value in overrides.items())
    family = f'font-family:"{face.family} Fallback"'
    return f"@font-face{{{family};src:{local};font-weight:{fallback.weight};{settings}}}\n"


def average_width(font: TTFont) -> float:
    """The average advance of ``SAMPLE`` in em."""
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    total: int = sum(widths[glyphs[ord(letter)]][0] for letter in SAMPLE)
    return total / len(SAMPLE) / UNITS


def unicode_range(letters: str) -> str:
    """The letters as a CSS ``unicode-range``.

    >>> unicode_range("abcø")
    'U+61-63,U+F8'
    """
    runs: list[list[int]] = []
    for code in sorted(set(map(ord, letters))):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{first:X}" + (f"-{last:X}" if last > first else "") for first, last in runs)
