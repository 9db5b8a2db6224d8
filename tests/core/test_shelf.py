"""Files made on demand: once, whole, and never more than there is room for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portal.core.shelf import Shelf, name_of


def test_a_file_is_made_once(tmp_path: Path) -> None:
    shelf, made = Shelf(tmp_path), []

    def make() -> bytes:
        made.append(1)
        return b"paper"

    assert [shelf.fetch("a.pdf", make) for _time in range(3)] == [b"paper"] * 3
    assert len(made) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_the_oldest_make_room(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most=25)
    for number in range(4):
        shelf.fetch(f"{number}", lambda: b"0123456789")
        os.utime(tmp_path / f"{number}", (number, number))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2", "3"]


def test_what_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise RuntimeError("no ink")

    with pytest.raises(RuntimeError, match="no ink"):
        Shelf(tmp_path).fetch("a", fail)
    assert list(tmp_path.iterdir()) == []


def test_names_follow_from_what_is_shown() -> None:
    assert name_of({"a": 1, "b": "ø"}) == name_of({"b": "ø", "a": 1})
    assert len({name_of({"a": 1}), name_of({"a": 2}), name_of({"a": 1}, "new look")}) == 3
