"""The waiting list that asks first: offers, answers, expiry, the last day, and the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.accounts.models import Person
from portal.core import audit, clock
from portal.core.actor import ANONYMOUS, SYSTEM, Actor
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Refused
from portal.events.models import Occurrence
from portal.participation import actions, mails, queries
from portal.participation.models import Signup
from tests import make
from tests.make import Town
from tests.participation.test_actions import join, mailed, state

Acting = Callable[[Person], Actor]


def a_date(town: Town, capacity: int = 4, days: float = 7, **more: Any) -> Occurrence:
    event = make.event(
        town.library,
        capacity=capacity,
        signup_mode="per_session",
        host_id=town.host.id,
        auto_promote=False,
        **more,
    )
    starts = clock.to_local(clock.now()) + timedelta(days=days)
    occurrence = make.occurrence(event, starts.replace(second=0, microsecond=0))
    db.session.commit()
    return queries.date(occurrence.id)


def cancel(signup: Signup) -> None:
    actions.cancel_by_link(ANONYMOUS, signup.uuid)


def later(**span: float) -> Any:
    return clock.at(clock.now() + timedelta(**span))


def offered(town: Town, **more: Any) -> tuple[Occurrence, Signup]:
    """A date whose first in line has just been offered two seats."""
    date = a_date(town, **more)
    first, _others = join(date, 2), join(date, 2)
    waiting = join(date, 2)
    cancel(first)
    return date, queries.signup(waiting.id)


def test_a_freed_seat_is_held_and_offered_not_given(town: Town) -> None:
    date, waiting = offered(town)
    assert (waiting.state, waiting.offered) == ("offered", 2)
    assert waiting.answer_by == clock.now() + timedelta(hours=24)
    (mail,) = mailed("offered")
    assert mail.recipient == waiting.email
    assert mail.facts["seats"] == 2
    assert mailed("promoted") == []
    seats = queries.seats_of(date.id)
    assert (seats.taken, seats.offered, seats.waiting, seats.full) == (4, 2, 0, True)
    assert join(date, 1).state == "waiting"


def test_yes_in_time_makes_it_theirs(town: Town) -> None:
    date, waiting = offered(town)
    made = actions.accept_by_link(ANONYMOUS, waiting.uuid)
    assert (made.state, made.offered) == ("confirmed", 0)
    assert made.promoted_at == clock.now()
    assert mailed("confirmed")[-1].facts["calendar"].startswith("BEGIN:VCALENDAR")
    assert queries.seats_of(date.id).taken == 4
    with pytest.raises(Conflict):
        actions.accept_by_link(ANONYMOUS, waiting.uuid)


def test_no_gives_the_seats_to_the_next_at_once(town: Town) -> None:
    date, waiting = offered(town)
    after = join(date, 2)
    cancel(waiting)
    assert state(after.id) == "offered"
    assert queries.seats_of(date.id).taken == 4


def test_no_answer_ends_the_offer_and_the_seats_go_on(town: Town) -> None:
    date, waiting = offered(town)
    after = join(date, 2)
    with later(hours=24):
        with pytest.raises(Refused):
            actions.accept_by_link(ANONYMOUS, waiting.uuid)
        actions.settle(SYSTEM)
        assert (state(waiting.id), state(after.id)) == ("expired", "offered")
        assert [mail.recipient for mail in mailed("expired")] == [waiting.email]
        with pytest.raises(Refused):
            actions.accept_by_link(ANONYMOUS, waiting.uuid)
        again = join(date, 1, email=waiting.email)
        assert again.state == "waiting"
    assert queries.seats_of(date.id).taken == 4


def test_an_offer_that_ran_out_never_waits_for_the_worker(town: Town) -> None:
    """Whoever touches the date next takes it back first."""
    date, waiting = offered(town)
    with later(hours=25):
        newcomer = join(date, 1)
    assert (state(waiting.id), newcomer.state) == ("expired", "confirmed")


def test_fewer_may_say_yes(town: Town) -> None:
    date, waiting = offered(town)
    after = join(date, 1)
    made = actions.accept_by_link(ANONYMOUS, waiting.uuid, party={"adults": 1})
    assert made.bands == {"adults": 1}
    assert state(after.id) == "offered"
    with pytest.raises(Refused):
        actions.accept_by_link(ANONYMOUS, after.uuid, party={"adults": 2})
    assert queries.seats_of(date.id).taken == 4


def test_an_offered_party_may_shrink_but_not_grow(town: Town) -> None:
    date, waiting = offered(town)
    with pytest.raises(Refused):
        actions.change_party_by_link(ANONYMOUS, waiting.uuid, party={"adults": 3})
    made = actions.change_party_by_link(ANONYMOUS, waiting.uuid, party={"children": 1})
    assert (made.state, made.offered) == ("offered", 1)
    assert queries.seats_of(date.id).taken == 3


def test_a_party_that_takes_fewer_is_offered_what_there_is(town: Town) -> None:
    date = a_date(town)
    join(date, 3)
    family = join(date, 3, fewer=True)
    assert (family.state, family.offered, family.size) == ("offered", 1, 3)
    assert mailed("offered")[0].facts["seats"] == 1
    assert queries.seats_of(date.id).taken == 4
    with pytest.raises(Refused):
        actions.accept_by_link(ANONYMOUS, family.uuid)  # who of the three?
    made = actions.accept_by_link(ANONYMOUS, family.uuid, party={"adults": 1})
    assert (made.state, made.size) == ("confirmed", 1)


def test_fewer_can_be_said_while_waiting_and_taken_back(town: Town) -> None:
    date = a_date(town)
    join(date, 4)
    family = join(date, 3)
    assert actions.fewer_by_link(ANONYMOUS, family.uuid, at_least=2).at_least == 2
    assert actions.fewer_by_link(ANONYMOUS, family.uuid, at_least=None).at_least is None
    for number in (0, 4):
        with pytest.raises(Refused):
            actions.fewer_by_link(ANONYMOUS, family.uuid, at_least=number)
    cancel(family)
    with pytest.raises(Conflict):
        actions.fewer_by_link(ANONYMOUS, family.uuid, at_least=1)


def test_a_big_party_is_passed_three_times_and_told_so(town: Town) -> None:
    date = a_date(town)
    small = [join(date, 1) for _one in range(4)]
    big = join(date, 2)
    line = [join(date, 1) for _one in range(4)]
    for one in small[:3]:
        cancel(one)
    assert [state(one.id) for one in line] == ["offered", "offered", "offered", "waiting"]
    assert queries.signup(big.id).passes == 3
    assert [one.verb for one in audit.about("signup", big.id)].count("signup.pass") == 3
    cancel(small[3])
    assert state(line[3].id) == "waiting"  # this seat is kept
    assert join(date, 1).state == "waiting"
    cancel(line[0])
    assert state(big.id) == "offered"


@pytest.mark.parametrize("days", [0.9, 0.2])
def test_on_the_last_day_everybody_is_told_and_the_first_answer_wins(town: Town, days: float) -> None:
    date = a_date(town, days=days)
    first = join(date, 2)
    join(date, 2)
    one, two, big = join(date, 1), join(date, 2), join(date, 3)
    cancel(first)
    actions.settle(SYSTEM)
    assert [mail.recipient for mail in mailed("seats_free")] == [one.email, two.email]
    assert {state(each.id) for each in (one, two, big)} == {"waiting"}
    assert actions.take_by_link(ANONYMOUS, two.uuid).state == "confirmed"
    with pytest.raises(Refused):
        actions.take_by_link(ANONYMOUS, one.uuid)
    assert state(one.id) == "waiting"
    with pytest.raises(Conflict):
        actions.take_by_link(ANONYMOUS, two.uuid)
    assert queries.seats_of(date.id).taken == 4


def test_seats_cannot_be_taken_before_the_last_day(town: Town) -> None:
    date = a_date(town)
    join(date, 4)
    waiting = join(date, 1)
    with pytest.raises(Refused):
        actions.take_by_link(ANONYMOUS, waiting.uuid)


def test_at_the_door_only_the_host_gives_seats(town: Town, acting: Acting) -> None:
    date = a_date(town, days=2 / 24)
    first = join(date, 4)
    waiting, big = join(date, 2), join(date, 4)
    cancel(first)
    actions.settle(SYSTEM)
    assert state(waiting.id) == "waiting"
    assert mailed("seats_free") == mailed("offered") == []
    with pytest.raises(Refused):
        actions.take_by_link(ANONYMOUS, waiting.uuid)
    host = acting(town.host)
    assert actions.seat_on_behalf(host, waiting.id).state == "confirmed"
    with pytest.raises(Refused):
        actions.seat_on_behalf(host, big.id)
    assert actions.seat_on_behalf(host, big.id, squeeze=True).state == "confirmed"
    assert queries.seats_of(date.id).over == 2


def test_only_host_and_staff_give_seats_by_hand(town: Town, acting: Acting) -> None:
    date = a_date(town)
    join(date, 4)
    waiting = join(date, 1)
    with pytest.raises(Forbidden):
        actions.seat_on_behalf(acting(town.outsider), waiting.id, squeeze=True)
    assert state(waiting.id) == "waiting"


def test_nobody_is_seated_by_hand_beyond_the_fire_limit(town: Town) -> None:
    room = make.room(town.main_library, fire_limit=4)
    date = a_date(town, room_id=room.id)
    join(date, 4)
    waiting = join(date, 1)
    with pytest.raises(Refused):
        actions.seat_on_behalf(SYSTEM, waiting.id, squeeze=True)


def test_a_big_party_is_asked_once_whether_fewer_would_come(town: Town) -> None:
    date = a_date(town, days=1.9)
    join(date, 2)
    big = join(date, 3)
    with later(days=-2):
        assert actions.ask_fewer(SYSTEM) == 0
    assert actions.ask_fewer(SYSTEM) == 1
    assert actions.ask_fewer(SYSTEM) == 0
    (mail,) = mailed("ask_fewer")
    assert (mail.recipient, mail.facts["free"]) == (big.email, 2)
    made = actions.fewer_by_link(ANONYMOUS, big.uuid, at_least=2)
    assert (made.state, made.offered) == ("offered", 2)


def test_nobody_is_asked_when_no_seat_is_free(town: Town) -> None:
    date = a_date(town, days=1.9)
    join(date, 4)
    join(date, 3)
    assert actions.ask_fewer(SYSTEM) == 0


def test_capacity_up_offers_and_down_throws_nobody_out(town: Town) -> None:
    date, waiting = offered(town)
    after = join(date, 2)
    row = db.session.get_one(Occurrence, date.id)
    row.own_capacity = 2
    db.session.commit()
    actions.settle(SYSTEM)
    assert actions.accept_by_link(ANONYMOUS, waiting.uuid).state == "confirmed"
    assert queries.seats_of(date.id).over == 2
    row = db.session.get_one(Occurrence, date.id)
    row.own_capacity = 6
    db.session.commit()
    actions.settle(SYSTEM)
    assert state(after.id) == "offered"


def test_an_offer_for_a_cancelled_date_is_not_expired_but_told(town: Town) -> None:
    date, waiting = offered(town)
    row = db.session.get_one(Occurrence, date.id)
    row.state, row.sequence = "cancelled", 1
    db.session.commit()
    actions.tell_changes(SYSTEM)
    assert waiting.email in {mail.recipient for mail in mailed("date_cancelled")}
    with later(hours=30):
        actions.settle(SYSTEM)
    assert mailed("expired") == []


def test_how_it_went_last_time_is_said(town: Town) -> None:
    event = make.event(town.library, capacity=2, signup_mode="per_session")
    past = make.held(event)
    make.signup(past, state="confirmed")
    make.signup(past, promoted_at=clock.now())
    make.signup(past, state="waiting")
    make.signup(past, state="expired")
    coming = make.occurrence(event)
    db.session.commit()
    chances = queries.chances(queries.date(coming.id))
    assert chances == queries.Chances(1, 3)
    assert queries.chances(queries.date(past.id)) is None


# --- pages ------------------------------------------------------------------------------------------------


def link(signup: Signup, end: str = "") -> str:
    return f"/tilmelding/{mails.token_for(signup)}{end}"


def test_the_page_of_an_offer_says_until_when_and_takes_a_yes(town: Town, client: FlaskClient) -> None:
    _date, waiting = offered(town)
    page = client.get(link(waiting)).text
    assert "2 pladser holdes til dig" in page
    assert "Svar inden" in page
    assert state(waiting.id) == "offered"  # looking changes nothing
    answer = client.post(link(waiting, "/ja"))
    assert answer.status_code == 303
    assert state(waiting.id) == "confirmed"
    assert "Du er tilmeldt" in client.get(link(waiting)).text


def test_too_late_is_said_and_leads_on(town: Town, client: FlaskClient) -> None:
    _date, waiting = offered(town)
    with later(hours=25):
        answer = client.post(link(waiting, "/ja"), follow_redirects=True)
        actions.settle(SYSTEM)
        page = client.get(link(waiting)).text
    assert answer.status_code == 200
    assert "næste i køen" in answer.text
    assert "/tilmeld" in page


def test_the_line_says_what_happens_and_asks_whether_fewer_do(town: Town, client: FlaskClient) -> None:
    date = a_date(town)
    join(date, 4)
    family = join(date, 3)
    page = client.get(link(family)).text
    assert "holder vi dem til jer" in page
    assert client.post(link(family, "/faerre"), data={"at_least": "2"}).status_code == 303
    assert queries.signup(family.id).at_least == 2
    wrong = client.post(link(family, "/faerre"), data={"at_least": "9"})
    assert wrong.status_code == 422
    assert "mellem 1 og 3" in wrong.text
    assert client.post(link(family, "/faerre"), data={"at_least": ""}).status_code == 303
    assert queries.signup(family.id).at_least is None


def test_on_the_last_day_the_page_offers_the_seats(town: Town, client: FlaskClient) -> None:
    date = a_date(town, days=0.5)
    first = join(date, 4)
    waiting = join(date, 2)
    assert "Tag pladserne" not in client.get(link(waiting)).text
    cancel(first)
    assert "Tag pladserne" in client.get(link(waiting)).text
    assert client.post(link(waiting, "/tag")).status_code == 303
    assert state(waiting.id) == "confirmed"


def test_who_comes_of_a_party_that_gets_fewer(town: Town, client: FlaskClient) -> None:
    date = a_date(town)
    join(date, 3)
    family = join(date, 3, party={"adults": 1, "children": 2}, fewer=True)
    page = client.get(link(family)).text
    assert 'name="party_children"' in page
    wrong = client.post(link(family, "/ja"), data={"party_adults": "1", "party_children": "1"})
    assert wrong.status_code == 422
    right = client.post(link(family, "/ja"), data={"party_adults": "1", "party_children": "0"})
    assert right.status_code == 303
    assert queries.signup(family.id).bands == {"adults": 1}


def test_the_host_gives_seats_from_the_list(
    town: Town, client: FlaskClient, sign_in: Callable[[Person], FlaskClient]
) -> None:
    date = a_date(town, days=2 / 24)
    first = join(date, 4)
    waiting = join(date, 2)
    cancel(first)
    address = f"/arrangementer/{date.event.slug}/{date.slug}/deltagere"
    browser = sign_in(town.host)
    assert "Giv plads" in browser.get(address).text
    assert browser.post(f"{address}/{waiting.id}/plads").status_code == 303
    assert state(waiting.id) == "confirmed"


ANSWERS = ("ja", "tag", "faerre", "kommer", "ingen-paamindelser")
WORKS = {("offered", "ja"), ("waiting", "tag"), ("waiting", "faerre"), ("confirmed", "kommer")}
"""What an answer to a link does something with, on the last day; reminders can always be stopped."""


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("before", ["confirmed", "waiting", "offered", "cancelled", "expired"])
def test_each_answer_in_each_state_works_or_is_explained(
    town: Town, client: FlaskClient, before: str, answer: str
) -> None:
    date = a_date(town, days=0.5)
    held = {"offered": 1, "answer_by": clock.now() + timedelta(hours=1)} if before == "offered" else {}
    made = make.signup(date, state=before, **held)
    db.session.commit()
    address = link(queries.signup(made.id), f"/{answer}")
    assert client.get(address).status_code == 405  # nothing is done by opening a link
    said = client.post(address, data={"at_least": "1"}, follow_redirects=True)
    assert said.status_code == 200
    after = queries.signup(made.id)
    if (before, answer) in WORKS:
        assert (after.state, after.at_least, bool(after.reconfirmed_at)) != (before, None, False)
    elif answer != "ingen-paamindelser":
        assert (after.state, after.at_least, after.reconfirmed_at) == (before, None, None)
        assert "notice--warn" in said.text


def test_instants_of_an_offer_are_aware(town: Town) -> None:
    _date, waiting = offered(town)
    assert isinstance(waiting.answer_by, datetime)
    assert waiting.answer_by.tzinfo is not None
