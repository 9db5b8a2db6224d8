"""Holding a date, its room, and its queue: what every action that moves seats begins and ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import current_app

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
from portal.participation.rules import offers


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


def windows() -> offers.Windows:
    """The house's choices of how seats reach those who wait."""
    chosen = current_app.config["SETTINGS"]
    return offers.Windows(
        short_from=chosen.offer_short_from_hours,
        long_hours=chosen.offer_hours,
        short_hours=chosen.offer_short_hours,
        race_from=chosen.first_answer_from_hours,
        door_from=chosen.door_from_hours,
        ask_fewer_from=chosen.ask_fewer_from_hours,
        passes=chosen.passes_allowed,
    )


def way_now(occurrence: Occurrence) -> str:
    """How freed seats of a date reach those who wait now: ``direct``, or a phase of ``rules.offers``."""
    if occurrence.event.auto_promote:
        return rules.DIRECT
    return offers.phase(windows(), clock.now(), occurrence.starts_at)


def serve_queue(actor: Actor, occurrence: Occurrence) -> list[int]:
    """Let free seats of a held date reach those who wait; the sign-ups that got seats or an offer.

    Offers that ran out are taken back first. Close to the date people are told instead (first answer
    wins), and at the door nothing happens by itself.
    """
    if rules.why_not("sign_up", situation(occurrence)) is not None:
        return []
    _take_back(actor, occurrence)
    line, way = queries.queue(occurrence.id), way_now(occurrence)
    if not line or way == offers.DOOR:
        return []
    seats = queries.seats_of(occurrence.id)
    served = offers.serve(line, seats.capacity, seats.taken, windows().passes)
    if way == offers.RACE:
        tell_race(occurrence, line, seats.free)
        return []
    sizes = {one.ident: one.size for one in line}
    for ident, number in served.given.items():
        signup = queries.signup(ident)
        if way == rules.DIRECT and number == sizes[ident]:
            seat(actor, signup, occurrence)
        else:
            _offer(actor, signup, occurrence, number)
    note_passes(actor, served.passed)
    return list(served.given)


def note_passes(actor: Actor, passed: Mapping[int, int]) -> None:
    """Write down that smaller parties got seats before these, and how often."""
    for ident, times in passed.items():
        signup = queries.signup(ident)
        signup.passes += times
        audit.note(actor, "signup.pass", signup, times=times, passes=signup.passes)
    db.session.flush()


def seat(actor: Actor, signup: Signup, occurrence: Occurrence) -> None:
    """Give a waiting party of a held date its seats, and tell it."""
    advance(signup, "promote", rules.SIGNUP_LIFECYCLE)
    signup.promoted_at = clock.now()
    mails.remember_told(signup, occurrence)
    audit.note(actor, "signup.promote", signup, size=signup.size)
    mails.promoted(signup, occurrence)
    db.session.flush()


def _offer(actor: Actor, signup: Signup, occurrence: Occurrence, seats: int) -> None:
    advance(signup, "offer", rules.SIGNUP_LIFECYCLE)
    signup.offered = seats
    signup.answer_by = offers.answer_by(windows(), clock.now(), occurrence.starts_at)
    audit.note(actor, "signup.offer", signup, size=signup.size, seats=seats)
    mails.offered(signup, occurrence, number=audit.version())
    db.session.flush()


def _take_back(actor: Actor, occurrence: Occurrence) -> None:
    """End the offers of a held date that nobody answered in time; their seats are free at once."""
    for ident in queries.expired_offers(occurrence.id):
        signup = queries.signup(ident)
        advance(signup, "expire", rules.SIGNUP_LIFECYCLE)
        signup.offered = 0
        audit.note(actor, "signup.expire", signup, size=signup.size)
        mails.expired_offer(signup, occurrence)
        db.session.flush()


def tell_race(occurrence: Occurrence, line: Sequence[offers.Party], free: int | None) -> None:
    """Tell everybody waiting who would fit that the first answer gets the seats; each once an hour."""
    hour_ago = clock.now() - timedelta(hours=1)
    for one in line:
        if free is not None and (one.at_least or one.size) > free:
            continue
        signup = queries.signup(one.ident)
        if signup.told_free_at is None or signup.told_free_at <= hour_ago:
            signup.told_free_at = clock.now()
            mails.seats_free(signup, occurrence)


@action
def promote(actor: Actor, occurrence_id: int) -> list[int]:
    """Let free seats of a date reach those who wait; the sign-ups served. Raises ``Missing``."""
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
