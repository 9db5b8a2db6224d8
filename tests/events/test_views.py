"""Pages for staff and hosts: happy, refused, forbidden; each kind of bad input gets its own answer."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image as Pillow

from portal.core.db import db
from portal.events.models import Event, Image, Occurrence
from portal.events.queries import dates_of, event_by_slug
from tests import make


def local(*parts: int) -> datetime:
    """A wall-clock time."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def form_of(town: Any, **changes: Any) -> dict[str, Any]:
    """What a moderator types for an evening with an author."""
    return {
        "title": "Forfatteraften",
        "summary": "Mød en forfatter fra Randers.",
        "written_in": "da",
        "kind": "event",
        "genre": "author_event",
        "theme": ["literature"],
        "day": "2026-10-01",
        "starts": "18.30",
        "ends": "20.00",
        "repeat": "once",
        "mode": "physical",
        "where": f"{town.main_library.id}:{town.stage.id}",
        "district": "",
        "signup_mode": "per_session",
        "capacity": "30",
        "price": "0",
        "unit": str(town.library.id),
        "organiser": str(town.library.id),
        "initiated_by": "library",
        "format": "known_format",
        "team": "",
        "do": "publish",
        **changes,
    }


def png(width: int = 800, height: int = 600) -> io.BytesIO:
    data = io.BytesIO()
    Pillow.new("RGB", (width, height), "teal").save(data, "PNG")
    data.seek(0)
    return data


def events() -> list[Event]:
    return list(db.session.scalars(sa.select(Event).order_by(Event.id)))


@pytest.fixture
def desk(sign_in: Any, town: Any) -> Any:
    """The moderator's browser."""
    return sign_in(town.moderator)


def series_event(town: Any, dates: int = 4) -> Event:
    event = make.event(town.library, place_id=town.main_library.id, room_id=town.stage.id, capacity=20)
    for number in range(dates):
        make.occurrence(event, local(2026, 10, 1 + 7 * number, 18, 30), slug=f"2026-10-{1 + 7 * number:02}")
    return event


def test_the_empty_form_is_shown(desk: Any) -> None:
    answer = desk.get("/en/arrangementer/nyt")
    assert answer.status_code == 200
    assert b'name="title"' in answer.data


def test_one_date_is_published_at_once(desk: Any, town: Any) -> None:
    answer = desk.post("/arrangementer/nyt", data=form_of(town))
    assert answer.status_code == 303
    [event] = events()
    assert (event.state, event.slug, event.capacity) == ("published", "forfatteraften", 30)
    [one] = dates_of(event_by_slug(event.slug))
    assert (one.slug, one.starts_local) == ("2026-10-01", local(2026, 10, 1, 18, 30))
    assert one.room is not None
    assert event_by_slug(event.slug).tagged("theme") == ["literature"]


def test_a_draft_is_run_from_its_page_and_published_there(desk: Any, town: Any, client: Any) -> None:
    answer = desk.post("/arrangementer/nyt", data=form_of(town, do="draft"))
    assert answer.location.endswith("/arrangementer/forfatteraften/styr")
    assert events()[0].state == "draft"
    page = desk.get("/en/arrangementer/forfatteraften/styr")
    assert b"/arrangementer/forfatteraften/vis" in page.data
    assert desk.post("/arrangementer/forfatteraften/vis").status_code == 303
    db.session.expire_all()
    assert events()[0].state == "published"
    assert desk.post("/arrangementer/forfatteraften/vis").status_code == 409


def test_a_series_shows_its_dates_before_it_is_made(desk: Any, town: Any) -> None:
    typed = form_of(town, repeat="weekly", until="2026-10-29")
    first = desk.post("/en/arrangementer/nyt", data=typed)
    assert first.status_code == 200
    assert events() == []
    assert first.data.count(b'name="keep"') == 5
    assert first.data.count(b'name="keep" value="2026-10-15" checked') == 0, "the autumn holiday is left out"
    shown = "20261001T1830/20261001T2000/FREQ=WEEKLY;BYDAY=TH;UNTIL=20261029"
    assert shown.encode() in first.data
    kept = ["2026-10-01", "2026-10-15", "2026-10-29"]
    second = desk.post("/arrangementer/nyt", data={**typed, "shown": shown, "keep": kept})
    assert second.status_code == 303
    assert [one.slug for one in dates_of(event_by_slug("forfatteraften"))] == kept


