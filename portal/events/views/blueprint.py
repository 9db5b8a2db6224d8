"""The blueprint that all modules of this package add their views to."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("events", __name__)

Page = str | Response | tuple[str, int]
