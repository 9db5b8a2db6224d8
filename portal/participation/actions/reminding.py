"""Reminders, and the answer to "do you still come?"."""

from __future__ import annotations

from portal.core import audit, clock
from portal.core.actor import Actor
from portal.core.db import action, hold
from portal.core.errors import Conflict
from portal.core.text import _l
from portal.events.models import Occurrence
from portal.participation import mails, queries, rules
from portal.participation.actions.changing import by_link
from portal.participation.models import Signup
from portal.participation.rules import reminders


def remind(actor: Actor) -> int:
    """Remind everybody with seats of what begins soon; how many were reminded. One transaction a date."""
    now = clock.now()
    if reminders.is_quiet(now):
        return 0
    dates = queries.to_remind({kind: now + ahead for kind, ahead in reminders.AHEAD.items()})
    return sum(_remind(actor, ident) for ident in dates)


@action
def _remind(actor: Actor, occurrence_id: int) -> int:
    hold(Occurrence, occurrence_id)
    occurrence = queries.date(occurrence_id)
    kind = reminders.reached(clock.now(), occurrence.starts_at)
    waited_for = bool(queries.queue(occurrence_id))
    return sum(
        _remind_one(signup, occurrence, kind, waited_for)
        for signup in queries.seated(occurrence_id)
        if kind and signup.reminded != kind
    )


def _remind_one(signup: Signup, occurrence: Occurrence, kind: str, waited_for: bool) -> bool:
    """Send a kind to one sign-up, or only note that its time has passed; whether a mail was posted."""
    signup.reminded = kind
    seated_at = signup.promoted_at or signup.created_at
    told = reminders.is_told(kind, occurrence.starts_at, seated_at, waited_for=waited_for)
    if not told or signup.no_reminders:
        return False
    mails.reminder(signup, occurrence, kind=kind, ask=waited_for and kind != reminders.HOURS)
    return True


@action
def reconfirm_by_link(actor: Actor, uuid: str) -> Signup:
    """Say that they still come. Raises ``Refused``, ``Conflict`` for one without seats, ``Missing``."""
    signup, _occurrence = by_link(uuid)
    if signup.state != rules.CONFIRMED:
        raise Conflict(_l("You do not have seats. Look at your sign-up again."))
    signup.reconfirmed_at = clock.now()
    audit.note(actor, "signup.reconfirm", signup, size=signup.size)
    return signup


@action
def stop_reminders_by_link(actor: Actor, uuid: str) -> Signup:
    """No more reminders of this date. Raises ``Refused`` once it has begun, ``Missing``."""
    signup, _occurrence = by_link(uuid)
    signup.no_reminders = True
    audit.note(actor, "signup.no_reminders", signup)
    return signup
