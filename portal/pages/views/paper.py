"""What sheets of paper and share images have in common: names, pictures, panels, and where they are kept."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, current_app, get_template_attribute, request

from portal.core import pdf, text
from portal.core.shelf import Shelf
from portal.core.text import _
from portal.events.models import Image
from portal.events.rules import image_widths

YEAR = 31_536_000
"""Seconds."""
SOON = 300
"""Seconds that a file may be old whose address does not say which version is meant."""
INK = {"coral": "#a03822", "amber": "#7a5100", "blue": "#1e5479", "plum": "#70386a", "green": "#1f5d47"}
"""The hues of the style sheet in daylight."""


def house() -> dict[str, Any]:
    """What every sheet and picture says of the house, in the language being written."""
    settings = current_app.config["SETTINGS"]
    return {
        "lang": text.language(),
        "library": pdf.printable_or_nothing(settings.library_name),
        "house": pdf.printable_or_nothing(_("& %(house)s", house=settings.house_name)),
    }


def paper_language() -> str:
    """The language of paper and pictures: the page's, but Danish where our fonts lack the letters."""
    return text.DEFAULT_LANGUAGE if text.direction(text.language()) == "rtl" else text.language()


def picture_of(image: Image | None, widest: int) -> dict[str, Any]:
    """The file of a picture for a template of typst, and its description; nothing when the file is gone."""
    nothing = {"picture": None, "alt": ""}
    if image is None:
        return nothing
    widths = image_widths(image.width)
    width = next((one for one in widths if one >= widest), widths[-1])
    path = current_app.config["SETTINGS"].media / f"{image.sha256}-{width}.webp"
    return {"picture": str(path), "alt": image.alt} if path.is_file() else nothing


def art(hue: str) -> str:
    """The abstract panel of ``ui/event.html`` as a drawing that stands alone."""
    panel = str(get_template_attribute("ui/event.html", "hue_panel")(hue))
    found = re.search(r"<svg\b.*</svg>", panel, re.DOTALL)
    style = (
        f"<style>.art{{fill:{INK[hue]}}}.art>*{{opacity:.2}}.art>:nth-child(3n){{opacity:.42}}"
        ".art>:nth-child(3n+1){opacity:.12}</style>"
    )
    drawing = found.group() if found else "<svg>"
    return re.sub(r"^<svg\b([^>]*)>", rf'<svg xmlns="http://www.w3.org/2000/svg"\1>{style}', drawing, count=1)


def shelf() -> Shelf:
    """Where posters and pictures are kept."""
    return Shelf(current_app.config["SETTINGS"].made_folder)


def cached(answer: Response, version: str, *, exact: bool, draft: bool) -> Response:
    """Kept by browsers and crawlers, but not ``public``, so that it stays out of the cache of pages."""
    if draft:
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    answer.headers["Cache-Control"] = f"max-age={YEAR}, immutable" if exact else f"max-age={SOON}"
    answer.set_etag(version)
    answer.make_conditional(request)
    return answer
