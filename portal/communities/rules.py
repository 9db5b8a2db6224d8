"""What can happen to a community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.core.states import Lifecycle

ACTIVE, RESTING, CLOSED = "active", "resting", "closed"
STATES = (ACTIVE, RESTING, CLOSED)
LIFECYCLE: Lifecycle = {
    (ACTIVE, "rest"): RESTING,
    (RESTING, "wake"): ACTIVE,
    (ACTIVE, "close"): CLOSED,
    (RESTING, "close"): CLOSED,
}
"""A community is made by approval, so it begins active. Being closed is final; its page stays."""

HOST, MEMBER = "host", "member"
MEMBER_ROLES = (HOST, MEMBER)
OPENNESS = ("open", "ask_first")


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
