"""Search over Danish-stemmed words, the same on both databases.

Words are stemmed here (Snowball Danish) and folded (``å`` = ``aa``), then kept in ``search_document``.
SQLite indexes that text with FTS5, PostgreSQL with a ``simple`` text-search index, so both find alike.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import snowballstemmer
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, db

_stemmer = snowballstemmer.stemmer("danish")
_WORD = re.compile(r"\w+", re.UNICODE)
_FOLD = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_SYNONYMS = {"bøg": "bog", "børn": "barn", "fødd": "fod", "hænd": "hånd", "ung": "ung", "mænd": "mand"}
"""Stems whose vowel shifts in the plural: the stemmer keeps ``bøg`` apart from ``bog``."""


_SMALL = frozenset(
    "af at de den der det en er et for fra i med og om på som til the and of in".split()  # noqa: SIM905
)
"""Words that say nothing about what somebody looks for, unless they are all there is."""


class SearchDocument(Base):
    """The stemmed words of one thing that can be found. ``kind`` is its table name."""

    __tablename__ = "search_document"
    __table_args__ = (sa.UniqueConstraint("kind", "ref_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    ref_id: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text)


class SearchTerm(Base):
    """Every stem in use: what a misspelt word is compared with."""

    __tablename__ = "search_term"

    term: Mapped[str] = mapped_column(sa.String(60), primary_key=True)


_FORGET = "INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.id, old.words);"
_LEARN = "INSERT INTO search_fts(rowid, words) VALUES (new.id, new.words);"
_ON = "CREATE TRIGGER search_document_{} AFTER {} ON search_document BEGIN {} END"
SQLITE_DDL = (
    """CREATE VIRTUAL TABLE search_fts USING fts5(words, content='search_document', content_rowid='id',
    tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')""",
    _ON.format("ai", "INSERT", _LEARN),
    _ON.format("ad", "DELETE", _FORGET),
    _ON.format("au", "UPDATE", _FORGET + " " + _LEARN),
)
SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS search_document_au",
    "DROP TRIGGER IF EXISTS search_document_ad",
    "DROP TRIGGER IF EXISTS search_document_ai",
    "DROP TABLE IF EXISTS search_fts",
)
POSTGRES_DDL = (
    "CREATE INDEX ix_search_document_fts ON search_document USING gin (to_tsvector('simple', words))",
)


def _when(moment: str, statements: Sequence[str], dialect: str) -> None:
    for statement in statements:
        ddl: Any = sa.DDL(statement)  # type: ignore[no-untyped-call]
        event.listen(SearchDocument.__table__, moment, ddl.execute_if(dialect=dialect))


_when("after_create", SQLITE_DDL, "sqlite")
_when("before_drop", SQLITE_DROP, "sqlite")
_when("after_create", POSTGRES_DDL, "postgresql")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The folded Danish stem of one lower-case word."""
    stemmed = str(_stemmer.stemWord("".join(_plain(letter) for letter in unicodedata.normalize("NFC", word))))
    return _SYNONYMS.get(stemmed, stemmed).translate(_FOLD)[:60]


def _plain(letter: str) -> str:
    """The letter without its accent; æ, ø and å are letters of their own."""
    return letter if letter in "æøå" else unicodedata.normalize("NFD", letter)[0]


def stems(text: str) -> list[str]:
    """The stems of all words of a text, in order."""
    return [stem(word) for word in _WORD.findall(text.lower())]


def index(kind: str, ref_id: int, *texts: str | None) -> None:
    """Make one thing findable by the words of ``texts`` (called by the action that changes it)."""
    words = stems(" ".join(text for text in texts if text))
    document = db.session.scalar(
        sa.select(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.ref_id == ref_id)
    )
    if document is None:
        db.session.add(SearchDocument(kind=kind, ref_id=ref_id, words=" ".join(words)))
    else:
        document.words = " ".join(words)
    _remember({word for word in words if len(word) > 2 and not word.isdigit()})


def remove(kind: str, ref_id: int) -> None:
    """Make one thing unfindable."""
    for document in db.session.scalars(
        sa.select(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.ref_id == ref_id)
    ):
        db.session.delete(document)


def _remember(words: set[str]) -> None:
    known = set(db.session.scalars(sa.select(SearchTerm.term).where(SearchTerm.term.in_(words))))
    insert = _insert()
    for word in sorted(words - known):  # sorted: two writers never wait for each other crosswise
        db.session.execute(insert.values(term=word).on_conflict_do_nothing())


def _insert() -> postgresql.Insert | sqlite.Insert:
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(SearchTerm)
    return sqlite.insert(SearchTerm)


def _corrected(term: str) -> str:
    """The term itself when something begins with it, else the nearest known one (one slip or so)."""
    if len(term) < 4:
        return term
    if db.session.scalar(
        sa.select(SearchTerm.term).where(SearchTerm.term.startswith(term, autoescape=True)).limit(1)
    ):
        return term
    size = sa.func.length(SearchTerm.term)
    near = db.session.scalars(
        sa.select(SearchTerm.term)
        .where(
            SearchTerm.term.startswith(term[0], autoescape=True), size.between(len(term) - 1, len(term) + 1)
        )
        .limit(2000)
    )
    best = difflib.get_close_matches(term, list(near), n=1, cutoff=0.75)
    return best[0] if best else term


def matching(kind: str, query: str) -> sa.Select[int] | None:
    """The ids of ``kind`` whose words begin with every telling word of ``query``; ``None`` for no words.

    Safe on any input: only letters and digits of the query are used.
    """
    words = _WORD.findall(query.lower())
    telling = [word for word in words if word not in _SMALL] or words
    terms = [_corrected(stem(word)) for word in telling[:8]]
    if not terms:
        return None
    found = sa.select(SearchDocument.ref_id).where(SearchDocument.kind == kind)
    if db.engine.dialect.name == "postgresql":
        wanted = " & ".join(f"{term}:*" for term in terms)
        vector = sa.func.to_tsvector(sa.literal_column("'simple'"), SearchDocument.words)
        return found.where(vector.op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'"), wanted)))
    fts = sa.table("search_fts", sa.column("rowid"), sa.column("search_fts"))
    wanted = " AND ".join(f'"{term}"*' for term in terms)
    rows = sa.select(fts.c.rowid).where(
        sa.text("search_fts MATCH :search_words").bindparams(search_words=wanted)
    )
    return found.where(SearchDocument.id.in_(rows.select_from(fts)))
