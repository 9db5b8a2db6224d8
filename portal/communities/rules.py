"""What can happen to a community and to the people in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.core import taxonomy
from portal.core.errors import Refused, Says
from portal.core.states import Lifecycle
from portal.core.text import _l, holds_cpr

ACTIVE, RESTING, CLOSED = "active", "resting", "closed"
STATES = (ACTIVE, RESTING, CLOSED)
LIFECYCLE: Lifecycle = {
    (ACTIVE, "rest"): RESTING,
    (RESTING, "wake"): ACTIVE,
    (ACTIVE, "close"): CLOSED,
    (RESTING, "close"): CLOSED,
}
"""A community is made by approval, so it begins active. Being closed is final; its page stays."""

HOST, MEMBER, ASKING = "host", "member", "asking"
MEMBER_ROLES = (HOST, MEMBER, ASKING)
"""``asking``: somebody who wants to join a community where the hosts are asked first."""
ROLE_CHANGES: Lifecycle = {
    (ASKING, "admit"): MEMBER,
    (MEMBER, "make_host"): HOST,
    (HOST, "step_down"): MEMBER,
}
OPEN, ASK_FIRST = "open", "ask_first"
OPENNESS = (OPEN, ASK_FIRST)

DIMENSIONS: Mapping[str, Mapping[str, Says]] = {
    "theme": taxonomy.THEMES,
    "audience": taxonomy.AUDIENCES,
    "language": taxonomy.LANGUAGES_SPOKEN,
    "age_band": taxonomy.AGE_BANDS,
}
"""What a community is tagged with -> the words to choose from."""

_LIMITS = {
    "title": 120,
    "summary": 300,
    "text": 6000,
    "first_time": 2000,
    "rhythm": 120,
    "host_name": 80,
}


@dataclass(frozen=True)
class CommunityFacts:
    """Everything that is said about a community. Ids are database ids."""

    title: str
    unit_id: int
    summary: str = ""
    text: str = ""
    first_time: str = ""
    language: str = "da"
    mode: str = "physical"
    openness: str = "open"
    rhythm: str = ""
    host_name: str = ""
    contact_email: str = ""
    organiser_id: int | None = None
    initiated_by: str = "citizens"
    place_id: int | None = None
    district_id: str | None = None
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Dimension of ``CommunityTag`` -> values."""


def check(facts: CommunityFacts) -> None:
    """Raise ``Refused`` at the first fact that cannot stand."""
    if not facts.title.strip():
        raise Refused(_l("Give the community a name."), field="title")
    for name, limit in _LIMITS.items():
        _check_text(name, getattr(facts, name), limit)
    if facts.mode not in taxonomy.MODES:
        raise Refused(_l("Choose where people meet: on site, online or both."), field="mode")
    if facts.openness not in OPENNESS:
        raise Refused(_l("Choose how new people join."), field="openness")
    if facts.initiated_by not in taxonomy.INITIATORS:
        raise Refused(_l("Choose who came with the idea."), field="initiated_by")
    for dimension, values in facts.tags.items():
        if not set(values) <= set(DIMENSIONS.get(dimension, ())):
            raise Refused(_l("Choose from the list."), field=dimension)


def _check_text(name: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise Refused(_l("Shorten the text: there is room for %(max)s characters.", max=limit), field=name)
    if holds_cpr(text):
        raise Refused(
            _l("This looks like a CPR number. Remove it: we never need it, and others may read this text."),
            field=name,
        )


def first_name(name: str) -> str:
    """The first word of a name: all that other people see."""
    return name.split()[0] if name.split() else ""


def role_on_joining(openness: str) -> str:
    """What somebody becomes by pressing "join"."""
    return MEMBER if openness == OPEN else ASKING


_CLOSED_TO_NEW: Mapping[str, Says] = {
    RESTING: _l("The community is resting. Write to the library if you would like to wake it up."),
    CLOSED: _l("The community has closed. Look for one that is like it, or start one yourself."),
}


def why_not_join(state: str) -> Says | None:
    """Why nobody can join just now, or ``None``."""
    return _CLOSED_TO_NEW.get(state)


_ONLY_HOST: Says = _l("You are the only host. Make another member host first, or close the community.")
_NEEDS_HOST: Says = _l("A community needs a host. Make another member host first.")
_DEALT_WITH: Says = _l("This was already dealt with, or the page is old. Reload the page and look again.")


def why_not_leave(role: str, hosts: int) -> Says | None:
    """Why a member cannot leave just now, or ``None``. ``hosts`` counts all of them."""
    return _ONLY_HOST if role == HOST and hosts < 2 else None


def why_not_change_role(role: str, verb: str, hosts: int) -> Says | None:
    """Why a member's role cannot change that way, or ``None``."""
    if (role, verb) not in ROLE_CHANGES:
        return _DEALT_WITH
    return _NEEDS_HOST if verb == "step_down" and hosts < 2 else None
