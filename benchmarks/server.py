"""The measured portal as gunicorn loads it."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from benchmarks import world


def application() -> Flask:
    """The portal over the database that the environment names."""
    return world.application(os.environ["DATABASE_URL"], Path(os.environ["DATA_DIR"]))
