"""Who is reminded, when, and what their answer does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.actor import ANONYMOUS, SYSTEM
from portal.core.db import db
from portal.core.errors import Conflict
from portal.participation import actions, mails, queries
from portal.participation.rules import reminders
from tests import make
from tests.make import Town
from tests.participation.test_actions import join, mailed

START = datetime(2026, 9, 16, 16, 30, tzinfo=UTC)  # a Wednesday, 18.30 in Randers
LONG_AGO = START - timedelta(days=30)


def before(**span: float) -> datetime:
    return START - timedelta(**span)


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        ({"days": 7, "hours": 1}, ""),
        ({"days": 7}, "week"),
        ({"days": 2, "hours": 1}, "week"),
        ({"days": 2}, "days"),
        ({"hours": 3}, "hours"),
        ({"hours": 0}, ""),
    ],
)
def test_which_reminder_has_its_time(left: dict[str, int], kind: str) -> None:
    assert reminders.reached(before(**left), START) == kind


def test_a_week_before_only_where_others_wait() -> None:
    assert reminders.is_told("week", START, LONG_AGO, waited_for=True)
    assert not reminders.is_told("week", START, LONG_AGO, waited_for=False)
    assert reminders.is_told("days", START, LONG_AGO, waited_for=False)


def test_who_has_just_signed_up_is_not_reminded() -> None:
    assert not reminders.is_told("days", START, before(days=2, hours=1), waited_for=False)
    assert reminders.is_told("days", START, before(days=2, hours=12), waited_for=False)


@pytest.mark.parametrize(
    ("at", "quiet"), [("07:59", True), ("08:00", False), ("20:59", False), ("21:00", True)]
)
def test_nights_are_quiet(at: str, quiet: bool) -> None:
    assert reminders.is_quiet(clock.to_utc(datetime.fromisoformat(f"2026-09-14 {at}"))) is quiet


def a_date(town: Town, capacity: int = 2) -> Any:
    event = make.event(town.library, capacity=capacity, signup_mode="per_session", auto_promote=False)
    made = make.occurrence(event, clock.to_local(clock.now() + timedelta(days=10)))
    db.session.commit()
    return queries.date(made.id)


def ahead(date: Any, **span: float) -> Any:
    return clock.at(date.starts_at - timedelta(**span))


def test_everybody_with_seats_is_reminded_once_of_each_kind(town: Town) -> None:
    date = a_date(town, capacity=5)
    first = join(date, 2)
    with ahead(date, days=6):
        assert actions.remind(SYSTEM) == 0  # nobody waits
    for span in ({"days": 2}, {"hours": 2}):
        with ahead(date, **span):
            assert actions.remind(SYSTEM) == 1
            assert actions.remind(SYSTEM) == 0
    assert [(mail.recipient, mail.facts["kind"], mail.facts["ask"]) for mail in mailed("reminder")] == [
        (first.email, "days", False),
        (first.email, "hours", False),
    ]


def test_where_others_wait_people_are_asked_whether_they_still_come(town: Town) -> None:
    date = a_date(town)
    seated, _waiting = join(date, 2), join(date, 1)
    with ahead(date, days=6):
        assert actions.remind(SYSTEM) == 1
    (mail,) = mailed("reminder")
    assert (mail.recipient, mail.facts["ask"]) == (seated.email, True)


def test_no_reminders_means_none(town: Town) -> None:
    date = a_date(town)
    seated = join(date, 2)
    actions.stop_reminders_by_link(ANONYMOUS, seated.uuid)
    with ahead(date, days=2):
        assert actions.remind(SYSTEM) == 0


def test_nobody_is_reminded_at_night_nor_of_a_cancelled_date(town: Town) -> None:
    date = a_date(town)
    join(date, 2)
    night = clock.to_local(date.starts_at - timedelta(days=1)).replace(hour=23)
    with clock.at(clock.to_utc(night)):
        assert actions.remind(SYSTEM) == 0
    db.session.get_one(type(date), date.id).state = "cancelled"
    db.session.commit()
    with ahead(date, days=2):
        assert actions.remind(SYSTEM) == 0


def test_saying_yes_again_is_kept_and_shown(town: Town, client: FlaskClient) -> None:
    date = a_date(town)
    seated, waiting = join(date, 2), join(date, 1)
    link = f"/tilmelding/{mails.token_for(seated)}"
    with ahead(date, days=6):
        actions.remind(SYSTEM)
        assert "Kommer I stadig?" in client.get(link).text
        assert client.post(f"{link}/kommer").status_code == 303
        assert "Du har sagt, at I kommer" in client.get(link).text
    assert queries.signup(seated.id).reconfirmed_at is not None
    with pytest.raises(Conflict):
        actions.reconfirm_by_link(ANONYMOUS, waiting.uuid)


def test_reminders_stop_from_the_page(town: Town, client: FlaskClient) -> None:
    date = a_date(town)
    seated = join(date, 2)
    link = f"/tilmelding/{mails.token_for(seated)}"
    assert client.post(f"{link}/ingen-paamindelser").status_code == 303
    assert queries.signup(seated.id).no_reminders
    assert "minder dig ikke" in client.get(link).text
