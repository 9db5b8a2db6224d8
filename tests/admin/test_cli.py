"""The command line of those who run the site."""

from __future__ import annotations

from typing import Any

from flask import Flask

from portal.accounts.queries import person_by_email
from portal.core import search
from portal.core.access import can
from portal.core.db import db
from portal.pages.queries.who import actor_of
from tests import make


def test_the_first_administrator_may_grant_roles(app: Flask, session: Any) -> None:
    run = app.test_cli_runner().invoke
    for _again in range(2):
        done = run(args=["administrator", "Jane@Example.org", "Jane Jensen"])
        assert done.exit_code == 0, done.output
    person = person_by_email("jane@example.org")
    assert person is not None
    assert person.name == "Jane Jensen"
    actor = actor_of(person)
    assert can(actor, "role:grant")
    assert len(actor.grants) == 1


def test_an_index_that_is_not_there_is_made(app: Flask, town: make.Town) -> None:
    make.occurrence(make.event(town.library, title="Skak"))
    assert search.is_empty()
    done = app.test_cli_runner().invoke(args=["reindex"])
    assert done.exit_code == 0, done.output
    assert not search.is_empty()
    found = search.matching("event", "skak")
    assert found is not None
    assert len(db.session.scalars(found).all()) == 1


def test_an_address_that_is_none_makes_nobody(app: Flask, session: Any) -> None:
    done = app.test_cli_runner().invoke(args=["administrator", "jane", "Jane Jensen"])
    assert done.exit_code == 2
    assert "EMAIL" in done.output
    assert person_by_email("jane") is None
