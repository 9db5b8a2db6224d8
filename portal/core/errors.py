"""What may go wrong, said once. Raised below, turned into a page by one handler in ``core.web``."""

from __future__ import annotations

from typing import Protocol


class Says(Protocol):
    """A text in the reader's language: a string or a lazily translated one."""

    def __str__(self) -> str: ...


class Refused(Exception):
    """The request is understood and cannot be done; ``text`` tells the person what to do (422)."""

    status = 422

    def __init__(self, text: Says, *, field: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.field = field


class Conflict(Refused):
    """Somebody else was faster, or the page is old: nothing was changed (409)."""

    status = 409


class Forbidden(Exception):
    """The person may not do this (403)."""

    status = 403

    def __init__(self, text: Says | None = None) -> None:
        super().__init__(text)
        self.text = text


class Missing(Exception):
    """There is no such thing, or the person may not know that there is (404)."""

    status = 404
