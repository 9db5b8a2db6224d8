"""Two people at once: one decision on a line, and never a community without a host."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.communities import actions as communities
from portal.communities import queries as community_queries
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.pages.queries.who import actor_of
from portal.themedays import actions
from portal.themedays.models import ProgrammeLine
from tests import make
from tests.conftest import NOON

pytestmark = pytest.mark.race


def at_once(app: Flask, calls: Sequence[Callable[[], Any]]) -> list[Refused]:
    """Run all calls at the same time, each in its own thread; the refusals they met."""
    barrier, refusals = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        with app.app_context(), clock.at(NOON):
            barrier.wait()
            try:
                call()
            except Refused as refusal:
                refusals.append(refusal)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()  # this thread's reading began before
    return refusals


def test_one_decision(scratch: Flask) -> None:
    town = make.town()
    day = make.theme_day(town.library, town.museum, on=date(2026, 10, 3))
    line = make.line(day, make.event(town.museum), town.museum, state="proposed").id
    museum = actor_of(town.museum_moderator)
    refusals = at_once(
        scratch,
        [
            lambda: actions.decide_line(museum, line, verb="approve"),
            lambda: actions.decide_line(museum, line, verb="decline", reason="Nej"),
            lambda: actions.decide_line(museum, line, verb="approve"),
        ],
    )
    assert len(refusals) == 2
    assert db.session.get_one(ProgrammeLine, line).state in {"approved", "declined"}


def test_one_host_stays(scratch: Flask) -> None:
    town = make.town()
    made = make.community(town.library, town.host)
    make.community_member(made, town.citizen, "host")
    ident, actors = made.id, [actor_of(town.host), actor_of(town.citizen)]
    refusals = at_once(scratch, [lambda who=who: communities.leave(who, ident) for who in actors])
    assert len(refusals) == 1
    assert len(community_queries.hosts_of(ident)) == 1
