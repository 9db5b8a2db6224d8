"""The wishes of a reader in words: for chips, and for the name of a calendar that holds only these. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from portal.core import text
from portal.core.errors import Says
from portal.core.taxonomy import BANDS, LANGUAGES_SPOKEN, MODES, THEMES
from portal.core.text import _l
from portal.pages.rules.filters import OTHER_LANGUAGES, TODAY, WEEKEND, Filters

YES: dict[str, Says] = {
    "free": _l("Free"),
    "no_signup": _l("No sign-up"),
    "step_free": _l("Step-free access"),
    "groups": _l("Class and day-care visits"),
}
"""Wishes that are there or not."""
WORDS: dict[str, Mapping[str, Says]] = {
    "day": {TODAY: _l("Today"), WEEKEND: _l("This weekend")},
    "band": BANDS,
    "theme": THEMES,
    "mode": MODES,
    "language": {OTHER_LANGUAGES: _l("In other languages"), **LANGUAGES_SPOKEN},
}
"""Wishes that choose from a list we know."""


class Offered(Protocol):
    """The names of what is written in addresses by slug or id, as (value, name)."""

    @property
    def places(self) -> Sequence[tuple[str, str]]: ...
    @property
    def districts(self) -> Sequence[tuple[str, str]]: ...
    @property
    def institutions(self) -> Sequence[tuple[str, str]]: ...


def in_words(filters: Filters, name: str, offered: Offered) -> str:
    """One wish in words."""
    value = getattr(filters, name)
    if isinstance(value, date):
        day = text.short_date(value)
        return str(_l("From %(day)s", day=day) if name == "since" else _l("Until %(day)s", day=day))
    named = {"place": offered.places, "district": offered.districts, "institution": offered.institutions}
    words = {**WORDS.get(name, {}), **dict(named.get(name, ()))}
    word = YES.get(name, words.get(value))
    if word is not None:
        return str(word)
    if name == "day":
        return text.short_date(date.fromisoformat(value))
    return str(_l("“%(words)s”", words=value))
