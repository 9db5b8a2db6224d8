"""The outbox: posted once, sent once, tried again, and nothing lost when a worker dies."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock, outbox
from portal.core.actor import SYSTEM, Actor
from portal.core.db import action, db
from portal.core.errors import Conflict, Missing
from portal.core.outbox import BACK_OFF, LEASE, OutboxMessage
from tests.conftest import NOON


class Killed(BaseException):
    """The worker is gone: no handler of ours sees it."""


@action
def post(actor: Actor, key: str = "one", *, fail: bool = False, **more: Any) -> None:
    outbox.post_mail(
        "accounts/code", "karen@example.org", language="da", facts={"code": "123"}, dedupe=key, **more
    )
    if fail:
        raise RuntimeError("the business fact does not happen")


def rows() -> list[OutboxMessage]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def refuse(_message: OutboxMessage) -> None:
    raise OSError("451 try later")


def test_the_same_key_is_posted_once(session: Any) -> None:
    post(SYSTEM)
    post(SYSTEM)
    assert len(rows()) == 1


def test_mail_of_a_fact_that_does_not_happen_is_not_sent(session: Any) -> None:
    with pytest.raises(RuntimeError):
        post(SYSTEM, fail=True)
    assert rows() == []


def test_what_is_sent_is_not_sent_again_and_keeps_no_facts(session: Any) -> None:
    post(SYSTEM)
    sent: list[int] = []
    assert outbox.deliver_due(lambda message: sent.append(message.id)) == 1
    assert outbox.deliver_due(lambda message: sent.append(message.id)) == 0
    (row,) = rows()
    assert (row.state, row.sent_at, row.facts) == ("sent", NOON, {})


def test_what_is_due_later_waits(session: Any) -> None:
    post(SYSTEM, due=NOON + timedelta(hours=1))
    assert outbox.deliver_due(lambda _message: None) == 0
    with clock.at(NOON + timedelta(hours=1)):
        assert outbox.deliver_due(lambda _message: None) == 1


def test_a_failing_row_waits_longer_and_longer_and_ends_before_a_human(session: Any) -> None:
    post(SYSTEM)
    moment = NOON
    for wait in BACK_OFF:
        with clock.at(moment):
            outbox.deliver_due(refuse)
            assert rows()[0].due_at == moment + wait
            assert outbox.deliver_due(refuse) == 0, "not before it is due"
        assert "451 try later" in rows()[0].last_error
        moment += wait
    with clock.at(moment):
        outbox.deliver_due(refuse)
    assert rows()[0].state == "failed"
    assert rows()[0].attempts == len(BACK_OFF) + 1


def test_a_failing_row_does_not_stop_the_others(session: Any) -> None:
    post(SYSTEM, "bad")
    post(SYSTEM, "good")

    def choosy(message: OutboxMessage) -> None:
        if message.dedupe == "bad":
            raise OSError("no")

    assert outbox.deliver_due(choosy) == 1
    assert [row.state for row in rows()] == ["queued", "sent"]


def test_a_human_can_try_again(session: Any) -> None:
    post(SYSTEM)
    rows()[0].state = "failed"
    db.session.commit()
    outbox.retry(SYSTEM, rows()[0].id)
    assert outbox.deliver_due(lambda _message: None) == 1
    with pytest.raises(Missing):
        outbox.retry(SYSTEM, 987654)


def test_the_bell_rings_after_the_commit_and_only_then(session: Any, monkeypatch: Any) -> None:
    rung: list[int] = []
    monkeypatch.setattr(outbox, "wake", lambda: rung.append(len(rows())))
    with pytest.raises(RuntimeError):
        post(SYSTEM, "never", fail=True)
    assert rung == []
    post(SYSTEM)
    assert rung == [1]


def test_a_broken_bell_does_not_undo_the_fact(session: Any, monkeypatch: Any) -> None:
    def broken() -> None:
        raise OSError("the queue is gone")

    monkeypatch.setattr(outbox, "wake", broken)
    post(SYSTEM)
    assert len(rows()) == 1


def test_a_worker_killed_between_claim_and_send_loses_nothing(session: Any) -> None:
    post(SYSTEM)

    def die(_message: OutboxMessage) -> None:
        raise Killed

    with pytest.raises(Killed):
        outbox.deliver_due(die)
    assert rows()[0].state == "queued"
    assert outbox.deliver_due(lambda _message: None) == 0, "leased to the one that died"
    with clock.at(NOON + LEASE + timedelta(seconds=1)):
        assert outbox.deliver_due(lambda _message: None) == 1
    assert rows()[0].state == "sent"


@pytest.mark.race
def test_two_workers_never_send_the_same_row(scratch: Flask) -> None:
    for number in range(24):
        post(SYSTEM, f"mail {number}")
    taken: list[str] = []
    faults: list[BaseException] = []
    ready = threading.Barrier(3)

    def work() -> None:
        try:
            with scratch.app_context(), clock.at(NOON):
                ready.wait()
                outbox.deliver_due(lambda message: taken.append(message.dedupe))
        except BaseException as fault:  # noqa: BLE001 - shown by the assertion below
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(taken) == 24
    assert max(Counter(taken).values()) == 1
    assert {row.state for row in rows()} == {"sent"}


@pytest.mark.race
def test_posting_the_same_key_at_the_same_time_is_one_row(scratch: Flask) -> None:
    ready = threading.Barrier(4)

    def attempt() -> None:
        with scratch.app_context(), clock.at(NOON):
            ready.wait()
            with contextlib.suppress(Conflict):  # losing the race may be told, never doubled
                post(SYSTEM)

    threads: list[threading.Thread] = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows()) == 1
