"""State machines as one dictionary: ``LIFECYCLE = {(DRAFT, "submit"): IN_REVIEW, ...}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.errors import Conflict
from portal.core.text import _l

Lifecycle = Mapping[tuple[str, str], str]


def verbs(lifecycle: Lifecycle, state: str) -> list[str]:
    """What can be done from a state, in the order of the table."""
    return [verb for (source, verb) in lifecycle if source == state]


def advance(thing: object, verb: str, lifecycle: Lifecycle, *, column: str = "state") -> None:
    """Move ``thing`` along its table: the only writer of a state. Raises ``Conflict`` otherwise."""
    try:
        setattr(thing, column, lifecycle[(getattr(thing, column), verb)])
    except KeyError:
        raise Conflict(
            _l("This was already dealt with, or the page is old. Reload the page and look again.")
        ) from None


def state_column(
    states: Iterable[str], default: str, name: str = "state", *, index: bool = True
) -> Mapped[str]:
    """A text column with a CHECK that only lets the named states in.

    ``index=False`` where nearly all rows share a state: SQLite would walk that index, not a good one.
    """
    allowed = sa.Enum(*states, name=name, native_enum=False, create_constraint=True, length=24)
    return mapped_column(allowed, default=default, index=index)
