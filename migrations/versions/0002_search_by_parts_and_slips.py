"""Search tables that both databases read alike; the old text index goes.

Nothing is moved over: ``flask prepare`` (or ``flask reindex``) makes the index anew from what is there.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    drop_text_index()
    op.drop_table("search_term")
    op.drop_table("search_document")
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ref_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "ref_id", name=op.f("uq_search_document_kind")),
    )
    op.create_table(
        "search_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", letters(), nullable=False),
        sa.Column("spelt", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_term")),
        sa.UniqueConstraint("term", name=op.f("uq_search_term_term")),
    )
    op.create_table(
        "search_clue",
        sa.Column("way", sa.SmallInteger(), nullable=False),
        sa.Column("clue", letters(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["term_id"], ["search_term.id"], name=op.f("fk_search_clue_term_id_search_term")
        ),
        sa.PrimaryKeyConstraint("way", "clue", "term_id", name=op.f("pk_search_clue")),
        sqlite_with_rowid=False,
    )
    two_documents(
        "search_posting", "term_id", "search_term", sa.Column("weight", sa.SmallInteger(), nullable=False)
    )
    two_documents("search_link", "to_id", "search_document")


def downgrade() -> None:
    for table in ("search_link", "search_posting", "search_clue", "search_term", "search_document"):
        op.drop_table(table)
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ref_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "ref_id", name=op.f("uq_search_document_kind")),
    )
    op.create_table(
        "search_term",
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_search_term")),
    )
    make_text_index()


def letters() -> sa.types.TypeEngine[str]:
    """Text compared byte by byte, as SQLite does by itself."""
    return sa.String(60) if on_sqlite() else sa.String(60, collation="C")


def two_documents(table: str, other: str, others: str, *more: sa.Column[int]) -> None:
    """A table of pairs: a document, and a term or another document."""
    op.create_table(
        table,
        sa.Column(other, sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint([other], [f"{others}.id"], name=op.f(f"fk_{table}_{other}_{others}")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["search_document.id"], name=op.f(f"fk_{table}_document_id_search_document")
        ),
        sa.PrimaryKeyConstraint(other, "document_id", name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f(f"ix_{table}_document_id"), table, ["document_id"])


LEARN = "INSERT INTO search_fts(rowid, words) VALUES (new.id, new.words);"
FORGET = "INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.id, old.words);"
TRIGGER = "CREATE TRIGGER search_document_{} AFTER {} ON search_document BEGIN {} END"
FTS = """CREATE VIRTUAL TABLE search_fts USING fts5(words, content='search_document', content_rowid='id',
    tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')"""
GIN = "CREATE INDEX ix_search_document_fts ON search_document USING gin (to_tsvector('simple', words))"


def make_text_index() -> None:
    """The index that revision 0001 had."""
    if not on_sqlite():
        op.execute(GIN)
        return
    op.execute(FTS)
    op.execute(TRIGGER.format("ai", "INSERT", LEARN))
    op.execute(TRIGGER.format("ad", "DELETE", FORGET))
    op.execute(TRIGGER.format("au", "UPDATE", FORGET + " " + LEARN))


def drop_text_index() -> None:
    """Undo :func:`make_text_index`."""
    if not on_sqlite():
        op.execute("DROP INDEX IF EXISTS ix_search_document_fts")
        return
    for name in ("au", "ad", "ai"):
        op.execute(f"DROP TRIGGER IF EXISTS search_document_{name}")
    op.execute("DROP TABLE IF EXISTS search_fts")


def on_sqlite() -> bool:
    """Whether the database at hand is SQLite."""
    return op.get_bind().dialect.name == "sqlite"
