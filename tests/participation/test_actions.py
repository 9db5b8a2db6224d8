"""Signing up, waiting, changing, cancelling and counting: happy, refused and forbidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core import audit, clock
from portal.core.actor import ANONYMOUS, SYSTEM, Actor
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.core.outbox import OutboxMessage
from portal.events.models import Occurrence
from portal.participation import actions, mails, queries
from portal.participation.models import Count, Signup
from tests import make
from tests.make import Town

Acting = Callable[[Person], Actor]


def a_date(town: Town, capacity: int | None = 5, **more: Any) -> Occurrence:
    event = make.event(
        town.library, capacity=capacity, signup_mode="per_session", host_id=town.host.id, **more
    )
    occurrence = make.occurrence(event)
    db.session.commit()
    return queries.date(occurrence.id)


def join(date: Occurrence | int, size: int = 1, actor: Actor = ANONYMOUS, **more: Any) -> Signup:
    ident = date if isinstance(date, int) else date.id
    number = db.session.scalar(sa.select(sa.func.count(Signup.id))) or 0
    values: dict[str, Any] = {
        "name": "Karen Borger",
        "email": f"gaest{number}@example.org",
        "party": {"adults": size},
        "form_token": f"form-{number}",
        "language": "da",
    }
    return actions.sign_up(actor, ident, **{**values, **more})


def mailed(kind: str) -> list[OutboxMessage]:
    wanted = sa.select(OutboxMessage).where(OutboxMessage.kind == f"participation/{kind}")
    return list(db.session.scalars(wanted.order_by(OutboxMessage.id)))


def state(signup_id: int) -> str:
    return queries.signup(signup_id).state


def signups() -> int:
    return db.session.scalar(sa.select(sa.func.count(Signup.id))) or 0


# --- signing up ----------------------------------------------------------------------------------------


def test_a_party_gets_seats_and_a_mail(town: Town) -> None:
    date = a_date(town)
    made = join(date, party={"children": 2, "adults": 1}, note="Vi kommer med barnevogn")
    assert made.state == "confirmed"
    assert made.bands == {"adults": 1, "children": 2}
    (mail,) = mailed("confirmed")
    assert mail.recipient == made.email
    assert mail.facts["calendar"].startswith("BEGIN:VCALENDAR")
    assert mails.uuid_of(mail.facts["token"]) == made.uuid
    assert [one.verb for one in audit.about("signup", made.id)] == ["signup.make"]
    assert "Karen" not in str(audit.about("signup", made.id)[0].facts)


def test_who_does_not_fit_waits_with_the_whole_party(town: Town) -> None:
    date = a_date(town)
    join(date, 4)
    family = join(date, 2)
    second = join(date, 3)
    assert (family.state, second.state) == ("waiting", "waiting")
    assert [queries.position(one) for one in (family, second)] == [1, 2]
    assert [mail.facts["position"] for mail in mailed("waiting")] == [1, 2]
    assert all("calendar" not in mail.facts for mail in mailed("waiting"))
    assert queries.seats_of(date.id).taken == 4


def test_a_smaller_party_may_take_what_the_big_one_in_front_cannot(town: Town) -> None:
    date = a_date(town)
    join(date, 4)
    big = join(date, 3)
    small = join(date, 1)
    assert (state(big.id), small.state) == ("waiting", "confirmed")


def test_a_newcomer_never_overtakes_who_waits_and_fits(town: Town) -> None:
    date = a_date(town, capacity=2)
    join(date, 2)
    waiting = join(date, 1)
    date.own_capacity = 3  # the host finds a chair, the worker has not looked yet
    db.session.commit()
    newcomer = join(date, 1)
    assert (state(waiting.id), newcomer.state) == ("confirmed", "waiting")


def test_sending_the_form_twice_is_one_sign_up(town: Town) -> None:
    date = a_date(town)
    first = join(date, email="a@example.org", form_token="same")
    again = join(date, email="a@example.org", form_token="same")
    assert first.id == again.id
    assert signups() == len(mailed("confirmed")) == 1


def test_a_form_token_of_somebody_else_shows_nothing(town: Town) -> None:
    date, other = a_date(town), a_date(town)
    join(date, email="a@example.org", form_token="same")
    for ident, email in [(date.id, "b@example.org"), (other.id, "a@example.org")]:
        with pytest.raises(Conflict):
            join(ident, email=email, form_token="same")
    assert signups() == 1


def test_an_address_on_the_list_gets_its_link_again(town: Town) -> None:
    date = a_date(town)
    first = join(date, email="a@example.org")
    for _turn in range(2):
        with pytest.raises(actions.AlreadySignedUp) as refusal:
            join(date, email=" A@Example.org ", form_token=f"another-{_turn}")
        assert refusal.value.field == "email"
    assert signups() == 1
    (mail,) = mailed("link_again")  # at most one an hour
    assert (mail.recipient, mails.uuid_of(mail.facts["token"])) == ("a@example.org", first.uuid)


def test_after_cancelling_an_address_may_sign_up_again_at_the_end_of_the_line(town: Town) -> None:
    date = a_date(town, capacity=1)
    first = join(date, email="a@example.org")
    waiting = join(date)
    actions.cancel_by_link(ANONYMOUS, first.uuid)
    again = join(date, email="a@example.org")
    assert (state(waiting.id), again.state) == ("confirmed", "waiting")


@pytest.mark.parametrize("party", [{"adults": 0}, {}, {"adults": 500}, {"children": 1, "6-9": 1}])
def test_nobody_or_far_too_many_changes_nothing(town: Town, party: dict[str, int]) -> None:
    date = a_date(town)
    with pytest.raises(Refused) as refusal:
        join(date, party=party)
    assert refusal.value.field == "party"
    assert signups() == len(mailed("confirmed")) == 0


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"email": "karen.example.org"}, "email"), ({"email": ""}, "email"), ({"name": "  "}, "name")],
)
def test_a_sign_up_needs_a_name_and_an_address(town: Town, facts: dict[str, str], field: str) -> None:
    date = a_date(town)
    with pytest.raises(Refused) as refusal:
        join(date, **facts)
    assert refusal.value.field == field
    assert signups() == 0


def test_a_party_bigger_than_the_room_is_told_so(town: Town) -> None:
    date = a_date(town, capacity=5)
    with pytest.raises(Refused):
        join(date, 6)
    assert signups() == 0


def test_no_sign_up_to_what_is_cancelled_begun_over_or_open_to_all(town: Town) -> None:
    cancelled, begun, open_to_all = a_date(town), a_date(town), a_date(town)
    cancelled.state = "cancelled"
    open_to_all.event.signup_mode = "none"
    db.session.commit()
    for date in (cancelled, open_to_all):
        with pytest.raises(Refused):
            join(date.id)
    with clock.at(begun.starts_at), pytest.raises(Refused):
        join(begun.id)
    with pytest.raises(Missing):
        join(987654)
    assert signups() == 0


def test_an_unpublished_event_is_not_there(town: Town) -> None:
    date = a_date(town, state="draft")
    with pytest.raises(Missing):
        join(date)


def test_a_signed_in_person_finds_it_on_their_page(town: Town, acting: Acting) -> None:
    date = a_date(town)
    made = join(date, actor=acting(town.citizen), email="mor@example.org")
    assert [one.signup.id for one in queries.my_signups(acting(town.citizen))] == [made.id]


# --- on behalf -----------------------------------------------------------------------------------------


def test_the_desk_signs_somebody_up_who_has_no_address(town: Town, acting: Acting) -> None:
    date = a_date(town)
    made = actions.add_on_behalf(
        acting(town.moderator), date.id, name="Aase", party={"adults": 2}, phone="12 34 56 78"
    )
    assert (made.state, made.email, made.via) == ("confirmed", None, "desk")
    (entry,) = audit.about("signup", made.id)
    assert (entry.verb, entry.actor_name) == ("signup.add", "Mette Moderator")
    assert mailed("confirmed") == []


def test_the_host_may_make_room_but_never_beyond_the_fire_limit(town: Town, acting: Acting) -> None:
    room = make.room(town.main_library, fire_limit=7)
    date = a_date(town, capacity=5, place_id=town.main_library.id, room_id=room.id)
    host = acting(town.host)
    join(date, 5)
    waits = actions.add_on_behalf(host, date.id, name="Bo", party={"adults": 2}, via="host")
    assert waits.state == "waiting"
    squeezed = actions.add_on_behalf(host, date.id, name="Ib", party={"adults": 2}, via="phone", squeeze=True)
    assert squeezed.state == "confirmed"
    assert queries.seats_of(date.id).over == 2
    with pytest.raises(Refused):
        actions.add_on_behalf(host, date.id, name="Ea", party={"adults": 1}, via="host", squeeze=True)
    with pytest.raises(Refused):
        actions.change_party(host, squeezed.id, party={"adults": 3}, squeeze=True)


def test_the_fire_limit_holds_where_no_capacity_is_set(town: Town) -> None:
    room = make.room(town.main_library, fire_limit=3)
    date = a_date(town, capacity=None, place_id=town.main_library.id, room_id=room.id)
    join(date, 3)
    assert join(date, 1).state == "waiting"


def test_only_the_host_and_the_house_act_for_others(town: Town, acting: Acting) -> None:
    date = a_date(town)
    theirs = join(date)
    outsider = acting(town.outsider)
    for attempt in (
        lambda: actions.add_on_behalf(outsider, date.id, name="Bo", party={"adults": 1}),
        lambda: join(date, actor=outsider, via="desk"),
        lambda: actions.change_party(outsider, theirs.id, party={"adults": 2}),
        lambda: actions.cancel_signup(outsider, theirs.id),
        lambda: actions.remove_on_behalf(outsider, theirs.id, reason="Nej"),
        lambda: actions.promote(outsider, date.id),
        lambda: actions.cancel_signup(ANONYMOUS, theirs.id),
        lambda: actions.cancel_signup(acting(town.museum_moderator), theirs.id),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert state(theirs.id) == "confirmed"


def test_how_it_came_in_is_a_known_word(town: Town, acting: Acting) -> None:
    date = a_date(town)
    for via in ("online", "pigeon"):
        with pytest.raises(Refused):
            actions.add_on_behalf(acting(town.moderator), date.id, name="Bo", party={"adults": 1}, via=via)


# --- changing and cancelling ---------------------------------------------------------------------------


def test_coming_fewer_gives_the_seats_to_who_waits_at_once(town: Town) -> None:
    date = a_date(town)
    family = join(date, 5)
    waiting = join(date, 2)
    actions.change_party_by_link(ANONYMOUS, family.uuid, party={"adults": 2, "children": 1})
    assert queries.signup(family.id).bands == {"adults": 2, "children": 1}
    assert state(waiting.id) == "confirmed"
    (mail,) = mailed("promoted")
    assert mail.facts["calendar"]
    assert len(mailed("party_changed")) == 1
    assert queries.signup(waiting.id).promoted_at == clock.now()


def test_cancelling_promotes_whole_parties_in_the_order_of_the_line(town: Town) -> None:
    date = a_date(town)
    first = join(date, 3)
    join(date, 2)
    big, small, later = join(date, 4), join(date, 2), join(date, 2)
    actions.cancel_by_link(ANONYMOUS, first.uuid)
    assert [state(one.id) for one in (big, small, later)] == ["waiting", "confirmed", "waiting"]
    assert queries.position(queries.signup(big.id)) == 1
    assert queries.position(queries.signup(later.id)) == 2
    assert len(mailed("cancelled")) == 1


def test_a_waiting_party_that_gets_smaller_may_fit_now(town: Town) -> None:
    date = a_date(town)
    join(date, 4)
    waiting = join(date, 2)
    changed = actions.change_party_by_link(ANONYMOUS, waiting.uuid, party={"adults": 1})
    assert changed.state == "confirmed"
    assert (len(mailed("promoted")), len(mailed("party_changed"))) == (1, 0)


def test_more_only_when_there_is_room(town: Town) -> None:
    date = a_date(town)
    mine = join(date, 2)
    assert actions.change_party_by_link(ANONYMOUS, mine.uuid, party={"adults": 5}).size == 5
    other = a_date(town)
    mine = join(other, 2)
    join(other, 2)
    with pytest.raises(Refused) as refusal:
        actions.change_party_by_link(ANONYMOUS, mine.uuid, party={"adults": 4})
    assert refusal.value.field == "party"
    assert queries.signup(mine.id).size == 2


def test_who_waits_keeps_the_place_when_more_come_but_not_more_than_seats(town: Town) -> None:
    date = a_date(town)
    join(date, 5)
    waiting = join(date, 1)
    assert actions.change_party_by_link(ANONYMOUS, waiting.uuid, party={"adults": 3}).state == "waiting"
    assert queries.position(queries.signup(waiting.id)) == 1
    with pytest.raises(Refused):
        actions.change_party_by_link(ANONYMOUS, waiting.uuid, party={"adults": 6})


@pytest.mark.parametrize("party", [{"adults": 0}, {"adults": 500}])
def test_a_change_to_nobody_or_too_many_changes_nothing(town: Town, party: dict[str, int]) -> None:
    mine = join(a_date(town, capacity=None), 2)
    with pytest.raises(Refused):
        actions.change_party_by_link(ANONYMOUS, mine.uuid, party=party)
    assert queries.signup(mine.id).size == 2


def test_the_same_numbers_again_change_and_tell_nothing(town: Town) -> None:
    mine = join(a_date(town), 2)
    actions.change_party_by_link(ANONYMOUS, mine.uuid, party={"adults": 2})
    assert mailed("party_changed") == []


def test_a_group_that_the_desk_signed_up_may_get_smaller_by_its_link(town: Town, acting: Acting) -> None:
    date = a_date(town, capacity=None)
    group = actions.add_on_behalf(acting(town.moderator), date.id, name="5.b", party={"children": 31})
    assert actions.change_party_by_link(ANONYMOUS, group.uuid, party={"children": 28}).size == 28
    with pytest.raises(Refused):
        actions.change_party_by_link(ANONYMOUS, group.uuid, party={"children": 29})


def test_a_cancelled_sign_up_stays_cancelled(town: Town) -> None:
    mine = join(a_date(town), 2)
    actions.cancel_by_link(ANONYMOUS, mine.uuid)
    with pytest.raises(Conflict):
        actions.cancel_by_link(ANONYMOUS, mine.uuid)
    with pytest.raises(Conflict):
        actions.change_party_by_link(ANONYMOUS, mine.uuid, party={"adults": 1})
    assert len(mailed("cancelled")) == 1


def test_people_change_their_own_with_an_account(town: Town, acting: Acting) -> None:
    mine = join(a_date(town), 2, email=town.citizen.email)
    me = acting(town.citizen)
    assert actions.change_party(me, mine.id, party={"adults": 1}).size == 1
    assert actions.cancel_signup(me, mine.id).state == "cancelled"


def test_nothing_changes_once_it_has_begun_but_the_host_may_still_tidy(town: Town, acting: Acting) -> None:
    date = a_date(town)
    mine, other, waiting = join(date, 2), join(date, 3), join(date, 1)
    with clock.at(date.starts_at + timedelta(minutes=1)):
        with pytest.raises(Refused):
            actions.change_party_by_link(ANONYMOUS, mine.uuid, party={"adults": 1})
        with pytest.raises(Refused):
            actions.cancel_by_link(ANONYMOUS, mine.uuid)
        actions.remove_on_behalf(acting(town.host), other.id, reason="Gik hjem igen")
        assert state(waiting.id) == "waiting"  # nobody is called in once it has begun


def test_removing_needs_a_reason_and_tells_the_person(town: Town, acting: Acting) -> None:
    mine = join(a_date(town), 2)
    host = acting(town.host)
    with pytest.raises(Refused) as refusal:
        actions.remove_on_behalf(host, mine.id, reason=" ")
    assert refusal.value.field == "reason"
    actions.remove_on_behalf(host, mine.id, reason="Du ringede og meldte afbud")
    (mail,) = mailed("removed")
    assert mail.facts["reason"] == "Du ringede og meldte afbud"
    assert [one.verb for one in audit.about("signup", mine.id)] == ["signup.make", "signup.remove"]


def test_manage_links_forged_and_expired(town: Town) -> None:
    mine = join(a_date(town))
    token = mails.token_for(mine)
    assert mails.uuid_of(token) == mine.uuid
    for forged in (token[:-2] + "xx", mine.uuid, "", "a.b", "æ"):
        with pytest.raises(Missing):
            mails.uuid_of(forged)
    date = queries.date(mine.occurrence_id)
    with clock.at(date.ends_at + timedelta(days=31)):
        assert mails.expired(queries.signup(mine.id))
        with pytest.raises(Missing):
            actions.cancel_by_link(ANONYMOUS, mine.uuid)


# --- what the worker does ------------------------------------------------------------------------------


def test_a_raised_capacity_is_settled_by_the_worker(town: Town) -> None:
    date = a_date(town, capacity=2)
    join(date, 2)
    waiting = join(date, 2)
    assert actions.settle(SYSTEM) == 0
    date.event.capacity = 4
    db.session.commit()
    assert actions.settle(SYSTEM) == 1
    assert state(waiting.id) == "confirmed"
    assert actions.settle(SYSTEM) == 0


def test_a_lowered_capacity_throws_nobody_out(town: Town) -> None:
    date = a_date(town, capacity=4)
    mine = join(date, 4)
    date.own_capacity = 2
    db.session.commit()
    actions.settle(SYSTEM)
    assert state(mine.id) == "confirmed"
    assert queries.seats_of(date.id).over == 2
    assert join(date, 1).state == "waiting"


def test_everybody_is_told_once_when_a_date_is_cancelled(town: Town) -> None:
    date = a_date(town, capacity=1)
    join(date)
    waiting = join(date)
    actions.cancel_by_link(ANONYMOUS, join(date).uuid)
    date.state, date.cancel_reason, date.sequence = "cancelled", "Oplæseren er syg", 1
    db.session.commit()
    assert actions.tell_changes(SYSTEM) == 2
    assert actions.tell_changes(SYSTEM) == 0
    first, second = mailed("date_cancelled")
    assert first.facts["reason"] == "Oplæseren er syg"
    assert "METHOD:CANCEL" in first.facts["calendar"]
    assert "calendar" not in second.facts  # who waited had nothing in the calendar
    assert (second.recipient, state(waiting.id)) == (waiting.email, "waiting")


def test_a_moved_date_is_told_with_the_old_and_the_new_time(town: Town) -> None:
    date = a_date(town)
    join(date, language="en")
    date.moved_from = date.starts_at
    for moved in ("starts_local", "ends_local", "starts_at", "ends_at"):
        setattr(date, moved, getattr(date, moved) + timedelta(days=1))
    date.sequence = 1
    db.session.commit()
    actions.tell_changes(SYSTEM)
    (mail,) = mailed("date_changed")
    assert "16 September" in mail.facts["before"]
    assert "17 September" in mail.facts["when"]
    assert "SEQUENCE:1" in mail.facts["calendar"]
    assert mail.facts["moved"]
    assert not mail.facts["other_place"]
    assert actions.tell_changes(SYSTEM) == 0


def test_a_new_place_is_told(town: Town) -> None:
    date = a_date(town, place_id=town.main_library.id)
    join(date)
    date.own_place_id, date.sequence = town.village_hall.id, 1
    db.session.commit()
    actions.tell_changes(SYSTEM)
    (mail,) = mailed("date_changed")
    assert mail.facts["before_where"].startswith("Hovedbiblioteket")
    assert mail.facts["where"].startswith("Lærkely")
    assert mail.facts["other_place"]


def test_there_and_back_before_anybody_looked_is_no_news(town: Town) -> None:
    date = a_date(town)
    join(date)
    date.sequence = 2
    db.session.commit()
    assert actions.tell_changes(SYSTEM) == 1
    assert mailed("date_changed") == []


def test_nobody_is_told_about_dates_long_gone(town: Town) -> None:
    date = a_date(town)
    join(date)
    date.sequence = 1
    db.session.commit()
    with clock.at(date.ends_at + timedelta(days=2)):
        assert actions.tell_changes(SYSTEM) == 0


# --- counting ------------------------------------------------------------------------------------------


def held(town: Town, **more: Any) -> Occurrence:
    event = make.event(town.library, host_id=town.host.id, **more)
    occurrence = make.held(event)
    db.session.commit()
    return occurrence


def test_a_count_is_written_with_who_and_how(town: Town, acting: Acting) -> None:
    date = held(town)
    made = actions.count(acting(town.host), date.id, lines={"children": 8, "adults": 0})
    assert (made.total, made.bands, made.counted_by) == (8, {"adults": 0, "children": 8}, "Villy Vært")
    assert [one.verb for one in audit.about("attendance_count", made.id)] == ["count.make"]
    assert [one.id for one in queries.current_counts([date.id])[date.id]] == [made.id]


def test_a_correction_supersedes_and_keeps_the_old_number(town: Town, acting: Acting) -> None:
    date, host = held(town), acting(town.host)
    first = actions.count(host, date.id, lines={"all": 30})
    with pytest.raises(Refused) as refusal:
        actions.count(host, date.id, lines={"all": 13}, supersedes_id=first.id)
    assert refusal.value.field == "reason"
    second = actions.count(
        acting(town.moderator), date.id, lines={"all": 13}, supersedes_id=first.id, reason="Tastefejl"
    )
    assert [one.total for one in queries.counts_of(date.id)] == [30, 13]
    assert queries.current_count(date.id, "onsite") == second


def test_two_people_counting_at_once_do_not_overwrite_each_other(town: Town, acting: Acting) -> None:
    date, host = held(town), acting(town.host)
    first = actions.count(host, date.id, lines={"all": 30})
    for supersedes in (None, 987654):
        with pytest.raises(Conflict):
            actions.count(host, date.id, lines={"all": 3}, supersedes_id=supersedes, reason="Ny")
    second = actions.count(host, date.id, lines={"all": 31}, supersedes_id=first.id, reason="En mere")
    with pytest.raises(Conflict):
        actions.count(host, date.id, lines={"all": 3}, supersedes_id=first.id, reason="Gammel side")
    assert queries.current_count(date.id, "onsite") == second


def test_a_hybrid_date_is_counted_once_for_each_channel(town: Town, acting: Acting) -> None:
    date, host = held(town, mode="hybrid"), acting(town.host)
    actions.count(host, date.id, lines={"adults": 12})
    actions.count(host, date.id, channel="online", method="online_peak", lines={"all": 40})
    assert [(one.channel, one.total) for one in queries.current_counts([date.id])[date.id]] == [
        ("onsite", 12),
        ("online", 40),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"lines": {}},
        {"lines": {"adults": -1}},
        {"lines": {"children": 2, "6-9": 1}},
        {"lines": {"all": 2}, "method": "guess"},
        {"lines": {"all": 2}, "channel": "moon"},
    ],
)
def test_an_odd_count_is_refused_and_changes_nothing(
    town: Town, acting: Acting, facts: dict[str, Any]
) -> None:
    date = held(town)
    with pytest.raises(Refused):
        actions.count(acting(town.host), date.id, **facts)
    assert db.session.scalar(sa.select(sa.func.count(Count.id))) == 0


def test_no_count_before_it_begins_or_when_it_was_cancelled(town: Town, acting: Acting) -> None:
    coming, cancelled, host = a_date(town), held(town), acting(town.host)
    cancelled.state = "cancelled"
    db.session.commit()
    for date in (coming, cancelled):
        with pytest.raises(Refused):
            actions.count(host, date.id, lines={"all": 2})
    with clock.at(coming.starts_at):
        assert actions.count(host, coming.id, lines={"all": 2}).total == 2


def test_only_host_and_house_count(town: Town, acting: Acting) -> None:
    date = held(town)
    for who in (town.citizen, town.museum_moderator, town.goal_owner):
        with pytest.raises(Forbidden):
            actions.count(acting(who), date.id, lines={"all": 2})
    with pytest.raises(Forbidden):
        actions.count(ANONYMOUS, date.id, lines={"all": 2})
    with pytest.raises(Missing):
        actions.count(SYSTEM, 987654, lines={"all": 2})


def test_nobody_sends_links_to_strangers_in_a_name(town: make.Town) -> None:
    date = make.occurrence(make.event(town.library, signup_mode="per_session"))
    with pytest.raises(Refused) as refusal:
        actions.sign_up(
            ANONYMOUS,
            date.id,
            name="Vind nu https://evil.example",
            email="offer@example.org",
            party={"adults": 1},
            form_token="t",
            language="da",
        )
    assert refusal.value.field == "name"
    assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == 0
