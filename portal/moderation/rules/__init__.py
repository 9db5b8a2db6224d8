"""What can happen to a proposal, who may decide, and what a no must say. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from portal.core.actor import Actor
from portal.core.errors import Says
from portal.core.states import Lifecycle
from portal.core.text import _l

EVENT, COMMUNITY, THEME_DAY = "event", "community", "theme_day"
KINDS = (EVENT, COMMUNITY, THEME_DAY)

DRAFT, SUBMITTED, CHANGES_REQUESTED = "draft", "submitted", "changes_requested"
APPROVED, DECLINED, WITHDRAWN = "approved", "declined", "withdrawn"
STATES = (DRAFT, SUBMITTED, CHANGES_REQUESTED, APPROVED, DECLINED, WITHDRAWN)
LIFECYCLE: Lifecycle = {
    (DRAFT, "submit"): SUBMITTED,
    (DRAFT, "withdraw"): WITHDRAWN,
    (SUBMITTED, "approve"): APPROVED,
    (SUBMITTED, "request_changes"): CHANGES_REQUESTED,
    (SUBMITTED, "decline"): DECLINED,
    (SUBMITTED, "withdraw"): WITHDRAWN,
    (CHANGES_REQUESTED, "submit"): SUBMITTED,
    (CHANGES_REQUESTED, "withdraw"): WITHDRAWN,
}

OPEN = (DRAFT, CHANGES_REQUESTED)
"""States in which the proposer writes."""
DECIDING = ("approve", "request_changes", "decline")
"""Verbs of the staff."""

KIND_NAMES: dict[str, Says] = {
    EVENT: _l("Event"),
    COMMUNITY: _l("Community"),
    THEME_DAY: _l("Theme day"),
}
STATE_NAMES: dict[str, Says] = {
    DRAFT: _l("Not sent yet"),
    SUBMITTED: _l("Being read"),
    CHANGES_REQUESTED: _l("Waiting for the proposer"),
    APPROVED: _l("Approved"),
    DECLINED: _l("Declined"),
    WITHDRAWN: _l("Withdrawn"),
}
STATE_KINDS = {
    DRAFT: "draft",
    SUBMITTED: "waiting",
    CHANGES_REQUESTED: "warn",
    APPROVED: "ok",
    DECLINED: "cancelled",
    WITHDRAWN: "draft",
}
"""State -> the kind of its label."""


@dataclass(frozen=True)
class Reason:
    """Why something is declined, and the rule behind it (forvaltningsloven §§ 22 and 24)."""

    label: Says
    rule: Says


DECLINE_REASONS: dict[str, Reason] = {
    "not_our_task": Reason(
        _l("It lies outside what the library may do"),
        _l("The library may use its rooms and its time for culture, learning and community for everybody."),
    ),
    "unlawful_or_discriminating": Reason(
        _l("It breaks the law or shuts people out"),
        _l("What happens with us must be lawful, and nobody may be treated worse for who they are."),
    ),
    "commercial": Reason(
        _l("It is about selling"),
        _l("A municipality may not lend out rooms and time so that somebody can earn money privately."),
    ),
    "no_room_or_time": Reason(
        _l("There is no room or no staff at that time"),
        _l("We share rooms and staff by what fits, and what was agreed first stays."),
    ),
    "duplicate": Reason(
        _l("It is already there"),
        _l("When two offers are alike, we would rather bring people together in one."),
    ),
    "unclear": Reason(
        _l("We cannot see what is meant to happen"),
        _l("Guests must be able to read what they are coming to, and who stands behind it."),
    ),
    "safety": Reason(
        _l("It is not safe enough"),
        _l("Fire limits, the safety of children and the rules of the house always apply."),
    ),
    "other": Reason(
        _l("Another reason"),
        _l("We tell you in our own words which rule or consideration we went by."),
    ),
}


class ProposalLike(Protocol):
    """What the rules look at."""

    state: Any
    owner_id: Any
    organisation_id: Any


NOT_NOW: dict[str, Says] = {
    DRAFT: _l("This has not been sent yet."),
    SUBMITTED: _l("This is being read at the moment. Withdraw it if you want to change it."),
    CHANGES_REQUESTED: _l("This waits for changes from the proposer."),
    APPROVED: _l("This is already approved."),
    DECLINED: _l("This is already declined."),
    WITHDRAWN: _l("The proposer has withdrawn this."),
}
"""State -> why what somebody wants to do is not possible in it."""
_OWN: Says = _l("You proposed this yourself, so a colleague has to decide.")
_OWN_ORGANISATION: Says = _l("You belong to the organisation behind this, so a colleague has to decide.")
_NOT_READY: dict[str, Says] = {
    "approve": _l("It cannot be published as it is: ask the proposer to mend what is listed here."),
    "submit": _l("Something is missing before you can send it: it is listed here."),
}


def why_not(
    proposal: ProposalLike, verb: str, actor: Actor, *, problems: Collection[Says] = ()
) -> Says | None:
    """Why ``verb`` cannot be done by ``actor`` now; ``None`` when it can.

    Explains a greyed-out button and refuses the action. Permissions are asked elsewhere. ``problems`` are
    what is wrong with the proposal itself. Nobody decides what they proposed, nor what an organisation
    they belong to proposed.
    """
    if (proposal.state, verb) not in LIFECYCLE:
        return NOT_NOW[proposal.state]
    if verb in DECIDING:
        if actor.signed_in and proposal.owner_id == actor.person_id:
            return _OWN
        if proposal.organisation_id in actor.memberships:
            return _OWN_ORGANISATION
    return _NOT_READY.get(verb) if problems else None


def unit_for(owner: int | None, owner_answers: bool, fallback: int) -> int:
    """Whose staff decide: the institution or unit that owns the wished place, else the library's.

    ``owner_answers``: whether the owner is an institution with staff here (an association's hall has none).
    """
    return owner if owner is not None and owner_answers else fallback


def initiated_by(kind: str | None, group: str | None, house_member: bool) -> str:
    """Who came with the idea, a key of ``taxonomy.INITIATORS``, from the organisation acted for (if any)."""
    if kind is None or group == "citizens":
        return "citizens"
    if group == "association":
        return "association"
    if kind == "library":
        return "library"
    if kind == "municipal_unit":
        return "municipality"
    return "house_institution" if house_member else "institution"
