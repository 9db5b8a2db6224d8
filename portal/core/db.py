"""The database: base class, the one place that commits, holding a parent row, paging by key."""

from __future__ import annotations

import base64
import binascii
import itertools
import json
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import sqlalchemy as sa
import structlog
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, raiseload, registry, relationship

from portal.core.actor import Actor
from portal.core.errors import Conflict, Missing
from portal.core.text import _l, slugify

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

log = structlog.get_logger()

STRICT = raiseload("*", sql_only=True)
"""Query option: a relationship that the query forgot to load raises instead of running N+1 queries."""


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware instant in UTC on both databases. Refuses naive values."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What cursors read it as; without this a page by key of instants would always be the first."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table. Relationships are written with :func:`related`."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime(), dict[str, Any]: sa.JSON(), list[str]: sa.JSON()},
    )


db = SQLAlchemy(model_class=Base, session_options={"join_transaction_mode": "create_savepoint"})


def related(*args: Any, **kwargs: Any) -> Any:
    """A relationship that never loads by itself: queries declare what they load."""
    kwargs.setdefault("lazy", "raise_on_sql")
    return relationship(*args, **kwargs)


class Held:
    """Mixin for parents of scarce things: ``hold`` moves ``hold_no`` so that writers queue up."""

    hold_no: Mapped[int] = mapped_column(default=0)


H = TypeVar("H", bound=Held)


def hold(model: type[H], ident: int) -> H:
    """Make every other writer of this row wait, then read it afresh. Raises ``Missing``.

    Counting first and inserting then over-books on both databases; updating the parent first does not
    (``SELECT ... FOR UPDATE`` compiles to nothing on SQLite).
    """
    table: Any = model
    result = db.session.execute(
        sa.update(model)
        .where(table.id == ident)
        .values(hold_no=table.hold_no + 1)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount == 0:  # type: ignore[attr-defined]
        raise Missing()
    return db.session.get_one(model, ident, populate_existing=True)


def get(model: type[T], ident: object, *options: Any) -> T:
    """The row with this primary key. Raises ``Missing``."""
    row = db.session.get(model, ident, options=options, populate_existing=bool(options))
    if row is None:
        raise Missing()
    return row


FORM_WORDS = frozenset({"ny", "nyt"})
"""Slugs that would hide the page of a form that makes a new thing."""


def free_slug(column: Any, title: str, fallback: str) -> str:
    """The address of a new row: its title, numbered when somebody has it (``column`` is the model's slug)."""
    base = slugify(title, fallback)
    taken = FORM_WORDS.union(
        db.session.scalars(sa.select(column).where(column.startswith(base, autoescape=True)))
    )
    tries = (base if number == 1 else f"{base}-{number}" for number in itertools.count(1))
    return next(slug for slug in tries if slug not in taken)


_inside: ContextVar[bool] = ContextVar("portal_action", default=False)
_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar("portal_after_commit", default=None)


def after_commit(call: Callable[[], None]) -> None:
    """Run ``call`` once the running action has committed; dropped when it does not."""
    calls = _after_commit.get()
    if calls is not None and call not in calls:
        calls.append(call)


def action(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """One use case, one transaction. The only place that commits; nested actions join the outer one.

    On SQLite the transaction begins as a write (``BEGIN IMMEDIATE``), never as a read that upgrades.
    """

    @wraps(function)
    def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            return function(actor, *args, **kwargs)
        calls: list[Callable[[], None]] = []
        inside, waiting = _inside.set(True), _after_commit.set(calls)
        try:
            db.session.rollback()  # end the reads of this request: a write starts on fresh facts
            db.session.connection(execution_options={"portal_write": True})
            result = function(actor, *args, **kwargs)
            db.session.commit()
        except IntegrityError as error:
            db.session.rollback()
            log.warning("action_conflict", action=function.__name__, error=str(error.orig))
            raise Conflict(_l("Somebody else changed this a moment ago. Reload the page.")) from error
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _inside.reset(inside)
            _after_commit.reset(waiting)
        for call in calls:
            call()
        return result

    return run


def install_sqlite(engine: Engine) -> None:
    """Make pysqlite honour transactions, foreign keys, WAL and waiting for other writers."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("portal_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


LONGEST_CURSOR = 600
"""Characters of a cursor that is read at all."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list that is read by key. ``next`` is the cursor of the following page."""

    items: Sequence[T]
    next: str | None = None


def cursor_of(values: Sequence[Any]) -> str:
    """An opaque, URL-safe cursor of the sort key of a page's last row."""
    plain = [v.isoformat() if isinstance(v, date) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def key_of(cursor: str | None, kinds: Sequence[type]) -> list[Any] | None:
    """The sort key inside a cursor, or ``None`` for one that is missing or was tampered with."""
    if not cursor or len(cursor) > LONGEST_CURSOR:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_as(kind, value) for kind, value in zip(kinds, values, strict=True)]
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None


def _as(kind: type, value: Any) -> Any:
    """A value of a cursor as its column holds it. Raises ``ValueError`` or ``TypeError`` for any other."""
    if issubclass(kind, datetime):
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo and 1900 < moment.year < 2200 else _unfit()
    if issubclass(kind, date):
        return date.fromisoformat(value)
    if kind is int and type(value) is int and abs(value) < 2**63:
        return value
    return value if kind is str and isinstance(value, str) and "\0" not in value else _unfit()


def _unfit() -> Any:
    raise ValueError("not a value of this column")


def keyset(
    statement: sa.Select[T],
    columns: Sequence[Any],
    *,
    cursor: str | None = None,
    size: int = 20,
    descending: bool = False,
) -> Page[T]:
    """A page of ``statement`` in the order of ``columns`` (the last one unique), after ``cursor``.

    ``columns`` are attributes of the selected entity. A broken cursor starts from the beginning.
    """
    key = key_of(cursor, [column.type.python_type for column in columns])
    if key is not None:
        bounds = [
            sa.bindparam(None, value, type_=column.type) for value, column in zip(key, columns, strict=True)
        ]
        left, right = sa.tuple_(*columns), sa.tuple_(*bounds)
        statement = statement.where(left < right if descending else left > right)
    order = [column.desc() if descending else column.asc() for column in columns]
    rows = db.session.scalars(statement.order_by(*order).limit(size + 1)).unique().all()
    if len(rows) <= size:
        return Page(rows)
    shown = rows[:size]
    return Page(shown, cursor_of([getattr(shown[-1], column.key) for column in columns]))
