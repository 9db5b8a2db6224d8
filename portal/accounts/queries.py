"""Reading people."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core.db import db


def person_by_token(token: str) -> Person | None:
    """The person whose sessions hold this token."""
    return db.session.scalar(sa.select(Person).where(Person.session_token == token))


def person_by_email(email: str) -> Person | None:
    """The person with this normalised address."""
    return db.session.scalar(sa.select(Person).where(Person.email == email))
