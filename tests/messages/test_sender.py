"""Mail as it arrives: over real SMTP on the loopback, or as files in a folder."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask

from portal.core import outbox
from portal.core.actor import SYSTEM, Actor
from portal.core.calendar import CalendarEntry, calendar
from portal.core.db import action, db
from portal.core.outbox import OutboxMessage
from portal.messages import sender, worker
from tests.conftest import NOON, settings_for

CODE = {"code": "402517", "token": "a-token"}


class Inbox:
    """A mail server that keeps what it gets, or refuses it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 Message accepted"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.answer


@pytest.fixture
def inbox(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Inbox]:
    """A mail server on a free port of the loopback, named in the settings."""
    kept = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    settings = settings_for("sqlite://", tmp_path, smtp_url=f"smtp://127.0.0.1:{port}")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    yield kept
    controller.stop()


@action
def post(actor: Actor, *, language: str = "da", key: str = "one", **facts: Any) -> None:
    outbox.post_mail(
        "accounts/code", "karen@example.org", language=language, facts={**CODE, **facts}, dedupe=key
    )


def an_entry() -> str:
    entry = CalendarEntry(uid="1", title="Strikkecafé", starts=NOON, ends=NOON, changed=NOON)
    return calendar([entry], "Strikkecafé")


def the_row() -> OutboxMessage:
    db.session.expire_all()
    return db.session.scalars(sa.select(OutboxMessage)).one()


def test_a_mail_has_text_html_and_a_calendar_file(session: Any, inbox: Inbox) -> None:
    post(SYSTEM, calendar=an_entry())
    assert outbox.deliver_due(sender.send) == 1
    (mail,) = inbox.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert CODE["code"] in plain.get_content()
    assert CODE["code"] in html.get_content()
    assert '<html lang="da">' in html.get_content()
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("invite.ics", "text/calendar")
    assert file.get_param("method") == "PUBLISH"
    assert "Strikkecafé" in file.get_content()


def test_the_head_names_sender_receiver_and_language(session: Any, inbox: Inbox) -> None:
    post(SYSTEM)
    outbox.deliver_due(sender.send)
    (mail,) = inbox.mails
    assert mail["To"] == "karen@example.org"
    assert "portal@example.org" in mail["From"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "da"
    assert mail["Date"].datetime == NOON
    assert "\n" not in mail["Subject"]


@pytest.mark.parametrize(("language", "prefix"), [("da", ""), ("en", "/en")])
def test_mail_speaks_the_recipients_language(session: Any, inbox: Inbox, language: str, prefix: str) -> None:
    post(SYSTEM, language=language)
    outbox.deliver_due(sender.send)
    plain = inbox.mails[0].get_body(("plain",))
    assert plain is not None
    assert f"http://portal.test{prefix}/log-ind/link/{CODE['token']}" in plain.get_content()
    assert inbox.mails[0]["Content-Language"] == language


def test_a_failing_server_leaves_the_row_waiting_with_the_error(session: Any, inbox: Inbox) -> None:
    post(SYSTEM)
    inbox.answer = "451 Try later"
    assert outbox.deliver_due(sender.send) == 0
    assert the_row().state == "queued"
    assert "451" in the_row().last_error


def test_a_server_that_is_not_there_leaves_the_row_waiting(
    session: Any, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = settings_for("sqlite://", tmp_path, smtp_url="smtp://127.0.0.1:9")
    monkeypatch.setitem(app.config, "SETTINGS", nowhere)
    post(SYSTEM)
    assert outbox.deliver_due(sender.send) == 0
    assert (the_row().state, the_row().attempts) == ("queued", 1)


def test_a_second_sending_has_the_same_message_id(session: Any, app: Flask) -> None:
    """The worker died between the server's yes and our commit: mail programs then show one mail."""
    post(SYSTEM)
    settings = app.config["SETTINGS"]
    first, second = (sender.compose(the_row(), settings)["Message-ID"] for _ in range(2))
    assert first == second
    assert first.endswith("@portal.test>")


def test_a_line_break_in_a_fact_cannot_forge_a_header(session: Any, inbox: Inbox) -> None:
    post(SYSTEM, code="1\r\nBcc: all@example.org")
    outbox.deliver_due(sender.send)
    assert inbox.mails[0]["Bcc"] is None


def test_without_a_server_mail_lands_in_a_folder(session: Any, app: Flask) -> None:
    post(SYSTEM)
    assert worker.run_once(app) == 1
    file = app.config["SETTINGS"].mail_folder / f"{the_row().id:08d}.eml"
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["To"] == "karen@example.org"
    assert list(file.parent.glob("*.part")) == []


def test_a_broken_template_waits_for_a_human_too(session: Any, inbox: Inbox) -> None:
    @action
    def post_unknown(actor: Actor) -> None:
        outbox.post_mail("nowhere/nothing", "karen@example.org", language="da", facts={}, dedupe="x")

    post_unknown(SYSTEM)
    assert outbox.deliver_due(sender.send) == 0
    assert "TemplateNotFound" in the_row().last_error


def test_a_queue_file_that_was_lost_is_made_again(tmp_path: Path) -> None:
    huey = worker._queue(settings_for("sqlite://", tmp_path))
    (tmp_path / "queue.db").unlink()
    huey.storage.enqueue(b"deliver")
    assert huey.storage.queue_size() == 1


def test_folded_subjects_keep_every_space(session: Any, app: Flask) -> None:
    titles = ("Åben strikkecafé for alle på tværs af generationer – også for dig", "Кав’ярня в’язання " * 5)
    for title in titles:
        for start in range(30):
            facts = {
                "first_name": "",
                "title": "x " * start + title,
                "when": "i dag",
                "slug": "a",
                "date": "b",
            }
            row = OutboxMessage(
                id=1, kind="participation/expired", recipient="a@example.org", language="da", facts=facts
            )
            mail = sender.compose(row, app.config["SETTINGS"])
            read = message_from_bytes(bytes(mail), policy=policy.default)
            assert read["Subject"] == " ".join(mail["Subject"].split())
            assert facts["title"].strip() in read["Subject"]


def test_the_plain_part_shows_no_signs_of_bold(session: Any, app: Flask) -> None:
    row = OutboxMessage(id=1, kind="accounts/code", recipient="a@example.org", language="da", facts=CODE)
    mail = sender.compose(row, app.config["SETTINGS"])
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "402517" in plain.get_content()
    assert "**" not in plain.get_content()
    assert "<strong>402517</strong>" in html.get_content()
