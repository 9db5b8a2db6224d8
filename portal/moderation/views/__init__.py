"""Pages of proposing (for everybody) and of deciding (for staff)."""

from __future__ import annotations

from portal.moderation.views import case, proposing, queue
from portal.moderation.views.blueprint import bp

__all__ = ["bp", "case", "proposing", "queue"]
