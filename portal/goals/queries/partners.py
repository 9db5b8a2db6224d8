"""Figures about who the library holds things with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.events.models import Event, EventPartner, Occurrence
from portal.goals import rules
from portal.goals.queries import dates, facts
from portal.goals.queries.conditions import OCCURRENCE, all_of
from portal.goals.queries.facts import Condition
from portal.goals.rules import Ask, Figure, Window
from portal.organisations.models import Organisation


def parties() -> sa.Subquery:
    """Event -> everyone behind it: the organiser, partners, and (``visiting``) classes and groups."""
    event = aliased(Event)
    organisers = sa.select(
        event.id.label("event_id"), event.organiser_id.label("party_id"), sa.false().label("visiting")
    )
    partners = sa.select(EventPartner.event_id, EventPartner.organisation_id, EventPartner.visiting)
    return organisers.union_all(partners).subquery("parties")


party = aliased(Organisation, name="party")
_OWN_KIND = "organiser_kind"


def _kind(test: rules.Test) -> Condition:
    return party.kind.in_(test) if isinstance(test, list) else party.kind.not_in(test["not"])


def partner_of(ask: Ask, joined: Any) -> Condition:
    """Dates and parties that a question about partners counts: by their own kind, never the library."""
    tests = [facts.ours(ask.shared), all_of(OCCURRENCE, ask.tests(_OWN_KIND))]
    tests += [_kind(test) for name, test in ask.tests() if name == _OWN_KIND]
    if not ask.with_visiting:
        tests.append(sa.not_(joined.c.visiting))
    return sa.and_(party.id.not_in(facts.carriers(False)), *tests)


def with_parties(*columns: Any) -> tuple[sa.Select[Any], Any]:
    """A select over held dates and everyone behind them."""
    joined = parties()
    statement = (
        facts.held(*columns)
        .join(joined, joined.c.event_id == Event.id)
        .join(party, party.id == joined.c.party_id)
    )
    return statement, joined


def earliest(ask: Ask) -> sa.Subquery:
    """Partner -> when the first date that it stands behind began."""
    statement, joined = with_parties(
        party.id.label("party_id"), sa.func.min(Occurrence.starts_at).label("at")
    )
    roles = [] if ask.with_visiting else [sa.not_(joined.c.visiting)]
    return statement.where(facts.ours(ask.shared), *roles).group_by(party.id).subquery("earliest")


def partners(asks: Sequence[Ask], window: Window, without: int | None, only: int | None) -> list[Figure]:
    return [Figure(_number(ask, window, only)) for ask in asks]


def _number(ask: Ask, window: Window, only: int | None) -> int:
    statement, joined = with_parties(sa.func.count(sa.distinct(party.id)))
    statement = statement.where(facts.during(window), partner_of(ask, joined))
    if ask.measure == "partners_first_time":
        first = earliest(ask)
        statement = statement.join(first, first.c.party_id == party.id).where(first.c.at >= window.start)
    return db.session.scalar(dates.only_date(statement, only)) or 0