def test_ticks_of_an_old_list_are_not_taken_for_a_new_one(desk: Any, town: Any) -> None:
    typed = form_of(town, repeat="weekly", until="2026-11-05", shown="20261001T1830/x", keep=["2026-10-01"])
    assert desk.post("/arrangementer/nyt", data=typed).status_code == 200
    assert events() == []


def test_ticks_are_kept_when_something_else_is_wrong(desk: Any, town: Any) -> None:
    shown = "20261001T1830/20261001T2000/FREQ=WEEKLY;BYDAY=TH;COUNT=4"
    typed = form_of(town, repeat="weekly", times="4", title="", shown=shown, keep=["2026-10-08"])
    answer = desk.post("/en/arrangementer/nyt", data=typed)
    assert answer.status_code == 422
    assert answer.data.count(b'name="keep"') == 4
    assert re.findall(r'name="keep" value="([\d-]+)" checked', answer.text) == ["2026-10-08"]
    broken = desk.post("/en/arrangementer/nyt", data={**typed, "times": ""})
    assert (broken.status_code, broken.data.count(b'name="keep"')) == (422, 0)


def test_the_list_comes_by_itself_while_choosing(desk: Any, town: Any) -> None:
    part = desk.post("/en/arrangementer/forslag-til-datoer", data=form_of(town, repeat="biweekly", times="3"))
    assert part.status_code == 200
    assert part.data.count(b'name="keep"') == 3
    assert b"<html" not in part.data
    nothing = desk.post("/en/arrangementer/forslag-til-datoer", data=form_of(town, repeat="weekly"))
    assert b"field__error" in nothing.data


