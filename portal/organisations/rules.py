"""What can happen to an organisation's verification, and to its last manager."""

from __future__ import annotations

from stdnum.dk import cvr

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

INVITATION_DAYS = 14


def cvr_digits(text: str) -> str | None:
    """The eight digits of a CVR number written with blanks or ``DK``; ``None`` for nothing.

    Raises ``ValueError`` when the check digit (modulus 11) does not hold.
    """
    if not text.strip():
        return None
    digits = str(cvr.compact(text))
    if not cvr.is_valid(digits):
        raise ValueError("not a CVR number")
    return digits


def leaves_nobody(*, managers: int, role: str, new_role: str | None) -> bool:
    """Whether the change would leave an organisation without a manager."""
    return role == MANAGER and new_role != MANAGER and managers <= 1
