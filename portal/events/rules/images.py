"""Pictures: the sizes they are kept in, the words that go with them, and where they may be cut. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from portal.core.errors import Refused, Says
from portal.core.text import _l, holds_cpr

IMAGE_WIDTHS = (480, 960, 1600)
"""Pixels."""

CENTRE = "c"
FOCI: Mapping[str, Says] = {
    "nw": _l("Top left"),
    "n": _l("At the top"),
    "ne": _l("Top right"),
    "w": _l("On the left"),
    CENTRE: _l("In the middle"),
    "e": _l("On the right"),
    "sw": _l("Bottom left"),
    "s": _l("At the bottom"),
    "se": _l("Bottom right"),
}
"""The part of a picture that must always be seen, in reading order; each has a class in the style sheet."""

_FILE_NAME = re.compile(
    r"""\S*\.(jpe?g|png|webp|gif|heic|heif|tiff?|bmp|avif|svg)  # holiday-3.jpg
    | (img|dscn?|dscf|pxl|mvimg|p|screen\s?shot|skærmbillede|image|billede|foto|photo|picture|untitled)
      [\W\d_]*                                                  # IMG_1234, Foto 3""",
    re.IGNORECASE | re.VERBOSE,
)


def image_widths(width: int) -> list[int]:
    """The widths in pixels in which a picture is kept: smaller steps, and its own up to the largest."""
    largest = min(width, IMAGE_WIDTHS[-1])
    return [step for step in IMAGE_WIDTHS if step < largest] + [largest]


def crop_box(width: int, height: int, aspect: float, focus: str = CENTRE) -> tuple[int, int, int, int]:
    """What to keep of a picture to give it the proportion ``aspect`` (width by height).

    Answers with left, top, right and bottom in pixels, as Pillow's ``crop`` takes them: as much as can be
    kept, as near as can be to ``focus``, a key of :data:`FOCI`. The style sheet cuts the same way.
    """
    kept_width = min(width, max(1, round(height * aspect)))
    kept_height = min(height, max(1, round(width / aspect)))
    across, down = focus_share(focus)
    left, top = round((width - kept_width) * across), round((height - kept_height) * down)
    return left, top, left + kept_width, top + kept_height


def focus_share(focus: str) -> tuple[float, float]:
    """How far from the left and from the top, between 0 and 1; the middle for a word we do not know."""
    if focus not in FOCI:
        return 0.5, 0.5
    across = 0.0 if "w" in focus else 1.0 if "e" in focus else 0.5
    down = 0.0 if "n" in focus else 1.0 if "s" in focus else 0.5
    return across, down


def check_focus(focus: str) -> None:
    """One of the nine parts."""
    if focus not in FOCI:
        raise Refused(_l("Choose one of the possibilities."), field="focus")


def check_alt(alt: str, credit: str = "") -> None:
    """A description of the picture is never left out and never the name of a file; no CPR number comes in."""
    if not alt.strip():
        raise Refused(
            _l("Write what the picture shows: it is read aloud to those who cannot see it."), field="alt"
        )
    if _FILE_NAME.fullmatch(alt.strip()):
        raise Refused(
            _l("That looks like the name of a file. Write what one can see: who does what, and where."),
            field="alt",
        )
    for name, text, limit in (("alt", alt, 250), ("credit", credit, 120)):
        if len(text) > limit:
            raise Refused(
                _l("Shorten the text: there is room for %(max)s characters.", max=limit), field=name
            )
        if holds_cpr(text):
            raise Refused(_l("This looks like a CPR number. Remove it: we never need it."), field=name)
