"""The transaction boundary, holding a parent, paging by key."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.actor import SYSTEM, Actor
from portal.core.db import action, db, free_slug, hold, keyset
from portal.core.errors import Conflict, Missing
from portal.events.models import Occurrence
from portal.organisations.models import Organisation
from portal.themedays.models import ThemeDay
from tests import make


@action
def rename(actor: Actor, ident: int, *, name: str, fail: bool = False) -> None:
    db.session.get_one(Organisation, ident).name = name
    db.session.flush()
    if fail:
        raise RuntimeError("after the write")


@action
def rename_twice(actor: Actor, ident: int) -> None:
    rename(actor, ident, name="inner")
    raise RuntimeError("outer fails")


def test_an_action_commits_and_a_failing_one_leaves_nothing(session: Any) -> None:
    one = make.organisation("before")
    db.session.commit()
    rename(SYSTEM, one.id, name="after")
    with pytest.raises(RuntimeError):
        rename(SYSTEM, one.id, name="never", fail=True)
    assert db.session.get_one(Organisation, one.id).name == "after"


def test_a_nested_action_joins_the_outer_transaction(session: Any) -> None:
    one = make.organisation("before")
    db.session.commit()
    with pytest.raises(RuntimeError):
        rename_twice(SYSTEM, one.id)
    assert db.session.get_one(Organisation, one.id).name == "before"


def test_a_broken_constraint_is_a_conflict(session: Any) -> None:
    one = make.organisation("one")
    other = make.organisation("other")
    db.session.commit()

    @action
    def clash(actor: Actor) -> None:
        db.session.get_one(Organisation, one.id).slug = other.slug

    with pytest.raises(Conflict):
        clash(SYSTEM)


def test_holding_an_unknown_row_is_missing(session: Any) -> None:
    with pytest.raises(Missing):
        hold(Occurrence, 987654)


def test_pages_by_key_meet_every_row_once(session: Any) -> None:
    names = [f"org {number:02d}" for number in range(7)]
    for name in names:
        make.organisation(name)
    found, cursor = [], None
    while True:
        page = keyset(sa.select(Organisation), [Organisation.name, Organisation.id], cursor=cursor, size=3)
        found += [row.name for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == names


def test_a_broken_cursor_starts_from_the_beginning(session: Any) -> None:
    make.organisation("only")
    page = keyset(sa.select(Organisation), [Organisation.name, Organisation.id], cursor="%%%", size=3)
    assert [row.name for row in page.items] == ["only"]


@pytest.mark.parametrize(
    "key",
    [
        5,
        None,
        [],
        ["only"],
        ["only", 1, 1],
        [1, 1],
        ["only", "1"],
        ["only", True],
        ["\0", 1],
        ["only", 10**30],
    ],
)
def test_so_does_a_tampered_one(session: Any, key: Any) -> None:
    make.organisation("only")
    cursor = urlsafe_b64encode(json.dumps(key).encode()).decode()
    page = keyset(sa.select(Organisation), [Organisation.name, Organisation.id], cursor=cursor, size=3)
    assert [row.name for row in page.items] == ["only"]


@pytest.mark.parametrize("moment", ["2026-09-09T10:00:00", "9999-12-31T23:59:59-12:00", "today", 7])
def test_a_cursor_of_moments_holds_instants(session: Any, moment: Any) -> None:
    make.organisation("only")
    cursor = urlsafe_b64encode(json.dumps([moment, 1]).encode()).decode()
    columns = [Organisation.created_at, Organisation.id]
    assert len(keyset(sa.select(Organisation), columns, cursor=cursor).items) == 1


def test_pages_by_day_meet_every_row_once(session: Any) -> None:
    library = make.organisation("Biblioteket", "library")
    for number in range(5):
        make.theme_day(library, on=clock.today() + timedelta(days=number))
    columns = [ThemeDay.on, ThemeDay.id]
    first = keyset(sa.select(ThemeDay), columns, size=3)
    second = keyset(sa.select(ThemeDay), columns, size=3, cursor=first.next)
    assert [row.id for row in (*first.items, *second.items)] == sorted(
        row.id for row in (*first.items, *second.items)
    )
    assert len(second.items) == 2


@pytest.mark.race
def test_holding_makes_writers_queue(scratch: Any) -> None:
    town = make.town()
    event = make.event(town.library)
    ident = make.occurrence(event).id
    db.session.commit()

    @action
    def add_one(actor: Actor) -> None:
        held = hold(Occurrence, ident)
        held.own_capacity = (held.own_capacity or 0) + 1

    def run() -> None:
        with scratch.app_context():
            add_one(SYSTEM)

    threads = [threading.Thread(target=run) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    assert db.session.get_one(Occurrence, ident).own_capacity == 12


def test_addresses_are_free_and_hide_no_form(session: Any) -> None:
    def slug(title: str) -> str:
        return free_slug(Organisation.slug, title, "forening")

    assert slug("Strikkecafé på Åen") == "strikkecafe-paa-aaen"
    assert slug("مرحبا") == "forening"
    assert slug("Ny") == "ny-2"
    make.organisation("Koret", slug="koret")
    assert slug("Koret") == "koret-2"


def test_pages_by_instant_meet_every_row_once(session: Any) -> None:
    for number in range(5):
        make.organisation(created_at=clock.now() + timedelta(seconds=number, microseconds=7))
    columns = [Organisation.created_at, Organisation.id]
    first = keyset(sa.select(Organisation), columns, size=3)
    second = keyset(sa.select(Organisation), columns, size=3, cursor=first.next)
    assert len({row.id for row in (*first.items, *second.items)}) == 5
