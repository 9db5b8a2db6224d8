"""Pages on which staff and hosts make events, change them and call them off; the pictures themselves.

Public pages of events are drawn in ``portal.pages``.
"""

from __future__ import annotations

from portal.events.views import dates, images, making, meetings
from portal.events.views.blueprint import bp

__all__ = ["bp", "dates", "images", "making", "meetings"]
