"""What can happen to a proposal, who may decide, and when an answer is due. Pure."""

from __future__ import annotations

from portal.core.states import Lifecycle

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
