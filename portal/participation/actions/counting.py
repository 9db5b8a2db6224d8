"""Counting: append-only, a correction supersedes and says why, a missing count stays unknown."""

from __future__ import annotations

from collections.abc import Mapping

from portal.core import audit, clock
from portal.core.actor import Actor
from portal.core.db import action, db
from portal.core.errors import Conflict, Refused
from portal.core.text import _l
from portal.participation import queries, rules
from portal.participation.actions.seating import held_date
from portal.participation.models import Count, CountLine


@action
def count(
    actor: Actor,
    occurrence_id: int,
    *,
    channel: str = "onsite",
    method: str = "headcount",
    lines: Mapping[str, int],
    note: str = "",
    reason: str = "",
    supersedes_id: int | None = None,
) -> Count:
    """Write down how many took part in a date through one channel; band -> number, at any level of the tree.

    ``supersedes_id`` is the count that holds now, when this corrects it; then ``reason`` is needed.
    Raises ``Forbidden``, ``Missing``, ``Refused`` (not begun, cancelled, no or odd numbers) and ``Conflict``
    when somebody else has counted or corrected in the meantime.
    """
    occurrence = held_date(actor, occurrence_id, "count:make", "count")
    rules.check_method(channel, method)
    numbers = rules.check_lines(lines)
    current = queries.current_count(occurrence.id, channel)
    _check_supersedes(current, supersedes_id, reason)
    made = Count(
        occurrence_id=occurrence.id,
        channel=channel,
        method=method,
        note=note.strip(),
        supersedes_id=supersedes_id,
        reason=reason.strip(),
        counted_at=clock.now(),
        counted_by_id=actor.person_id,
        counted_by=actor.name,
        lines=[CountLine(band=band, number=number) for band, number in numbers.items()],
    )
    db.session.add(made)
    verb = "count.correct" if current else "count.make"
    before = current.total if current else None
    audit.note(actor, verb, made, reason.strip(), channel=channel, total=made.total, before=before)
    return queries.count_by_id(made.id)


def _check_supersedes(current: Count | None, supersedes_id: int | None, reason: str) -> None:
    """Raise ``Conflict`` for a number made from an old page, ``Refused`` for a correction without a why."""
    if (current.id if current else None) != supersedes_id:
        raise Conflict(
            _l(
                "Somebody has counted this a moment ago. Look at their number first, and correct it if it "
                "is wrong."
            )
        )
    if current is not None and not reason.strip():
        raise Refused(_l("Write why the number is corrected. The old number is kept."), field="reason")
