"""How words are made comparable: stems, the parts of compounds, one slip of the pen. Pure.

Everything here works on *folded* words: lower case, without accents, ``æ ø å`` written ``ae oe aa``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from portal.core.taxonomy import AGE_BANDS

LONGEST = 60
"""Letters of a word that are looked at."""
SHORTEST_PART = 4
"""A shorter end of a word is too often an accident: ``and`` in ``strand``."""
FEWEST_BEFORE = 2
"""Letters before a part, so that a compound has something in front of it."""

_stemmer = snowballstemmer.stemmer("danish")
_WORD = re.compile(r"\w+", re.UNICODE)
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_DIGRAPHS = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))
_SHIFTED = (
    (re.compile("børn"), "barn"),
    (re.compile("mænd"), "mand"),
    (re.compile("bøg$"), "bog"),
    (re.compile("hænd$"), "hånd"),
    (re.compile("tænd$"), "tand"),
    (re.compile("fødd$"), "fod"),
    (re.compile("cafe$"), "caf"),
    (re.compile("museum$"), "muse"),
)
"""Forms of one word that the stemmer keeps apart, most by a vowel that shifts; compounds shift with them."""
_DOING = re.compile(r"(?<=[^aeiouyæøå]{1})(?<=\w{3})(?<!g)ning$|(?<=\w{4})ing$")
"""``læsning``, ``strikning`` and ``tegning`` are done by those who ``læser``, ``strikker`` and ``tegner``."""

SMALL = frozenset(
    """
    af at de den der det du en er et for fra gerne har hos i jeg kan med min mit mine noget nogen når og om
    på som til ved vil the and of in for to with at a an is on
    """.split()  # noqa: SIM905 - as one reads it
)
"""Words that say nothing about what somebody looks for, unless they are all there is."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The folded Danish stem of one lower-case word: ``bøgerne`` and ``boeger`` are ``bog``."""
    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFC", word[: LONGEST * 2]))
    for written, letter in _DIGRAPHS:
        plain = plain.replace(written, letter)
    stemmed = str(_stemmer.stemWord(plain))
    for shifted, root in _SHIFTED:
        stemmed = shifted.sub(root, stemmed)
    return _DOING.sub("", stemmed).translate(_LETTERS)[:LONGEST]


def _plain(letter: str) -> str:
    """The letter without its accent; æ, ø and å are letters of their own."""
    return letter if letter in "æøå" else unicodedata.normalize("NFD", letter)[0]


def split(text: str) -> list[str]:
    """The words of a text, in order and lower case."""
    return _WORD.findall(text.lower())


_AGE = re.compile(
    r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?[\s-]*"  # "3-5 år", "4-årig", "12 years"
    r"(års?|åri\w*|aars?|aari\w*|years?|yrs?|måned\w*|maaned\w*|months?)\b"
)


def ages(text: str) -> tuple[set[str], str]:
    """The words that stand for the age bands a text speaks of, and the text without them.

    ``en 4-årig`` speaks of the band 3-5; months are below one year.
    """
    bands: set[str] = set()

    def take(said: re.Match[str]) -> str:
        months = said[3].startswith(("m", "M"))
        first, last = (0, 0) if months else (int(said[1]), int(said[2] or said[1]))
        bands.update(band for band in AGE_BANDS if _covers(band, first, last))
        return " "

    rest = _AGE.sub(take, text.lower())
    return {age_word(band) for band in bands}, rest


def age_word(band: str) -> str:
    """The word that stands for an age band in the index; nobody would write it."""
    return "alder_" + band.replace("-", "_").replace("+", "_")


def _covers(band: str, first: int, last: int) -> bool:
    low, _dash, high = band.replace("+", "-150").partition("-")
    return high.isdigit() and int(low) <= last and first <= int(high)


def stems(text: str) -> list[str]:
    """The stems of all words of a text, in order."""
    return [stem(word) for word in split(text)]


def parts(term: str) -> list[str]:
    """What a compound may be found by besides its beginning: its ends, longest first."""
    if term.isdigit():
        return []
    return [term[at:] for at in range(FEWEST_BEFORE, len(term) - SHORTEST_PART + 1)] + _short_end(term)


def _short_end(term: str) -> list[str]:
    """``dag`` of ``temadag``: three letters count as a part behind four or more.

    Not ``ung``: it ends half of all German nouns, whose labels would be found by ``unge``.
    """
    return [term[-3:]] if len(term) >= 7 and not term.endswith("ung") else []


@lru_cache(maxsize=2_000)
def halves(word: str) -> list[tuple[str, str]]:
    """The stems of two words that a word may be put together from, with or without a binding s or e.

    ``word`` is lower case and not yet a stem: ``strikkeklub`` may be ``strik`` and ``klub``.
    """
    found = []
    for at in range(3, len(word) - 2):
        head, tail = word[:at], stem(word[at:])
        found.append((stem(head), tail))
        if head[-1] in "se" and len(head) > 3:
            found.append((stem(head[:-1]), tail))
    return [pair for pair in dict.fromkeys(found) if min(map(len, pair)) > 2]


def skeleton(term: str) -> str:
    """The term without doubled letters and with plain vowels: what ``å``, ``aa`` and ``a`` have in common."""
    bare = term.replace("ae", "a").replace("oe", "o")
    return "".join(letter for at, letter in enumerate(bare) if at == 0 or letter != bare[at - 1])


def slips(term: str) -> set[str]:
    """The skeleton of a term, whole and with each letter left out: words one slip apart share one."""
    bare = skeleton(term)
    if len(bare) < 3 or term.isdigit():
        return set()
    return {bare, *(bare[:at] + bare[at + 1 :] for at in range(len(bare)))}


def one_slip(one: str, other: str) -> bool:
    """Whether words differ by no more than one letter more, less or wrong, or two that changed places."""
    if abs(len(one) - len(other)) > 1:
        return False
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    one, other = one[begin:], other[begin:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return (len(one) <= 1 and len(other) <= 1) or (len(one) == 2 and one == other[::-1])
