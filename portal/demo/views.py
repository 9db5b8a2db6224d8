"""Demo mode only: sign in as one of the people, and read all mail that was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts import queries as accounts
from portal.core.errors import Missing
from portal.core.forms import Form
from portal.core.text import _
from portal.core.web import go_to, public, start_session, tell
from portal.demo.cast import PERSONAS, persona

bp = Blueprint("demo", __name__)

SHOWN = 60


@bp.get("/demo")
@public
def personas() -> str:
    """Everybody a newcomer can be."""
    return render_template("demo/personas.html", personas=PERSONAS, form=Form())


@bp.post("/demo/<key>")
@public
def enter(key: str) -> BaseResponse:
    """Sign in as a persona: one POST."""
    chosen = persona(key)
    person = accounts.person_by_email(chosen.email) if chosen else None
    if person is None:
        raise Missing()
    start_session(person.session_token)
    tell(_("You are now %(name)s.", name=person.name))
    return go_to(url_for("pages.mine"))


@dataclass(frozen=True)
class Letter:
    """A sent mail as the inbox shows it."""

    key: str
    subject: str
    to: str
    sent: datetime
    body: str
    attachments: list[str]


def _letters(folder: Path) -> list[Letter]:
    files = sorted(folder.glob("*.eml"), reverse=True)[:SHOWN]
    return [_read(file) for file in files]


def _read(file: Path) -> Letter:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    if not isinstance(mail, EmailMessage):
        raise Missing()
    text = mail.get_body(("plain",))
    return Letter(
        key=file.stem,
        subject=str(mail["Subject"]),
        to=str(mail["To"]),
        sent=mail["Date"].datetime.astimezone(UTC),
        body=text.get_content() if text else "",
        attachments=[part.get_filename() or "" for part in mail.iter_attachments()],
    )


def _private(page: str) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/demo/post")
@public
def inbox() -> Response:
    """All mail, newest first: the demo has no mail server."""
    folder: Path = current_app.config["SETTINGS"].mail_folder
    return _private(render_template("demo/inbox.html", letters=_letters(folder)))


@bp.get("/demo/post/<key>")
@public
def letter(key: str) -> Response:
    """One mail."""
    file: Path = current_app.config["SETTINGS"].mail_folder / f"{key}.eml"
    if not key.isalnum() or not file.is_file():
        raise Missing()
    return _private(render_template("demo/letter.html", letter=_read(file)))
