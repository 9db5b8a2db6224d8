"""The list of dates that a pattern gives, for people to look at and tick before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core import clock
from portal.core.errors import Refused
from portal.events import queries, rules
from portal.events.forms import SlotFields
from portal.events.models import Occurrence
from portal.events.rules import Slot


@dataclass(frozen=True)
class Proposed:
    """One date of the list."""

    slot: Slot
    skip: str
    """Why it is left out unless ticked: ``bank``, ``winter``, ... or empty."""
    keep: bool
    clashes: Sequence[str]
    """What else happens there at the time."""

    @property
    def value(self) -> str:
        """What the tick sends."""
        return self.slot.start.date().isoformat()


@dataclass(frozen=True)
class Series:
    """The whole list, and the signature of what it was made from."""

    dates: Sequence[Proposed]
    signature: str
    seen: bool
    """Whether the person has ticked this very list."""

    @property
    def slots(self) -> list[Slot]:
        """The dates that are ticked."""
        return [one.slot for one in self.dates if one.keep]


def series_of(
    form: SlotFields,
    kept: Sequence[str],
    *,
    place: tuple[int | None, int | None] = (None, None),
    event_id: int | None = None,
) -> Series:
    """The dates that the form asks for. ``kept`` are the ticks of a list shown before.

    Bank and school holidays come unticked the first time. Raises ``Refused`` for a pattern that cannot be.
    """
    signature = form.signature()
    seen = form.shown.data == signature
    slots = rules.expand(form.slot(), form.rrule())
    skips = queries.proposed_skips(slots[0].start.date(), slots[-1].start.date()) if len(slots) > 1 else {}
    around = _around(slots, place, event_id)
    dates = []
    for slot in slots:
        day = slot.start.date()
        keep = day.isoformat() in kept if seen else day not in skips
        dates.append(Proposed(slot, skips.get(day, ""), keep or len(slots) == 1, _clashes(slot, around)))
    return Series(dates, signature, seen or len(slots) == 1)


def still_shown(form: SlotFields, kept: Sequence[str]) -> Series | None:
    """The list a person had before them when something else in the form was wrong, ticks and all."""
    if not form.shown.data:
        return None
    try:
        return series_of(form, kept)
    except Refused:
        return None


def _around(
    slots: Sequence[Slot], place: tuple[int | None, int | None], event_id: int | None
) -> list[Occurrence]:
    if place[1] is None:  # without a room, others in the same house are no clash
        return []
    first, last = clock.to_utc(slots[0].start), clock.to_utc(slots[-1].end)
    return queries.neighbours(*place, first, last, without=event_id)


def _clashes(slot: Slot, around: Sequence[Occurrence]) -> list[str]:
    return [one.title for one in around if one.starts_local < slot.end and one.ends_local > slot.start]
