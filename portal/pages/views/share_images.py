"""The picture beside a shared link: drawn on the first visit, kept while it is true."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, current_app, request

from portal.core import pdf, text, web
from portal.core.limits import spend
from portal.core.shelf import name_of
from portal.core.text import _
from portal.core.web import actor, public
from portal.pages.queries import share
from portal.pages.queries.share import CALLED_OFF, CLOSED, FULL, Shared
from portal.pages.rules.share import write_code
from portal.pages.views.blueprint import bp
from portal.pages.views.paper import art, cached, house, paper_language, picture_of, shelf

WIDTH, HEIGHT = 1200, 630
"""Pixels of a share image, as Facebook, LinkedIn and Mastodon ask for."""
HOUSE = "portal"
"""The code of the picture for pages that have none of their own."""
DRAWINGS = "300 per hour"


@bp.app_template_global()
def house_image() -> str:
    """The address of the picture for pages that have none of their own."""
    return web.absolute("pages.share_image", code=HOUSE, v=_version(_house_data()))


def image_address(shown: Shared) -> str:
    """The whole address of its share image as it looks now."""
    code = write_code(shown.code.kind, shown.code.number)
    return web.absolute("pages.share_image", code=code, v=_version(_data(shown)))


def state_words(shown: Shared) -> str:
    """What has to be said first, or nothing."""
    words = {CALLED_OFF: _("Cancelled"), FULL: _("Full"), CLOSED: _("Closed")}
    return words.get(shown.state, "")


def _data(shown: Shared) -> dict[str, Any]:
    """What the picture shows, without files: its version follows from it."""
    with text.speaking(paper_language()):
        moment = shown.start or shown.on
        weekday, day, month = text.date_parts(moment) if moment else ("", None, "")
        return {
            **house(),
            "hue": shown.hue,
            "title": pdf.printable_or_nothing(shown.title),
            "title_lang": shown.language,
            "state": state_words(shown).upper() or None,
            "cancelled": shown.state == CALLED_OFF,
            "lead": _lead(shown),
            "where": pdf.printable_or_nothing(shown.where),
            "weekday": weekday,
            "day": day,
            "month": month,
            "sha": shown.image.sha256 if shown.image else "",
        }


def _lead(shown: Shared) -> str:
    if shown.start and shown.end:
        hours = f"{text.clock_time(shown.start)}–{text.clock_time(shown.end)}"
        at = _("At %(time)s", time=hours)
        return _("%(time)s and more dates", time=at) if shown.more_dates else at
    names = {"pages.community": _("Community"), "themedays.day": _("Theme day")}
    return names.get(shown.endpoint, "")


def _house_data() -> dict[str, Any]:
    with text.speaking(paper_language()):
        title = _("What happens in Randers")
        where = re.sub(r"^https?://", "", current_app.config["SETTINGS"].address)
        plain = {"hue": "green", "title": title, "title_lang": text.language(), "where": where}
        nothing = {"state": None, "cancelled": False, "lead": "", "weekday": "", "day": None, "month": ""}
        return {**house(), **plain, **nothing, "sha": ""}


def _version(data: dict[str, Any]) -> str:
    return name_of(data, pdf.template_version(pdf.SHARE))[:12]


@bp.get("/deling/<code>.jpg")
@public
def share_image(code: str) -> Response:
    """The picture beside a shared link; kept for good by everybody who asks for the present version."""
    shown = None if code == HOUSE else share.find_code(actor(), code)
    data = _house_data() if shown is None else _data(shown)
    version = _version(data)

    def draw() -> bytes:
        spend("share-image", DRAWINGS)
        picture = picture_of(shown.image if shown else None, HEIGHT)
        return pdf.jpeg(pdf.SHARE, {**data, **picture, "art": art(data["hue"])})

    answer = Response(shelf().fetch(f"{version}.jpg", draw), mimetype="image/jpeg")
    draft = shown is not None and not shown.public
    return cached(answer, version, exact=request.args.get("v") == version, draft=draft)
