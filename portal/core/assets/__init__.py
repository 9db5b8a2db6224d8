"""Static files under names that change with their content, so that browsers may keep them for ever.

``python -m portal.core.assets`` builds them (``build.py``); at run time only this small manifest is needed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "static"
TARGET = SOURCE.with_name("static_build")
PREFIX = "/static/"
MANIFEST = "manifest.json"
PRINT = "print"
"""The folder among the built files that holds the fonts of posters and share images."""
PRINT_LETTERS = "letters.txt"
_HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")


class NotBuilt(RuntimeError):
    """The static files have not been built, or a page asks for one that is not among them."""


class Manifest:
    """The way from a file's own name to the address that carries its hash."""

    def __init__(self, folder: Path = TARGET) -> None:
        """Read the list in ``folder``. Raises :class:`NotBuilt` when nothing was built there."""
        path = folder / MANIFEST
        if not path.is_file():
            raise NotBuilt("The static files are not built yet. Build them: python3 dev.py assets")
        self._names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))

    def url(self, name: str) -> str:
        """The address of a file, such as ``/static/portal.1f0c….css``; :class:`NotBuilt` when unknown."""
        try:
            return PREFIX + self._names[name]
        except KeyError:
            raise NotBuilt(f"No static file is called {name!r}. Build again: python3 dev.py assets") from None


def is_hashed(_path: str, url: str) -> bool:
    """Whether an address carries a hash and may be kept for ever; WhiteNoise's ``immutable_file_test``."""
    return bool(_HASHED.search(url))
