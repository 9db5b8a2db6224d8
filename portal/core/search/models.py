"""The tables of the search index: words, what they are found by, and where they stand.

Plain tables with plain indexes, so that both databases find the same things in the same order.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base

PART, SLIP = 0, 1
TITLE, NAME, ABOUT, TEXT = 4, 3, 2, 1
"""Where a word stands, and how much that says: in the title, in the name of a place, host or organisation,
in the summary or a label, in the text."""

_LETTERS = sa.String(60).with_variant(sa.String(60, collation="C"), "postgresql")
"""Compared byte by byte, as SQLite does: whatever begins with some letters is one range of the index."""


class SearchDocument(Base):
    """One thing that can be found. ``kind`` is its table name."""

    __tablename__ = "search_document"
    __table_args__ = (sa.UniqueConstraint("kind", "ref_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    ref_id: Mapped[int]


class SearchTerm(Base):
    """One stem in use, and how somebody wrote it."""

    __tablename__ = "search_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(_LETTERS, unique=True)
    spelt: Mapped[str] = mapped_column(sa.String(60))


class SearchClue(Base):
    """What leads to a term besides its beginning: a part of the compound, or its letters with a slip."""

    __tablename__ = "search_clue"
    __table_args__ = {"sqlite_with_rowid": False}

    way: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    """``PART`` or ``SLIP``."""
    clue: Mapped[str] = mapped_column(_LETTERS, primary_key=True)
    term_id: Mapped[int] = mapped_column(sa.ForeignKey("search_term.id"), primary_key=True)


class SearchPosting(Base):
    """A term stands in a document; ``weight`` says where it stands best."""

    __tablename__ = "search_posting"
    __table_args__ = {"sqlite_with_rowid": False}

    term_id: Mapped[int] = mapped_column(sa.ForeignKey("search_term.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(
        sa.ForeignKey("search_document.id"), primary_key=True, index=True
    )
    weight: Mapped[int] = mapped_column(sa.SmallInteger)


class SearchLink(Base):
    """A document that is also found by the name of another: an event by its place.

    A place that gets a new name is indexed anew, and its events follow without being touched.
    """

    __tablename__ = "search_link"
    __table_args__ = {"sqlite_with_rowid": False}

    to_id: Mapped[int] = mapped_column(sa.ForeignKey("search_document.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(
        sa.ForeignKey("search_document.id"), primary_key=True, index=True
    )
