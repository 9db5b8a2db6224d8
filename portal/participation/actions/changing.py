"""Coming fewer, more or not at all: by account, by the link in the mail, or on somebody's behalf."""

from __future__ import annotations

from collections.abc import Mapping

from portal.core import audit, clock
from portal.core.access import SELF, require
from portal.core.actor import Actor
from portal.core.db import action, db
from portal.core.errors import Conflict, Missing, Refused
from portal.core.states import advance
from portal.core.text import _l, _n
from portal.events.models import Occurrence
from portal.participation import mails, queries, rules
from portal.participation.actions.seating import (
    check_fire_limit,
    check_room,
    held_signup,
    refuse_when_impossible,
    serve_queue,
)
from portal.participation.models import Signup, SignupParty


@action
def change_party(actor: Actor, signup_id: int, *, party: Mapping[str, int], squeeze: bool = False) -> Signup:
    """Come fewer or more. Fewer frees seats for those who wait, at once; more only when there is room.

    ``squeeze`` lets the host or the house exceed the capacity, never the fire limit.
    Raises ``Forbidden``, ``Refused``, ``Conflict`` for a cancelled sign-up, ``Missing``.
    """
    signup, occurrence = held_signup(signup_id)
    require(actor, "signup:change", signup)
    on_behalf = SELF not in signup.roles_for(actor)
    if squeeze:
        require(actor, "signup:on_behalf", occurrence)
    refuse_when_impossible("manage" if on_behalf or squeeze else "change", occurrence)
    limit = rules.party_limit(occurrence.event.kind, on_behalf=on_behalf or squeeze, size=signup.size)
    return _change(actor, signup, occurrence, rules.check_party(party, limit=limit), squeeze=squeeze)


@action
def change_party_by_link(actor: Actor, uuid: str, *, party: Mapping[str, int]) -> Signup:
    """The same for whoever holds the manage link. Raises ``Refused``, ``Conflict``, ``Missing``."""
    signup, occurrence = by_link(uuid)
    coming = rules.check_party(party, limit=rules.party_limit(occurrence.event.kind, size=signup.size))
    return _change(actor, signup, occurrence, coming, squeeze=False)


def by_link(uuid: str) -> tuple[Signup, Occurrence]:
    """What a manage link is about, held. Raises ``Missing`` when expired, ``Refused`` once it has begun."""
    signup, occurrence = held_signup(queries.signup_by_uuid(uuid).id)
    if mails.expired(signup):
        raise Missing()
    refuse_when_impossible("change", occurrence)
    return signup, occurrence


def _change(
    actor: Actor, signup: Signup, occurrence: Occurrence, party: dict[str, int], *, squeeze: bool
) -> Signup:
    if signup.state in rules.GONE:
        raise Conflict(_l("This sign-up is cancelled. Sign up again if you want to come after all."))
    if party == signup.bands:
        return signup
    before, state = signup.size, signup.state
    _check_growth(signup, occurrence, before, sum(party.values()), squeeze)
    write_party(signup, party)
    signup.offered = min(signup.offered, sum(party.values()))
    audit.note(actor, "signup.change", signup, before=before, after=signup.size)
    db.session.flush()
    serve_queue(actor, occurrence)
    fresh = queries.signup(signup.id)
    if fresh.state == state:  # who moved up by this is told so instead
        mails.party_changed(fresh, occurrence, change=audit.version(), position=queries.position(fresh))
    return fresh


def _check_growth(signup: Signup, occurrence: Occurrence, before: int, after: int, squeeze: bool) -> None:
    """More people need more seats: free ones for who has a seat, some day for who waits."""
    seats = queries.seats_of(occurrence.id)
    if signup.state == rules.OFFERED and after > signup.offered:
        raise Refused(
            _n(
                "We hold %(num)s seat for you. Say who of you comes.",
                "We hold %(num)s seats for you. Say who of you come.",
                signup.offered,
            ),
            field="party",
        )
    if after <= before:
        return
    if signup.state == rules.WAITING:
        check_room(occurrence, seats.capacity, after)
    elif squeeze:
        check_fire_limit(occurrence, seats.taken - before, after)
    elif not rules.fits(seats.capacity, seats.taken - before, after):
        free = seats.free or 0
        raise Refused(
            _n(
                "There is only %(num)s free seat. You keep those you have. Call us if you need more.",
                "There are only %(num)s free seats. You keep those you have. Call us if you need more.",
                free,
            ),
            field="party",
        )


def write_party(signup: Signup, party: Mapping[str, int]) -> None:
    """Make a sign-up's party these people."""
    lines = {line.band: line for line in signup.party}
    for band, line in lines.items():
        if band not in party:
            signup.party.remove(line)
    for band, number in party.items():
        if band in lines:
            lines[band].number = number
        else:
            signup.party.append(SignupParty(band=band, number=number))


@action
def cancel_signup(actor: Actor, signup_id: int) -> Signup:
    """Not coming after all: the seats go to those who wait, in the same transaction.

    Raises ``Forbidden``, ``Refused`` once it has begun, ``Conflict`` when cancelled already, ``Missing``.
    """
    signup, occurrence = held_signup(signup_id)
    require(actor, "signup:change", signup)
    refuse_when_impossible("change" if SELF in signup.roles_for(actor) else "manage", occurrence)
    _cancel(actor, signup, occurrence)
    mails.cancelled(signup, occurrence)
    return signup


@action
def cancel_by_link(actor: Actor, uuid: str) -> Signup:
    """The same for whoever holds the manage link. Raises ``Refused``, ``Conflict``, ``Missing``."""
    signup, occurrence = by_link(uuid)
    _cancel(actor, signup, occurrence)
    mails.cancelled(signup, occurrence)
    return signup


@action
def remove_on_behalf(actor: Actor, signup_id: int, *, reason: str) -> Signup:
    """The host or the house takes somebody off the list; the reason is mailed and kept.

    Raises ``Forbidden``, ``Refused``, ``Conflict`` when cancelled already, ``Missing``.
    """
    signup, occurrence = held_signup(signup_id)
    require(actor, "signup:on_behalf", occurrence)
    refuse_when_impossible("manage", occurrence)
    if not reason.strip():
        raise Refused(_l("Write why, in words that the person may read."), field="reason")
    _cancel(actor, signup, occurrence, reason=reason.strip())
    mails.removed(signup, occurrence, reason=reason.strip())
    return signup


def _cancel(actor: Actor, signup: Signup, occurrence: Occurrence, *, reason: str = "") -> None:
    advance(signup, "cancel", rules.SIGNUP_LIFECYCLE)
    signup.cancelled_at, signup.offered = clock.now(), 0
    verb = "signup.remove" if reason else "signup.cancel"
    audit.note(actor, verb, signup, reason, size=signup.size)
    db.session.flush()
    serve_queue(actor, occurrence)
