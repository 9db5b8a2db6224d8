"""Holding a date, its room, and its queue: what every action that moves seats begins and ends with."""

from __future__ import annotations

from portal.core import audit, clock
from portal.core.access import can, require
from portal.core.actor import Actor
from portal.core.db import action, db, hold
from portal.core.errors import Missing, Refused
from portal.core.states import advance
from portal.core.text import _l
from portal.events import rules as events
from portal.events.models import Occurrence
from portal.participation import mails, queries, rules
from portal.participation.models import Signup


def situation(occurrence: Occurrence) -> rules.Situation:
    """What ``rules.why_not`` asks of a date, now."""
    return rules.Situation(
        now=clock.now(),
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        published=occurrence.event.state != events.DRAFT,
        cancelled=occurrence.cancelled,
        takes_signups=occurrence.event.signup_mode != "none",
    )


def refuse_when_impossible(verb: str, occurrence: Occurrence) -> None:
    """Raise ``Refused`` with the reason that a verb cannot be done with a date now."""
    reason = rules.why_not(verb, situation(occurrence))
    if reason is not None:
        raise Refused(reason)


def held_date(actor: Actor, occurrence_id: int, permission: str, verb: str) -> Occurrence:
    """The date, held against every other writer, once the actor may and the verb is possible.

    Raises ``Missing`` (also for a date the actor may not know of), ``Forbidden``, ``Refused``.
    """
    hold(Occurrence, occurrence_id)
    occurrence = queries.date(occurrence_id)
    event = occurrence.event
    if event.state == events.DRAFT and not can(actor, "event:see_unpublished", event):
        raise Missing()
    require(actor, permission, occurrence)
    refuse_when_impossible(verb, occurrence)
    return occurrence


def held_signup(signup_id: int) -> tuple[Signup, Occurrence]:
    """A sign-up read after its date was held, so that its state is the present one. Raises ``Missing``."""
    hold(Occurrence, queries.signup(signup_id).occurrence_id)
    signup = queries.signup(signup_id)
    return signup, signup.occurrence


def serve_queue(actor: Actor, occurrence: Occurrence) -> list[int]:
    """Give free seats of a held date to those who wait, whole parties; the sign-ups that got seats."""
    if rules.why_not("sign_up", situation(occurrence)) is not None:
        return []
    line = queries.queue(occurrence.id)
    if not line:
        return []
    seats = queries.seats_of(occurrence.id)
    chosen = rules.promotable(line, seats.capacity, seats.taken)
    for ident in chosen:
        _seat(actor, queries.signup(ident), occurrence)
    return chosen


def _seat(actor: Actor, signup: Signup, occurrence: Occurrence) -> None:
    advance(signup, "promote", rules.SIGNUP_LIFECYCLE)
    signup.promoted_at = clock.now()
    mails.remember_told(signup, occurrence)
    audit.note(actor, "signup.promote", signup, size=signup.size)
    mails.promoted(signup, occurrence)
    db.session.flush()


@action
def promote(actor: Actor, occurrence_id: int) -> list[int]:
    """Serve the queue of a date whose capacity has grown; the sign-ups that got seats. Raises ``Missing``."""
    hold(Occurrence, occurrence_id)
    occurrence = queries.date(occurrence_id)
    require(actor, "signup:on_behalf", occurrence)
    return serve_queue(actor, occurrence)


def check_room(occurrence: Occurrence, capacity: int | None, size: int) -> None:
    """Raise ``Refused`` for a party that could never be seated, however long it waits."""
    if capacity is not None and size > capacity:
        raise Refused(
            _l(
                "There are only %(seats)s seats in all, so a party of %(size)s can never fit. "
                "Come fewer, or call us.",
                seats=capacity,
                size=size,
            ),
            field="party",
        )


def check_fire_limit(occurrence: Occurrence, taken: int, size: int) -> None:
    """Raise ``Refused`` when the room may not hold that many people: nobody can make room beyond it."""
    room, online = occurrence.room, occurrence.event.mode == "online"
    limit = room.fire_limit if room is not None and not online else None
    if not rules.fits(limit, taken, size):
        raise Refused(
            _l("The room may hold %(limit)s people at most, also when we make room.", limit=limit),
            field="party",
        )
