"""The demo story: told once, alike each time, with something on every page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.app import create_app
from portal.communities.models import Community
from portal.core import clock
from portal.core.actor import SYSTEM
from portal.core.db import Base, db
from portal.core.errors import Refused
from portal.core.outbox import OutboxMessage
from portal.core.taxonomy import CHILD_BANDS, NOT_SUMMED
from portal.demo import story
from portal.demo.cast import PERSONAS
from portal.demo.story.calendar import When, runs
from portal.events.models import Event, Image, Occurrence
from portal.goals import actions as goals
from portal.moderation.models import Proposal
from portal.moderation.rules import STATES
from portal.organisations.models import Organisation
from portal.participation.models import Count, CountLine, Signup
from portal.places import actions as places
from portal.themedays.models import ProgrammeLine, ThemeDay
from tests.conftest import NOON, Browser, settings_for

pytestmark = [pytest.mark.timeout(180), pytest.mark.xdist_group("story")]


@pytest.fixture(scope="module")
def told(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application in which the story was told at ``NOON``."""
    folder: Path = tmp_path_factory.mktemp("story")
    app = create_app(settings_for(new_database("story"), folder), TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with app.app_context(), clock.at(NOON):
        Base.metadata.create_all(db.engine)
        places.load_reference(SYSTEM)
        goals.load_agreement(SYSTEM)
        result = app.test_cli_runner().invoke(args=["demo", "--once"])
        assert result.exit_code == 0, result.output
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def inside(told: Flask) -> Iterator[Flask]:
    with told.app_context():
        yield told


def number(kind: type[Base], *conditions: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind).where(*conditions)) or 0


def children(year: int) -> int:
    """Everybody under 18 in the current counts of what the house held in a year."""
    later = sa.orm.aliased(Count)
    start, end = clock.year_bounds(year)
    return (
        db.session.scalar(
            sa.select(sa.func.sum(CountLine.number))
            .join(Count, Count.id == CountLine.count_id)
            .join(Occurrence, Occurrence.id == Count.occurrence_id)
            .where(
                CountLine.band.in_(CHILD_BANDS),
                Count.channel == "onsite",
                ~sa.exists().where(later.supersedes_id == Count.id),
                Occurrence.starts_at.between(start, end),
            )
        )
        or 0
    )


def test_telling_twice_changes_nothing(inside: Flask) -> None:
    before = number(Event), number(Signup), number(OutboxMessage)
    runner = inside.test_cli_runner()
    assert runner.invoke(args=["demo", "--once"]).exit_code == 0
    assert "has been told" in runner.invoke(args=["demo"]).output
    assert (number(Event), number(Signup), number(OutboxMessage)) == before


def test_it_is_as_large_as_promised(inside: Flask) -> None:
    keys = sa.select(sa.func.count(sa.distinct(Event.title)))
    assert (db.session.scalar(keys) or 0) > 60
    assert number(Occurrence) > 1200
    assert 150 < number(Signup) < 600
    assert number(Organisation, Organisation.key.is_(None)) == 17
    assert number(Organisation, Organisation.verification == "pending") == 1
    assert number(Image) >= 5


def test_every_state_is_there(inside: Flask) -> None:
    assert set(db.session.scalars(sa.select(Proposal.state))) == set(STATES)
    assert Counter(db.session.scalars(sa.select(Proposal.state)))["submitted"] == 3
    assert set(db.session.scalars(sa.select(Community.state))) == {"active", "resting", "closed"}
    signups = set(db.session.scalars(sa.select(Signup.state)))
    assert signups == {"confirmed", "waiting", "offered", "cancelled"}
    assert number(Occurrence, Occurrence.state == "cancelled", Occurrence.starts_at > NOON) >= 1
    assert number(Occurrence, Occurrence.moved_from.is_not(None), Occurrence.starts_at > NOON) == 1
    assert number(Event, Event.state == "draft") == 2
    assert number(Event, Event.language == "ar") == 1
    assert number(Event, sa.func.length(Event.title) > 100) == 1
    assert number(Count, Count.supersedes_id.is_not(None)) > 5
    assert number(Count, Count.channel == "online") > 5


def test_somebody_moved_up_and_karen_is_asked(inside: Flask) -> None:
    karen = sa.select(Signup.state).where(Signup.email == "karen@borger.example")
    assert sorted(db.session.scalars(karen)) == ["confirmed", "offered"]
    assert number(Signup, Signup.promoted_at.is_not(None)) == 1


