"""Theme days as visitors and institutions meet them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from portal.core.access import can
from portal.core.db import db
from portal.events.models import Event, Occurrence
from portal.themedays import queries, rules
from portal.themedays.models import ProgrammeLine, ThemeDay
from tests import make
from tests.queries import queries_made

SignIn = Callable[[Any], FlaskClient]
ON = date(2026, 10, 3)
LINE = {
    "title": "Byg en båd",
    "summary": "Af pap.",
    "starts_1": "10.00",
    "ends_1": "11.00",
    "starts_2": "13.00",
    "ends_2": "14.00",
    "where": "",
    "signup_mode": "per_session",
    "capacity": "12",
}


def at(hour: int) -> datetime:
    return datetime(ON.year, ON.month, ON.day, hour)  # noqa: DTZ001 - wall clock


def on_programme(
    day: ThemeDay, town: make.Town, title: str, *hours: int, state: str = "approved", **more: Any
) -> ProgrammeLine:
    event = make.event(town.museum, title=title, place_id=town.main_library.id, **more)
    for hour in hours:
        make.occurrence(event, at(hour), hours=1)
    return make.line(day, event, town.museum, state=state, proposed_by_id=town.moderator.id)


@pytest.fixture
def day(town: make.Town) -> ThemeDay:
    return make.theme_day(town.library, town.museum, on=ON, slug="aaens-dag", title="Åens dag")


def test_list(town: make.Town, day: ThemeDay, client: FlaskClient, sign_in: SignIn) -> None:
    make.theme_day(town.library, on=date(2026, 1, 10), slug="vinter")
    make.theme_day(town.library, on=date(2026, 12, 1), slug="kladde", state="draft")
    make.theme_day(town.library, on=date(2026, 11, 1), slug="aflyst", state="cancelled")
    page = client.get("/temadage").text
    order = [page.index(f'data-theme-day="{slug}"') for slug in ("aaens-dag", "aflyst", "vinter")]
    assert order == sorted(order)
    assert 'data-theme-day="kladde"' not in page
    assert 'data-theme-day="kladde"' in sign_in(town.moderator).get("/temadage").text
    assert "csrf" not in page


def test_empty_list(client: FlaskClient) -> None:
    assert "No theme day is planned" in client.get("/en/temadage").text


def test_programme_by_time_and_place(town: make.Town, day: ThemeDay, client: FlaskClient) -> None:
    on_programme(day, town, "Sejltur", 13, 10, signup_mode="per_session", capacity=1)
    on_programme(day, town, "Hemmelig", 11, state="proposed")
    on_programme(day, town, "Nej tak", 11, state="declined")
    full = db.session.scalars(sa.select(Occurrence).where(Occurrence.starts_local == at(10))).one()
    make.signup(full, {"adults": 1})
    page = client.get("/en/temadage/aaens-dag").text
    assert page.index("At 10:00") < page.index("At 13:00")
    assert page.count("Sejltur") >= 2
    assert "/tilmeld" in page
    assert 'data-state="full"' in page
    assert "Hemmelig" not in page
    assert "Nej tak" not in page
    for way in ("sted", "skema", "andet"):
        assert "Sejltur" in client.get(f"/temadage/aaens-dag?vis={way}").text


def test_drafts_of_approved_lines_stay_hidden(town: make.Town, day: ThemeDay, client: FlaskClient) -> None:
    event = make.event(town.museum, title="Endnu ikke", state="draft")
    make.occurrence(event, at(11))
    make.line(day, event, town.museum)
    assert "Endnu ikke" not in client.get("/temadage/aaens-dag").text


def test_other_days_of_an_event_are_not_on_the_programme(
    town: make.Town, day: ThemeDay, client: FlaskClient
) -> None:
    line = on_programme(day, town, "Sejltur", 10)
    make.occurrence(db.session.get_one(Event, line.event_id))
    assert client.get("/temadage/aaens-dag").text.count('class="programme__line"') == 1


def test_a_draft_day_is_hidden(town: make.Town, client: FlaskClient, sign_in: SignIn) -> None:
    make.theme_day(town.library, on=ON, slug="kladde", state="draft", proposer_id=town.citizen.id)
    assert client.get("/temadage/kladde").status_code == 404
    assert sign_in(town.outsider).get("/temadage/kladde").status_code == 404
    assert sign_in(town.citizen).get("/temadage/kladde").status_code == 200
    assert sign_in(town.museum_moderator).get("/temadage/kladde").status_code == 200


def test_what_may_be_seen_is_the_same_in_lists_and_on_pages(
    town: make.Town, acting: Callable[[Any], Any]
) -> None:
    make.theme_day(town.association, on=ON, state="draft")
    make.theme_day(town.library, on=ON, state="draft", proposer_id=town.citizen.id)
    for who in (town.citizen, town.chairman, town.member, town.outsider, town.moderator):
        actor = acting(who)
        every = db.session.scalars(sa.select(ThemeDay)).all()
        listed = {one.id for one in queries.coming(actor)}
        assert listed == {one.id for one in every if can(actor, "themeday:see_unpublished", one)}


def test_a_cancelled_day_says_why(town: make.Town, client: FlaskClient) -> None:
    make.theme_day(town.library, on=ON, slug="aflyst", state="cancelled", cancel_reason="Stormflod")
    page = client.get("/temadage/aflyst").text
    assert "Stormflod" in page
    assert "notice--cancelled" in page


def test_make_edit_publish_cancel(town: make.Town, sign_in: SignIn) -> None:
    staff = sign_in(town.moderator)
    form = {
        "title": "Fjordens dag",
        "on": "2026-10-03",
        "summary": "En dag ved vandet.",
        "lead_id": str(town.library.id),
        "place_id": "",
        "partner_ids": [str(town.museum.id)],
    }
    assert staff.get("/temadage/ny").status_code == 200
    made = staff.post("/temadage/ny", data=form)
    assert (made.status_code, made.location) == (303, "/temadage/fjordens-dag/program")
    assert staff.get("/temadage/fjordens-dag/ret").status_code == 200
    changed = staff.post("/temadage/fjordens-dag/ret", data={**form, "title": "Åens dag", "version": "1"})
    assert changed.status_code == 303
    stale = staff.post("/en/temadage/fjordens-dag/ret", data={**form, "version": "1"})
    assert stale.status_code == 422
    assert "Somebody else changed" in stale.text
    assert staff.post("/temadage/fjordens-dag/udgiv").status_code == 303
    assert staff.post("/temadage/fjordens-dag/udgiv").status_code == 409
    assert staff.post("/temadage/fjordens-dag/aflys", data={"reason": ""}).status_code == 422
    assert staff.post("/temadage/fjordens-dag/aflys", data={"reason": "Regn"}).status_code == 303
    assert queries.day_by_slug("fjordens-dag").state == rules.CANCELLED


def test_make_refused_keeps_what_was_typed(town: make.Town, sign_in: SignIn) -> None:
    answer = sign_in(town.moderator).post(
        "/en/temadage/ny",
        data={"title": "I går", "on": "2026-01-01", "summary": "x", "lead_id": str(town.library.id)},
    )
    assert answer.status_code == 422
    assert "That date is past" in answer.text
    assert "I går" in answer.text


def test_not_for_others(town: make.Town, day: ThemeDay, sign_in: SignIn) -> None:
    for who in (town.citizen, town.chairman):
        client = sign_in(who)
        for page in ("ny", "aaens-dag/ret", "aaens-dag/aflys", "aaens-dag/program", "aaens-dag/program/ny"):
            assert client.get(f"/temadage/{page}").status_code == 403
        assert client.post("/temadage/aaens-dag/udgiv").status_code == 403
    museum = sign_in(town.museum_moderator)
    assert museum.get("/temadage/aaens-dag/program").status_code == 200
    assert museum.get("/temadage/aaens-dag/ret").status_code == 403


def test_a_new_line_and_the_museums_yes(
    town: make.Town, day: ThemeDay, sign_in: SignIn, client: FlaskClient
) -> None:
    staff, museum = sign_in(town.moderator), sign_in(town.museum_moderator)
    assert staff.get("/temadage/aaens-dag/program/ny").status_code == 200
    made = staff.post("/temadage/aaens-dag/program/ny", data={**LINE, "institution_id": str(town.museum.id)})
    assert made.status_code == 303
    line = db.session.scalars(sa.select(ProgrammeLine)).one()
    assert f'data-line="{line.id}"' in staff.get("/temadage/aaens-dag/program").text
    assert "Byg en båd" not in client.get("/temadage/aaens-dag").text
    path = f"/temadage/aaens-dag/program/{line.id}"
    assert 'value="approve"' not in staff.get(path).text
    assert staff.post(path, data={"verb": "approve"}).status_code == 403
    assert 'value="approve"' in museum.get(path).text
    assert museum.post(path, data={"verb": "decline"}).status_code == 422
    assert museum.post(path, data={"verb": "approve"}).status_code == 303
    assert client.get("/temadage/aaens-dag").text.count("Byg en båd</a>") == 2
    assert museum.post(path, data={"verb": "decline", "reason": "Fortrudt"}).status_code == 422
    assert db.session.get_one(ProgrammeLine, line.id).state == rules.APPROVED
    assert sign_in(town.citizen).get(path).status_code == 403
    assert staff.get("/temadage/aaens-dag/program/999").status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_1": "09.00"}, "must end after it begins"),
        ({"ends_2": ""}, "both when it begins and when it ends"),
        ({"starts_1": ""}, "Write when it begins"),
        ({"starts_1": "25.99"}, "hours and minutes"),
        ({"title": ""}, "Write what the line is called"),
        ({"capacity": "mange"}, "in digits"),
        ({"summary": "010190-1234"}, "CPR"),
    ],
)
def test_bad_lines(
    town: make.Town, day: ThemeDay, sign_in: SignIn, change: dict[str, str], words: str
) -> None:
    answer = sign_in(town.moderator).post(
        "/en/temadage/aaens-dag/program/ny",
        data={**LINE, "institution_id": str(town.museum.id), **change},
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.scalar(sa.select(sa.func.count(ProgrammeLine.id))) == 0


def test_a_line_in_the_hour_that_summer_time_skips(town: make.Town, sign_in: SignIn) -> None:
    make.theme_day(town.library, town.museum, on=date(2027, 3, 28), slug="sommertid")
    answer = sign_in(town.moderator).post(
        "/en/temadage/sommertid/program/ny",
        data={**LINE, "institution_id": str(town.museum.id), "starts_1": "02.30", "ends_1": "04.00"},
    )
    assert answer.status_code == 422
    assert "does not exist" in answer.text


def test_put_an_event_on_the_programme(town: make.Town, day: ThemeDay, sign_in: SignIn) -> None:
    event = make.event(town.museum, title="Rundvisning")
    make.occurrence(event, at(12))
    staff = sign_in(town.moderator)
    assert "Rundvisning" in staff.get("/temadage/aaens-dag/program").text
    assert staff.post("/temadage/aaens-dag/program", data={"event_id": ""}).status_code == 422
    answer = staff.post("/temadage/aaens-dag/program", data={"event_id": f"{event.id}:{town.museum.id}"})
    assert answer.status_code == 303
    assert db.session.scalars(sa.select(ProgrammeLine.event_id)).all() == [event.id]
    assert sign_in(town.citizen).post("/temadage/aaens-dag/program").status_code == 403


def test_move_and_withdraw(town: make.Town, day: ThemeDay, sign_in: SignIn) -> None:
    first, second = on_programme(day, town, "A", 10), on_programme(day, town, "B", 11, state="proposed")
    staff = sign_in(town.moderator)
    path = f"/temadage/aaens-dag/program/{second.id}/flyt"
    assert staff.post(path, data={"verb": "up"}).status_code == 303
    assert [one.id for one in queries.day_by_slug("aaens-dag").lines] == [second.id, first.id]
    assert staff.post(path, data={"verb": "withdraw"}).status_code == 303
    assert staff.post(path, data={"verb": "withdraw"}).status_code == 409
    assert sign_in(town.citizen).post(path, data={"verb": "up"}).status_code == 403


def test_queries_do_not_grow_with_the_programme(
    town: make.Town, day: ThemeDay, client: FlaskClient, sign_in: SignIn
) -> None:
    staff = sign_in(town.moderator)
    pages = [
        (client, "/temadage"),
        (client, "/temadage/aaens-dag"),
        (client, "/temadage/aaens-dag?vis=skema"),
        (staff, "/temadage/aaens-dag/program"),
    ]
    for number in range(3):
        on_programme(day, town, f"Linje {number}", 10, 12)
        make.theme_day(town.library, town.museum, on=ON)
    few = [queries_made(browser, page) for browser, page in pages]
    for number in range(27):
        on_programme(day, town, f"Mere {number}", 10, 12)
        make.theme_day(town.library, town.museum, on=ON)
    assert [queries_made(browser, page) for browser, page in pages] == few


def test_afterwards_the_day_tells_what_came_of_it(
    town: make.Town, client: FlaskClient, sign_in: SignIn
) -> None:
    day = make.theme_day(town.library, town.museum, on=date(2026, 4, 11), slug="byens-stemmer")
    when = datetime(2026, 4, 11, 10)  # noqa: DTZ001 - wall clock
    for title, kind, people in (("Tale", "event", 12), ("Sang", "event", None), ("Skærm", "exhibition", 300)):
        event = make.event(town.museum, title=title, kind=kind, signup_mode="per_session")
        held = make.occurrence(event, when)
        make.line(day, event, town.museum)
        if people is not None:
            make.count(held, {"adults": people})
    page = client.get("/en/temadage/byens-stemmer").text
    assert "12 attendances, counted in 1 of 2 activities." in page
    assert "300 took part" in page  # said of the exhibition itself, never added
    assert "/tilmeld" not in page
    assert "count missing" not in page
    assert 'href="/en/arrangementer">See what else is coming' in page
    assert "1 count missing" in sign_in(town.moderator).get("/en/temadage/byens-stemmer").text
    make.theme_day(town.library, on=ON, slug="naeste", title="Næste dag")
    assert (
        'href="/en/temadage/naeste">The next theme day: Næste dag'
        in client.get("/en/temadage/byens-stemmer").text
    )


def test_search_engines_read_the_day(town: make.Town, day: ThemeDay, client: FlaskClient) -> None:
    on_programme(day, town, "Sejltur", 10)
    page = client.get("/temadage/aaens-dag").text
    read = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (read["@type"], read["name"], read["startDate"]) == ("Festival", "Åens dag", ON.isoformat())
    assert [one["name"] for one in read["subEvent"]] == ["Sejltur"]
    assert {one["name"] for one in read["organizer"]} == {town.library.name, town.museum.name}
