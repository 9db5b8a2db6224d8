"""What can happen to a theme day and to its programme lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.core.states import Lifecycle

DRAFT, PUBLISHED, CANCELLED = "draft", "published", "cancelled"
DAY_STATES = (DRAFT, PUBLISHED, CANCELLED)
DAY_LIFECYCLE: Lifecycle = {
    (DRAFT, "publish"): PUBLISHED,
    (PUBLISHED, "cancel"): CANCELLED,
}

PROPOSED, APPROVED, DECLINED = "proposed", "approved", "declined"
LINE_STATES = (PROPOSED, APPROVED, DECLINED)
LINE_LIFECYCLE: Lifecycle = {
    (PROPOSED, "approve"): APPROVED,
    (PROPOSED, "decline"): DECLINED,
}
"""A line is approved by a moderator of the institution that holds it; until then only staff see it."""


@dataclass(frozen=True)
class ThemeDayFacts:
    """Everything that is said about a theme day, apart from its lines. Ids are database ids."""

    title: str
    on: date
    lead_id: int
    summary: str = ""
    text: str = ""
    language: str = "da"
    place_id: int | None = None
    partner_ids: Sequence[int] = ()