def test_another_event_in_the_room_is_named(desk: Any, town: Any) -> None:
    other = make.event(town.library, title="Koncert", place_id=town.main_library.id, room_id=town.stage.id)
    make.occurrence(other, local(2026, 10, 8, 19, 0))
    page = desk.post("/en/arrangementer/nyt", data=form_of(town, repeat="weekly", times="3", do="dates"))
    assert b"Koncert" in page.data


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"summary": ""}, "summary"),
        ({"text": "Mit nummer er 010190-1234"}, "text"),
        ({"day": "i morgen"}, "day"),
        ({"day": ""}, "day"),
        ({"starts": "26.00"}, "starts"),
        ({"ends": "17.00"}, "ends"),
        ({"ends_on": "2026-12-24"}, "ends"),
        ({"day": "2027-03-28", "starts": "02.30", "ends": "05.00"}, "starts"),
        ({"repeat": "weekly"}, "until"),
        ({"repeat": "weekly", "until": "2026-12-01", "times": "4"}, "until"),
        ({"repeat": "daily", "until": "2027-06-01"}, "until"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "mange"}, "capacity"),
        ({"capacity": "50000"}, "capacity"),
        ({"price": "-5"}, "price"),
        ({"price": "99999"}, "price"),
        ({"online_link": "javascript:alert(1)"}, "online_link"),
        ({"where": "", "district": ""}, "district"),
        ({"where": "999"}, "where"),
        ({"unit": "999999"}, "unit"),
        ({"genre": "magic"}, "genre"),
    ],
)
def test_bad_input_is_told_at_its_field_and_changes_nothing(
    desk: Any, town: Any, changes: dict[str, Any], field: str
) -> None:
    answer = desk.post("/en/arrangementer/nyt", data=form_of(town, **changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"'.encode() in answer.data
    assert b'id="errors"' in answer.data
    assert events() == []
    assert "Mød en forfatter" in answer.text or "summary" in changes, "what was typed is kept"


def test_capacity_above_the_fire_limit_is_refused(desk: Any, town: Any) -> None:
    town.stage.fire_limit = 25
    db.session.commit()
    answer = desk.post("/en/arrangementer/nyt", data=form_of(town))
    assert answer.status_code == 422
    assert b'id="capacity-error"' in answer.data
    assert events() == []


def test_a_moderator_makes_events_at_home_only(desk: Any, town: Any, sign_in: Any) -> None:
    assert desk.post("/arrangementer/nyt", data=form_of(town, unit=str(town.museum.id))).status_code == 422
    for person in (town.citizen, town.chairman):
        assert sign_in(person).get("/arrangementer/nyt").status_code == 403
        assert sign_in(person).post("/arrangementer/nyt", data=form_of(town)).status_code == 403
    assert events() == []


def test_strangers_are_asked_to_sign_in(client: Any, town: Any) -> None:
    event = series_event(town)
    for path in ("nyt", f"{event.slug}/ret", f"{event.slug}/styr", f"{event.slug}/2026-10-01/ret"):
        answer = client.get(f"/arrangementer/{path}")
        assert answer.status_code == 302
        assert "/log-ind" in answer.location


@pytest.mark.parametrize(
    "path",
    ["ret", "styr", "nye-datoer", "aflys", "2026-10-08/ret", "2026-10-08/aflys"],
)
def test_only_those_who_run_it_come_in(path: str, town: Any, sign_in: Any) -> None:
    event = series_event(town)
    assert sign_in(town.moderator).get(f"/arrangementer/{event.slug}/{path}").status_code == 200
    assert sign_in(town.citizen).get(f"/arrangementer/{event.slug}/{path}").status_code == 403
    assert sign_in(town.museum_moderator).get(f"/arrangementer/{event.slug}/{path}").status_code == 403


def edit_form(town: Any, event: Event, **changes: Any) -> dict[str, Any]:
    typed = form_of(town, version=str(event.version), **changes)
    return {
        name: value for name, value in typed.items() if name not in {"day", "starts", "ends", "repeat", "do"}
    }


def test_an_event_is_edited(desk: Any, town: Any) -> None:
    event = series_event(town)
    answer = desk.post(f"/arrangementer/{event.slug}/ret", data=edit_form(town, event, title="Ny titel"))
    assert answer.status_code == 303
    changed = event_by_slug(event.slug)
    assert (changed.title, changed.capacity) == ("Ny titel", 30)


def test_a_stale_form_is_refused_and_keeps_what_was_typed(desk: Any, town: Any) -> None:
    event = series_event(town)
    typed = edit_form(town, event, title="Den gamle")
    assert desk.post(f"/arrangementer/{event.slug}/ret", data=edit_form(town, event)).status_code == 303
    answer = desk.post(f"/en/arrangementer/{event.slug}/ret", data=typed)
    assert answer.status_code == 422
    assert b'value="Den gamle"' in answer.data
    assert event_by_slug(event.slug).title == "Forfatteraften"


def test_a_host_edits_but_does_not_say_who_is_behind(town: Any, sign_in: Any) -> None:
    event = series_event(town)
    event.host_id = town.host.id
    db.session.commit()
    browser = sign_in(town.host)
    page = browser.get(f"/en/arrangementer/{event.slug}/ret")
    assert b'name="unit"' not in page.data
    typed = edit_form(town, event, title="Værtens titel", organiser=str(town.association.id))
    assert browser.post(f"/arrangementer/{event.slug}/ret", data=typed).status_code == 303
    changed = event_by_slug(event.slug)
    assert (changed.title, changed.organiser_id) == ("Værtens titel", town.library.id)


def date_form(town: Any, event: Event, **changes: Any) -> dict[str, Any]:
    return {
        "day": "2026-10-08",
        "starts": "18:30",
        "ends": "20:30",
        "where": f"{town.main_library.id}:{town.stage.id}",
        "capacity": "20",
        "title": event.title,
        "text": "",
        "online_link": "",
        "scope": "this",
        "version": str(event.version),
        **changes,
    }


def test_one_date_is_moved(desk: Any, town: Any) -> None:
    event = series_event(town)
    answer = desk.post(
        f"/arrangementer/{event.slug}/2026-10-08/ret", data=date_form(town, event, day="2026-10-09")
    )
    assert answer.status_code == 303
    dates = dates_of(event_by_slug(event.slug))
    assert [one.starts_local.day for one in dates] == [1, 9, 15, 22]
    assert dates[1].slug == "2026-10-08", "the address stays"
    assert dates[1].moved_from is not None


def test_the_following_dates_change_only_after_a_yes(desk: Any, town: Any) -> None:
    event = series_event(town)
    path = f"/en/arrangementer/{event.slug}/2026-10-08/ret"
    typed = date_form(town, event, starts="17:00", ends="18:00", scope="future")
    first = desk.post(path, data=typed)
    assert first.status_code == 200
    assert b'name="reach" value="3/0"' in first.data
    assert [one.starts_local.hour for one in dates_of(event_by_slug(event.slug))] == [18] * 4
    assert desk.post(path, data={**typed, "reach": "4/0"}).status_code == 200, "a yes to something else"
    assert desk.post(path, data={**typed, "reach": "3/0"}).status_code == 303
    assert [one.starts_local.hour for one in dates_of(event_by_slug(event.slug))] == [18, 17, 17, 17]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "2026-10-15"}, "day"),
        ({"ends": "18:00"}, "ends"),
        ({"day": "2027-03-28", "starts": "02:15", "ends": "04:00"}, "starts"),
        ({"capacity": "0"}, "capacity"),
        ({"title": ""}, "title"),
        ({"scope": "all"}, "scope"),
        ({"online_link": "ftp://x"}, "online_link"),
    ],
)
def test_a_date_that_cannot_be_is_refused(desk: Any, town: Any, changes: dict[str, Any], field: str) -> None:
    event = series_event(town)
    answer = desk.post(
        f"/en/arrangementer/{event.slug}/2026-10-08/ret", data=date_form(town, event, **changes)
    )
    assert answer.status_code == 422
    assert f'id="{field}-error"'.encode() in answer.data
    assert [one.starts_local.day for one in dates_of(event_by_slug(event.slug))] == [1, 8, 15, 22]


