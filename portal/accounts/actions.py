"""Signing in without a password, and what people say about themselves."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts import mails, queries, rules
from portal.accounts.models import Person, SignInCode
from portal.core import audit, clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, db, get
from portal.core.errors import Refused
from portal.core.secrets import keyed_hash, new_code, new_token
from portal.core.text import LANGUAGES, _l, holds_link


@action
def request_code(actor: Actor, email: str, *, language: str, next_url: str = "") -> None:
    """Mail a one-time code and link to ``email``; the same answer whether or not we know the address.

    Raises ``Refused`` when the address asked too often within the hour.
    """
    now = clock.now()
    recent = sa.select(sa.func.count()).where(
        SignInCode.email == email, SignInCode.created_at > now - timedelta(hours=1)
    )
    if (db.session.scalar(recent) or 0) >= rules.CODES_PER_HOUR:
        raise Refused(
            _l("You have asked for several codes within the hour. Use the newest one, or wait a while."),
            field="email",
        )
    code, token = new_code(), new_token()
    row = SignInCode(
        email=email,
        code_hash=keyed_hash(email + code),
        link_hash=keyed_hash(token),
        language=language,
        next_url=next_url,
        created_at=now,
        expires_at=now + rules.CODE_LIFETIME,
    )
    db.session.add(row)
    db.session.flush()
    mails.sign_in_code(email, language=language, code=code, token=token, ident=row.id)


@action
def use_code(actor: Actor, email: str, *, code: str) -> tuple[Person, str] | None:
    """The person and where they were going, or ``None`` for a wrong, old or used code.

    Returns instead of raising so that a wrong try is counted.
    """
    newest = sa.select(SignInCode).where(SignInCode.email == email).order_by(SignInCode.id.desc()).limit(1)
    row = db.session.scalar(newest.with_for_update())  # tries at the same moment are counted one by one
    if row is None or not _usable(row):
        return None
    row.attempts += 1
    if row.code_hash != keyed_hash(email + code):
        return None
    return _enter(row)


@action
def use_link(actor: Actor, token: str) -> tuple[Person, str] | None:
    """As :func:`use_code`, by the link in the mail (the button on its page, never the GET)."""
    row = db.session.scalar(sa.select(SignInCode).where(SignInCode.link_hash == keyed_hash(token)))
    if row is None or not _usable(row):
        return None
    return _enter(row)


def _usable(row: SignInCode) -> bool:
    return rules.usable(
        now=clock.now(), expires_at=row.expires_at, used_at=row.used_at, attempts=row.attempts
    )


def _enter(row: SignInCode) -> tuple[Person, str]:
    used = db.session.execute(
        sa.update(SignInCode)
        .where(SignInCode.id == row.id, SignInCode.used_at.is_(None))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        raise Refused(_l("This code has just been used. Ask for a new one."))
    person = queries.person_by_email(row.email) or _new_person(row.email, language=row.language)
    person.last_seen_at = clock.now()
    return person, row.next_url


def _new_person(email: str, *, language: str, name: str = "") -> Person:
    person = Person(
        email=email, name=name, language=language, session_token=new_token(), created_at=clock.now()
    )
    db.session.add(person)
    db.session.flush()
    return person


@action
def make_person(actor: Actor, email: str, *, name: str, language: str = "da") -> Person:
    """Somebody with this address, made when unknown (the first administrator, the demo's personas)."""
    person = queries.person_by_email(email)
    if person is None:
        person = _new_person(email, language=language, name=name)
        audit.note(actor, "person.make", person)
    return person


@action
def update_profile(actor: Actor, person_id: int, *, name: str, language: str) -> Person:
    """Change the display name and the language of mails."""
    person = get(Person, person_id)
    require(actor, "person:edit", person)
    if not name:
        raise Refused(_l("Write the name we may call you by."), field="name")
    if holds_link(name):
        raise Refused(_l("Write the name without a link or an address in it."), field="name")
    person.name = name
    person.language = language if language in LANGUAGES else person.language
    audit.note(actor, "person.update", person)
    return person


@action
def end_all_sessions(actor: Actor, person_id: int) -> Person:
    """Rotate the session token: everybody signed in as this person is signed out, everywhere."""
    person = get(Person, person_id)
    require(actor, "person:edit", person)
    person.session_token = new_token()
    audit.note(actor, "person.end_sessions", person)
    return person
