"""Migrations build exactly what the models say, up and down, on whichever database is under test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from portal.app import create_app
from portal.core import search
from portal.core.actor import SYSTEM, Actor
from portal.core.db import Base, action, db
from tests import make
from tests.conftest import settings_for

OURS_BESIDE = ("huey_", "alembic_version")


@pytest.fixture
def empty(new_database: Callable[[str], str], tmp_path: Path, request: Any) -> Iterator[Flask]:
    """An application over a database with nothing in it."""
    address = new_database("migrations_" + request.node.name[-24:].lower())
    app = create_app(settings_for(address, tmp_path), TESTING=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _tables() -> set[str]:
    names = sa.inspect(db.engine).get_table_names()
    return {name for name in names if not name.startswith(OURS_BESIDE)}


def _differences() -> list[Any]:
    def ours(_thing: Any, name: str | None, kind: str, *_more: Any) -> bool:
        return not (kind == "table" and name and name.startswith(OURS_BESIDE))

    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True, "target_metadata": Base.metadata}
        )
        return list(compare_metadata(context, Base.metadata))


def _constraints(kind: str) -> set[tuple[str, str]]:
    """Named constraints of a kind (``check``, ``unique``), which ``compare_metadata`` looks past."""
    inspector = sa.inspect(db.engine)
    found: Any = getattr(inspector, f"get_{kind}_constraints")
    return {(table, str(one["name"])) for table in _tables() for one in found(table)}


def test_up_builds_what_the_models_say(empty: Flask) -> None:
    upgrade()
    assert _tables() == set(Base.metadata.tables)
    assert _differences() == []


def test_constraints_are_those_of_the_models(empty: Flask) -> None:
    """CHECKs of states and numbers exist in a migrated database just as in one made from the models."""
    upgrade()
    migrated = _constraints("check"), _constraints("unique")
    downgrade(revision="base")
    Base.metadata.create_all(db.engine)
    assert (_constraints("check"), _constraints("unique")) == migrated


def test_down_leaves_nothing_and_up_works_again(empty: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert _tables() == set()
    upgrade()
    assert _tables() == set(Base.metadata.tables)


def test_a_migrated_database_searches_and_keeps_instants(empty: Flask) -> None:
    """The search tables are compared byte by byte on both databases, so look whether ranges of words work."""
    upgrade()

    @action
    def learn(actor: Actor) -> None:
        search.index("event", 7, "Bøger på Åen")

    learn(SYSTEM)
    statement = search.matching("event", "bog åen")
    assert statement is not None
    assert list(db.session.scalars(statement)) == [7]
    town = make.town()
    date = make.occurrence(make.event(town.library))
    db.session.expire_all()
    assert date.starts_at.utcoffset() is not None
