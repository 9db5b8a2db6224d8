"""Making, publishing and editing events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.communities.models import Community
from portal.core import audit, clock, outbox
from portal.core.access import can, require
from portal.core.actor import Actor
from portal.core.db import action, db, free_slug, get
from portal.core.errors import Forbidden, Refused
from portal.core.states import advance
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
    say_facts,
)
from portal.events.models import Event
from portal.events.rules import EventFacts, Slot
from portal.organisations.models import Organisation


@action
def create_event(actor: Actor, facts: EventFacts, slots: Sequence[Slot], *, rrule: str = "") -> Event:
    """Make an event with its dates as a draft that only those who run it see.

    For staff of the unit and for hosts of the community it belongs to. ``rrule`` is kept as the story of
    how the dates came about; the dates are ``slots``. Raises ``Refused`` and ``Forbidden``.
    """
    _require_create(actor, facts)
    rules.check_facts(facts)
    check_where(facts.place_id, facts.room_id, facts.capacity)
    if not slots:
        raise Refused(_l("Choose at least one date."), field="day")
    event = Event(
        slug=free_slug(Event.slug, facts.title, "arrangement"),
        rrule=rrule,
        state=rules.DRAFT,
        created_at=clock.now(),
        created_by_id=actor.person_id,
        tags=[],
        partners=[],
    )
    say_facts(event, facts)
    db.session.add(event)
    db.session.flush()
    add_slots(event, slots)
    make_findable(event)
    audit.note(actor, "event.create", event, dates=len(slots))
    return event


@action
def publish(actor: Actor, event_id: int) -> Event:
    """Show a draft to everybody. Raises ``Conflict`` for one that is no draft any more."""
    event = held_event(event_id)
    _require_create(actor, queries.facts_of(event))
    advance(event, "publish", rules.EVENT_LIFECYCLE)
    event.published_at = clock.now()
    event.version += 1
    make_findable(event)
    audit.note(actor, "event.publish", event)
    return event


@action
def plan_meeting(actor: Actor, community_id: int, facts: EventFacts, slots: Sequence[Slot]) -> Event:
    """Plan meetings of a community: an event that belongs to it, public at once.

    Who is behind, which unit looks after it and who came with the idea are taken from the community.
    """
    community = get(Community, community_id)
    require(actor, "community:plan_meeting", community)
    meeting = replace(
        facts,
        community_id=community.id,
        kind="community_meeting",
        organiser_id=community.organiser_id or community.unit_id,
        unit_id=community.unit_id,
        initiated_by=community.initiated_by,
        host_id=facts.host_id or actor.person_id,
    )
    event = create_event(actor, meeting, slots)
    carry(community, event, ((one, one) for one in ("title", "summary", "first_time")))
    return publish(actor, event.id)


@action
def edit_event(actor: Actor, event_id: int, facts: EventFacts, *, version: int | None = None) -> Event:
    """Change what an event says, for its coming dates; dates that have begun keep place, room and seats.

    ``version`` is what the form was made from; an older one is a ``Conflict``. Who is behind the event is
    for those to change who may make one there.
    """
    event = held_event(event_id, version)
    require(actor, "event:edit", event)
    before = queries.facts_of(event)
    if _behind(before) != _behind(facts):
        _require_create(actor, before)
        _require_create(actor, facts)
    rules.check_facts(facts)
    moves = (before.place_id, before.room_id) != (facts.place_id, facts.room_id)
    if moves or before.capacity != facts.capacity:
        check_where(facts.place_id, facts.room_id, facts.capacity)
        over = queries.begun_or_cancelled(event.id)
        freeze_where(event, over if moves else ())
        freeze_capacity(event, over if before.capacity != facts.capacity else ())
    say_facts(event, facts)
    if moves or (before.mode, before.online_link) != (facts.mode, facts.online_link):
        _tell_coming(event)
    event.version += 1
    make_findable(event)
    audit.note(actor, "event.edit", event, changed=_changed(before, facts))
    outbox.ring()
    return event


def _require_create(actor: Actor, facts: EventFacts) -> None:
    """Staff of the unit, or somebody who plans the community's meetings."""
    if can(actor, "event:create", get(Organisation, facts.unit_id)):
        return
    if facts.community_id is None:
        raise Forbidden()
    community = get(Community, facts.community_id)
    require(actor, "community:plan_meeting", community)
    behind = {community.unit_id, community.organiser_id}
    if not {facts.unit_id, facts.organiser_id} <= behind:
        raise Forbidden()


def _behind(facts: EventFacts) -> tuple[object, ...]:
    return (facts.unit_id, facts.organiser_id, facts.community_id, facts.host_id, facts.initiated_by)


def _changed(before: EventFacts, after: EventFacts) -> list[str]:
    """The names of what was changed: the values stand in the event itself."""
    return [name for name, value in vars(after).items() if value != getattr(before, name)]


def _tell_coming(event: Event) -> None:
    """Let the calendars and the people of each coming date know that something moved."""
    for occurrence in queries.coming(event.id):
        if occurrence.own_place_id is None:
            occurrence.sequence += 1
