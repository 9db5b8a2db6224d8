"""Say of each picture which part must always be seen.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Pictures there are already keep their middle."""
    with op.batch_alter_table("image", schema=None) as batch_op:
        batch_op.add_column(sa.Column("focus", sa.String(length=2), nullable=False, server_default="c"))


def downgrade() -> None:
    """Forget it again."""
    with op.batch_alter_table("image", schema=None) as batch_op:
        batch_op.drop_column("focus")
