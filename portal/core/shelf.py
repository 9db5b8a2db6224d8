"""Files made on demand and kept while there is room: posters and share images.

A file's name follows from what it shows, so a change makes another name and nothing is ever stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

MEGABYTE = 1024 * 1024


def name_of(data: Mapping[str, Any], *more: str) -> str:
    """A name that follows from plain data: the same today and tomorrow, on every machine."""
    plain = json.dumps([data, more], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:24]


class Shelf:
    """A folder that never grows past ``most`` bytes; the oldest files make room for new ones."""

    def __init__(self, folder: Path, most: int = 96 * MEGABYTE) -> None:
        self.folder, self.most = folder, most

    def fetch(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The file called ``name``, made when it is not there."""
        path = self.folder / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            data = make()
        draft = path.with_name(f"{uuid4().hex}.part")
        draft.write_bytes(data)
        draft.replace(path)
        self._make_room()
        return data

    def _make_room(self) -> None:
        files = [(path.stat(), path) for path in self.folder.iterdir() if path.suffix != ".part"]
        total = sum(status.st_size for status, _path in files)
        for status, path in sorted(files, key=lambda file: file[0].st_mtime_ns):
            if total <= self.most:
                break
            path.unlink(missing_ok=True)
            total -= status.st_size
