"""Adding dates, and changing one date or this and the following."""

from __future__ import annotations

from collections.abc import Sequence

from portal.core import audit, clock, outbox
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, get
from portal.core.errors import Refused
from portal.core.text import _l
from portal.core.translated import carry
from portal.events import queries, rules
from portal.events.actions.finding import make_findable
from portal.events.actions.parts import (
    add_slots,
    check_where,
    freeze_capacity,
    freeze_where,
    held_event,
    set_time,
)
from portal.events.models import Event, Occurrence
from portal.events.rules import DateFacts, Slot


@action
def add_dates(actor: Actor, event_id: int, slots: Sequence[Slot]) -> list[Occurrence]:
    """Add dates to an event that is not called off."""
    event = held_event(event_id)
    require(actor, "event:edit", event)
    if event.state == rules.CANCELLED:
        raise Refused(_l("The event is called off. Make a new one."))
    if not slots:
        raise Refused(_l("Choose at least one date."), field="day")
    made = add_slots(event, slots)
    event.version += 1
    audit.note(actor, "event.add_dates", event, dates=[one.slug for one in made])
    outbox.ring()
    return made


@action
def edit_date(
    actor: Actor, occurrence_id: int, *, scope: str, facts: DateFacts, version: int | None = None
) -> Occurrence:
    """Change one date (``this``), or it and all later ones that are not called off (``future``).

    ``facts`` are what people shall see (begin from ``queries.facts_of_date``). ``this`` keeps as the
    date's own what differs from the event. ``future`` changes the event and leaves every other date as
    it was: later dates move by as many days and to the new time of day, but those with an own time,
    place or number of seats keep it. A date that has begun is frozen. A moved date keeps its address,
    its identity and its sign-ups. ``version`` is the event's, from when the form was made.
    """
    event = held_event(get(Occurrence, occurrence_id).event_id, version)
    require(actor, "event:edit", event)
    edited = get(Occurrence, occurrence_id)
    _check(event, edited, scope, facts)
    alone = scope == "this" and not queries.is_only_date(edited)
    targets = [edited] if alone else queries.following(edited)
    moves = facts.slot != rules.slot_of(edited)
    if moves:
        _move(edited, targets, facts.slot, own=alone, marked=event.state == rules.PUBLISHED)
    places = _set_alone(event, edited, facts) if alone else _set_series(event, edited, targets, facts)
    for one in targets:
        if places and (one is edited or one.own_place_id is None):
            one.sequence += 1
    event.version += 1
    make_findable(event)
    audit.note(actor, "date.edit", edited, scope=scope, dates=len(targets), moved=moves)
    outbox.ring()
    return edited


def _check(event: Event, edited: Occurrence, scope: str, facts: DateFacts) -> None:
    if scope not in rules.SCOPES:
        raise Refused(_l("Choose whether it is this date only, or the following ones too."), field="scope")
    if edited.state == rules.CANCELLED:
        raise Refused(_l("This date is called off. Make a new date instead."))
    if edited.starts_at <= clock.now():
        raise Refused(_l("This date has begun or is over, so it stays as it was."))
    rules.check_text(facts.title, "", facts.text)
    rules.check_slot(facts.slot)
    rules.check_link(facts.online_link)
    unchanged = queries.where_of(event, edited) == (facts.place_id, facts.room_id)
    if unchanged and facts.capacity == queries.capacity_of(event, edited):
        return
    check_where(facts.place_id, facts.room_id, facts.capacity)


def _move(edited: Occurrence, targets: Sequence[Occurrence], new: Slot, *, own: bool, marked: bool) -> None:
    """Move the dates. ``marked``: people have seen them, so where they were is kept and told."""
    old = rules.slot_of(edited)
    moving = [
        (one, rules.moved(rules.slot_of(one), old, new)) for one in targets if rules.follows(one, edited)
    ]
    others = queries.starts_of(edited.event_id, without=[one.id for one, _slot in moving])
    if any(slot.start in others for _one, slot in moving):
        raise Refused(_l("There is a date at that time already. Choose another time."), field="day")
    for one, slot in moving:
        before = one.starts_at
        set_time(one, slot)
        one.sequence += 1
        one.own_time = own and one is edited
        if marked and one.starts_at != before:
            first = one.moved_from or before
            one.moved_from = None if one.starts_at == first else first


def _set_alone(event: Event, edited: Occurrence, facts: DateFacts) -> bool:
    """Keep as the date's own what differs from the event; True when people must go somewhere else."""
    before = (queries.where_of(event, edited), edited.own_online_link or event.online_link)
    edited.own_title = None if facts.title == event.title else facts.title
    edited.own_text = None if facts.text == event.text else facts.text
    edited.own_capacity = None if facts.capacity == event.capacity else facts.capacity
    edited.own_online_link = None if facts.online_link == event.online_link else facts.online_link
    same = (facts.place_id, facts.room_id) == (event.place_id, event.room_id)
    edited.own_place_id = None if same else facts.place_id
    edited.own_room_id = None if same else facts.room_id
    return before != ((facts.place_id, facts.room_id), facts.online_link)


def _set_series(event: Event, edited: Occurrence, targets: Sequence[Occurrence], facts: DateFacts) -> bool:
    """Change the event for the targets; every other date keeps what it had. True as above."""
    before = (queries.where_of(event, edited), edited.own_online_link or event.online_link)
    rest = queries.other_dates(event.id, [one.id for one in targets])
    _set_words(event, rest, facts)
    edited.own_title = edited.own_text = edited.own_capacity = edited.own_online_link = None
    edited.own_place_id = edited.own_room_id = None
    _set_where(event, rest, targets, facts)
    _set_capacity(event, rest, targets, facts)
    return before != ((facts.place_id, facts.room_id), facts.online_link)


def _set_words(event: Event, rest: Sequence[Occurrence], facts: DateFacts) -> None:
    for one in rest:
        if facts.title != event.title:
            one.own_title = one.own_title or event.title
        if facts.text != event.text:
            one.own_text = event.text if one.own_text is None else one.own_text
        carry(event, one, (("title", "own_title"), ("text", "own_text")))
        if facts.online_link != event.online_link:
            one.own_online_link = event.online_link if one.own_online_link is None else one.own_online_link
    event.title, event.text, event.online_link = facts.title, facts.text, facts.online_link


def _set_where(
    event: Event, rest: Sequence[Occurrence], targets: Sequence[Occurrence], facts: DateFacts
) -> None:
    if (facts.place_id, facts.room_id) == (event.place_id, event.room_id):
        return
    if rest and event.place_id is None:  # "no place" cannot be kept as a date's own: the targets carry theirs
        for one in targets:
            if one.own_place_id is None:
                one.own_place_id, one.own_room_id = facts.place_id, facts.room_id
        return
    freeze_where(event, rest)
    event.place_id, event.room_id = facts.place_id, facts.room_id


def _set_capacity(
    event: Event, rest: Sequence[Occurrence], targets: Sequence[Occurrence], facts: DateFacts
) -> None:
    if facts.capacity == event.capacity:
        return
    if rest and event.capacity is None:  # "no limit" cannot be kept as a date's own either
        for one in targets:
            one.own_capacity = facts.capacity if one.own_capacity is None else one.own_capacity
        return
    freeze_capacity(event, rest)
    event.capacity = facts.capacity
