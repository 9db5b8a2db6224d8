"""What the worker does for sign-ups: serve queues that may move, and tell what has changed.

Events live below this feature and cannot call it, so it looks: a raised capacity, a moved or cancelled date.
"""

from __future__ import annotations

from portal.core.actor import Actor
from portal.core.db import action, hold
from portal.events.models import Occurrence
from portal.participation import mails, queries
from portal.participation.actions.seating import promote
from portal.participation.models import Signup


def settle(actor: Actor) -> int:
    """Take back offers nobody answered, and let free seats reach those who wait; how many parties were
    served."""
    late = queries.with_expired_offers()
    waited_for = queries.with_queue()
    seats = queries.seats_by_id(waited_for)
    open_dates = [ident for ident in waited_for if not seats[ident].full]
    return sum(len(promote(actor, ident)) for ident in sorted({*late, *open_dates}))


def tell_changes(actor: Actor) -> int:
    """Mail everybody whose date was moved or cancelled and who has not been told; how many were told.

    One transaction for each date. Each contact is told of the latest state only, once.
    """
    return sum(_tell(actor, ident) for ident in queries.changed_dates())


@action
def _tell(actor: Actor, occurrence_id: int) -> int:
    hold(Occurrence, occurrence_id)
    occurrence = queries.date(occurrence_id)
    unaware = queries.to_tell(occurrence)
    for signup in unaware:
        _tell_one(signup, occurrence)
    return len(unaware)


def _tell_one(signup: Signup, occurrence: Occurrence) -> None:
    if occurrence.cancelled:
        mails.date_cancelled(signup, occurrence)
    elif mails.is_news(signup, occurrence):
        mails.date_changed(signup, occurrence)
    mails.remember_told(signup, occurrence)
