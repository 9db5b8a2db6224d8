"""What one date says about itself: its state in a word, its colour, what a reader can do. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from portal.core.errors import Says
from portal.core.taxonomy import AGE_BANDS, AUDIENCES, OUTREACH_AUDIENCES
from portal.core.text import _l
from portal.pages.rules.filters import audiences_like, bands_like
from portal.participation.rules import Seats, seat_state, seat_words

OPEN_AIR = frozenset({"public_space", "book_bus", "partner_venue", "association_house", "school_daycare"})
"""Kinds of place outside the libraries and the house."""

JOIN, WAIT, JUST_COME, OVER, BEGUN, NOT_HELD = "join", "wait", "just_come", "over", "begun", "not_held"

EMPTY = Seats()


@dataclass(frozen=True)
class Standing:
    """The facts of a date that its state follows from. Instants are aware."""

    now: datetime
    starts_at: datetime
    ends_at: datetime
    signup_mode: str
    cancelled: bool = False
    moved: bool = False
    seats: Seats = EMPTY


@dataclass(frozen=True)
class State:
    """A kind of ``ui/state.html`` and the words that go with it."""

    kind: str
    text: Says


def state_of(date: Standing) -> State:
    """The one thing that most needs to be said: called off, over, full, moved, nearly full, open."""
    if date.cancelled:
        return State("cancelled", _l("Cancelled"))
    if date.now >= date.ends_at:
        return State("done", _l("Has been held"))
    if date.now >= date.starts_at:
        return State("info", _l("On right now"))
    if date.signup_mode != "none" and date.seats.full:
        return State("full", seat_words(date.seats))
    if date.moved:
        return State("moved", _l("New time"))
    if date.signup_mode == "none":
        return State("ok", _l("Just come"))
    kind = seat_state(date.seats.capacity, date.seats.taken, date.seats.waiting)
    return State(kind, seat_words(date.seats))


def way_in(date: Standing) -> str:
    """What a reader can do: one of the words above."""
    if date.cancelled:
        return NOT_HELD
    if date.now >= date.ends_at:
        return OVER
    if date.signup_mode == "none":
        return JUST_COME
    if date.now >= date.starts_at:
        return BEGUN
    return WAIT if date.seats.full else JOIN


def hue_of(*, in_community: bool, bands: Collection[str], audiences: Collection[str], place_kind: str) -> str:
    """The colour of the goal area that a date most plainly belongs to; only decoration, never a figure."""
    if set(bands) & bands_like("children") or set(audiences) & audiences_like("children"):
        return "amber"
    if in_community:
        return "coral"
    if place_kind in OPEN_AIR:
        return "blue"
    return "plum" if OUTREACH_AUDIENCES.intersection(audiences) else "green"


def audience_words(audiences: Collection[str], bands: Collection[str]) -> list[Says]:
    """Whom it is for, in words; ages only when nobody wrote it in words. Empty when it is for everyone."""
    named = [label for key, label in AUDIENCES.items() if key in audiences and key != "everyone"]
    return named or age_words(bands)


def floor_words(floor: int | None) -> Says | None:
    """The floor of a room: 0 is the ground floor, as people in Denmark count."""
    if floor is None:
        return None
    words: Says = _l("Floor %(number)s", number=floor) if floor > 0 else _l("Ground floor")
    below: Says = _l("Basement")
    return below if floor < 0 else words


def age_words(bands: Collection[str]) -> list[Says]:
    """The ages it is made for, youngest first, neighbours as one span; empty when all are meant."""
    leaves = [key for key in AGE_BANDS if key in bands and key != "accompanying"]
    if len(leaves) > 5:
        return []
    return [_span(run) for run in _runs(leaves)]


def _runs(leaves: list[str]) -> list[list[str]]:
    """The bands in order, those that follow on each other together."""
    place = list(AGE_BANDS).index
    runs: list[list[str]] = []
    for leaf in leaves:
        if runs and place(leaf) == place(runs[-1][-1]) + 1:
            runs[-1].append(leaf)
        else:
            runs.append([leaf])
    return runs


def _span(run: list[str]) -> Says:
    """``10–17 years`` of 10-12 and 13-17."""
    if len(run) == 1:
        return AGE_BANDS[run[0]]
    first, last = run[0].split("-")[0], run[-1].split("-")[-1]
    open_end: Says = _l("%(age)s years and over", age=first)
    span: Says = _l("%(first)s–%(last)s years", first=first, last=last)
    return open_end if last.endswith("+") else span
