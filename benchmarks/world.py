"""A town of any size, written in bulk: what the pages are measured on."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person
from portal.app import create_app
from portal.core import clock, search
from portal.core.db import Base, db
from portal.core.settings import Settings
from portal.events.models import Event, EventTag, Occurrence
from portal.organisations.models import Organisation, RoleGrant
from portal.places.models import AccessFact, District, Place

EVENTS, PLACES = 400, 40
TOKEN = "benchmark-session-token"


def application(address: str, folder: Path) -> Flask:
    """The portal over a database of its own, rate limits off: many clients come from one address here."""
    settings = Settings(database_url=address, data_dir=folder, rate_limits=False)
    return create_app(settings, WTF_CSRF_ENABLED=False)


def build(app: Flask, occurrences: int) -> None:
    """Tables and ``occurrences`` dates, nine in ten of them past, spread over ``EVENTS`` events."""
    with app.app_context():
        Base.metadata.create_all(db.engine)
        now = clock.now()
        db.session.add(
            District(id="randers_c", name="Randers C", rural=False, outside=False, lat=56.46, lon=10.04)
        )
        library = Organisation(
            slug="bibliotek", name="Biblioteket", kind="library", house_member=True, created_at=now
        )
        person = Person(email="m@example.org", name="Mette", session_token=TOKEN, created_at=now)
        db.session.add_all([library, person])
        db.session.flush()
        places = [_place(number) for number in range(PLACES)]
        db.session.add_all(
            [
                *places,
                RoleGrant(person_id=person.id, role="moderator", organisation_id=library.id, granted_at=now),
            ]
        )
        db.session.flush()
        db.session.add_all(
            AccessFact(place_id=place.id, fact="step_free", value="yes") for place in places[::2]
        )
        _events(library.id, [place.id for place in places], now)
        _dates(occurrences, now)
        db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()


def _place(number: int) -> Place:
    """Places in a line from the middle of the town outwards, half a kilometre apart."""
    return Place(
        slug=f"hus-{number}",
        name=f"Hus {number}",
        kind="branch",
        district_id="randers_c",
        lat=56.46 - number * 0.003,
        lon=10.04 - number * 0.006,
    )


def _events(library_id: int, places: list[int], now: datetime) -> None:
    count = EVENTS
    db.session.execute(
        sa.insert(Event),
        [
            {
                "id": number,
                "slug": f"arrangement-{number}",
                "title": f"Arrangement {number} om bøger",
                "summary": "Kom og vær med. Der er kaffe, og alle er velkomne.",
                "kind": "event",
                "genre": "talk",
                "organiser_id": library_id,
                "unit_id": library_id,
                "place_id": places[number % PLACES],
                "price": 0 if number % 3 else 60,
                "mode": "physical",
                "signup_mode": "per_session" if number % 2 else "none",
                "capacity": 100_000 if number % 2 else None,
                "state": "published",
                "created_at": now,
                "published_at": now,
            }
            for number in range(1, count + 1)
        ],
    )
    db.session.execute(
        sa.insert(EventTag),
        [
            {"event_id": number, "dimension": dimension, "value": value}
            for number in range(1, count + 1)
            for dimension, value in _tags(number)
        ],
    )
    for number in range(1, count + 1):
        search.index("event", number, f"Arrangement {number} om bøger", about=["Kom og vær med"])


def _tags(number: int) -> list[tuple[str, str]]:
    """What an event is tagged with: children every other, another language every fifth."""
    language = "ar" if number % 5 == 0 else "da"
    ages = "6-9" if number % 2 else "30-64"
    return [("theme", "literature"), ("language", language), ("age_band", ages)]


def _dates(total: int, now: datetime) -> None:
    first = clock.to_local(now).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    coming = total // 10
    rows = []
    for number in range(total):
        ahead = number < coming
        step = (
            timedelta(minutes=30 * 400 / max(coming, 1) * number)
            if ahead
            else timedelta(hours=number - coming + 3)
        )
        start = first + step if ahead else first - step
        end = start + timedelta(hours=2)
        rows.append(
            {
                "event_id": number % EVENTS + 1,
                "slug": f"{start:%m%d}-{number}",
                "starts_local": start,
                "ends_local": end,
                "starts_at": start.replace(tzinfo=clock.ZONE, fold=1),
                "ends_at": end.replace(tzinfo=clock.ZONE, fold=1),
                "state": "scheduled",
            }
        )
    for chunk in range(0, len(rows), 5000):
        db.session.execute(sa.insert(Occurrence), rows[chunk : chunk + 5000])


def addresses(app: Flask) -> tuple[str, list[str], str]:
    """A coming date with sign-up, the count pages of held dates, and a moderator's session cookie."""
    with app.app_context():
        rows = db.session.execute(
            sa.select(Event.slug, Occurrence.slug, Occurrence.ends_at, Event.signup_mode)
            .join(Occurrence.event)
            .order_by(Occurrence.id)
        ).all()
    now = clock.now()
    coming = next(
        f"/arrangementer/{e}/{d}" for e, d, ends, mode in rows if ends > now and mode == "per_session"
    )
    held = [f"/arrangementer/{e}/{d}/optael" for e, d, ends, _mode in rows if ends < now]
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie = serializer.dumps({"_user_id": TOKEN, "_fresh": True})
    return coming, held, f"{app.config['SESSION_COOKIE_NAME']}={cookie}"
