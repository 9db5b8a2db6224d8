"""Home, my page, about, accessibility, privacy."""

from __future__ import annotations

from flask import Blueprint

from portal.core.web import public

bp = Blueprint("pages", __name__)


@bp.get("/")
@public
def home() -> str:
    """What can I join?"""
    return "ok"
