"""What the modules of this package share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.core.access import can
from portal.core.errors import Missing
from portal.core.web import actor
from portal.themedays import queries, rules
from portal.themedays.models import ThemeDay

bp = Blueprint("themedays", __name__)

Page = str | Response | tuple[str, int]


def visible_day(slug: str) -> ThemeDay:
    """The theme day, when the asker may know of it. Raises ``Missing``."""
    found = queries.day_by_slug(slug)
    if found.state == rules.DRAFT and not can(actor(), "themeday:see_unpublished", found):
        raise Missing()
    return found
