"""Writing events: making and publishing them, their dates, calling off, pictures."""

from __future__ import annotations

from portal.events.actions.calling_off import cancel_date, cancel_event
from portal.events.actions.dates import add_dates, edit_date
from portal.events.actions.finding import make_findable
from portal.events.actions.images import describe_image, store_image
from portal.events.actions.making import create_event, edit_event, plan_meeting, publish

__all__ = [
    "add_dates",
    "cancel_date",
    "cancel_event",
    "create_event",
    "describe_image",
    "edit_date",
    "edit_event",
    "make_findable",
    "plan_meeting",
    "publish",
    "store_image",
]
