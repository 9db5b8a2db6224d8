"""Home: what can I join?"""

from __future__ import annotations

from portal.core.web import public
from portal.pages.views.blueprint import bp


@bp.get("/")
@public
def home() -> str:
    """What can I join?"""
    return "ok"
