"""The waiting list that asks (offers with a time to answer, passes, fewer seats), reminders, and how it was.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = ("confirmed", "waiting", "cancelled")
AFTER = ("confirmed", "waiting", "offered", "cancelled", "expired")
ADDED = (
    *("passes", "at_least", "offered", "answer_by", "asked_fewer_at", "told_free_at"),
    *("reminded", "reconfirmed_at", "feedback_asked_at", "no_reminders"),
)
ACTIVE_BEFORE = "state <> 'cancelled' AND email IS NOT NULL"
ACTIVE_AFTER = "state NOT IN ('cancelled', 'expired') AND email IS NOT NULL"


def _states(names: tuple[str, ...]) -> str:
    return "state IN (" + ", ".join(f"'{name}'" for name in names) + ")"


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=8)


def _active(condition: str) -> None:
    """The unique index of who is on a list, under another condition."""
    with op.batch_alter_table("signup") as batch:
        batch.create_index(
            "uq_signup_active_contact",
            ["occurrence_id", "email"],
            unique=True,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )


def upgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("auto_promote", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("uq_signup_active_contact", table_name="signup")
    with op.batch_alter_table("signup") as batch:
        batch.add_column(sa.Column("passes", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("at_least", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("offered", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("asked_fewer_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("told_free_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("reminded", sa.String(length=8), nullable=False, server_default=""))
        batch.add_column(sa.Column("reconfirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("feedback_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("no_reminders", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.drop_constraint(op.f("ck_signup_state"), type_="check")
        batch.create_check_constraint(op.f("ck_signup_state"), _states(AFTER))
        batch.create_check_constraint(op.f("ck_signup_offered_not_negative"), "offered >= 0")
    _active(ACTIVE_AFTER)
    op.create_table(
        "feedback_used",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_feedback_used")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("face", sa.Integer(), nullable=True),
        sa.Column("statement", sa.String(length=12), nullable=False),
        sa.Column("agrees", sa.String(length=8), nullable=False),
        sa.Column("first_time", sa.Boolean(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("text_state", _choice("text_state", "unread", "shown", "hidden"), nullable=False),
        sa.Column("way", _choice("way", "link", "door", "paper"), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.CheckConstraint("face IS NULL OR face BETWEEN 1 AND 5", name=op.f("ck_feedback_face_known")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_feedback_occurrence_id_occurrence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_occurrence_id"), "feedback", ["occurrence_id"])


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("feedback_used")
    op.execute("UPDATE signup SET state = 'waiting' WHERE state = 'offered'")
    op.execute("UPDATE signup SET state = 'cancelled' WHERE state = 'expired'")
    op.drop_index("uq_signup_active_contact", table_name="signup")
    with op.batch_alter_table("signup") as batch:
        batch.drop_constraint(op.f("ck_signup_offered_not_negative"), type_="check")
        batch.drop_constraint(op.f("ck_signup_state"), type_="check")
        batch.create_check_constraint(op.f("ck_signup_state"), _states(BEFORE))
        for name in ADDED:
            batch.drop_column(name)
    _active(ACTIVE_BEFORE)
    with op.batch_alter_table("event") as batch:
        batch.drop_column("auto_promote")
