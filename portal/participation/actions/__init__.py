"""Signing up, changing, telling and counting. Whoever moves seats holds the date first."""

from portal.participation.actions.changing import (
    cancel_by_link,
    cancel_signup,
    change_party,
    change_party_by_link,
    remove_on_behalf,
)
from portal.participation.actions.counting import count
from portal.participation.actions.seating import promote, situation
from portal.participation.actions.signing_up import AlreadySignedUp, add_on_behalf, send_link_again, sign_up
from portal.participation.actions.telling import settle, tell_changes

__all__ = [
    "AlreadySignedUp",
    "add_on_behalf",
    "cancel_by_link",
    "cancel_signup",
    "change_party",
    "change_party_by_link",
    "count",
    "promote",
    "remove_on_behalf",
    "send_link_again",
    "settle",
    "sign_up",
    "situation",
    "tell_changes",
]
