"""The world of the sweeps, and requests that leave no trace in it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, got_request_exception, request
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from portal.core.db import db
from tests.sweeps.world import World, build

CSRF = "the-same-in-every-session-of-the-sweeps"


@pytest.fixture
def world(app: Flask, session: Any) -> World:
    """One of everything."""
    return build()


@pytest.fixture
def undone(app: Flask, session: Any) -> Callable[[], Any]:
    """A block whose writes are undone, commits included, so that every request meets the same world."""

    @contextmanager
    def block() -> Iterator[None]:
        connection: Any = db._app_engines[app][None]
        savepoint = connection.begin_nested()
        try:
            yield
        finally:
            db.session.remove()
            savepoint.rollback()

    return block


@pytest.fixture
def faults(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What broke inside the application: address and error. The sweep goes on, so one run shows them all."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    seen: list[str] = []

    def note(_app: Flask, exception: BaseException) -> None:
        where = traceback.extract_tb(exception.__traceback__)[-1]
        kind = f"{type(exception).__name__}: {exception}"[:200]
        seen.append(f"{request.method} {request.path}: {kind} ({where.filename}:{where.lineno})")

    with got_request_exception.connected_to(note, app):
        yield seen


@pytest.fixture
def token(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of every form, as pages would show it: the sweeps see forms as people do."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return str(URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(CSRF))


@pytest.fixture
def visit(app: Flask, world: World, token: str) -> Callable[[str], FlaskClient]:
    """A fresh browser of a persona."""
    tokens = {
        name: person.session_token
        for name, person in vars(world.town).items()
        if hasattr(person, "session_token")
    }
    db.session.remove()

    def enter(persona: str) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = CSRF
            if persona in tokens:
                cookie["_user_id"], cookie["_fresh"] = tokens[persona], True
        return client

    return enter