def test_a_date_is_called_off_once_with_a_reason(desk: Any, town: Any) -> None:
    event = series_event(town)
    path = f"/en/arrangementer/{event.slug}/2026-10-08/aflys"
    assert desk.post(path, data={"reason": " "}).status_code == 422
    assert desk.post(path, data={"reason": "Værten er syg."}).status_code == 303
    one = dates_of(event_by_slug(event.slug))[1]
    assert (one.state, one.cancel_reason, one.sequence) == ("cancelled", "Værten er syg.", 1)
    assert desk.get(path).status_code == 409
    assert desk.post(path, data={"reason": "Igen"}).status_code == 409
    assert desk.get(f"/en/arrangementer/{event.slug}/styr").status_code == 200


def test_all_coming_dates_are_called_off(desk: Any, town: Any) -> None:
    event = series_event(town)
    path = f"/en/arrangementer/{event.slug}/aflys"
    assert desk.post(path, data={"reason": ""}).status_code == 422
    assert desk.post(path, data={"reason": "Salen er oversvømmet."}).status_code == 303
    assert {one.state for one in db.session.scalars(sa.select(Occurrence))} == {"cancelled"}
    assert desk.get(path).status_code == 409
    assert desk.get(f"/en/arrangementer/{event.slug}/styr").status_code == 200


def test_dates_are_added(desk: Any, town: Any) -> None:
    event = series_event(town)
    path = f"/en/arrangementer/{event.slug}/nye-datoer"
    typed = {"day": "2026-10-30", "starts": "10", "ends": "12", "repeat": "once"}
    assert desk.post(path, data=typed).status_code == 303
    assert [one.slug for one in dates_of(event_by_slug(event.slug))][-1] == "2026-10-30"
    assert desk.post(path, data=typed).status_code == 422, "it is there already"


