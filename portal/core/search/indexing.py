"""Keeping the index: called by the actions that change a text, in their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import g, has_app_context
from sqlalchemy.dialects import postgresql, sqlite

from portal.core.db import db
from portal.core.search import words
from portal.core.search.models import (
    ABOUT,
    NAME,
    PART,
    SLIP,
    TEXT,
    TITLE,
    SearchClue,
    SearchDocument,
    SearchLink,
    SearchPosting,
    SearchTerm,
)

Texts = Iterable[str | None]
Thing = tuple[str, int]
"""Kind and id."""
MEMO = "search_understood"
"""Where a request keeps what it has found out about its words."""


def index(
    kind: str,
    ref_id: int,
    title: str,
    *,
    names: Texts = (),
    about: Texts = (),
    text: Texts = (),
    links: Iterable[Thing] = (),
) -> None:
    """Make one thing findable by its words, and by the names of what it is linked to.

    ``names`` are those of hosts and towns, ``about`` is the summary and the labels. ``links`` are the
    place, the organisation or the community whose own name leads here too.
    """
    weights: dict[str, int] = {}
    spelt: dict[str, str] = {}
    for weight, texts in ((TITLE, (title,)), (NAME, names), (ABOUT, about), (TEXT, text)):
        for term, word in _terms_in(texts, all_words=weight == TITLE):
            weights.setdefault(term, weight)
            spelt.setdefault(term, word)
    wanted = list(dict.fromkeys(links))
    idents = _document_ids([(kind, ref_id), *wanted])
    document_id = idents[kind, ref_id]
    terms = _term_ids(spelt)
    _replace(SearchPosting, document_id, {terms[term]: {"weight": weights[term]} for term in weights})
    _replace(SearchLink, document_id, {idents[one]: {} for one in wanted})
    if has_app_context():
        g.pop(MEMO, None)


def remove(kind: str, ref_id: int) -> None:
    """Make one thing unfindable. Its row stays: others may be linked to it."""
    document_id = sa.select(SearchDocument.id).where(
        SearchDocument.kind == kind, SearchDocument.ref_id == ref_id
    )
    for table in (SearchPosting, SearchLink):
        db.session.execute(sa.delete(table).where(table.document_id.in_(document_id)))


def clear() -> None:
    """Forget everything; what is indexed next begins anew."""
    for table in (SearchLink, SearchPosting, SearchClue, SearchTerm, SearchDocument):
        db.session.execute(sa.delete(table))
    db.session.expire_all()


def is_empty() -> bool:
    """Whether nothing can be found: the index of this database has not been made yet."""
    return db.session.scalar(sa.select(SearchPosting.term_id).limit(1)) is None


def _terms_in(texts: Texts, *, all_words: bool) -> Iterable[tuple[str, str]]:
    """Stem and spelling of each word; small words only from titles. Ages bring the word of their band."""
    for text in texts:
        for word in words.split(text or ""):
            if all_words or word not in words.SMALL:
                yield words.stem(word), word[: words.LONGEST]
        for word in sorted(words.ages(text or "")[0]):
            yield word, word


def _insert(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows that are not there yet."""
    if rows:
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        db.session.execute(insert(table).on_conflict_do_nothing(), rows)


def _document_ids(things: Sequence[Thing]) -> dict[Thing, int]:
    key = sa.tuple_(SearchDocument.kind, SearchDocument.ref_id)

    def known() -> dict[Thing, int]:
        rows = db.session.execute(
            sa.select(SearchDocument.kind, SearchDocument.ref_id, SearchDocument.id).where(key.in_(things))
        )
        return {(kind, ref_id): ident for kind, ref_id, ident in rows}

    there = known()
    new = sorted(set(things) - set(there))  # sorted: two writers never wait for each other crosswise
    if not new:
        return there
    _insert(SearchDocument, [{"kind": kind, "ref_id": ref_id} for kind, ref_id in new])
    return known()


def _term_ids(spelt: dict[str, str]) -> dict[str, int]:
    def known(terms: Iterable[str]) -> dict[str, int]:
        rows = db.session.execute(sa.select(SearchTerm.term, SearchTerm.id).where(SearchTerm.term.in_(terms)))
        return {row.term: row.id for row in rows}

    there = known(spelt)
    new = sorted(set(spelt) - set(there))
    if new:
        _insert(SearchTerm, [{"term": term, "spelt": spelt[term]} for term in new])
        added = known(new)
        _insert(SearchClue, [clue for term in new for clue in _clues(term, added[term])])
        there |= added
    return there


def _clues(term: str, term_id: int) -> list[dict[str, Any]]:
    ways = [(PART, part) for part in words.parts(term)] + [(SLIP, slip) for slip in sorted(words.slips(term))]
    return [{"way": way, "clue": clue, "term_id": term_id} for way, clue in ways]


def _replace(table: Any, document_id: int, rows: dict[int, dict[str, int]]) -> None:
    """Make the rows of a document these, by the column that is not the document."""
    key = table.term_id if table is SearchPosting else table.to_id
    values = [getattr(table, name) for name in next(iter(rows.values()), {})]
    there = db.session.execute(sa.select(key, *values).where(table.document_id == document_id)).all()
    wanted = [(ident, *more.values()) for ident, more in rows.items()]
    if sorted(tuple(row) for row in there) == sorted(wanted):
        return
    db.session.execute(sa.delete(table).where(table.document_id == document_id))
    _insert(table, [{key.key: ident, "document_id": document_id, **more} for ident, more in rows.items()])
