"""What can happen to events and occurrences. Pure."""

from __future__ import annotations

from portal.core.states import Lifecycle
from portal.events.rules.checks import (
    check_capacity,
    check_facts,
    check_link,
    check_reason,
    check_slot,
    check_text,
    date_slugs,
)
from portal.events.rules.facts import DateFacts, EventFacts, Slot
from portal.events.rules.images import (
    CENTRE,
    FOCI,
    IMAGE_WIDTHS,
    check_alt,
    check_focus,
    crop_box,
    focus_share,
    image_widths,
)
from portal.events.rules.moving import (
    SCOPES,
    Reach,
    follows,
    moved,
    reach,
    slot_of,
)
from portal.events.rules.series import MOST_DATES, REPEATS, expand, proposed_skips, rule_for

__all__ = [
    "CANCELLED",
    "CENTRE",
    "DRAFT",
    "EVENT_LIFECYCLE",
    "EVENT_STATES",
    "FOCI",
    "IMAGE_WIDTHS",
    "MOST_DATES",
    "OCCURRENCE_LIFECYCLE",
    "OCCURRENCE_STATES",
    "PUBLISHED",
    "REPEATS",
    "SCHEDULED",
    "SCOPES",
    "DateFacts",
    "EventFacts",
    "Reach",
    "Slot",
    "check_alt",
    "check_capacity",
    "check_facts",
    "check_focus",
    "check_link",
    "check_reason",
    "check_slot",
    "check_text",
    "crop_box",
    "date_slugs",
    "expand",
    "focus_share",
    "follows",
    "image_widths",
    "moved",
    "proposed_skips",
    "reach",
    "rule_for",
    "slot_of",
]

DRAFT, PUBLISHED, CANCELLED = "draft", "published", "cancelled"
EVENT_STATES = (DRAFT, PUBLISHED, CANCELLED)
EVENT_LIFECYCLE: Lifecycle = {
    (DRAFT, "publish"): PUBLISHED,
    (PUBLISHED, "cancel"): CANCELLED,
}

SCHEDULED = "scheduled"
OCCURRENCE_STATES = (SCHEDULED, CANCELLED)
OCCURRENCE_LIFECYCLE: Lifecycle = {(SCHEDULED, "cancel"): CANCELLED}
"""Held is not a state but a fact: scheduled and ended. One that came to nothing is cancelled afterwards."""
