"""Three questions after a date: who is asked, what is kept, and what is shown of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from portal.accounts.models import Person
from portal.core import audit, clock
from portal.core.actor import ANONYMOUS, SYSTEM, Actor
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.events.models import Occurrence
from portal.participation import actions, mails, queries
from portal.participation.models import Feedback
from portal.participation.rules import feedback
from portal.participation.rules.feedback import Answer
from tests import make
from tests.make import Town
from tests.participation.test_actions import mailed

Acting = Callable[[Person], Actor]
SignIn = Callable[[Person], FlaskClient]
END = datetime(2026, 9, 9, 18, 0, tzinfo=UTC)
START = END - timedelta(hours=2)


@pytest.mark.parametrize(
    ("in_community", "themes", "statement"),
    [
        (True, ["making"], "together"),
        (False, ["social_ties", "making"], "together"),
        (False, ["crafts"], "creative"),
        (False, ["wellbeing"], "free"),
        (False, ["literature"], "new_view"),
        (False, [], "new_view"),
    ],
)
def test_the_statement_fits_what_it_is_about(in_community: bool, themes: list[str], statement: str) -> None:
    assert feedback.statement_for(in_community=in_community, themes=themes) == statement


@pytest.mark.parametrize(
    ("hours", "way", "taken"),
    [
        (-3, "door", False),
        (-1, "door", True),
        (-1, "link", False),
        (0, "link", True),
        (24 * 7, "paper", True),
        (24 * 7 + 1, "link", False),
    ],
)
def test_answers_are_taken_for_a_week(hours: int, way: str, taken: bool) -> None:
    assert feedback.is_open(END + timedelta(hours=hours), START, END, way) is taken


def test_nothing_is_shown_before_five_have_answered() -> None:
    answers = [Answer(5, "yes", True), Answer(4, "", False), Answer(None, "no"), Answer(5)]
    assert feedback.summary(answers) is None
    told = feedback.summary([*answers, Answer(1, "partly", True)])
    assert told is not None
    assert told.number == 5
    assert told.faces == {5: 2, 4: 1, 3: 0, 2: 0, 1: 1}
    assert told.agreed == {"yes": 1, "partly": 1, "no": 1}
    assert told.first_time == (2, 3)


@pytest.mark.parametrize(
    "answer",
    [
        {"face": None, "agrees": "", "text": "  "},
        {"face": 6, "agrees": "", "text": ""},
        {"face": 1, "agrees": "maybe", "text": ""},
    ],
)
def test_an_answer_says_something_we_asked(answer: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        feedback.check_answer(**answer)


def held(town: Town, hours_ago: float = 3, **more: Any) -> Occurrence:
    event = make.event(town.library, signup_mode="per_session", host_id=town.host.id, **more)
    starts = clock.to_local(clock.now() - timedelta(hours=hours_ago + 2))
    made = make.occurrence(event, starts.replace(second=0, microsecond=0))
    db.session.commit()
    return queries.date(made.id)


def kept(date: Occurrence) -> list[Feedback]:
    return list(db.session.scalars(sa.select(Feedback).where(Feedback.occurrence_id == date.id)))


def test_those_who_had_seats_are_asked_once(town: Town) -> None:
    date = held(town)
    seated = make.signup(date, email="a@example.org")
    make.signup(date, email="b@example.org", state="waiting")
    make.signup(date, email=None)
    db.session.commit()
    assert actions.ask_feedback(SYSTEM) == 1
    assert actions.ask_feedback(SYSTEM) == 0
    (mail,) = mailed("ask_feedback")
    assert mail.recipient == seated.email
    assert mails.read_feedback_token(mail.facts["feedback"])[0] == date.id


@pytest.mark.parametrize("hours", [1, 24 * 8])
def test_nobody_is_asked_too_soon_or_too_late(town: Town, hours: int) -> None:
    make.signup(held(town, hours))
    db.session.commit()
    assert actions.ask_feedback(SYSTEM) == 0


def test_nobody_is_asked_at_night_or_about_a_cancelled_date(town: Town) -> None:
    date = held(town)
    make.signup(date)
    db.session.commit()
    with clock.at(datetime(2026, 9, 9, 20, 0, tzinfo=UTC)):
        assert actions.ask_feedback(SYSTEM) == 0
    db.session.get_one(Occurrence, date.id).state = "cancelled"
    db.session.commit()
    assert actions.ask_feedback(SYSTEM) == 0


def test_nobody_is_asked_more_often_than_every_other_week(town: Town) -> None:
    for hours in (30, 3):
        make.signup(held(town, hours), email="a@example.org")
    db.session.commit()
    assert actions.ask_feedback(SYSTEM) == 1
    assert actions.ask_feedback(SYSTEM) == 0
    with clock.at(clock.now() + timedelta(days=15)):
        make.signup(held(town), email="a@example.org")
        db.session.commit()
        assert actions.ask_feedback(SYSTEM) == 1


def test_an_answer_leads_back_to_nobody(town: Town, acting: Acting) -> None:
    date = held(town)
    before = audit.version()
    citizen = acting(town.citizen)
    actions.give_feedback(citizen, date.id, way="link", nonce="n1", face=4, agrees="yes", first_time=True)
    (row,) = kept(date)
    assert (row.face, row.agrees, row.first_time, row.on) == (4, "yes", True, clock.today())
    assert re.fullmatch(r"[0-9a-f-]{36}", row.id)
    assert set(Feedback.__table__.columns.keys()) == {
        *("id", "occurrence_id", "face", "statement", "agrees", "first_time"),
        *("text", "text_state", "way", "on"),
    }
    assert audit.version() == before  # the trail would say who and when


def test_a_link_is_good_for_one_answer(town: Town) -> None:
    date = held(town)
    actions.give_feedback(ANONYMOUS, date.id, way="link", nonce="n1", face=4)
    for nonce in ("n1", ""):
        with pytest.raises(Conflict):
            actions.give_feedback(ANONYMOUS, date.id, way="link", nonce=nonce, face=1)
    assert [row.face for row in kept(date)] == [4]


def test_an_empty_answer_does_not_use_the_link_up(town: Town) -> None:
    date = held(town)
    with pytest.raises(Refused):
        actions.give_feedback(ANONYMOUS, date.id, way="link", nonce="n1")
    actions.give_feedback(ANONYMOUS, date.id, way="link", nonce="n1", face=4)
    assert len(kept(date)) == 1


def test_faces_on_paper_are_keyed_in_by_those_who_run_it(town: Town, acting: Acting) -> None:
    date = held(town)
    assert actions.key_in_feedback(acting(town.host), date.id, faces={5: 3, 2: 1}) == 4
    assert sorted(row.face or 0 for row in kept(date)) == [2, 5, 5, 5]
    with pytest.raises(Forbidden):
        actions.key_in_feedback(acting(town.outsider), date.id, faces={5: 1})
    wrong: list[dict[int, int]] = [{}, {5: -1}, {5: 501}, {9: 1}]
    for faces in wrong:
        with pytest.raises(Refused):
            actions.key_in_feedback(SYSTEM, date.id, faces=faces)
    with pytest.raises(Refused):
        actions.key_in_feedback(SYSTEM, held(town, 24 * 9).id, faces={5: 1})


def test_a_text_is_read_by_staff_before_others_see_it(town: Town, acting: Acting) -> None:
    date = held(town)
    row = make.feedback(date, text="Tak til Bente Hansen")
    db.session.commit()
    assert queries.feedback_texts(date.id, "shown") == []
    with pytest.raises(Forbidden):
        actions.check_text(acting(town.host), row.id, shown=True, text="Tak")
    with pytest.raises(Refused):
        actions.check_text(acting(town.moderator), row.id, shown=True, text=" ")
    actions.check_text(acting(town.moderator), row.id, shown=True, text="Tak til værten")
    assert [one.text for one in queries.feedback_texts(date.id, "shown")] == ["Tak til værten"]
    with pytest.raises(Missing):
        actions.check_text(acting(town.moderator), "nobody", shown=False)


def test_the_link_asks_and_thanks(town: Town, client: FlaskClient) -> None:
    date = held(town, tags={"theme": ["crafts"]})
    link = f"/hvordan-var-det/{mails.feedback_token(date, 'n1')}"
    page = client.get(link).text
    assert "Hvordan var det?" in page
    assert "lavede eller prøvede" in page
    assert client.post(link, data={}).status_code == 422
    answer = client.post(link, data={"face": "5", "first_time": "yes", "text": "Dejligt"})
    assert answer.status_code == 303
    assert "Tak for dit svar" in client.get(answer.headers["Location"]).text
    assert "er blevet besvaret" in client.get(link).text
    assert client.post(link, data={"face": "1"}).status_code == 409
    assert client.get("/hvordan-var-det/forkert").status_code == 404
    (row,) = kept(date)
    assert (row.face, row.first_time, row.text, row.way) == (5, True, "Dejligt", "link")


def test_the_code_at_the_door_works_while_it_is_held(town: Town, client: FlaskClient) -> None:
    date = held(town, hours_ago=-1)
    address = f"/arrangementer/{date.event.slug}/{date.slug}/mening"
    assert client.post(address, data={"face": "3"}).status_code == 303
    with clock.at(date.starts_at - timedelta(hours=1)):
        assert "Send svaret" not in client.get(address).text
        assert client.post(address, data={"face": "3"}).status_code == 422
    assert [row.way for row in kept(date)] == ["door"]


def test_results_show_numbers_from_five_and_read_texts_only(town: Town, sign_in: SignIn) -> None:
    date = held(town)
    for number in range(4):
        make.feedback(date, text=f"Hemmelig tekst {number}")
    db.session.commit()
    address = f"/arrangementer/{date.event.slug}/{date.slug}/meninger"
    host = sign_in(town.host)
    assert "For få svar" in host.get(address).text
    assert host.post(address, data={"face_5": "2"}).status_code == 303
    page = host.get(address).text
    assert "6 svar" in page
    assert "Stregen er målet" not in page
    assert "Hemmelig" not in page
    assert "4 tekster" in sign_in(town.moderator).get(address).text
    assert sign_in(town.outsider).get(address).status_code == 403
    assert host.post(address, data={"face_5": "mange"}).status_code == 422


def test_staff_take_names_out_of_a_text(town: Town, sign_in: SignIn) -> None:
    date = held(town)
    rows = [make.feedback(date, text="Bente er sød") for _one in range(5)]
    db.session.commit()
    address = f"/arrangementer/{date.event.slug}/{date.slug}/meninger"
    browser = sign_in(town.moderator)
    one = f"{address}/{rows[0].id}"
    assert "Bente er sød" in browser.get(one).text
    assert browser.post(one, data={"verdict": "show", "text": ""}).status_code == 422
    assert browser.post(one, data={"verdict": "show", "text": "Værten er sød"}).status_code == 303
    assert browser.post(f"{address}/{rows[1].id}", data={"verdict": "hide"}).status_code == 303
    page = browser.get(address).text
    assert "Værten er sød" in page
    assert "3 tekster" in page
    assert sign_in(town.host).get(one).status_code == 403
