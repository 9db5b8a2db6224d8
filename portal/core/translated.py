"""What people write, in the reader's language where somebody has translated it, and honest where not.

A row that carries :class:`Translated` keeps its translations beside the original, field by field, so a list
needs no query more. Every translation remembers which original it was made from: when that changes, those
who edit see that the translation is older, while readers still get the words there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import text
from portal.core.languages import DEFAULT_LANGUAGE

Translations = dict[str, dict[str, dict[str, str]]]
"""Language -> field -> ``text`` and ``of``, the :func:`mark` of the original it was made from."""


class Said(str):
    """Words, and the language they are in: ``lang`` is ``None`` when it is the language of the page."""

    lang: str | None
    __slots__ = ("lang",)

    def __new__(cls, words: str, lang: str | None) -> Said:
        """Empty words are in no language."""
        said = super().__new__(cls, words)
        said.lang = lang if words else None
        return said

    @property
    def attrs(self) -> Markup:
        """`` lang="da" dir="ltr"`` for the element around words in another language, else nothing."""
        if self.lang is None:
            return Markup("")
        return Markup(' lang="{}" dir="{}"').format(self.lang, text.direction(self.lang))

    def shorten(self, length: int) -> Said:
        """The same, cut at a word."""
        return Said(text.shorten(self, length), self.lang)


class Translated:
    """Mixin for rows with texts by people. ``TRANSLATED`` names the fields and the longest text of each."""

    TRANSLATED: ClassVar[Mapping[str, int]] = {}

    translations: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")

    @property
    def written_in(self) -> str:
        """The code of the language of the original."""
        return str(getattr(self, "language", None) or DEFAULT_LANGUAGE)

    def said(self, field: str) -> Said:
        """A field in the language being written, else the original and its language."""
        return self.said_own(field)

    def said_own(self, field: str) -> Said:
        """A field of this very row."""
        original, reader = str(getattr(self, field) or ""), text.language()
        if reader == self.written_in:
            return Said(original, None)
        words = (self.translations or {}).get(reader, {}).get(field, {}).get("text", "") if original else ""
        return Said(words, None) if words else Said(original, self.written_in)

    def said_everywhere(self) -> list[str]:
        """All translations there are, for the search index."""
        return [one["text"] for fields in (self.translations or {}).values() for one in fields.values()]


def mark(original: str | None) -> str:
    """Tells one original from another."""
    return hashlib.sha256((original or "").encode()).hexdigest()[:12]


def carry(source: Translated, target: Translated, fields: Iterable[tuple[str, str]]) -> None:
    """Give the translations along with texts that were copied: pairs of source field and target field.

    Only where the texts are the same, so no translation ever stands beside words it was not made from.
    """
    for ours, theirs in fields:
        original = getattr(source, ours)
        if not original or getattr(target, theirs) != original:
            continue
        for code, said in source.translations.items():
            if ours in said:
                known = target.translations or {}
                target.translations = {**known, code: {**known.get(code, {}), theirs: said[ours]}}
