"""What tests of pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine


@pytest.fixture
def queries_of(session: Any) -> Iterator[Callable[[Callable[[], Any]], int]]:
    """How many statements a call sends to the database."""
    sent: list[str] = []

    def remember(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    def count(call: Callable[[], Any]) -> int:
        session.expire_all()
        sent.clear()
        call()
        return len([one for one in sent if not one.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])

    event.listen(Engine, "before_cursor_execute", remember)
    try:
        yield count
    finally:
        event.remove(Engine, "before_cursor_execute", remember)
