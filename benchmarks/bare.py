"""The yardstick: a Flask view that does nothing, under the same server as the portal."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def nothing() -> str:
    """A few bytes."""
    return "ok"
