"""The order of the Danish alphabet: æ, ø and å come last, and ``aa`` in a name is an å. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TypeVar

T = TypeVar("T")

_LETTERS = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y", "ð": "d", "þ": "t"})
_LAST = str.maketrans({"æ": "{", "ø": "|", "å": "}"})
OTHER = "#"
"""Where names go that begin with a figure or with a letter of another script."""


def _danish(name: str) -> str:
    lowered = name.strip().lower().replace("aa", "å").translate(_LETTERS)
    return "".join(
        one if one in "æøå" else unicodedata.normalize("NFKD", one).encode("ascii", "ignore").decode() or one
        for one in unicodedata.normalize("NFC", lowered)
    )


def order(name: str) -> str:
    """A key that sorts names as a Danish telephone book does (``Aabakken`` after ``Østervang``)."""
    return _danish(name).translate(_LAST)


def letter(name: str) -> str:
    """The letter a name stands under: ``A`` to ``Å``, or :data:`OTHER`."""
    first = _danish(name)[:1]
    return first.upper() if first and first in "abcdefghijklmnopqrstuvwxyzæøå" else OTHER


def matches(query: str, *texts: str) -> bool:
    """Whether every word of the query stands somewhere in the texts, accents and ``aa``/``å`` aside."""
    here = _danish(" ".join(texts))
    return all(word in here for word in _danish(query).split())


def by_letter(things: Iterable[T], name: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    """Letter -> what stands under it, in the order of the alphabet, other signs last."""
    ordered = sorted(things, key=lambda one: (letter(name(one)) == OTHER, order(name(one))))
    return [(key, list(found)) for key, found in groupby(ordered, lambda one: letter(name(one)))]
