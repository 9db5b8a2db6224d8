"""Signing up: by people themselves, or by the host and the house on their behalf."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from portal.core import audit, clock
from portal.core.actor import Actor
from portal.core.db import action, db
from portal.core.errors import Conflict, Refused
from portal.core.forms import normal_email
from portal.core.text import _l, holds_link
from portal.events.models import Occurrence
from portal.participation import mails, queries, rules
from portal.participation.actions.seating import (
    check_fire_limit,
    check_room,
    held_date,
    note_passes,
    serve_queue,
    windows,
)
from portal.participation.models import Signup, SignupParty
from portal.participation.rules import offers


class AlreadySignedUp(Refused):
    """The address is on the list of this date."""


def sign_up(
    actor: Actor,
    occurrence_id: int,
    *,
    name: str,
    email: str,
    phone: str = "",
    party: Mapping[str, int],
    note: str = "",
    form_token: str,
    language: str,
    via: str = "online",
    fewer: bool = False,
) -> Signup:
    """Sign a party up; it gets seats whole or waits whole. The same ``form_token`` is the same sign-up.

    ``fewer``: while it waits it would take fewer seats than it asked for.

    Raises ``Refused`` (``AlreadySignedUp`` for an address on the list, which is sent its link again),
    ``Conflict``, ``Missing``, and ``Forbidden`` for ``via`` other than ``online`` without the right to it.
    """
    facts = {"name": name, "email": email, "phone": phone, "note": note, "language": language}
    try:
        return _sign_up(
            actor, occurrence_id, party=party, form_token=form_token, via=via, fewer=fewer, **facts
        )
    except AlreadySignedUp:
        send_link_again(actor, occurrence_id, email=email)  # its own transaction: the first wrote nothing
        raise


@action
def _sign_up(
    actor: Actor,
    occurrence_id: int,
    *,
    name: str,
    email: str,
    phone: str,
    party: Mapping[str, int],
    note: str,
    form_token: str,
    language: str,
    via: str,
    fewer: bool,
) -> Signup:
    on_behalf = via != "online"
    permission, verb = ("signup:on_behalf", "add") if on_behalf else ("signup:make", "sign_up")
    occurrence = held_date(actor, occurrence_id, permission, verb)
    address = _address(email)
    if address is None and not on_behalf:
        raise Refused(_l("Write your e-mail address. We send your confirmation there."), field="email")
    known = _made_before(form_token, occurrence, address)
    if known is not None:
        return known
    signup = Signup(
        occurrence_id=occurrence.id,
        person_id=None if on_behalf else actor.person_id,
        created_by_id=actor.person_id,
        name=_name(name),
        email=address,
        phone=phone.strip(),
        language=language,
        note=note.strip(),
        via=_via(via),
        form_token=form_token,
        at_least=1 if fewer else None,
    )
    return _place(actor, occurrence, signup, party)


@action
def add_on_behalf(
    actor: Actor,
    occurrence_id: int,
    *,
    name: str,
    party: Mapping[str, int],
    form_token: str = "",
    email: str | None = None,
    phone: str = "",
    note: str = "",
    language: str = "da",
    via: str = "desk",
    squeeze: bool = False,
) -> Signup:
    """Sign somebody up at the desk, by phone or as host; the address may be missing.

    ``squeeze`` makes room beyond the capacity, never beyond the fire limit of the room; otherwise the party
    waits when it does not fit. Raises ``Forbidden``, ``Refused``, ``Conflict``, ``Missing``.
    """
    occurrence = held_date(actor, occurrence_id, "signup:on_behalf", "add")
    address, token = _address(email), form_token or secrets.token_urlsafe(24)
    known = _made_before(token, occurrence, address)
    if known is not None:
        return known
    if via == "online":
        raise Refused(_l("Choose how the sign-up came in."), field="via")
    signup = Signup(
        occurrence_id=occurrence.id,
        created_by_id=actor.person_id,
        name=_name(name),
        email=address,
        phone=phone.strip(),
        language=language,
        note=note.strip(),
        via=_via(via),
        form_token=token,
    )
    return _place(actor, occurrence, signup, party, squeeze=squeeze)


def _address(email: str | None) -> str | None:
    if not email or not email.strip():
        return None
    try:
        return normal_email(email)
    except ValueError:
        raise Refused(
            _l("Check the e-mail address: it must look like name@example.dk, with an @ in it."), field="email"
        ) from None


def _name(name: str) -> str:
    if not name.strip():
        raise Refused(_l("Write a name, so that we know whom to look for."), field="name")
    if holds_link(name):
        raise Refused(_l("Write the name without a link or an address in it."), field="name")
    return name.strip()


def _via(via: str) -> str:
    if via not in rules.VIA:
        raise Refused(_l("Choose how the sign-up came in."), field="via")
    return via


def _made_before(token: str, occurrence: Occurrence, address: str | None) -> Signup | None:
    """What this form has made already. Raises ``AlreadySignedUp``, or ``Conflict`` for a used token."""
    known = queries.by_form_token(token)
    if known is not None:
        if (known.occurrence_id, known.email) == (occurrence.id, address):
            return known
        raise Conflict(_l("This form has been used. Reload the page and fill it in again."))
    if address is not None and queries.active(occurrence.id, address) is not None:
        raise AlreadySignedUp(
            _l(
                "This address is already on the list. We have mailed its link again: "
                "there you can change the number or cancel."
            ),
            field="email",
        )
    return None


def _place(
    actor: Actor,
    occurrence: Occurrence,
    signup: Signup,
    party: Mapping[str, int],
    *,
    squeeze: bool = False,
) -> Signup:
    """Seat or queue a new party on the held date, write it down, and tell it."""
    on_behalf = signup.via != "online"
    coming = rules.check_party(party, limit=rules.party_limit(occurrence.event.kind, on_behalf=on_behalf))
    serve_queue(actor, occurrence)  # nobody new overtakes: first those who wait and now fit
    size = sum(coming.values())
    signup.state = rules.CONFIRMED if squeeze else _state_for(actor, occurrence, size)
    if squeeze:
        check_fire_limit(occurrence, queries.seats_of(occurrence.id).taken, size)
    signup.created_at = clock.now()
    signup.party = [SignupParty(band=band, number=number) for band, number in coming.items()]
    mails.remember_told(signup, occurrence)
    db.session.add(signup)
    db.session.flush()
    verb = "signup.add" if on_behalf else "signup.make"
    audit.note(actor, verb, signup, via=signup.via, size=size, state=signup.state, squeezed=squeeze)
    mails.placed(signup, occurrence, queries.position(signup))
    if signup.at_least is not None and signup.state == rules.WAITING:
        serve_queue(actor, occurrence)  # some seats may be free for a part of them
    return queries.signup(signup.id)


def _state_for(actor: Actor, occurrence: Occurrence, size: int) -> str:
    """Seats when they are free and nobody before could have had them, else the end of the line.

    Raises ``Refused`` for a party that could never be seated.
    """
    seats = queries.seats_of(occurrence.id)
    check_room(occurrence, seats.capacity, size)
    newcomer = offers.Party(0, size)
    line = [*queries.queue(occurrence.id), newcomer]
    served = offers.serve(line, seats.capacity, seats.taken, windows().passes)
    if newcomer.ident not in served.given:
        return rules.WAITING
    note_passes(actor, served.passed)
    return rules.CONFIRMED


@action
def send_link_again(actor: Actor, occurrence_id: int, *, email: str) -> None:
    """Mail the manage link of an address once more; nothing happens for an address not on the list."""
    address = _address(email)
    signup = queries.active(occurrence_id, address) if address else None
    if signup is not None:
        mails.link_again(signup, signup.occurrence, position=queries.position(signup))
