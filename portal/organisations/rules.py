"""What can happen to an organisation's verification, and to its last manager."""

from __future__ import annotations

from portal.core.states import Lifecycle

UNVERIFIED, PENDING, VERIFIED, REJECTED = "unverified", "pending", "verified", "rejected"
VERIFICATION: Lifecycle = {
    (UNVERIFIED, "ask"): PENDING,
    (REJECTED, "ask"): PENDING,
    (PENDING, "verify"): VERIFIED,
    (PENDING, "reject"): REJECTED,
    (UNVERIFIED, "verify"): VERIFIED,
    (VERIFIED, "revoke"): UNVERIFIED,
}
VERIFICATION_STATES = (UNVERIFIED, PENDING, VERIFIED, REJECTED)

MANAGER, MEMBER = "manager", "member"
MEMBER_ROLES = (MANAGER, MEMBER)
STAFF_ROLES = ("moderator", "goal_owner", "administrator")
