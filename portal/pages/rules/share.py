"""Short codes for paper: ``d1k`` is a date. A slip of the hand never leads to something else. Pure.

A code is a letter for the kind, a number in Crockford's base 32 (no I, L, O or U) and a check letter. That is
a weighted sum in the field GF(32): it finds every single wrong letter and every two that changed places.
"""

from __future__ import annotations

from dataclasses import dataclass

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
EVENT, DATE, COMMUNITY, THEME_DAY, ORGANISATION = "a", "d", "f", "t", "g"
KINDS = frozenset({EVENT, DATE, COMMUNITY, THEME_DAY, ORGANISATION})
LONGEST = 16
"""Letters of a code as it is typed; longer ones are not read at all."""

_READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})
_FIELD = 0b100101
"""x^5 + x^2 + 1, which makes the 32 letters a field."""


@dataclass(frozen=True)
class Code:
    """What a short code stands for."""

    kind: str
    """One of ``KINDS``."""
    number: int
    """The id of the row."""


def write_code(kind: str, number: int) -> str:
    """The code of a thing, in small letters.

    >>> write_code("d", 1)
    'd1k'
    """
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = ALPHABET[digit] + digits
    return kind + digits + ALPHABET[_turned(_sum(kind + digits))]


def read_code(text: str) -> Code | None:
    """What somebody typed; capitals, O for 0, I and L for 1, hyphens are fine. ``None`` is a slip."""
    plain = text[: LONGEST + 1].lower().translate(_READ_AS)
    if not 3 <= len(plain) <= LONGEST or plain[0] not in KINDS or plain[1] == "0":
        return None
    if not set(plain) <= set(ALPHABET) or _sum(plain):
        return None
    number = 0
    for letter in plain[1:-1]:
        number = number * 32 + ALPHABET.index(letter)
    return Code(plain[0], number)


def _sum(letters: str) -> int:
    """The letters weighted by their place; 0 of a whole code means that nothing was mistyped."""
    total = 0
    for letter in letters:
        total = _turned(total) ^ ALPHABET.index(letter)
    return total


def _turned(value: int) -> int:
    """``value`` times x in the field."""
    doubled = value << 1
    return doubled ^ _FIELD if doubled & 32 else doubled
