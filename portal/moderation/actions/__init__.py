"""Writing proposals: drafts, sending them in, deciding them."""

from __future__ import annotations

from portal.moderation.actions.deciding import approve, decline, request_changes
from portal.moderation.actions.proposing import claim, park, save, start, submit, withdraw

__all__ = [
    "approve",
    "claim",
    "decline",
    "park",
    "request_changes",
    "save",
    "start",
    "submit",
    "withdraw",
]
