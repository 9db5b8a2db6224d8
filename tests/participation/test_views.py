"""The pages: signing up, the link in the mail, the list, counting."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.actor import ANONYMOUS
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.events.models import Occurrence
from portal.participation import actions, mails, queries
from portal.participation.models import Count, Signup
from tests import make
from tests.make import Town

SignIn = Callable[[Any], FlaskClient]


def a_date(town: Town, held: bool = False, **more: Any) -> Occurrence:
    values = {"capacity": 5, "signup_mode": "per_session", "host_id": town.host.id, "summary": ""}
    event = make.event(town.library, tags={"audience": ["families"]}, **{**values, **more})
    made = make.held(event) if held else make.occurrence(event)
    db.session.commit()
    return queries.date(made.id)


def path(date: Occurrence, page: str, prefix: str = "/en") -> str:
    return f"{prefix}/arrangementer/{date.event.slug}/{date.slug}/{page}"


def filled(**more: Any) -> dict[str, Any]:
    values = {
        "name": "Karen Borger",
        "email": "karen@example.org",
        "party_children": "2",
        "party_adults": "1",
        "note": "",
        "form_token": "token-of-the-form",
    }
    return {**values, **more}


def only_signup() -> Signup:
    return queries.signup(db.session.scalars(sa.select(Signup.id)).one())


def join(date: Occurrence, size: int = 1, name: str = "Gæst") -> Signup:
    number = db.session.scalar(sa.select(sa.func.count(Signup.id))) or 0
    return actions.sign_up(
        ANONYMOUS,
        date.id,
        name=name,
        email=f"g{number}@example.org",
        party={"adults": size},
        form_token=f"f{number}",
        language="en",
    )


def text(response: Any) -> str:
    return html.unescape(response.get_data(as_text=True))


# --- signing up ----------------------------------------------------------------------------------------


def test_the_form_asks_for_two_bands_and_is_never_kept_by_a_cache(client: FlaskClient, town: Town) -> None:
    response = client.get(path(a_date(town), "tilmeld"))
    assert response.status_code == 200
    assert re.findall(r'name="(party_[^"]+)"', text(response)) == ["party_children", "party_adults"]
    assert "no-store" in response.headers["Cache-Control"]
    assert not re.search(r" (style|on\w+)=", text(response))


def test_signing_up_ends_at_a_receipt(client: FlaskClient, town: Town) -> None:
    date = a_date(town)
    response = client.post(path(date, "tilmeld"), data=filled(), follow_redirects=True)
    assert response.status_code == 200
    assert 'data-signup-state="confirmed"' in text(response)
    made = only_signup()
    assert (made.bands, made.language, made.via) == ({"adults": 1, "children": 2}, "en", "online")
    assert mails.token_for(made) in text(response)


def test_danish_is_the_language_of_the_address(client: FlaskClient, town: Town) -> None:
    client.post(path(a_date(town), "tilmeld", ""), data=filled())
    assert only_signup().language == "da"


def test_sending_twice_shows_the_same_receipt(client: FlaskClient, town: Town) -> None:
    date = a_date(town)
    answers = [client.post(path(date, "tilmeld"), data=filled()).location for _turn in range(2)]
    assert answers[0] == answers[1]
    assert only_signup().state == "confirmed"


def test_who_waits_sees_the_position(client: FlaskClient, town: Town) -> None:
    date = a_date(town, capacity=3)
    join(date, 3)
    join(date, 2)
    assert "number 2" in text(client.get(path(date, "tilmeld")))
    response = client.post(path(date, "tilmeld"), data=filled(), follow_redirects=True)
    assert 'data-signup-state="waiting"' in text(response)
    assert "number 2" in text(response)


@pytest.mark.parametrize(
    ("typed", "anchor"),
    [
        ({"party_children": "0", "party_adults": "0"}, "party-field"),
        ({"party_adults": "500"}, "party-field"),
        ({"party_adults": "-2"}, "party-field"),
        ({"party_adults": "to"}, "party_adults"),
        ({"party_adults": "²"}, "party_adults"),
        ({"email": "karen.example.org"}, "email"),
        ({"email": ""}, "email"),
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"note": "Mit nummer er 010190-1234"}, "note"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_keeps_what_was_typed(
    client: FlaskClient, town: Town, typed: dict[str, str], anchor: str
) -> None:
    response = client.post(path(a_date(town), "tilmeld"), data=filled(**typed))
    body = text(response)
    assert response.status_code == 422
    assert f'href="#{anchor}"' in body
    assert f'id="{anchor}"' in body
    for value in filled(**typed).values():
        assert value in body
    assert db.session.scalar(sa.select(sa.func.count(Signup.id))) == 0


def test_everything_to_mend_is_said_at_once(client: FlaskClient, town: Town) -> None:
    typed = filled(name="", party_children="0", party_adults="0")
    body = text(client.post(path(a_date(town), "tilmeld"), data=typed))
    assert 'href="#name"' in body
    assert 'href="#party-field"' in body


def test_an_address_on_the_list_is_told_so_and_mailed_again(client: FlaskClient, town: Town) -> None:
    date = a_date(town)
    client.post(path(date, "tilmeld"), data=filled())
    response = client.post(path(date, "tilmeld"), data=filled(form_token="second"))
    assert response.status_code == 422
    assert 'href="#email"' in text(response)
    kinds = db.session.scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["participation/confirmed", "participation/link_again"]


def test_no_form_for_what_is_cancelled_begun_or_open_to_all(client: FlaskClient, town: Town) -> None:
    cancelled, begun, open_to_all = a_date(town), a_date(town), a_date(town, signup_mode="none")
    cancelled.state, cancelled.cancel_reason = "cancelled", "Vandskade"
    db.session.commit()
    assert "Vandskade" in text(client.get(path(queries.date(cancelled.id), "tilmeld")))
    for date in (cancelled, open_to_all):
        address = path(queries.date(date.id), "tilmeld")
        assert 'id="sign-up"' not in text(client.get(address))
        assert client.post(address, data=filled()).status_code == 422
    with clock.at(begun.starts_at):
        assert 'id="sign-up"' not in text(client.get(path(begun, "tilmeld")))


def test_unknown_and_unpublished_dates_are_not_there(client: FlaskClient, town: Town) -> None:
    draft = a_date(town, state="draft")
    assert client.get(path(draft, "tilmeld")).status_code == 404
    assert client.post(path(draft, "tilmeld"), data=filled()).status_code == 404
    assert client.get("/en/arrangementer/x/2026-01-01/tilmeld").status_code == 404


def test_a_signed_in_person_need_not_write_their_name(sign_in: SignIn, town: Town) -> None:
    body = text(sign_in(town.citizen).get(path(a_date(town), "tilmeld")))
    assert town.citizen.name in body
    assert town.citizen.email in body


# --- the link in the mail ------------------------------------------------------------------------------


def link(signup: Signup, page: str = "") -> str:
    return f"/en/tilmelding/{mails.token_for(signup)}{page}"


def test_a_mail_scanner_that_opens_every_link_changes_nothing(client: FlaskClient, town: Town) -> None:
    mine = join(a_date(town), 2)
    for page in ("", "/afmeld", "/kvittering"):
        response = client.get(link(mine, page))
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
    fresh = queries.signup(mine.id)
    assert (fresh.state, fresh.size) == ("confirmed", 2)


def test_fewer_by_the_link(client: FlaskClient, town: Town) -> None:
    date = a_date(town)
    mine, waiting = join(date, 5), join(date, 2)
    response = client.post(link(mine), data={"party_children": "1", "party_adults": "2"})
    assert response.status_code == 303
    assert queries.signup(mine.id).bands == {"adults": 2, "children": 1}
    assert queries.signup(waiting.id).state == "confirmed"


@pytest.mark.parametrize("typed", [{"party_adults": "0"}, {"party_adults": "500"}, {"party_adults": "9"}])
def test_a_bad_change_by_the_link_changes_nothing(
    client: FlaskClient, town: Town, typed: dict[str, str]
) -> None:
    mine = join(a_date(town), 2)
    response = client.post(link(mine), data=typed)
    assert response.status_code == 422
    assert 'href="#party-field"' in text(response)
    assert queries.signup(mine.id).size == 2


def test_cancelling_by_the_link_twice_is_once(client: FlaskClient, town: Town) -> None:
    mine = join(a_date(town), 2)
    assert client.post(link(mine, "/afmeld")).status_code == 303
    assert client.post(link(mine, "/afmeld")).status_code == 303
    assert client.post(link(mine), data={"party_adults": "1"}).status_code == 409
    body = text(client.get(link(mine)))
    assert 'data-signup-state="cancelled"' in body
    assert 'id="change"' not in body
    assert 'id="cancel"' not in text(client.get(link(mine, "/afmeld")))
    assert client.get(link(mine, "/kvittering")).status_code == 200


def test_a_forged_link_has_its_own_answer(client: FlaskClient, town: Town) -> None:
    mine = join(a_date(town))
    forged = f"/en/tilmelding/{mails.token_for(mine)[:-1]}"
    for page in ("", "/afmeld", "/kvittering"):
        assert client.get(forged + page).status_code == 404
    for page in ("", "/afmeld"):
        assert client.post(forged + page, data={"party_adults": "1"}).status_code == 404
    assert "link" in text(client.get(forged))
    assert queries.signup(mine.id).state == "confirmed"


def test_an_expired_link_has_its_own_answer(client: FlaskClient, town: Town) -> None:
    date = a_date(town)
    mine = join(date)
    with clock.at(date.ends_at + timedelta(days=31)):
        assert client.get(link(mine)).status_code == 410
        assert client.post(link(mine, "/afmeld")).status_code == 410
    assert queries.signup(mine.id).state == "confirmed"


def test_once_begun_the_link_only_shows(client: FlaskClient, town: Town) -> None:
    date = a_date(town)
    mine = join(date)
    with clock.at(date.starts_at):
        assert 'id="change"' not in text(client.get(link(mine)))
        assert client.post(link(mine, "/afmeld")).status_code == 422
        assert client.post(link(mine), data={"party_adults": "2"}).status_code == 422


def test_a_cancelled_date_says_so_at_the_link(client: FlaskClient, town: Town) -> None:
    date = a_date(town)
    mine = join(date)
    date = queries.date(date.id)
    date.state, date.cancel_reason = "cancelled", "Storm"
    db.session.commit()
    assert "Storm" in text(client.get(link(mine)))


# --- the list ------------------------------------------------------------------------------------------


def test_the_host_sees_the_list_with_addresses(sign_in: SignIn, town: Town) -> None:
    date = a_date(town, capacity=2)
    mine, waiting = join(date, 2, "Karen"), join(date, 1, "Bo")
    body = text(sign_in(town.host).get(path(date, "deltagere")))
    assert mine.email in body
    assert f'id="signup-{waiting.id}" data-position="1"' in body
    assert text(sign_in(town.host).get(path(date, "deltagere/ark"))).count("Karen") == 1


@pytest.mark.parametrize("page", ["deltagere", "deltagere/ark", "deltagere/ny", "optael"])
def test_the_list_is_closed_to_everybody_else(
    client: FlaskClient, sign_in: SignIn, town: Town, page: str
) -> None:
    date = a_date(town)
    for who in (town.citizen, town.museum_moderator, town.goal_owner):
        assert sign_in(who).get(path(date, page)).status_code == 403
    assert client.get(path(date, page)).status_code == 302


def test_the_desk_adds_somebody(sign_in: SignIn, town: Town) -> None:
    date = a_date(town)
    desk = sign_in(town.moderator)
    typed = {"name": "Aase", "party_adults": "2", "via": "phone", "phone": "12345678", "form_token": "t"}
    assert desk.get(path(date, "deltagere/ny")).status_code == 200
    assert desk.post(path(date, "deltagere/ny"), data=typed).status_code == 303
    assert desk.post(path(date, "deltagere/ny"), data=typed).status_code == 303
    made = only_signup()
    assert (made.via, made.email, made.created_by_id) == ("phone", None, town.moderator.id)
    body = text(desk.get(path(date, "deltagere")))
    assert 'id="to-call"' in body


def test_adding_nobody_is_refused(sign_in: SignIn, town: Town) -> None:
    desk, date = sign_in(town.moderator), a_date(town)
    for typed in ({"name": "", "party_adults": "1"}, {"name": "Aase", "party_adults": "0"}):
        assert desk.post(path(date, "deltagere/ny"), data={"via": "desk", **typed}).status_code == 422


def test_the_host_changes_and_removes(sign_in: SignIn, town: Town) -> None:
    date = a_date(town)
    mine, host = join(date, 2), sign_in(town.host)
    one = path(date, f"deltagere/{mine.id}")
    assert host.get(one).status_code == 200
    assert host.post(one, data={"party_adults": "9"}).status_code == 422
    assert host.post(one, data={"party_adults": "9", "squeeze": "y"}).status_code == 303
    assert queries.signup(mine.id).size == 9
    assert host.get(one + "/fjern").status_code == 200
    assert host.post(one + "/fjern", data={"reason": ""}).status_code == 422
    assert host.post(one + "/fjern", data={"reason": "Ringede"}).status_code == 303
    assert queries.signup(mine.id).state == "cancelled"
    assert host.post(one + "/fjern", data={"reason": "Igen"}).status_code == 409


def test_a_sign_up_of_another_date_is_not_on_this_list(sign_in: SignIn, town: Town) -> None:
    date, other = a_date(town), a_date(town)
    theirs = join(other)
    host = sign_in(town.host)
    for page in ("", "/fjern"):
        assert host.get(path(date, f"deltagere/{theirs.id}{page}")).status_code == 404
        assert host.post(path(date, f"deltagere/{theirs.id}{page}"), data={}).status_code == 404


def test_outsiders_cannot_change_somebody_elses(sign_in: SignIn, client: FlaskClient, town: Town) -> None:
    date = a_date(town)
    mine = join(date)
    for page in ("", "/fjern"):
        address = path(date, f"deltagere/{mine.id}{page}")
        assert sign_in(town.outsider).post(address, data={"reason": "x"}).status_code == 403
        assert client.post(address, data={"reason": "x"}).status_code == 303  # to the sign-in page
    assert queries.signup(mine.id).state == "confirmed"


# --- counting ------------------------------------------------------------------------------------------


def counts() -> list[Count]:
    found = db.session.scalars(sa.select(Count.id).order_by(Count.id)).all()
    return [queries.count_by_id(ident) for ident in found]


def test_counting_ends_at_what_it_moved(sign_in: SignIn, town: Town) -> None:
    date, host = a_date(town, held=True), sign_in(town.host)
    assert host.get(path(date, "optael")).status_code == 200
    response = host.post(
        path(date, "optael"),
        data={"party_children": "8", "party_adults": "4", "method": "headcount", "supersedes": ""},
    )
    (made,) = counts()
    assert response.status_code == 303
    assert response.location.endswith(f"/maal/kvittering/{made.id}")
    assert (made.bands, made.channel) == ({"adults": 4, "children": 8}, "onsite")


def test_one_number_is_enough(sign_in: SignIn, town: Town) -> None:
    date, host = a_date(town, held=True), sign_in(town.host)
    host.post(path(date, "optael"), data={"total": "31", "method": "estimate"})
    assert counts()[0].bands == {"all": 31}


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"total": "3", "party_adults": "2"},
        {"party_adults": "-1"},
        {"party_adults": "mange"},
        {"party_adults": "99999"},
        {"party_adults": "2", "method": "gaet"},
    ],
)
def test_an_odd_count_is_answered_and_nothing_saved(
    sign_in: SignIn, town: Town, typed: dict[str, str]
) -> None:
    date = a_date(town, held=True)
    response = sign_in(town.host).post(path(date, "optael"), data={"method": "headcount", **typed})
    assert response.status_code == 422
    assert 'id="errors"' in text(response)
    assert counts() == []


def test_a_surprising_number_is_asked_about_once(sign_in: SignIn, town: Town) -> None:
    date = a_date(town, held=True, place_id=town.main_library.id, room_id=town.stage.id)
    host, typed = sign_in(town.host), {"party_adults": "400", "method": "headcount"}
    response = host.post(path(date, "optael"), data=typed)
    assert response.status_code == 422
    assert 'id="sure"' in text(response)
    assert counts() == []
    assert host.post(path(date, "optael"), data={**typed, "sure": "y"}).status_code == 303
    assert counts()[0].total == 400


def test_a_correction_shows_the_old_number_and_needs_a_reason(sign_in: SignIn, town: Town) -> None:
    date, host = a_date(town, held=True), sign_in(town.host)
    host.post(path(date, "optael"), data={"party_children": "8", "method": "headcount"})
    body = text(host.get(path(date, "optael")))
    old = counts()[0]
    assert f'value="{old.id}"' in body
    typed = {"party_children": "9", "method": "headcount", "supersedes": str(old.id)}
    assert host.post(path(date, "optael"), data=typed).status_code == 422
    assert host.post(path(date, "optael"), data={**typed, "reason": "Glemte Ida"}).status_code == 303
    assert [one.total for one in counts()] == [8, 9]
    stale = host.post(path(date, "optael"), data={**typed, "reason": "Gammel side"})
    assert stale.status_code == 409
    assert "Glemte Ida" in text(host.get(path(date, "optael")))


def test_a_hybrid_date_has_a_page_for_each_channel(sign_in: SignIn, town: Town) -> None:
    date, host = a_date(town, held=True, mode="hybrid"), sign_in(town.host)
    assert 'data-channel="onsite"' in text(host.get(path(date, "optael?kanal=moon")))
    online = path(date, "optael?kanal=online")
    assert 'data-channel="online"' in text(host.get(online))
    assert host.post(online, data={"total": "12", "method": "online_peak"}).status_code == 303
    assert counts()[0].channel == "online"


def test_no_count_before_it_begins(sign_in: SignIn, town: Town) -> None:
    date, host = a_date(town), sign_in(town.host)
    assert 'id="count"' not in text(host.get(path(date, "optael")))
    assert host.post(path(date, "optael"), data={"total": "3", "method": "headcount"}).status_code == 422


def test_the_list_of_missing_counts(sign_in: SignIn, client: FlaskClient, town: Town) -> None:
    date = a_date(town, held=True)
    address = "/en/arbejdsbord/optaelling"
    assert path(date, "optael") in text(sign_in(town.host).get(address))
    assert path(date, "optael") in text(sign_in(town.moderator).get(address))
    assert path(date, "optael") not in text(sign_in(town.citizen).get(address))
    assert client.get(address).status_code == 302
