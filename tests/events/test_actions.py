"""Writing events: happy, refused, forbidden; what a change leaves alone."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock, outbox, search
from portal.core.actor import ANONYMOUS, SYSTEM
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.events import actions, queries, rules
from portal.events.models import Event, Occurrence
from portal.events.rules import EventFacts, Slot
from tests import make


def local(*parts: int) -> datetime:
    """A wall-clock time."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def slot(*parts: int, hours: float = 2) -> Slot:
    start = local(*parts)
    return Slot(start, start + timedelta(hours=hours))


def facts(town: Any, **more: Any) -> EventFacts:
    values = {
        "title": "Fortællinger fra fjorden",
        "organiser_id": town.library.id,
        "unit_id": town.library.id,
        "place_id": town.main_library.id,
        "room_id": town.stage.id,
        "capacity": 20,
    }
    return EventFacts(**{**values, **more})


WEEKS = "FREQ=WEEKLY;COUNT=5"


@pytest.fixture
def series(town: Any) -> Event:
    """Five Thursdays in October at 18.30, published; three weeks ahead."""
    dates = rules.expand(slot(2026, 10, 1, 18, 30), WEEKS)
    return actions.publish(SYSTEM, actions.create_event(SYSTEM, facts(town), dates, rrule=WEEKS).id)


def dates(event: Event) -> list[Occurrence]:
    return queries.dates_of(queries.event_by_slug(event.slug))


def change(occurrence: Occurrence, scope: str = "this", **changes: Any) -> Occurrence:
    seen = replace(queries.facts_of_date(occurrence), **changes)
    return actions.edit_date(SYSTEM, occurrence.id, scope=scope, facts=seen)


def test_an_event_is_made_found_and_audited(town: Any, acting: Any) -> None:
    more = {
        "tags": {"theme": ["local_history"], "audience": ["families"]},
        "partner_ids": [town.association.id, town.library.id],
        "visiting_ids": [town.museum.id],
    }
    made = actions.create_event(
        acting(town.moderator), facts(town, **more), [slot(2026, 10, 1, 18), slot(2026, 10, 1, 20)]
    )
    event = queries.event_by_slug("fortaellinger-fra-fjorden")
    assert (event.id, event.state) == (made.id, "draft")
    assert event.created_by_id == town.moderator.id
    assert event.tagged("theme") == ["local_history"]
    assert {one.organisation_id: one.visiting for one in event.partners} == {
        town.association.id: False,
        town.museum.id: True,
    }
    assert [one.slug for one in dates(event)] == ["2026-10-01", "2026-10-01-2000"]
    found = search.matching("event", "fjord")
    assert found is not None
    assert db.session.scalars(found).all() == [event.id]
    verbs = db.session.scalars(sa.select(AuditEvent.verb).where(AuditEvent.subject_kind == "event")).all()
    assert verbs == ["event.create"]


