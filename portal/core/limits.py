"""Rate limits shared by all processes: Flask-Limiter over a table, because ``limits`` has no SQL storage."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import TooManyRequests

from portal.core.db import Base, db


class RateLimit(Base):
    """Hits inside one fixed window. ``expires`` is Unix time in seconds. Holds no readable address."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    hits: Mapped[int]
    expires: Mapped[float] = mapped_column(sa.Float, index=True)


class SqlStorage(Storage):
    """The storage port of ``limits`` over :class:`RateLimit`, one small transaction a hit."""

    STORAGE_SCHEME = ["portalsql"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        fresh = RateLimit.expires <= now
        statement = (
            insert(RateLimit)
            .values(key=key, hits=amount, expires=now + expiry)
            .on_conflict_do_update(
                index_elements=[RateLimit.key],
                set_={
                    "hits": sa.case((fresh, amount), else_=RateLimit.hits + amount),
                    "expires": sa.case((fresh, now + expiry), else_=RateLimit.expires),
                },
            )
            .returning(RateLimit.hits)
        )
        with self._write() as connection:
            return int(connection.execute(statement).scalar_one())

    def get(self, key: str) -> int:
        row = self._row(key)
        return row[0] if row and row[1] > time.time() else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return row[1] if row else time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._write() as connection:
            return int(connection.execute(sa.delete(RateLimit)).rowcount)

    def clear(self, key: str) -> None:
        with self._write() as connection:
            connection.execute(sa.delete(RateLimit).where(RateLimit.key == key))

    def _row(self, key: str) -> tuple[int, float] | None:
        with db.engine.connect() as connection:
            row = connection.execute(
                sa.select(RateLimit.hits, RateLimit.expires).where(RateLimit.key == key)
            ).first()
        return (row[0], row[1]) if row else None

    def _write(self) -> Any:
        return db.engine.execution_options(portal_write=True).begin()


limiter = Limiter(
    get_remote_address, storage_uri="portalsql://", strategy="fixed-window", headers_enabled=False
)


def spend(work: str, allowed: str) -> None:
    """Count one costly piece of ``work`` against whoever asks; what is kept ready costs nothing.

    Raises ``TooManyRequests`` when they asked for more than is ``allowed`` (``"120 per hour"``).
    """
    window = FixedWindowRateLimiter(SqlStorage())
    if limiter.enabled and not window.hit(parse(allowed), work, get_remote_address()):
        raise TooManyRequests()
