"""Signing up, changing, telling and counting. Whoever moves seats holds the date first."""

from portal.participation.actions.answering import (
    accept_by_link,
    ask_fewer,
    fewer_by_link,
    seat_on_behalf,
    take_by_link,
)
from portal.participation.actions.changing import (
    cancel_by_link,
    cancel_signup,
    change_party,
    change_party_by_link,
    remove_on_behalf,
)
from portal.participation.actions.counting import count
from portal.participation.actions.feedback import (
    ask_feedback,
    check_feedback_open,
    check_text,
    give_feedback,
    hash_of,
    key_in_feedback,
    statement_of,
)
from portal.participation.actions.reminding import reconfirm_by_link, remind, stop_reminders_by_link
from portal.participation.actions.seating import promote, situation, way_now
from portal.participation.actions.signing_up import AlreadySignedUp, add_on_behalf, send_link_again, sign_up
from portal.participation.actions.telling import settle, tell_changes

__all__ = [
    "AlreadySignedUp",
    "accept_by_link",
    "add_on_behalf",
    "ask_feedback",
    "ask_fewer",
    "cancel_by_link",
    "cancel_signup",
    "change_party",
    "change_party_by_link",
    "check_feedback_open",
    "check_text",
    "count",
    "fewer_by_link",
    "give_feedback",
    "hash_of",
    "key_in_feedback",
    "promote",
    "reconfirm_by_link",
    "remind",
    "remove_on_behalf",
    "seat_on_behalf",
    "send_link_again",
    "settle",
    "sign_up",
    "situation",
    "statement_of",
    "stop_reminders_by_link",
    "take_by_link",
    "tell_changes",
    "way_now",
]
