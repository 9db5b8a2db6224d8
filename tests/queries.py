"""Counting the queries of a request."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient


def queries_made(browser: FlaskClient, address: str) -> int:
    """How many statements one page costs. Fails unless the page is answered."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            seen.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        answer = browser.get(address)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return len(seen)
