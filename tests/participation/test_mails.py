"""Every mail, written in both languages by the worker itself."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.core.actor import ANONYMOUS, SYSTEM
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.events.models import Occurrence
from portal.messages import sender, worker
from portal.participation import actions, mails, queries
from portal.participation.models import Signup
from tests import make
from tests.make import Town

KINDS = {
    "confirmed",
    "waiting",
    "promoted",
    "party_changed",
    "cancelled",
    "removed",
    "date_cancelled",
    "date_changed",
    "link_again",
    "offered",
    "expired",
    "seats_free",
    "ask_fewer",
    "reminder",
    "ask_feedback",
}


def join(date: int, who: str, size: int, language: str) -> Signup:
    return actions.sign_up(
        ANONYMOUS,
        date,
        name="Karen Borger",
        email=f"{who}@example.org",
        party={"adults": size},
        form_token=who,
        language=language,
    )


def everything_happens(date: int, language: str) -> None:
    """One date on which every mail of this feature is posted."""
    first, second = join(date, "a", 3, language), join(date, "b", 2, language)
    with pytest.raises(actions.AlreadySignedUp):
        actions.sign_up(
            ANONYMOUS,
            date,
            name="Karen",
            email="b@example.org",
            party={"adults": 1},
            form_token="again",
            language=language,
        )
    actions.change_party_by_link(ANONYMOUS, second.uuid, party={"adults": 3})
    actions.cancel_by_link(ANONYMOUS, first.uuid)
    join(date, "c", 2, language)
    actions.change_party_by_link(ANONYMOUS, second.uuid, party={"adults": 2})
    who_waits_is_asked(date, join(date, "d", 2, language))
    occurrence = db.session.get_one(Occurrence, date)
    occurrence.own_place_id, occurrence.sequence = None, 1
    occurrence.own_room_id = None
    db.session.commit()
    db.session.query(Signup).update({"told_place": "Et andet sted"})
    db.session.commit()
    actions.tell_changes(SYSTEM)
    actions.remove_on_behalf(SYSTEM, second.id, reason="Du ringede")
    occurrence = db.session.get_one(Occurrence, date)
    occurrence.state, occurrence.cancel_reason, occurrence.sequence = "cancelled", "Storm", 2
    db.session.commit()
    actions.tell_changes(SYSTEM)


def who_waits_is_asked(date: int, waiting: Signup) -> None:
    """The mails of a line that asks first, whatever the date's own way."""
    occurrence = queries.date(date)
    signup = queries.signup(waiting.id)
    signup.offered, signup.answer_by = 1, occurrence.starts_at
    mails.offered(signup, occurrence, number=1)
    signup.offered = 0
    mails.expired_offer(signup, occurrence)
    mails.seats_free(signup, occurrence)
    mails.ask_fewer(signup, occurrence, free=1)
    mails.ask_feedback(signup, occurrence)
    mails.reminder(signup, occurrence, kind="days", ask=False)
    mails.reminder(signup, occurrence, kind="week", ask=True)
    db.session.commit()


def a_date(town: Town) -> int:
    event = make.event(
        town.library,
        capacity=3,
        signup_mode="per_session",
        mode="hybrid",
        online_link="https://moede.example.org/rum",
        place_id=town.main_library.id,
        host_name="Bente",
        first_time="Sig hej i døren.",
        title="Strik & *snak*",
    )
    made = make.occurrence(event)
    db.session.commit()
    return made.id


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_mail_is_written_whole(app: Flask, town: Town, language: str) -> None:
    everything_happens(a_date(town), language)
    posted = db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()
    assert {one.kind.removeprefix("participation/") for one in posted} == KINDS
    for message in posted:
        written = sender.compose(message, app.config["SETTINGS"])
        body = plain(written)
        assert written["Content-Language"] == language
        assert "Strik & *snak*" in written["Subject"]
        assert "Karen" in body
        assert "{" not in body
        assert "None" not in body
        prefix = "http://portal.test/en/" if language == "en" else "http://portal.test/"
        if "/removed" not in message.kind:
            assert prefix in body


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_only_who_has_a_seat_gets_the_online_link(app: Flask, town: Town) -> None:
    date = a_date(town)
    join(date, "a", 3, "da")
    join(date, "b", 1, "da")
    seated, waiting = db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()
    link = "https://moede.example.org/rum"
    assert link in plain(sender.compose(seated, app.config["SETTINGS"]))
    assert link in seated.facts["calendar"].replace("\r\n ", "")
    assert link not in plain(sender.compose(waiting, app.config["SETTINGS"]))


def test_the_worker_sends_what_a_moved_date_means(scratch: Flask) -> None:
    town = make.town()
    date = a_date(town)
    mine = join(date, "a", 1, "da")
    occurrence = db.session.get_one(Occurrence, date)
    occurrence.state, occurrence.sequence = "cancelled", 1
    db.session.commit()
    assert worker.run_once(scratch) == 2
    assert worker.run_once(scratch) == 0
    letters = [read(path) for path in sorted(scratch.config["SETTINGS"].mail_folder.glob("*.eml"))]
    assert [letter["To"] for letter in letters] == [mine.email] * 2
    methods = [part.get_param("method") for letter in letters for part in letter.iter_attachments()]
    assert methods == ["PUBLISH", "CANCEL"]
    assert mails.token_for(mine) in plain(letters[0])


def read(path: Path) -> Any:
    return email.message_from_bytes(path.read_bytes(), policy=default)
