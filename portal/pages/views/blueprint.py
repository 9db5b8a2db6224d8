"""The blueprint that every module of this package hangs its pages on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("pages", __name__)
