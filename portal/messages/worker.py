"""The worker: huey wakes and ticks, the outbox rows are the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog
from flask import Flask
from huey import PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.storage import SqliteStorage

from portal.core import outbox
from portal.core.actor import SYSTEM, Actor
from portal.core.settings import Settings
from portal.messages import sender

log = structlog.get_logger()


class _Storage(SqliteStorage):  # type: ignore[misc]
    """A queue file that was deleted is made again by the next process that opens it."""

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        for statement in self.ddl:  # all of them "if not exists"
            connection.execute(statement)
        return connection


class _FileHuey(SqliteHuey):  # type: ignore[misc]
    """Huey over a file that may go missing."""

    storage_class = _Storage


def _queue(settings: Settings) -> Huey:
    if settings.database.startswith("postgresql"):
        dsn = settings.database.replace("postgresql+psycopg://", "postgresql://")
        return PostgresHuey("portal", dsn=dsn, results=False)
    return _FileHuey("portal", filename=str(settings.root / "queue.db"), results=False, fsync=False)


def run_once(app: Flask) -> int:
    """Do everything that is due now; the number of mails sent. For cron, tests and each tick."""
    with app.app_context():
        for plan in app.extensions.get("portal_planners", ()):
            plan(SYSTEM)
        return outbox.deliver_due(sender.send)


def install(app: Flask, planners: Sequence[Callable[[Actor], object]]) -> None:
    """Give the application its queue; the consumer starts with ``flask worker``.

    ``planners`` are actions that look at the facts and post the mails that follow from them.
    """
    app.extensions["portal_planners"] = tuple(planners)
    if app.testing:
        return
    queue = _queue(app.config["SETTINGS"])

    @queue.task(name="deliver")  # type: ignore[untyped-decorator]
    def deliver() -> None:
        run_once(app)

    @queue.periodic_task(crontab(minute="*"), name="tick")  # type: ignore[untyped-decorator]
    def tick() -> None:
        run_once(app)

    app.extensions["portal_queue"] = queue
    app.extensions["portal_deliver"] = deliver


def wake_for(app: Flask) -> Callable[[], None]:
    """The bell that a committed action rings."""

    def wake() -> None:
        deliver = app.extensions.get("portal_deliver")
        if deliver is not None:
            deliver()

    return wake


def run(app: Flask) -> None:
    """Consume until SIGINT. Raises ``SystemExit`` by way of huey's own signal handling."""
    queue: Huey = app.extensions["portal_queue"]
    run_once(app)
    queue.create_consumer(workers=1, periodic=True, initial_delay=0.1, max_delay=2.0).run()
