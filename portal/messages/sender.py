"""Turning an outbox row into a mail and handing it to a transport."""

from __future__ import annotations

import re
import smtplib
import ssl
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template

from portal.core import clock, web
from portal.core.outbox import OutboxMessage
from portal.core.settings import Settings
from portal.core.text import speaking

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
"""Bold Markdown on one line: for the HTML part only."""


class _Policy(EmailPolicy):
    """Folds long subjects word for word.

    The standard policy loses the space between two encoded words when it folds a line of mixed letters.
    """

    def fold(self, name: str, value: str) -> str:
        if name.lower() != "subject" or value.isascii():
            return str(super().fold(name, value))
        folded = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {folded}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() != "subject":
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii")


class Transport(Protocol):
    """Takes a finished mail to its receiver, or raises."""

    def send(self, mail: EmailMessage, key: str) -> None: ...


class SmtpTransport:
    """A mail server: ``smtp://user:password@host:587`` (STARTTLS when offered) or ``smtps://``."""

    def __init__(self, address: str) -> None:
        self.parts = urlsplit(address)

    def send(self, mail: EmailMessage, key: str) -> None:
        parts = self.parts
        host, secure = parts.hostname or "localhost", parts.scheme == "smtps"
        context = ssl.create_default_context()
        server: smtplib.SMTP = (
            smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=context)
            if secure
            else smtplib.SMTP(host, parts.port or 25, timeout=20)
        )
        with server:
            if not secure and server.has_extn("starttls"):
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)


class FolderTransport:
    """``.eml`` files in a folder, one a mail: for the demo and for looking at mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: EmailMessage, key: str) -> None:
        target = self.folder / f"{key}.eml"
        partial = target.with_suffix(".part")
        partial.write_bytes(bytes(mail))
        partial.replace(target)


def transport_for(settings: Settings) -> Transport:
    """The transport the settings ask for: a mail server when named, else the folder."""
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url)
    return FolderTransport(settings.mail_folder)


def compose(message: OutboxMessage, settings: Settings) -> EmailMessage:
    """The mail of an outbox row in the recipient's language.

    The template ``mail/<kind>.txt`` begins with the subject on its first line. The HTML part is the same
    text in ``mail/frame.html``; the plain part carries no signs of Markdown's bold. The Message-ID is made
    from the row, so a second sending shows as one.
    """
    with speaking(message.language):
        facts = {**message.facts, "link": web.absolute}
        written = render_template(f"mail/{message.kind}.txt", **facts)
        subject, _line, body = written.strip().partition("\n")
        html = render_template(
            "mail/frame.html", subject=subject, body=body.strip(), language=message.language
        )
    host = urlsplit(settings.address).hostname or "localhost"
    name, sender = parseaddr(settings.mail_from)
    mail = EmailMessage(policy=_Policy())
    mail["Subject"] = " ".join(subject.split())
    mail["From"] = Address(name, addr_spec=sender)
    mail["To"] = message.recipient
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<outbox-{message.id}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_plain(body) + "\n")
    mail.add_alternative(html, subtype="html")
    calendar = message.facts.get("calendar")
    if calendar:
        method = "CANCEL" if "METHOD:CANCEL" in calendar else "PUBLISH"
        mail.add_attachment(
            calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="invite.ics",
            params={"method": method, "charset": "utf-8"},
        )
    mail["Content-Language"] = message.language  # last: setting content drops every Content header
    return mail


def _plain(body: str) -> str:
    """The text as it is read without Markdown; never more than one blank line in a row."""
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", _BOLD.sub(r"\1", body.strip()))


def send(message: OutboxMessage) -> None:
    """Compose and send one row; raises whatever the template or the mail server raises."""
    settings: Settings = current_app.config["SETTINGS"]
    mail = compose(message, settings)
    transport_for(settings).send(mail, f"{message.id:08d}")
