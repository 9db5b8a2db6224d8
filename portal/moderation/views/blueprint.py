"""The blueprint of this feature, and what its pages share."""

from __future__ import annotations

from flask import Blueprint, Response, request

from portal.moderation.rules import COMMUNITY, EVENT, THEME_DAY
from portal.moderation.rules.wish import WHAT, WHEN, WHERE, WHO

bp = Blueprint("moderation", __name__)

KIND_WORDS = {EVENT: "arrangement", COMMUNITY: "faellesskab", THEME_DAY: "temadag"}
"""Kind -> its word in addresses."""
STEP_WORDS = {WHAT: "hvad", WHEN: "hvornaar", WHERE: "hvor", WHO: "hvem"}
"""Step -> its word in addresses."""
MADE_ENDPOINTS = {EVENT: "pages.event", COMMUNITY: "pages.community", THEME_DAY: "themedays.day"}
"""Kind -> the page of what an approved proposal became."""


@bp.after_request
def never_shared(response: Response) -> Response:
    """Drafts are private although their address is all it takes: only the first page may be cached."""
    if request.endpoint != "moderation.start":
        response.headers["Cache-Control"] = "private, no-store"
    return response


def number(text: str | None) -> int | None:
    """A hidden number as it was sent; ``None`` when it was tampered with or is missing."""
    return int(text) if text and text.isdecimal() and len(text) < 12 else None
