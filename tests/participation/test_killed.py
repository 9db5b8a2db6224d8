"""``kill -9`` in the middle of work: what was acknowledged is there, whole, and its mail still goes out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.app import ROOT
from portal.core import outbox
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.participation import queries
from portal.participation.models import Signup, SignupParty
from tests import make

PROCESSES, ACKNOWLEDGED = 2, 12


def start(app: Flask, date: int, name: str) -> subprocess.Popen[str]:
    settings = app.config["SETTINGS"]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.participation.signing", str(date), name],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": settings.database, "DATA_DIR": str(settings.root)},
        stdout=subprocess.PIPE,
        text=True,
    )


def killed(process: subprocess.Popen[str]) -> list[str]:
    """Kill without warning; the addresses that were acknowledged until then."""
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(ACKNOWLEDGED)]
    process.kill()
    said += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    return [line.strip() for line in said if line.endswith("\n")]


@pytest.mark.race
@pytest.mark.timeout(120)
def test_what_was_acknowledged_survives_kill_9(scratch: Flask) -> None:
    town = make.town()
    event = make.event(town.library, capacity=100_000, signup_mode="per_session")
    date = make.occurrence(event).id
    db.session.remove()

    processes = [start(scratch, date, f"gaest{number}") for number in range(PROCESSES)]
    said = [email for process in processes for email in killed(process)]

    kept = {row.email: row.id for row in db.session.execute(sa.select(Signup.email, Signup.id))}
    assert len(said) >= PROCESSES * ACKNOWLEDGED
    assert set(said) <= set(kept)
    assert len(kept) <= len(said) + PROCESSES  # at most one each had been written but not yet said
    bands = Counter(db.session.scalars(sa.select(SignupParty.signup_id)))
    assert bands == dict.fromkeys(kept.values(), 2)
    noted = sa.select(AuditEvent.subject_id).where(AuditEvent.verb == "signup.make")
    assert sorted(db.session.scalars(noted)) == sorted(kept.values())
    assert queries.seats_of(date).taken == 2 * len(kept)

    mailed: list[str] = []
    outbox.deliver_due(lambda message: mailed.append(message.recipient), limit=10_000)
    assert Counter(mailed) == dict.fromkeys((email for email in kept if email), 1)
