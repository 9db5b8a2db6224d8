"""What several actions on events share. Nothing here commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.core import clock
from portal.core.db import db, get, hold
from portal.core.errors import Conflict, Refused
from portal.core.text import _l
from portal.events import rules
from portal.events.models import Event, EventPartner, EventTag, Occurrence
from portal.events.rules import EventFacts, Slot
from portal.places.models import Place, Room


def held_event(event_id: int, version: int | None = None) -> Event:
    """The event, held, with tags and partners. Raises ``Missing``, and ``Conflict`` for a stale form."""
    hold(Event, event_id)
    event = get(Event, event_id, selectinload(Event.tags), selectinload(Event.partners))
    if version is not None and version != event.version:
        raise Conflict(
            _l("Somebody changed this while you had the page open. Reload it, look, and write again.")
        )
    return event


def check_where(place_id: int | None, room_id: int | None, capacity: int | None) -> None:
    """A place and room that belong together and are in use, and no more people than the room may hold."""
    if place_id is not None and get(Place, place_id).closed:
        raise Refused(_l("That place is not used any more. Choose another."), field="where")
    room = get(Room, room_id) if room_id is not None else None
    if room is not None and (room.place_id != place_id or room.closed):
        raise Refused(_l("That room is not in the place. Choose place and room again."), field="where")
    rules.check_capacity(capacity, room.fire_limit if room else None)


def add_slots(event: Event, slots: Sequence[Slot]) -> list[Occurrence]:
    """Make one row for each date. Raises ``Refused`` for a time that cannot be, or that is there already."""
    for slot in slots:
        rules.check_slot(slot)
    known = db.session.execute(
        sa.select(Occurrence.slug, Occurrence.starts_local, Occurrence.state).where(
            Occurrence.event_id == event.id
        )
    ).all()
    there = {row.starts_local for row in known if row.state == rules.SCHEDULED}
    if len({slot.start for slot in slots} - there) != len(slots):
        raise Refused(_l("One of the dates is there already. Look at the list again."), field="day")
    if len(known) + len(slots) > 1000:
        raise Refused(_l("That is too many dates for one event. Make a new one for the next season."))
    slugs = rules.date_slugs([slot.start for slot in slots], {row.slug for row in known})
    made = [_occurrence(event, slot, slug) for slot, slug in zip(slots, slugs, strict=True)]
    db.session.add_all(made)
    db.session.flush()
    return made


def _occurrence(event: Event, slot: Slot, slug: str) -> Occurrence:
    occurrence = Occurrence(event_id=event.id, slug=slug, state=rules.SCHEDULED)
    set_time(occurrence, slot)
    return occurrence


def set_time(occurrence: Occurrence, slot: Slot) -> None:
    """Write a wall-clock slot and the instants it means. Raises ``Refused`` for the hour DST skips."""
    rules.check_slot(slot)
    [existing] = rules.expand(slot, "")
    occurrence.starts_local, occurrence.ends_local = existing.start, existing.end
    occurrence.starts_at, occurrence.ends_at = clock.to_utc(existing.start), clock.to_utc(existing.end)


def freeze_where(event: Event, dates: Iterable[Occurrence]) -> None:
    """Write place and room into dates that inherit them, so that a change of the event leaves them alone."""
    for one in dates:
        if one.own_place_id is None and event.place_id is not None:
            one.own_place_id = event.place_id
            one.own_room_id = one.own_room_id if one.own_room_id is not None else event.room_id


def freeze_capacity(event: Event, dates: Iterable[Occurrence]) -> None:
    """The same for the number of seats."""
    for one in dates:
        one.own_capacity = event.capacity if one.own_capacity is None else one.own_capacity


def say_facts(event: Event, facts: EventFacts) -> None:
    """Write every fact into the event, one by one."""
    event.title, event.summary, event.text = facts.title.strip(), facts.summary.strip(), facts.text.strip()
    event.first_time, event.language = facts.first_time.strip(), facts.language
    event.kind, event.genre, event.team = facts.kind, facts.genre, facts.team
    event.format, event.umbrella, event.book_bus = facts.format, facts.umbrella, facts.book_bus
    event.mode, event.online_link = facts.mode, facts.online_link.strip()
    event.place_id, event.room_id = facts.place_id, facts.room_id
    event.district_id = facts.district_id or None
    event.organiser_id, event.unit_id = facts.organiser_id, facts.unit_id
    event.initiated_by, event.community_id = facts.initiated_by, facts.community_id
    event.host_id, event.host_name = facts.host_id, facts.host_name.strip()
    event.price, event.price_note = facts.price, facts.price_note.strip()
    event.signup_mode, event.capacity = facts.signup_mode, facts.capacity
    event.auto_promote = facts.auto_promote
    event.image_id = facts.image_id
    _say_tags(event, facts)
    _say_partners(event, facts)


def _say_tags(event: Event, facts: EventFacts) -> None:
    wanted = {(dimension, value) for dimension, values in facts.tags.items() for value in values}
    kept = [tag for tag in event.tags if (tag.dimension, tag.value) in wanted]
    new = wanted - {(tag.dimension, tag.value) for tag in kept}
    event.tags = [*kept, *(EventTag(dimension=one, value=value) for one, value in sorted(new))]


def _say_partners(event: Event, facts: EventFacts) -> None:
    wanted = dict.fromkeys(facts.visiting_ids, True) | dict.fromkeys(facts.partner_ids, False)
    wanted.pop(facts.organiser_id, None)  # the organiser is not its own partner
    kept = [one for one in event.partners if one.organisation_id in wanted]
    for one in kept:
        one.visiting = wanted.pop(one.organisation_id)
    added = [EventPartner(organisation_id=one, visiting=visiting) for one, visiting in wanted.items()]
    event.partners = [*kept, *added]