def test_two_events_of_one_name_have_two_addresses(town: Any) -> None:
    slugs = [actions.create_event(SYSTEM, facts(town), [slot(2026, 10, 1, 18)]).slug for _turn in range(3)]
    assert slugs == [f"fortaellinger-fra-fjorden{end}" for end in ("", "-2", "-3")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"capacity": 0}, "capacity"),
        ({"place_id": None}, "where"),
    ],
)
def test_facts_that_cannot_be_change_nothing(town: Any, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.create_event(SYSTEM, facts(town, **changes), [slot(2026, 10, 1, 18)])
    assert refusal.value.field == field
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == 0


def test_dates_that_cannot_be_change_nothing(town: Any) -> None:
    twice = [slot(2026, 10, 1, 18), slot(2026, 10, 1, 18)]
    for slots in ([], twice, [slot(2026, 10, 1, 18, hours=-1)], [slot(2027, 3, 28, 2, 30)]):
        with pytest.raises(Refused):
            actions.create_event(SYSTEM, facts(town), slots)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == 0


def test_a_room_elsewhere_or_closed_or_too_small_is_refused(town: Any) -> None:
    other = make.room(town.branch_place, "Mødelokalet")
    closed = make.room(town.main_library, "Loftet", closed=True)
    small = make.room(town.main_library, "Kottet", fire_limit=10)
    for room, field in ((other, "where"), (closed, "where"), (small, "capacity")):
        with pytest.raises(Refused) as refusal:
            actions.create_event(SYSTEM, facts(town, room_id=room.id), [slot(2026, 10, 1, 18)])
        assert refusal.value.field == field
    town.branch_place.closed = True
    db.session.commit()
    with pytest.raises(Refused):
        actions.create_event(
            SYSTEM, facts(town, place_id=town.branch_place.id, room_id=None), [slot(2026, 10, 1, 18)]
        )


def test_who_may_make_an_event(town: Any, acting: Any) -> None:
    one = [slot(2026, 10, 1, 18)]
    for person in (town.citizen, town.chairman, town.museum_moderator, town.goal_owner):
        with pytest.raises(Forbidden):
            actions.create_event(acting(person), facts(town), one)
    with pytest.raises(Forbidden):
        actions.create_event(ANONYMOUS, facts(town), one)
    branch = facts(town, unit_id=town.branch.id, organiser_id=town.association.id)
    assert actions.create_event(acting(town.moderator), branch, one).unit_id == town.branch.id
    assert actions.create_event(acting(town.administrator), facts(town), one)


def test_a_host_makes_events_of_the_own_community_only(town: Any, acting: Any) -> None:
    community = make.community(town.library, town.host)
    one = [slot(2026, 10, 1, 18)]
    event = actions.plan_meeting(acting(town.host), community.id, facts(town, kind="event"), one)
    assert (event.kind, event.state, event.host_id) == ("community_meeting", "published", town.host.id)
    assert (event.community_id, event.initiated_by) == (community.id, "citizens")
    with pytest.raises(Forbidden):
        actions.plan_meeting(acting(town.outsider), community.id, facts(town), one)
    posing = facts(town, community_id=community.id, organiser_id=town.museum.id)
    with pytest.raises(Forbidden):
        actions.create_event(acting(town.host), posing, one)
    with pytest.raises(Missing):
        actions.plan_meeting(SYSTEM, 999_999, facts(town), one)


def test_an_event_is_published_once_by_those_who_may(town: Any, acting: Any) -> None:
    draft = actions.create_event(SYSTEM, facts(town, host_id=town.host.id), [slot(2026, 10, 1, 18)])
    for person in (town.host, town.citizen, town.museum_moderator):
        with pytest.raises(Forbidden):
            actions.publish(acting(person), draft.id)
    published = actions.publish(acting(town.moderator), draft.id)
    assert (published.state, published.published_at) == ("published", clock.now())
    with pytest.raises(Conflict):
        actions.publish(acting(town.moderator), draft.id)


def test_an_edit_reaches_coming_dates_and_leaves_begun_ones(town: Any, series: Event) -> None:
    late = local(2026, 10, 9, 12)
    with clock.at(clock.to_utc(late)):
        event = queries.event_by_slug(series.slug)
        new = replace(
            queries.facts_of(event), place_id=town.branch_place.id, room_id=None, capacity=12, title="Ny"
        )
        actions.edit_event(SYSTEM, event.id, new, version=event.version)
        rows = dates(series)
    assert [one.place.name for one in rows if one.place] == ["Hovedbiblioteket"] * 2 + ["Langå Bibliotek"] * 3
    assert [one.room.name if one.room else None for one in rows] == ["Scenen"] * 2 + [None] * 3
    assert [one.capacity for one in rows] == [20, 20, 12, 12, 12]
    assert {one.title for one in rows} == {"Ny"}
    assert [one.sequence for one in rows] == [0, 0, 1, 1, 1]


def test_mending_a_word_tells_nobody(series: Event) -> None:
    event = queries.event_by_slug(series.slug)
    actions.edit_event(SYSTEM, event.id, replace(queries.facts_of(event), summary="Bedre ord."))
    assert {one.sequence for one in dates(series)} == {0}


def test_a_stale_form_changes_nothing(series: Event) -> None:
    event = queries.event_by_slug(series.slug)
    seen, before = event.version, queries.facts_of(event)
    actions.edit_event(SYSTEM, event.id, replace(before, title="Først"), version=seen)
    with pytest.raises(Conflict):
        actions.edit_event(SYSTEM, event.id, replace(before, title="Sidst"), version=seen)
    first = dates(series)[0]
    with pytest.raises(Conflict):
        actions.edit_date(SYSTEM, first.id, scope="this", facts=queries.facts_of_date(first), version=seen)
    assert queries.event_by_slug(series.slug).title == "Først"


def test_a_host_may_edit_but_not_hand_the_event_over(town: Any, acting: Any, series: Event) -> None:
    db.session.get_one(Event, series.id).host_id = town.host.id
    db.session.commit()
    event = queries.event_by_slug(series.slug)
    now = queries.facts_of(event)
    actions.edit_event(acting(town.host), event.id, replace(now, title="Værtens"))
    for changes in (
        {"organiser_id": town.museum.id},
        {"unit_id": town.museum.id},
        {"host_id": town.citizen.id},
    ):
        with pytest.raises(Forbidden):
            actions.edit_event(acting(town.host), event.id, replace(now, **changes))
    with pytest.raises(Forbidden):
        actions.edit_event(acting(town.citizen), event.id, now)


def test_one_moved_date_keeps_its_identity(series: Event) -> None:
    second = dates(series)[1]
    uuid, slug, before = second.uuid, second.slug, second.starts_at
    change(second, slot=slot(2026, 10, 9, 17), place_id=None, room_id=None)
    moved = dates(series)[1]
    assert (moved.uuid, moved.slug, moved.moved_from) == (uuid, slug, before)
    assert moved.sequence == 2
    change(moved, slot=slot(2026, 10, 8, 18, 30))
    assert dates(series)[1].moved_from is None, "back where it was"


def test_own_facts_are_kept_only_where_they_differ(town: Any, series: Event) -> None:
    second = dates(series)[1]
    change(second, title="Særligt", capacity=5, place_id=town.branch_place.id, room_id=None)
    own = dates(series)[1]
    assert (own.own_title, own.own_capacity, own.own_place_id) == ("Særligt", 5, town.branch_place.id)
    assert own.room is None
    change(
        own,
        title="Fortællinger fra fjorden",
        capacity=20,
        place_id=town.main_library.id,
        room_id=town.stage.id,
    )
    back = dates(series)[1]
    assert (back.own_title, back.own_text, back.own_capacity, back.own_place_id) == (None,) * 4


def test_the_following_move_and_keep_what_is_their_own(town: Any, series: Event) -> None:
    fourth = dates(series)[3]
    change(fourth, slot=slot(2026, 10, 23, 10), capacity=5)
    second = dates(series)[1]
    reach = rules.reach(second, queries.following(second), moves=True)
    assert (reach.dates, reach.own_time) == (4, 1)
    change(second, "future", slot=slot(2026, 10, 7, 17, hours=1), capacity=30, title="Nyt navn")
    rows = dates(series)
    assert [one.starts_local for one in rows] == [
        local(2026, 10, 1, 18, 30),
        local(2026, 10, 7, 17),
        local(2026, 10, 14, 17),
        local(2026, 10, 23, 10),
        local(2026, 10, 28, 17),
    ]
    assert [one.capacity for one in rows] == [20, 30, 30, 5, 30]
    assert [one.title for one in rows] == ["Fortællinger fra fjorden"] + ["Nyt navn"] * 4
    assert rows[4].starts_at.hour == 16, "winter time began on 25 October"


def test_a_second_move_of_the_following_goes_on_from_the_first(series: Event) -> None:
    change(dates(series)[1], "future", slot=slot(2026, 10, 8, 17))
    change(dates(series)[2], "future", slot=slot(2026, 10, 16, 16))
    assert [(one.starts_local.day, one.starts_local.hour) for one in dates(series)] == [
        (1, 18), (8, 17), (16, 16), (23, 16), (30, 16),
    ]  # fmt: skip


def test_a_date_that_falls_into_the_gap_stops_the_whole_move(town: Any) -> None:
    nights = [slot(2027, 3, day, 1, 0, hours=0.5) for day in (21, 28)]
    event = actions.publish(SYSTEM, actions.create_event(SYSTEM, facts(town), nights).id)
    with pytest.raises(Refused):
        change(dates(event)[0], "future", slot=slot(2027, 3, 21, 2, 15, hours=0.5))
    assert [one.starts_local for one in dates(event)] == [one.start for one in nights]


def test_no_two_dates_at_one_time(series: Event) -> None:
    with pytest.raises(Refused) as refusal:
        change(dates(series)[1], slot=slot(2026, 10, 15, 18, 30))
    assert refusal.value.field == "day"


def test_an_event_without_limit_gets_one_for_the_following_only(town: Any) -> None:
    unlimited = actions.create_event(
        SYSTEM,
        facts(town, capacity=None, place_id=None, room_id=None),
        rules.expand(slot(2026, 10, 1, 18), WEEKS),
    )
    change(dates(unlimited)[2], "future", capacity=15, place_id=town.main_library.id, room_id=town.stage.id)
    rows = dates(unlimited)
    assert [one.capacity for one in rows] == [None, None, 15, 15, 15]
    assert [one.place is None for one in rows] == [True, True, False, False, False]


def test_the_only_date_changes_the_event_itself(town: Any) -> None:
    event = actions.create_event(SYSTEM, facts(town), [slot(2026, 10, 1, 18)])
    change(dates(event)[0], title="Nyt navn", capacity=9, slot=slot(2026, 10, 2, 18))
    changed = queries.event_by_slug(event.slug)
    assert (changed.title, changed.capacity) == ("Nyt navn", 9)
    [one] = dates(event)
    assert (one.own_title, one.own_capacity, one.moved_from) == (None, None, None), "a draft moves unseen"


def test_what_has_begun_or_is_called_off_is_frozen(series: Event) -> None:
    first, second = dates(series)[:2]
    with clock.at(clock.to_utc(local(2026, 10, 1, 18, 45))), pytest.raises(Refused):
        change(first, capacity=3)
    actions.cancel_date(SYSTEM, second.id, reason="Syg")
    with pytest.raises(Refused):
        change(dates(series)[1], capacity=3)
    with pytest.raises(Refused):
        change(dates(series)[2], "everything", capacity=3)


def test_capacity_never_exceeds_the_fire_limit_of_the_new_room(town: Any, series: Event) -> None:
    small = make.room(town.main_library, "Kottet", fire_limit=10)
    for scope in rules.SCOPES:
        with pytest.raises(Refused) as refusal:
            change(dates(series)[1], scope, room_id=small.id)
        assert refusal.value.field == "capacity"


def test_dates_are_added_to_what_lives(town: Any, series: Event) -> None:
    made = actions.add_dates(SYSTEM, series.id, [slot(2026, 12, 3, 18, 30)])
    assert [one.slug for one in made] == ["2026-12-03"]
    for slots in ([], [slot(2026, 12, 3, 18, 30)]):
        with pytest.raises(Refused):
            actions.add_dates(SYSTEM, series.id, slots)
    actions.cancel_event(SYSTEM, series.id, reason="Forbi")
    with pytest.raises(Refused):
        actions.add_dates(SYSTEM, series.id, [slot(2026, 12, 10, 18, 30)])


def test_a_cancelled_date_makes_way_for_a_new_one(series: Event) -> None:
    actions.cancel_date(SYSTEM, dates(series)[1].id, reason="Syg")
    [made] = actions.add_dates(SYSTEM, series.id, [slot(2026, 10, 8, 18, 30)])
    assert made.slug == "2026-10-08-1830"


def test_calling_off_is_a_state_with_a_reason(town: Any, acting: Any, series: Event) -> None:
    second = dates(series)[1]
    for reason in ("", "   ", "x" * 501, "Ring til 010190-1234"):
        with pytest.raises(Refused):
            actions.cancel_date(SYSTEM, second.id, reason=reason)
    for person in (town.citizen, town.museum_moderator):
        with pytest.raises(Forbidden):
            actions.cancel_date(acting(person), second.id, reason="Syg")
    actions.cancel_date(acting(town.moderator), second.id, reason=" Syg ")
    one = dates(series)[1]
    assert (one.state, one.cancel_reason, one.cancelled_at) == ("cancelled", "Syg", clock.now())
    assert one.sequence == 1
    with pytest.raises(Conflict):
        actions.cancel_date(SYSTEM, one.id, reason="Igen")
    assert len(dates(series)) == 5, "nothing is deleted"


def test_calling_off_everything_keeps_what_was_held(town: Any, acting: Any, series: Event) -> None:
    with pytest.raises(Forbidden):
        actions.cancel_event(acting(town.citizen), series.id, reason="Nej")
    with clock.at(clock.to_utc(local(2026, 10, 9, 12))):
        event = actions.cancel_event(SYSTEM, series.id, reason="Salen er oversvømmet")
        assert event.state == "published", "two dates were held, so the event was"
        assert [one.state for one in dates(series)] == ["scheduled"] * 2 + ["cancelled"] * 3
        with pytest.raises(Conflict):
            actions.cancel_event(SYSTEM, series.id, reason="Igen")


def test_an_event_that_never_was_is_called_off_itself(series: Event) -> None:
    assert actions.cancel_event(SYSTEM, series.id, reason="Ingen vært").state == "cancelled"
    with pytest.raises(Conflict):
        actions.publish(SYSTEM, series.id)


def test_a_draft_is_not_called_off(town: Any) -> None:
    draft = actions.create_event(SYSTEM, facts(town), [slot(2026, 10, 1, 18)])
    with pytest.raises(Conflict):
        actions.cancel_event(SYSTEM, draft.id, reason="Nej")
    assert dates(draft)[0].state == "scheduled"


def test_the_worker_is_woken_after_a_change_of_dates(series: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(outbox, "wake", lambda: rung.append(1))
    change(dates(series)[1], slot=slot(2026, 10, 9, 18))
    actions.cancel_date(SYSTEM, dates(series)[2].id, reason="Syg")
    actions.add_dates(SYSTEM, series.id, [slot(2026, 12, 3, 18)])
    actions.cancel_event(SYSTEM, series.id, reason="Forbi")
    assert len(rung) == 4


def test_neighbours_are_those_in_the_same_room_at_the_time(town: Any, series: Event) -> None:
    start, end = clock.to_utc(local(2026, 10, 8, 20)), clock.to_utc(local(2026, 10, 8, 22))
    place, room = town.main_library.id, town.stage.id
    assert [one.slug for one in queries.neighbours(place, room, start, end)] == ["2026-10-08"]
    assert [one.slug for one in queries.neighbours(place, None, start, end)] == ["2026-10-08"]
    assert queries.neighbours(place, room, start, end, without=series.id) == []
    assert queries.neighbours(None, None, start, end) == []
    after = start + timedelta(minutes=30)
    assert queries.neighbours(place, room, after, end) == [], "one ends as the other begins"
    elsewhere = make.room(town.main_library, "Loftet")
    assert queries.neighbours(place, elsewhere.id, start, end) == []
    change(dates(series)[1], place_id=town.branch_place.id, room_id=None)
    assert queries.neighbours(place, room, start, end) == []
    assert len(queries.neighbours(town.branch_place.id, None, start, end)) == 1


@pytest.mark.race
def test_of_two_who_edit_at_once_one_is_told(scratch: Flask) -> None:
    town = make.town()
    event = actions.create_event(SYSTEM, facts(town), [slot(2026, 10, 1, 18)])
    event_id, version = event.id, event.version
    db.session.commit()
    before = queries.facts_of(queries.event_by_slug(event.slug))
    ends: list[str] = []
    start = threading.Barrier(6)

    def edit(number: int) -> None:
        with scratch.app_context():
            start.wait()
            try:
                actions.edit_event(
                    SYSTEM, event_id, replace(before, title=f"Nummer {number}"), version=version
                )
                ends.append("saved")
            except Conflict:
                ends.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["saved"] + ["told"] * 5


def test_text_and_link_of_the_following_leave_earlier_dates_alone(town: Any) -> None:
    online = facts(town, mode="hybrid", text="Før", online_link="https://example.org/a")
    event = actions.create_event(SYSTEM, online, rules.expand(slot(2026, 10, 1, 18), WEEKS))
    change(dates(event)[2], "future", text="Efter", online_link="https://example.org/b")
    seen = [queries.facts_of_date(one) for one in dates(event)]
    assert [one.text for one in seen] == ["Før"] * 2 + ["Efter"] * 3
    assert [one.online_link[-1] for one in seen] == list("aabbb")
    assert [one.sequence for one in dates(event)] == [0, 0, 1, 1, 1]
