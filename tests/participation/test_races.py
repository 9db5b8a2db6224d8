"""Many at once, with real threads and real commits: nobody is given a seat that is not there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actor import ANONYMOUS, SYSTEM
from portal.core.db import db
from portal.core.errors import Conflict, Refused
from portal.core.outbox import OutboxMessage
from portal.participation import actions, mails, queries
from portal.participation.models import Count, Signup
from tests import make

pytestmark = pytest.mark.race


def a_date(capacity: int) -> int:
    town = make.town()
    event = make.event(town.library, capacity=capacity, signup_mode="per_session", host_id=town.host.id)
    ident = make.occurrence(event).id
    db.session.commit()
    return ident


def join(date: int, who: str, size: int = 1, token: str | None = None) -> Signup:
    return actions.sign_up(
        ANONYMOUS,
        date,
        name="Gæst",
        email=f"{who}@example.org",
        party={"adults": size},
        form_token=token or who,
        language="da",
    )


def at_once(app: Flask, calls: Sequence[Callable[[], Any]]) -> list[Exception]:
    """Run all calls at the same time, each in its own thread (with the still clock); the refusals met."""
    barrier, met = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                call()
            except (Refused, Conflict) as error:
                met.append(error)

    threads = [threading.Thread(target=copy_context().run, args=(run, call)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    db.session.expire_all()
    return met


def states(date: int) -> list[str]:
    return list(
        db.session.scalars(sa.select(Signup.state).where(Signup.occurrence_id == date).order_by(Signup.id))
    )


def test_twenty_race_for_five_places(scratch: Flask) -> None:
    date = a_date(5)
    assert at_once(scratch, [lambda n=n: join(date, f"g{n}") for n in range(20)]) == []
    assert states(date).count("confirmed") == 5
    assert states(date).count("waiting") == 15
    assert [one.size for one in queries.queue(date)] == [1] * 15
    assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == 20


def test_families_race_and_none_is_torn_apart(scratch: Flask) -> None:
    date = a_date(10)
    at_once(scratch, [lambda n=n: join(date, f"g{n}", n % 4 + 1) for n in range(16)])
    seats = queries.seats_of(date)
    assert seats.taken <= 10
    assert all(one.size > (seats.free or 0) for one in queries.queue(date))
    assert seats.taken + seats.waiting == sum(n % 4 + 1 for n in range(16))


def test_the_same_form_sent_in_parallel_is_one_sign_up(scratch: Flask) -> None:
    date = a_date(5)
    assert at_once(scratch, [lambda: join(date, "a", token="same") for _turn in range(6)]) == []
    assert states(date) == ["confirmed"]
    assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == 1


def test_the_same_address_in_parallel_is_one_sign_up(scratch: Flask) -> None:
    date = a_date(5)
    met = at_once(scratch, [lambda n=n: join(date, "a", token=f"t{n}") for n in range(6)])
    assert len(met) == 5
    assert all(isinstance(one, actions.AlreadySignedUp) for one in met)
    assert states(date) == ["confirmed"]


def test_cancelling_and_signing_up_at_once_leave_no_seat_empty_and_none_sold_twice(scratch: Flask) -> None:
    date = a_date(5)
    seated = [join(date, f"s{n}").uuid for n in range(5)]
    for n in range(5):
        join(date, f"w{n}")
    calls: list[Callable[[], Any]] = [
        *(lambda u=uuid: actions.cancel_by_link(ANONYMOUS, u) for uuid in seated[:4]),
        *(lambda n=n: join(date, f"new{n}") for n in range(6)),
        lambda: actions.settle(SYSTEM),
    ]
    assert at_once(scratch, calls) == []
    seats = queries.seats_of(date)
    assert (seats.taken, seats.waiting) == (5, 7)
    firsts = db.session.scalars(sa.select(Signup.state).where(Signup.email.like("w%")).order_by(Signup.id))
    assert firsts.all() == ["confirmed"] * 4 + ["waiting"]


def test_one_cancelled_twice_at_once_is_cancelled_once(scratch: Flask) -> None:
    date = a_date(1)
    uuid = join(date, "a").uuid
    join(date, "b")
    join(date, "c")
    met = at_once(scratch, [lambda: actions.cancel_by_link(ANONYMOUS, uuid)] * 4)
    assert [type(one) for one in met] == [Conflict] * 3
    assert states(date) == ["cancelled", "confirmed", "waiting"]


def test_growing_and_signing_up_at_once_never_oversell(scratch: Flask) -> None:
    date = a_date(6)
    seated = [join(date, f"s{n}").uuid for n in range(3)]
    calls: list[Callable[[], Any]] = [
        *(lambda u=uuid: actions.change_party_by_link(ANONYMOUS, u, party={"adults": 3}) for uuid in seated),
        *(lambda n=n: join(date, f"new{n}", 2) for n in range(3)),
    ]
    at_once(scratch, calls)
    assert queries.seats_of(date).taken <= 6


def test_two_counters_at_once_make_one_count(scratch: Flask) -> None:
    town = make.town()
    date = make.held(make.event(town.library)).id
    db.session.commit()
    met = at_once(scratch, [lambda n=n: actions.count(SYSTEM, date, lines={"all": n}) for n in range(5)])
    assert [type(one) for one in met] == [Conflict] * 4
    assert db.session.scalar(sa.select(sa.func.count(Count.id))) == 1


def test_a_failure_halfway_leaves_nothing(scratch: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    date = a_date(1)
    uuid = join(date, "a").uuid
    join(date, "b")

    def fall_over(*_facts: object) -> None:
        raise RuntimeError("killed in the middle of a promotion")

    monkeypatch.setattr(mails, "promoted", fall_over)
    with pytest.raises(RuntimeError):
        actions.cancel_by_link(ANONYMOUS, uuid)
    db.session.expire_all()
    assert states(date) == ["confirmed", "waiting"]
    assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == 2
