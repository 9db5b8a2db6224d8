"""Who gets a seat, who waits, and what a count may say. Pure."""

from __future__ import annotations

from portal.core.states import Lifecycle

CONFIRMED, WAITING, CANCELLED = "confirmed", "waiting", "cancelled"
SIGNUP_STATES = (CONFIRMED, WAITING, CANCELLED)
SIGNUP_LIFECYCLE: Lifecycle = {
    (CONFIRMED, "cancel"): CANCELLED,
    (WAITING, "cancel"): CANCELLED,
    (WAITING, "promote"): CONFIRMED,
}
"""New sign-ups begin confirmed or waiting; afmeldt is final (a new sign-up joins the end of the line)."""

CHANNELS = ("onsite", "online")
VIA = ("online", "desk", "phone", "host")
