"""Answers of those who wait (yes, first, fewer will do), and the host who seats them by hand."""

from __future__ import annotations

from collections.abc import Mapping

from portal.core import audit, clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, db, hold
from portal.core.errors import Conflict, Refused
from portal.core.states import advance
from portal.core.text import _l, _n
from portal.events.models import Occurrence
from portal.participation import mails, queries, rules
from portal.participation.actions.changing import by_link, write_party
from portal.participation.actions.seating import (
    check_fire_limit,
    held_signup,
    refuse_when_impossible,
    seat,
    serve_queue,
    way_now,
    windows,
)
from portal.participation.models import Signup
from portal.participation.rules import offers


@action
def accept_by_link(actor: Actor, uuid: str, *, party: Mapping[str, int] | None = None) -> Signup:
    """Say yes to an offer; ``party`` says who comes when fewer seats were offered than asked for.

    Raises ``Refused`` (too late, too many), ``Conflict`` when there is no offer, ``Missing``.
    """
    signup, occurrence = by_link(uuid)
    if signup.state == rules.EXPIRED or (signup.answer_by and signup.answer_by <= clock.now()):
        raise Refused(_l("The time to answer is over, and the seats went to the next in line."))
    coming = signup.bands if party is None else rules.check_party(party)
    if sum(coming.values()) > signup.offered and signup.state == rules.OFFERED:
        raise Refused(
            _n(
                "We hold %(num)s seat for you. Say who of you comes.",
                "We hold %(num)s seats for you. Say who of you come.",
                signup.offered,
            ),
            field="party",
        )
    advance(signup, "accept", rules.SIGNUP_LIFECYCLE)
    signup.offered, signup.promoted_at = 0, clock.now()
    write_party(signup, coming)
    mails.remember_told(signup, occurrence)
    db.session.flush()
    audit.note(actor, "signup.accept", signup, size=signup.size)
    mails.accepted(signup, occurrence)
    serve_queue(actor, occurrence)
    return queries.signup(signup.id)


@action
def take_by_link(actor: Actor, uuid: str) -> Signup:
    """Take free seats on the last day, when the first answer wins (behaviour 2.1).

    Raises ``Refused`` when somebody was faster or it is not that time, ``Conflict`` for one who does not
    wait, ``Missing``.
    """
    signup, occurrence = by_link(uuid)
    if signup.state != rules.WAITING:
        raise Conflict(_l("You are not waiting any more. Look at your sign-up again."))
    if way_now(occurrence) != offers.RACE:
        raise Refused(_l("The seats are not given away like this now. You keep your place in line."))
    seats = queries.seats_of(occurrence.id)
    if not rules.fits(seats.capacity, seats.taken, signup.size):
        raise Refused(_l("Somebody was faster. You keep your place in line."))
    seat(actor, signup, occurrence)
    return queries.signup(signup.id)


@action
def fewer_by_link(actor: Actor, uuid: str, *, at_least: int | None) -> Signup:
    """Say how few seats a waiting party would take; ``None``: the whole party or nobody.

    Raises ``Refused`` for less than one or more than they are, ``Conflict`` for one who does not wait,
    ``Missing``.
    """
    signup, occurrence = by_link(uuid)
    if signup.state != rules.WAITING:
        raise Conflict(_l("You are not waiting any more. Look at your sign-up again."))
    if at_least is not None and not 1 <= at_least <= signup.size:
        raise Refused(_l("Write a number between 1 and %(size)s.", size=signup.size), field="at_least")
    signup.at_least = at_least
    audit.note(actor, "signup.fewer", signup, at_least=at_least)
    db.session.flush()
    serve_queue(actor, occurrence)
    return queries.signup(signup.id)


@action
def seat_on_behalf(actor: Actor, signup_id: int, *, squeeze: bool = False) -> Signup:
    """The host or the house gives a waiting party its seats by hand, at the door for instance.

    ``squeeze`` makes room beyond the capacity, never beyond the fire limit. Raises ``Forbidden``,
    ``Refused``, ``Conflict`` for one who does not wait, ``Missing``.
    """
    signup, occurrence = held_signup(signup_id)
    require(actor, "signup:on_behalf", occurrence)
    refuse_when_impossible("manage", occurrence)
    seats = queries.seats_of(occurrence.id)
    if squeeze:
        check_fire_limit(occurrence, seats.taken, signup.size)
    elif not rules.fits(seats.capacity, seats.taken, signup.size):
        raise Refused(_l("There are not enough free seats. Make room for them, or let them come fewer."))
    seat(actor, signup, occurrence)
    return queries.signup(signup.id)


def ask_fewer(actor: Actor) -> int:
    """Ask parties that are too big for the few free seats whether fewer would come; how many were asked.

    Once for each party, some days before the date (behaviour 2.1: at T-48 h it is asked "2 of 4?").
    """
    near = queries.with_big_parties(windows().ask_fewer_from)
    seats = queries.seats_by_id(near)
    return sum(_ask(actor, ident) for ident in near if not seats[ident].full)


@action
def _ask(actor: Actor, occurrence_id: int) -> int:
    hold(Occurrence, occurrence_id)
    occurrence = queries.date(occurrence_id)
    serve_queue(actor, occurrence)
    free, asked = queries.seats_of(occurrence_id).free, 0
    if not free or way_now(occurrence) == offers.DOOR:
        return 0
    for one in queries.queue(occurrence_id):
        signup = queries.signup(one.ident)
        if one.size > free and one.at_least is None and signup.asked_fewer_at is None:
            signup.asked_fewer_at = clock.now()
            mails.ask_fewer(signup, occurrence, free=free)
            asked += 1
    return asked
