"""What a list's SQL lets through is what ``can()`` says, row by row, for every persona."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.access import can
from portal.core.actor import ANONYMOUS, Actor
from portal.core.db import db
from portal.events.models import Event, Occurrence
from portal.moderation import actions as moderation
from portal.moderation import queries as moderation_queries
from portal.moderation.models import Proposal
from portal.moderation.queries import decidable
from portal.moderation.rules import why_not
from portal.pages.queries.who import actor_of
from portal.participation import queries as participation
from portal.participation.models import Count
from portal.themedays import queries as themedays
from portal.themedays.models import ProgrammeLine, ThemeDay
from portal.themedays.queries import visible_to
from tests import make
from tests.moderation.typed import TYPED

PERSONAS = (
    "anonymous",
    "citizen",
    "outsider",
    "chairman",
    "member",
    "host",
    "moderator",
    "museum_moderator",
    "museum_administrator",
    "branch_moderator",
    "goal_owner",
    "administrator",
)


@pytest.fixture
def actors(town: make.Town) -> dict[str, Actor]:
    """Everybody's actor, over a town in which each list has rows of several owners."""
    units = (town.library, town.branch, town.museum, town.association)
    people: dict[str, Any] = {name: getattr(town, name) for name in PERSONAS if hasattr(town, name)}
    people["museum_administrator"] = make.person("Museets administrator")
    make.grant(people["museum_administrator"], "administrator", town.museum)
    people["branch_moderator"] = make.person("Filialens moderator")
    make.grant(people["branch_moderator"], "moderator", town.branch)
    circle = make.community(town.library, town.host)
    for number, unit in enumerate(units):
        event = make.event(unit, unit_id=town.library.id if unit is town.association else unit.id)
        make.held(event, days_ago=3 + number)
        make.held(make.event(unit, host_id=town.citizen.id), days_ago=10 + number)
        on = clock.today() + timedelta(days=20 + number)
        day = make.theme_day(unit, town.museum if unit is not town.museum else town.library, on=on)
        make.theme_day(unit, state="draft", on=on, proposer_id=town.citizen.id if number % 2 else None)
        make.line(day, event, unit, state="proposed")
    make.held(make.event(town.museum, community_id=circle.id), days_ago=30)
    _proposals(town)
    return {"anonymous": ANONYMOUS, **{name: actor_of(person) for name, person in people.items()}}


def _proposals(town: make.Town) -> None:
    for who in (town.citizen, town.moderator, town.museum_moderator):
        for place in (town.main_library, town.branch_place):
            actor = actor_of(who)
            typed = {**TYPED["event"], "place": str(place.id)}
            moderation.submit(actor, moderation.start(actor, "event", typed=typed, language="da").uuid)


def agree(shown: Iterable[Any], every: Iterable[Any], allowed: Callable[[Any], bool]) -> None:
    """The rows shown are those allowed; and the town is such that somebody is refused something."""
    assert sorted(row.id for row in shown) == sorted(row.id for row in every if allowed(row))


def scalars(statement: Any) -> list[Any]:
    return list(db.session.scalars(statement).unique())


@pytest.mark.parametrize("persona", PERSONAS)
def test_theme_days(actors: dict[str, Actor], persona: str) -> None:
    actor = actors[persona]
    every = sa.select(ThemeDay).options(selectinload(ThemeDay.partners))
    agree(
        scalars(every.where(visible_to(actor))),
        scalars(every),
        lambda day: day.state != "draft" or can(actor, "themeday:see_unpublished", day),
    )


@pytest.mark.parametrize("persona", PERSONAS)
def test_lines_to_decide(actors: dict[str, Actor], persona: str) -> None:
    actor = actors[persona]
    waiting = scalars(sa.select(ProgrammeLine).where(ProgrammeLine.state == "proposed"))
    agree(themedays.lines_waiting(actor), waiting, lambda line: can(actor, "themeday_line:decide", line))


@pytest.mark.parametrize("persona", PERSONAS)
def test_proposals_to_decide(actors: dict[str, Actor], persona: str) -> None:
    actor = actors[persona]
    sent = sa.select(Proposal).where(Proposal.state == "submitted")
    agree(
        scalars(sent.where(decidable(actor))),
        scalars(sent),
        lambda one: can(actor, "proposal:decide", one) and not why_not(one, "approve", actor),
    )
    assert moderation_queries.waiting_for(actor) <= len(scalars(sent))


@pytest.mark.parametrize("persona", PERSONAS)
def test_dates_to_count(actors: dict[str, Actor], persona: str) -> None:
    actor = actors[persona]
    dates = scalars(
        sa.select(Occurrence)
        .where(Occurrence.ends_at <= clock.now(), ~sa.exists().where(Count.occurrence_id == Occurrence.id))
        .options(joinedload(Occurrence.event).joinedload(Event.community))
    )
    agree(participation.missing_counts(actor, limit=100), dates, lambda date: can(actor, "count:make", date))
    assert participation.missing_total(actor) == len(participation.missing_counts(actor, limit=100))
