"""Seats, queue, own sign-ups and missing counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core import clock
from portal.core.access import can
from portal.core.actor import ANONYMOUS, SYSTEM, Actor
from portal.core.db import db
from portal.core.errors import Missing
from portal.participation import queries
from portal.participation.rules import Seats
from portal.participation.rules.offers import Party
from tests import make
from tests.make import Town

Acting = Callable[[Person], Actor]


class Statements:
    """The statements that ran inside the block."""

    def __enter__(self) -> list[str]:
        self.seen: list[str] = []
        sa.event.listen(db.engine, "before_cursor_execute", self._note)
        return self.seen

    def __exit__(self, *_facts: object) -> None:
        sa.event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.seen.append(statement)


@pytest.mark.parametrize("number", [3, 30])
def test_seats_of_many_dates_take_one_query(town: Town, number: int) -> None:
    event = make.event(town.library, capacity=10)
    dates = [make.occurrence(event, slug=f"d{n}") for n in range(number)]
    for turn, date in enumerate(dates):
        make.signup(date, {"children": 2, "adults": 1})
        make.signup(date, {"adults": turn % 3 + 1}, state="waiting")
        make.signup(date, {"adults": 5}, state="cancelled")
    ids = [date.id for date in dates]
    with Statements() as seen:
        found = queries.seats_by_id(ids)
    assert len([one for one in seen if one.startswith("SELECT")]) == 1
    assert found == queries.seats(dates)
    assert [found[ident] for ident in ids] == [Seats(3, n % 3 + 1, 10) for n in range(number)]


def test_seats_of_no_dates_ask_nothing(session: Any) -> None:
    assert queries.seats([]) == {}


def test_capacity_comes_from_date_event_and_room(town: Town) -> None:
    small = make.room(town.main_library, "Hulen", fire_limit=4)
    event = make.event(town.library, capacity=10, place_id=town.main_library.id, room_id=small.id)
    plain, own, elsewhere = (make.occurrence(event, slug=slug) for slug in ("a", "b", "c"))
    own.own_capacity = 2
    elsewhere.own_place_id = town.village_hall.id
    online = make.occurrence(make.event(town.library, capacity=10, mode="online", room_id=small.id))
    open_to_all = make.occurrence(make.event(town.library))
    db.session.flush()
    found = queries.seats([plain, own, elsewhere, online, open_to_all])
    assert [found[one.id].capacity for one in (plain, own, elsewhere, online, open_to_all)] == [
        4,
        2,
        10,
        10,
        None,
    ]


def test_the_queue_stands_in_the_order_of_arrival(town: Town) -> None:
    date = make.occurrence(make.event(town.library, capacity=1))
    make.signup(date)
    first = make.signup(date, {"adults": 1, "children": 2}, state="waiting")
    gone = make.signup(date, state="cancelled")
    second = make.signup(date, state="waiting")
    assert queries.queue(date.id) == [Party(first.id, 3), Party(second.id, 1)]
    assert [queries.position(one) for one in (first, gone, second)] == [1, 0, 2]


def test_the_list_is_by_name_and_the_line_by_arrival(town: Town) -> None:
    date = make.occurrence(make.event(town.library, capacity=3))
    for name in ("øjvind", "Anna", "bo"):
        make.signup(date, {"adults": 1, "children": 1}, name=name)
    make.signup(date, name="Zoe", state="waiting")
    make.signup(date, name="Aia", state="waiting")
    make.signup(date, name="Væk", state="cancelled")
    found = queries.attendees(date.id)
    assert [one.name for one in found.confirmed] == ["Anna", "bo", "øjvind"]
    assert [one.name for one in found.waiting] == ["Zoe", "Aia"]
    assert [one.name for one in found.gone] == ["Væk"]
    assert found.people() == {"adults": 3, "children": 3}


def test_mine_are_found_by_account_and_by_address(town: Town, acting: Acting) -> None:
    event = make.event(town.library, capacity=1)
    soon, later, past = make.occurrence(event), make.occurrence(event, slug="x"), make.held(event)
    make.signup(soon, state="waiting")
    by_address = make.signup(soon, email=town.citizen.email, state="waiting")
    by_account = make.signup(later, person_id=town.citizen.id)
    make.signup(later, email=town.citizen.email, state="cancelled")
    over = make.signup(past, email=town.citizen.email)
    me = acting(town.citizen)
    assert [(one.signup.id, one.position) for one in queries.my_signups(me)] == [
        (by_address.id, 2),
        (by_account.id, 0),
    ]
    assert [one.signup.id for one in queries.my_signups(me, past=True)] == [over.id]
    assert queries.my_signups(ANONYMOUS) == []


def test_missing_counts_are_held_and_uncounted_oldest_first(town: Town) -> None:
    event = make.event(town.library)
    counted, newer, older = (make.held(event, days) for days in (3, 5, 9))
    make.count(counted)
    make.held(event, 7, state="cancelled")
    make.occurrence(event)
    make.held(make.event(town.library, state="draft"))
    make.held(make.event(town.library, kind="exhibition"))
    assert [one.id for one in queries.missing_counts(SYSTEM)] == [older.id, newer.id]
    assert queries.missing_total(SYSTEM) == 2


def test_everybody_sees_exactly_the_missing_counts_they_may_make(town: Town, acting: Acting) -> None:
    community = make.community(town.library, town.member)
    events = [
        make.event(town.library),
        make.event(town.branch),
        make.event(town.museum),
        make.event(town.association, unit_id=town.library.id),
        make.event(town.museum, host_id=town.host.id),
        make.event(town.library, community_id=community.id),
    ]
    dates = [make.held(event) for event in events]
    db.session.commit()
    people = [value for value in vars(town).values() if isinstance(value, Person)]
    for person in people:
        actor = acting(person)
        shown = {one.id for one in queries.missing_counts(actor)}
        may = {one.id for one in dates if can(actor, "count:make", queries.date(one.id))}
        assert shown == may, person.name
        assert queries.missing_total(actor) == len(may)
    assert queries.missing_counts(ANONYMOUS) == []


def test_missing_counts_are_paged_by_key(town: Town) -> None:
    event = make.event(town.library)
    dates = [make.held(event, days) for days in range(1, 8)]
    first = queries.missing_page(SYSTEM, size=4)
    second = queries.missing_page(SYSTEM, size=4, cursor=first.next)
    assert [one.id for one in (*first.items, *second.items)] == [one.id for one in reversed(dates)]
    assert second.next is None


def test_the_current_count_is_the_one_nobody_corrected(town: Town) -> None:
    date, other = make.held(make.event(town.library)), make.held(make.event(town.library))
    old = make.count(date, {"all": 30})
    new = make.count(date, {"all": 13}, supersedes_id=old.id, reason="Tastefejl")
    online = make.count(date, {"all": 5}, channel="online", method="online_peak")
    db.session.commit()
    assert [one.id for one in queries.current_counts([date.id, other.id])[date.id]] == [new.id, online.id]
    assert other.id not in queries.current_counts([date.id, other.id])
    assert queries.current_count(other.id, "onsite") is None
    assert [one.id for one in queries.counts_of(date.id)] == [old.id, new.id, online.id]
    span = clock.now() - timedelta(days=30), clock.now()
    assert queries.counted_people(*span) == 18


def test_what_is_not_there_is_missing(session: Any) -> None:
    for read in (queries.date, queries.signup, queries.count_by_id):
        with pytest.raises(Missing):
            read(987654)
    with pytest.raises(Missing):
        queries.signup_by_uuid("nobody")