def test_a_picture_comes_with_words_and_survives_a_second_look(desk: Any, town: Any) -> None:
    typed = form_of(town, repeat="weekly", times="2", image=(png(), "foto.png"), alt="En sal fuld af stole")
    page = desk.post("/en/arrangementer/nyt", data=typed, content_type="multipart/form-data")
    assert page.status_code == 200
    image = db.session.scalar(sa.select(Image))
    assert image is not None
    assert f'name="image_id" type="hidden" value="{image.id}"' in page.text
    typed = form_of(
        town,
        repeat="weekly",
        times="2",
        image_id=str(image.id),
        alt="En sal fuld af stole",
        shown="20261001T1830/20261001T2000/FREQ=WEEKLY;BYDAY=TH;COUNT=2",
        keep=["2026-10-01", "2026-10-08"],
    )
    assert desk.post("/arrangementer/nyt", data=typed).status_code == 303
    assert events()[0].image_id == image.id
    served = desk.get(f"/billeder/{image.sha256}-480.webp")
    assert served.mimetype == "image/webp"
    assert "immutable" in served.headers["Cache-Control"]
    served.close()


@pytest.mark.parametrize(
    ("upload", "alt", "field"),
    [
        (lambda: png(), "", "alt"),
        (lambda: io.BytesIO(b"%PDF-1.4 not a picture"), "Noget", "image"),
        (lambda: io.BytesIO(b""), "Noget", "image"),
    ],
)
def test_a_picture_that_cannot_be_is_refused(desk: Any, town: Any, upload: Any, alt: str, field: str) -> None:
    typed = form_of(town, image=(upload(), "foto.png"), alt=alt)
    answer = desk.post("/en/arrangementer/nyt", data=typed, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert f'id="{field}-error"'.encode() in answer.data
    assert events() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Image)) == 0


def test_a_picture_of_30_megabytes_is_too_big(desk: Any, town: Any) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="image"; filename="stor.png"\r\n\r\n'
    body += b"x" * 30 * 1024 * 1024 + b"\r\n--x--\r\n"
    answer = desk.post("/en/arrangementer/nyt", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert events() == []


def test_somebody_elses_picture_cannot_be_taken(desk: Any, town: Any) -> None:
    theirs = Image(
        sha256="a" * 64,
        alt="Deres",
        width=480,
        height=300,
        uploaded_by_id=town.citizen.id,
        uploaded_at=datetime.now().astimezone(),
    )
    db.session.add(theirs)
    db.session.commit()
    answer = desk.post("/en/arrangementer/nyt", data=form_of(town, image_id=str(theirs.id), alt="Deres"))
    assert answer.status_code == 422
    assert events() == []


def test_an_unknown_picture_is_missing(client: Any) -> None:
    assert client.get(f"/billeder/{'0' * 64}-480.webp").status_code == 404
    assert client.get("/billeder/../portal.db-480.webp").status_code == 404


def test_a_host_plans_meetings(town: Any, sign_in: Any) -> None:
    community = make.community(town.library, town.host, place_id=town.branch_place.id)
    path = f"/en/faellesskaber/{community.slug}/nyt-moede"
    browser = sign_in(town.host)
    page = browser.get(path)
    assert page.status_code == 200
    assert f'<option selected value="{town.branch_place.id}"'.encode() in page.data
    typed = {
        "title": community.title,
        "day": "2026-10-01",
        "starts": "19.00",
        "ends": "21.00",
        "repeat": "once",
        "mode": "physical",
        "where": str(town.branch_place.id),
        "signup_mode": "none",
        "do": "save",
    }
    assert browser.post(path, data={**typed, "ends": "18.00"}).status_code == 422
    assert browser.post(path, data=typed).status_code == 303
    [event] = events()
    assert (event.state, event.community_id, event.kind) == ("published", community.id, "community_meeting")
    assert sign_in(town.outsider).get(path).status_code == 403
    assert sign_in(town.outsider).post(path, data=typed).status_code == 403
    assert len(events()) == 1


def test_missing_things_are_missing(desk: Any, town: Any) -> None:
    event = series_event(town)
    assert desk.get("/arrangementer/findes-ikke/ret").status_code == 404
    assert desk.get(f"/arrangementer/{event.slug}/{date(2020, 1, 1)}/ret").status_code == 404
    assert desk.get("/faellesskaber/findes-ikke/nyt-moede").status_code == 404
