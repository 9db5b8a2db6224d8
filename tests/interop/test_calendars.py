"""Calendar files and feeds, read back by a parser."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from flask.testing import FlaskClient

from portal.core import audit, clock
from portal.core.actor import SYSTEM
from portal.events.models import Event
from tests import make


def at(days: int, hour: int = 18) -> datetime:
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - wall clock


@pytest.fixture
def event(town: make.Town) -> Event:
    town.main_library.address, town.main_library.postal_code = "Stemannsgade 2", "8900"
    town.main_library.town = "Randers C"
    return make.event(
        town.library,
        title="Bøger, åer & æbler",
        place_id=town.main_library.id,
        room_id=town.stage.id,
        created_at=clock.now() - timedelta(days=30),
        published_at=clock.now() - timedelta(days=20),
    )


def read(client: FlaskClient, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(answer.text).walk("VEVENT"))


def test_one_date(client: FlaskClient, event: Event) -> None:
    date = make.occurrence(event, at(1), sequence=2)
    make.occurrence(event, at(8))
    [entry] = read(client, f"/arrangementer/{event.slug}/{date.slug}.ics")
    assert str(entry["UID"]) == date.uuid
    assert str(entry["SUMMARY"]) == "Bøger, åer & æbler"
    assert str(entry["LOCATION"]) == "Hovedbiblioteket, Scenen, Stemannsgade 2, 8900 Randers C"
    assert str(entry["URL"]) == f"http://portal.test/arrangementer/{event.slug}/{date.slug}"
    assert entry.decoded("DTSTART") == date.starts_at
    assert int(entry["SEQUENCE"]) == 2


def test_all_dates_of_an_event_also_the_cancelled(client: FlaskClient, event: Event) -> None:
    make.occurrence(event, at(1))
    make.occurrence(event, at(8), state="cancelled", cancel_reason="Storm", sequence=1)
    make.held(event, 400)
    entries = read(client, f"/en/arrangementer/{event.slug}.ics")
    assert [str(entry["STATUS"]) for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert str(entries[2]["SUMMARY"]) == "Cancelled: Bøger, åer & æbler"
    assert "Storm" in str(entries[2]["DESCRIPTION"])
    assert str(entries[0]["URL"]).startswith("http://portal.test/en/")


def test_the_programme_holds_half_a_year_and_the_last_month(
    client: FlaskClient, event: Event, town: make.Town
) -> None:
    for days in (-40, -20, 5, 170, 190):
        make.occurrence(event, at(days))
    make.occurrence(make.event(town.museum, title="Kladde", state="draft"), at(3))
    make.occurrence(make.event(town.library, title="Klassen", kind="class_visit"), at(4))
    assert len(read(client, "/arrangementer.ics")) == 3


def test_a_community_has_its_own(client: FlaskClient, event: Event, town: make.Town) -> None:
    community = make.community(town.library)
    meeting = make.occurrence(make.event(town.library, community_id=community.id), at(4))
    make.occurrence(event, at(2))
    [entry] = read(client, f"/faellesskaber/{community.slug}.ics")
    assert str(entry["UID"]) == meeting.uuid
    assert read(client, f"/faellesskaber/{make.community(town.library, title='Ny').slug}.ics") == []


def test_an_entry_tells_when_it_was_changed(client: FlaskClient, event: Event) -> None:
    date, other = make.occurrence(event, at(1)), make.occurrence(event, at(2))
    changed = clock.now() - timedelta(days=3)
    with clock.at(changed):
        audit.note(SYSTEM, "occurrence.move", date)
    entries = {str(e["UID"]): e.decoded("LAST-MODIFIED") for e in read(client, "/arrangementer.ics")}
    assert entries == {date.uuid: changed, other.uuid: event.published_at}


def test_drafts_and_slips_are_missing(client: FlaskClient, event: Event) -> None:
    date = make.occurrence(event, at(1))
    assert client.get(f"/arrangementer/{event.slug}/2020-01-01.ics").status_code == 404
    event.state = "draft"
    for address in (f"{event.slug}.ics", f"{event.slug}/{date.slug}.ics", "findes-ikke.ics"):
        assert client.get(f"/arrangementer/{address}").status_code == 404
    assert client.get("/faellesskaber/findes-ikke.ics").status_code == 404


def test_feeds_may_be_shared(client: FlaskClient, event: Event) -> None:
    make.occurrence(event, at(1))
    answer = client.get("/arrangementer.ics")
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers


# --- by wish ---------------------------------------------------------------------------------------------


def name_of(client: FlaskClient, address: str) -> str:
    return str(icalendar.Calendar.from_ical(client.get(address).text)["X-WR-CALNAME"])


def test_the_feed_holds_what_the_wishes_leave_and_says_so(
    client: FlaskClient, event: Event, town: make.Town
) -> None:
    free = make.occurrence(event, at(1))
    make.occurrence(make.event(town.library, title="Dyr", price=50, place_id=town.main_library.id), at(1))
    address = f"/arrangementer.ics?sted={town.main_library.slug}&gratis=1"
    assert [str(entry["UID"]) for entry in read(client, address)] == [free.uuid]
    assert name_of(client, address) == "Arrangementer på Randers Bibliotek: Hovedbiblioteket, Gratis"
    assert name_of(client, "/arrangementer.ics") == "Arrangementer på Randers Bibliotek"
    assert len(read(client, "/arrangementer.ics?sted=findes-ikke&pris=x")) == 2


def test_days_among_the_wishes_narrow_the_feed(client: FlaskClient, event: Event) -> None:
    make.occurrence(event, at(1))
    saturday = make.occurrence(event, at(3))
    long = make.occurrence(event, at(2), hours=30)
    weekend = read(client, "/arrangementer.ics?dag=i-weekenden")
    assert {str(entry["UID"]) for entry in weekend} == {saturday.uuid, long.uuid}
    assert read(client, "/arrangementer.ics?fra=2026-12-02&til=2026-12-01") == []


def test_places_organisations_and_theme_days_have_their_own(
    client: FlaskClient, event: Event, town: make.Town
) -> None:
    date = make.occurrence(event, at(30))
    make.occurrence(event, at(31), own_place_id=town.branch_place.id)
    boats = make.event(town.museum)
    other = make.occurrence(boats, at(30))
    day = make.theme_day(town.library, town.museum, on=clock.today() + timedelta(days=30))
    make.line(day, event, town.library)
    make.line(day, boats, town.museum, state="proposed")
    assert [str(e["UID"]) for e in read(client, f"/steder/{town.main_library.slug}.ics")] == [date.uuid]
    assert [str(e["UID"]) for e in read(client, f"/foreninger/{town.museum.slug}.ics")] == [other.uuid]
    assert [str(e["UID"]) for e in read(client, f"/temadage/{day.slug}.ics")] == [date.uuid]
    assert name_of(client, f"/steder/{town.main_library.slug}.ics") == "Hovedbiblioteket"
    day.state = "draft"
    for address in (f"/temadage/{day.slug}.ics", "/steder/x.ics", "/foreninger/x.ics", "/temadage/x.ics"):
        assert client.get(address).status_code == 404


def test_an_unchanged_feed_is_not_sent_again(client: FlaskClient, event: Event) -> None:
    date = make.occurrence(event, at(1))
    first = client.get("/arrangementer.ics")
    seen = {"If-None-Match": first.headers["ETag"]}
    with clock.at(clock.now() + timedelta(minutes=7)):
        assert client.get("/arrangementer.ics", headers=seen).status_code == 304
        date.state, date.sequence = "cancelled", 1
        changed = client.get("/arrangementer.ics", headers=seen)
    assert changed.status_code == 200
    assert "STATUS:CANCELLED" in changed.text
