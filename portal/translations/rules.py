"""What makes a translation: which fields there are to translate, what is missing, what is older."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from portal.core.errors import Refused
from portal.core.text import _l, holds_cpr
from portal.core.translated import Translations, mark

LABELS = {
    "title": _l("Title"),
    "own_title": _l("Title of this date"),
    "summary": _l("In short"),
    "text": _l("Text"),
    "own_text": _l("Text of this date"),
    "first_time": _l("The first time"),
    "rhythm": _l("How often"),
    "about": _l("About the place"),
}
"""What each field is called for those who translate."""
ONE_LINE = {"title", "own_title", "rhythm"}


@dataclass(frozen=True)
class Field:
    """One text to translate. ``older`` when the original has changed since it was translated."""

    name: str
    original: str
    said: str
    older: bool


@dataclass(frozen=True)
class Standing:
    """How far a language is: fields translated, all there are, and those older than their original."""

    done: int
    all: int
    older: int


def fields(originals: Mapping[str, str], translations: Translations, code: str) -> list[Field]:
    """The texts of a thing with their translations; a field without an original has nothing to translate."""
    known = translations.get(code, {})
    return [
        Field(
            name,
            original,
            known.get(name, {}).get("text", ""),
            name in known and known[name]["of"] != mark(original),
        )
        for name, original in originals.items()
        if original.strip()
    ]


def standing(found: list[Field]) -> Standing:
    """How far a language is."""
    return Standing(sum(bool(one.said) for one in found), len(found), sum(one.older for one in found))


def stamp(found: list[Field]) -> str:
    """Tells whether originals or translations have changed since a form was made."""
    seen = json.dumps([[one.name, mark(one.original), one.said] for one in found])
    return sha256(seen.encode()).hexdigest()[:16]


def check(said: Mapping[str, str], limits: Mapping[str, int]) -> None:
    """Refuse what cannot stand on a page. Raises ``Refused`` with its field."""
    for name, words in said.items():
        if len(words) > limits[name]:
            raise Refused(
                _l("Shorten the text: there is room for %(max)s characters.", max=limits[name]), field=name
            )
        if holds_cpr(words):
            raise Refused(_l("This looks like a CPR number. Remove it: we never need it."), field=name)


def merged(
    translations: Translations, code: str, found: list[Field], said: Mapping[str, str]
) -> Translations:
    """All translations with what was written for one language; an emptied field is untranslated again.

    What was sent again for an original that changed counts as looked through. Translations of fields that
    have no original just now are kept.
    """
    shown = {one.name: one for one in found}
    kept = {name: words for name, words in translations.get(code, {}).items() if name not in shown}
    new = {
        name: {"text": words.strip(), "of": mark(shown[name].original)}
        for name, words in said.items()
        if name in shown and words.strip()
    }
    others = {other: words for other, words in translations.items() if other != code}
    return {**others, code: {**kept, **new}} if kept or new else others
