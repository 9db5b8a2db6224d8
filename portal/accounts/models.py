"""People and their one-time codes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.access import SELF
from portal.core.actor import Actor
from portal.core.db import Base


class Person(Base):
    """Somebody with a login. There is no password: a code or link in a mail signs in."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    """Normalised, lower case."""
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    """The display name the person chose; empty until they choose."""
    language: Mapped[str] = mapped_column(sa.String(8), default="da")
    session_token: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """What a session holds; a new one ends all sessions."""
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]

    def roles_for(self, actor: Actor) -> set[str]:
        """``self`` for the person."""
        return {SELF} if actor.person_id == self.id else set()


class SignInCode(Base):
    """A one-time code and link sent by mail. Both are stored as keyed hashes, single use, 15 minutes."""

    __tablename__ = "sign_in_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    link_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    language: Mapped[str] = mapped_column(sa.String(8), default="da")
    next_url: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
