"""Finding things the way people in Randers write."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import search
from portal.core.db import db
from portal.core.search.models import SearchDocument

THINGS = {
    1: "Bogcafé: vi taler om bøger",
    2: "Højtlæsning for børn på Værket",
    3: "Strikkecafé i Langå, Langå Bibliotek",
    4: "Fællesspisning i Øster Tørslev",
    5: "Slægtsforskning for begyndere, Museum Østjylland",
    6: "Aarhus rundt i regnvejr",
    7: "Skak for unge og gamle",
    8: "Litteratur og samtale",
}


@pytest.fixture(autouse=True)
def indexed(session: Any) -> None:
    for ident, words in THINGS.items():
        search.index("event", ident, words)
    search.index("community", 1, "Bogklubben")
    db.session.flush()


def found(query: str, kind: str = "event") -> set[int]:
    matching = search.matching(kind, query)
    return set() if matching is None else set(db.session.scalars(matching))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bog", {1}),
        ("bøger", {1}),
        ("bogen", {1}),
        ("BØGERNE", {1}),
        ("barn", {2}),
        ("børnene", {2}),
        ("højtlæsning", {2}),
        ("hoejtlaesning", {2}),
        ("langå", {3}),
        ("langaa", {3}),
        ("Langaa bibliotek", {3}),
        ("strikkecafe", {3}),
        ("strikkecafé i Langå", {3}),
        ("bøger til mig", set()),
        ("litteratur og den samtale", {8}),
        ("strik", {3}),
        ("øster tørslev", {4}),
        ("oester toerslev", {4}),
        ("museum østjylland", {5}),
        ("slægt", {5}),
        ("århus", {6}),
        ("aarhus", {6}),
        ("skak unge", {7}),
    ],
)
def test_words_are_found_as_people_write_them(query: str, expected: set[int]) -> None:
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("strikecafe", {3}),
        ("fælesspisning", {4}),
        ("slægtforskning", {5}),
        ("literatur", {8}),
        ("biblotek", {3}),
    ],
)
def test_one_slip_is_forgiven(query: str, expected: set[int]) -> None:
    assert found(query) == expected


def test_every_word_must_be_there() -> None:
    assert found("strik langå") == {3}
    assert found("strik randers") == set()


def test_kinds_are_kept_apart() -> None:
    assert found("bog", "community") == {1}
    assert found("skak", "community") == set()


def test_small_words_alone_are_still_a_wish() -> None:
    assert found("vi om") == {1}
    assert 6 not in found("og")


@pytest.mark.parametrize("query", ["", "   ", "?!", "\0", "---", "*"])
def test_no_words_is_no_wish(query: str) -> None:
    assert search.matching("event", query) is None


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "' OR '1'='1",
        "bog AND NOT bog",
        "NEAR(bog skak, 5)",
        "words:bog*",
        "bog) | (skak",
        "bog & !skak <-> :*",
        "'; DROP TABLE search_document; --",
        "bog\0bog",
        "🧶🧶🧶",
        "a" * 10_000,
        "ord " * 10_000,
        "%%%___",
        "\\",
        "مقهى اللغة",
    ],
)
def test_hostile_queries_do_no_harm(query: str) -> None:
    found(query)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SearchDocument)) == len(THINGS) + 1


def test_other_scripts_are_found() -> None:
    search.index("event", 9, "مقهى اللغة")
    assert found("مقهى") == {9}


def test_changed_words_replace_the_old_and_removed_ones_are_gone() -> None:
    search.index("event", 7, "Dam og kortspil")
    assert found("skak") == set()
    assert found("kortspil") == {7}
    search.remove("event", 7)
    db.session.flush()
    assert found("kortspil") == set()


def test_indexing_again_changes_nothing() -> None:
    search.index("event", 1, THINGS[1])
    assert found("bog") == {1}