def test_one_answer_is_nearly_due(inside: Flask) -> None:
    due = db.session.scalar(sa.select(sa.func.min(Proposal.due_at)).where(Proposal.state == "submitted"))
    assert due is not None
    assert NOON < due < NOON + timedelta(days=1)


def test_children_reached_is_believable(inside: Flask) -> None:
    assert 5000 <= children(2026) <= 9500
    assert 8500 <= children(2025) <= 10_500


def test_most_dates_are_counted_and_inga_has_some_left(inside: Flask) -> None:
    held = (
        sa.select(Occurrence.id, Event.slug)
        .join(Event)
        .where(
            Occurrence.state == "scheduled",
            Occurrence.ends_at <= NOON,
            Event.kind.not_in(NOT_SUMMED),
        )
    )
    missing = held.where(~sa.exists().where(Count.occurrence_id == Occurrence.id))
    rows = db.session.execute(missing).all()
    assert 0.85 < 1 - len(rows) / len(db.session.execute(held).all()) < 0.97
    assert sum(slug == "braetspil-for-begyndere-i-langaa" for _id, slug in rows) >= 2


def test_the_theme_day_has_fifteen_lines_of_three_institutions(inside: Flask) -> None:
    ahead = db.session.scalars(sa.select(ThemeDay).where(ThemeDay.on > date(2026, 9, 9))).one()
    lines = db.session.scalars(sa.select(ProgrammeLine).where(ProgrammeLine.theme_day_id == ahead.id)).all()
    assert len(lines) == 15
    assert len({line.institution_id for line in lines}) == 3
    assert Counter(line.state for line in lines) == {"approved": 13, "proposed": 2}
    assert number(ThemeDay, ThemeDay.on < date(2026, 9, 9)) == 1


def test_no_mail_can_reach_anybody(inside: Flask) -> None:
    addresses = set(db.session.scalars(sa.select(OutboxMessage.recipient)))
    assert addresses
    assert all(address.endswith(".example") for address in addresses)
    assert number(OutboxMessage) < 150


def test_nothing_happens_after_now(inside: Flask) -> None:
    assert number(Signup, Signup.created_at > NOON) == 0
    assert number(Count, Count.counted_at > NOON) == 0
    assert number(OutboxMessage, OutboxMessage.created_at > NOON) == 0


@pytest.mark.parametrize("key", [one.key for one in PERSONAS])
def test_personas_sign_in_by_one_post(told: Flask, key: str) -> None:
    client = told.test_client()
    assert client.post(f"/demo/{key}").status_code == 302 or client.get("/min-side").status_code == 200
    assert client.get("/min-side").status_code == 200


def test_personas_are_listed_with_their_address(inside: Flask) -> None:
    output = inside.test_cli_runner().invoke(args=["personas"]).output
    assert "/demo" in output
    assert all(one.name in output for one in PERSONAS)


def test_it_needs_the_places(scratch: Flask) -> None:
    with pytest.raises(Refused):
        story.tell(SYSTEM)
    assert scratch.test_cli_runner().invoke(args=["demo"]).exit_code == 1
    assert not story.was_told()


# --- the calendar ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "today",
    [date(2026, month, 28) for month in range(1, 13)] + [date(2027, 1, 1), date(2028, 2, 29)],
)
def test_every_pattern_gives_dates_whatever_the_day(today: date) -> None:
    begins = min(today - timedelta(days=548), date(today.year - 1, 1, 1))
    for entry in story.read("activities.yaml"):
        found = runs(entry["when"], begins, today, today + timedelta(days=92))
        starts = [slot.start for run in found for slot in run.slots]
        assert starts, entry["key"]
        assert len(set(starts)) == len(starts)
        assert all(slot.end > slot.start for run in found for slot in run.slots)


def test_a_series_keeps_its_rhythm_over_new_year() -> None:
    pattern = {"weekdays": ["mon"], "every": 2, "at": "14:00-15:00"}
    found = runs(pattern, date(2025, 1, 1), date(2026, 1, 1), date(2026, 4, 1))
    days = [slot.start.date() for run in found for slot in run.slots]
    assert {(later - day).days % 14 for day, later in pairwise(days)} == {0}
    assert len(days) > 28


def test_a_night_ends_in_the_morning() -> None:
    slot = When(weekdays=["sat"], at="19:00-09:00").slot(date(2026, 3, 28))
    assert slot.end == datetime(2026, 3, 29, 9, 0)  # noqa: DTZ001 - wall-clock time
    assert clock.to_utc(slot.end) - clock.to_utc(slot.start) == timedelta(hours=13)
    assert clock.to_utc(slot.start) == datetime(2026, 3, 28, 18, 0, tzinfo=UTC)
