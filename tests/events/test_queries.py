"""Where a date is held, and how it is written to a calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.text import speaking
from portal.events import queries
from portal.events.models import Event, Occurrence
from tests import make


def loaded(occurrence: Occurrence) -> Occurrence:
    db.session.flush()
    db.session.expire_all()
    return db.session.scalars(
        sa.select(Occurrence).where(Occurrence.id == occurrence.id).options(*queries.CARD)
    ).one()


@pytest.fixture
def event(town: make.Town) -> Event:
    place = town.main_library
    place.address, place.postal_code, place.town = "Stemannsgade 2", "8900", "Randers C"
    place.lat, place.lon = 56.46, 10.03
    return make.event(
        town.library,
        title="Strikkecafé",
        place_id=place.id,
        room_id=town.stage.id,
        online_link="https://x.test",
    )


def entry(occurrence: Occurrence, **more: Any) -> Any:
    return queries.calendar_entry(loaded(occurrence), "http://portal.test/a", **more)


def test_an_entry_says_what_people_need(event: Event) -> None:
    date = make.occurrence(event, sequence=4)
    made = entry(date)
    assert (made.uid, made.title, made.sequence) == (date.uuid, "Strikkecafé", 4)
    assert made.location == "Hovedbiblioteket, Scenen, Stemannsgade 2, 8900 Randers C"
    assert made.geo == (56.46, 10.03)
    assert made.organiser == "Randers Bibliotek"
    assert "http://portal.test/a" in made.description


def test_the_online_link_is_for_those_who_are_signed_up(event: Event) -> None:
    date = make.occurrence(event)
    assert "x.test" not in entry(date).description
    assert "https://x.test" in entry(date, with_link=True).description
    date.own_online_link = "https://own.test"
    assert "https://own.test" in entry(date, with_link=True).description


def test_a_cancelled_date_says_so_in_the_readers_language(event: Event) -> None:
    date = make.occurrence(event, state="cancelled", cancel_reason="Storm", cancelled_at=clock.now())
    with speaking("en"):
        made = entry(date)
    assert made.cancelled
    assert made.title == "Cancelled: Strikkecafé"
    assert made.description.startswith("Storm")


def test_an_own_place_brings_no_room_of_another(event: Event, town: make.Town) -> None:
    date = make.occurrence(event, own_place_id=town.branch_place.id)
    assert entry(date).location == "Langå Bibliotek"


def test_a_date_online_has_no_place(event: Event) -> None:
    event.mode, event.place_id, event.room_id = "online", None, None
    date = make.occurrence(event)
    assert queries.where(loaded(date)) == ""
    assert entry(date).location
    assert entry(date).geo is None


def test_the_last_change_is_the_latest_known(event: Event) -> None:
    published = clock.now() - timedelta(days=2)
    event.created_at, event.published_at = clock.now() - timedelta(days=9), published
    date = make.occurrence(event)
    assert entry(date).changed == published
    later = clock.now()
    assert entry(date, changed=later).changed == later


def test_by_slug(event: Event) -> None:
    date = make.occurrence(event)
    assert queries.event_by_slug(event.slug).id == event.id
    assert queries.occurrence_by_slug(event.slug, date.slug).id == date.id
    for slug, day in ((event.slug, "2020-01-01"), ("findes-ikke", date.slug)):
        with pytest.raises(Missing):
            queries.occurrence_by_slug(slug, day)
