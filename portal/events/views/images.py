"""Pictures, served for good: another picture has another address."""

from __future__ import annotations

from flask import current_app, send_from_directory
from werkzeug.wrappers import Response

from portal.core.web import public
from portal.events.views.blueprint import bp

YEAR = 31_536_000
"""Seconds."""


@bp.get("/billeder/<string(length=64):sha>-<int:width>.webp")
@public
def image(sha: str, width: int) -> Response:
    """One size of a picture. Not marked ``public``, so that it stays out of the cache of pages."""
    folder = current_app.config["SETTINGS"].media
    response = send_from_directory(folder, f"{sha}-{width}.webp", mimetype="image/webp", max_age=YEAR)
    response.headers["Cache-Control"] = f"max-age={YEAR}, immutable"
    return response
