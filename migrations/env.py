"""Alembic environment: the app's own engine, batch mode, nothing of other owners."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy.engine import Connection

from portal.core.db import Base, UtcDateTime, db

FOREIGN = ("huey_",)
"""Tables of the queue, which Alembic leaves alone."""


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    return not (kind == "table" and name and name.startswith(FOREIGN))


def render_item(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """Write our own column types as what they are underneath: a migration must outlive today's classes."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include_object,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with db.engine.execution_options(portal_write=True).connect() as own:
        run(own)
