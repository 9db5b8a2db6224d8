"""The world of the sweeps, made once, and requests that leave no trace in it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, got_request_exception, request
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from portal.app import create_app
from portal.core import clock
from portal.core.db import Base, db
from tests.conftest import NOON, Browser, settings_for
from tests.sweeps.world import World, build

CSRF = "the-same-in-every-session-of-the-sweeps"
Undone = Callable[[], Any]
Visit = Callable[[str], FlaskClient]


@pytest.fixture(scope="session")
def swept(
    new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, World]]:
    """An application with CSRF on, over a database with one of everything."""
    settings = settings_for(new_database("sweeps"), tmp_path_factory.mktemp("sweeps"))
    app = create_app(settings, TESTING=True, PAGE_CACHE=False, PROPAGATE_EXCEPTIONS=False)
    app.test_client_class = Browser
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with clock.at(NOON):
            world = build()
        db.session.remove()
    yield app, world
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(swept: tuple[Flask, World]) -> Iterator[Flask]:
    """The application of the sweeps, with its context open."""
    with swept[0].app_context():
        yield swept[0]


@pytest.fixture
def world(app: Flask, swept: tuple[Flask, World]) -> World:
    """One of everything."""
    return swept[1]


@pytest.fixture
def undone(app: Flask) -> Undone:
    """A block whose writes are undone, commits included, so that every request meets the same world."""

    @contextmanager
    def block() -> Iterator[None]:
        engines = db._app_engines[app]
        engine = engines[None]
        connection = engine.connect()
        transaction = connection.begin()
        engines[None] = connection  # type: ignore[call-overload]
        try:
            yield
        finally:
            db.session.remove()
            transaction.rollback()
            connection.close()
            engines[None] = engine

    return block


@pytest.fixture
def faults(app: Flask) -> Iterator[list[str]]:
    """What broke inside the application: address and error. The sweep goes on, so one run shows them all."""
    seen: list[str] = []

    def note(_app: Flask, exception: BaseException) -> None:
        where = traceback.extract_tb(exception.__traceback__)[-1]
        kind = f"{type(exception).__name__}: {exception}"[:200]
        seen.append(f"{request.method} {request.path}: {kind} ({where.filename}:{where.lineno})")

    with got_request_exception.connected_to(note, app):
        yield seen


@pytest.fixture
def token(app: Flask) -> str:
    """The token of every form: the sweeps post as a page would."""
    return str(URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(CSRF))


@pytest.fixture
def visit(app: Flask, world: World) -> Visit:
    """A fresh browser of a persona."""

    def enter(persona: str) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = CSRF
            if persona in world.tokens:
                cookie["_user_id"], cookie["_fresh"] = world.tokens[persona], True
        return client

    return enter
