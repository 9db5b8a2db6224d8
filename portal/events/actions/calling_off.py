"""Calling off: a state with a reason, never a deletion."""

from __future__ import annotations

from portal.core import audit, clock, outbox
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, get, hold
from portal.core.errors import Conflict
from portal.core.states import advance
from portal.core.text import _l
from portal.events import queries, rules
from portal.events.actions.parts import held_event
from portal.events.models import Event, Occurrence


@action
def cancel_date(actor: Actor, occurrence_id: int, *, reason: str) -> Occurrence:
    """Call off one date, also afterwards when it came to nothing. Raises ``Conflict`` the second time.

    The reason stands on the page and is told to everybody who is signed up.
    """
    event = held_event(get(Occurrence, occurrence_id).event_id)
    require(actor, "event:cancel", event)
    rules.check_reason(reason)
    occurrence = _call_off(actor, occurrence_id, reason)
    event.version += 1
    outbox.ring()
    return occurrence


@action
def cancel_event(actor: Actor, event_id: int, *, reason: str) -> Event:
    """Call off every coming date. The event itself is called off when none of its dates was held.

    Raises ``Conflict`` when there is nothing left to call off.
    """
    event = held_event(event_id)
    require(actor, "event:cancel", event)
    rules.check_reason(reason)
    coming = queries.coming(event.id)
    if not coming:
        raise Conflict(_l("There are no coming dates left to call off."))
    for one in coming:
        _call_off(actor, one.id, reason)
    if not queries.has_been_held(event.id):
        advance(event, "cancel", rules.EVENT_LIFECYCLE)
    event.version += 1
    audit.note(actor, "event.cancel", event, reason, dates=len(coming))
    outbox.ring()
    return event


def _call_off(actor: Actor, occurrence_id: int, reason: str) -> Occurrence:
    occurrence: Occurrence = hold(Occurrence, occurrence_id)
    advance(occurrence, "cancel", rules.OCCURRENCE_LIFECYCLE)
    occurrence.cancel_reason, occurrence.cancelled_at = reason.strip(), clock.now()
    occurrence.sequence += 1
    audit.note(actor, "date.cancel", occurrence, reason)
    return occurrence
