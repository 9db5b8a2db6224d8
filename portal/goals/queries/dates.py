"""Figures about dates that were held: how many, how many took part, how many signed up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.events.models import Event, Occurrence
from portal.goals import rules
from portal.goals.queries import facts
from portal.goals.queries.conditions import OCCURRENCE, all_of
from portal.goals.queries.facts import Condition
from portal.goals.rules import Ask, Figure, Window
from portal.participation.models import Count, CountLine, Signup
from portal.participation.rules import CONFIRMED

IN_TIME_HOURS = 72


def number_of(condition: Condition, column: Any = None) -> Any:
    """How many rows (or different values of ``column``) the condition holds for."""
    if column is None:
        return sa.func.count(sa.case((condition, 1)))
    return sa.func.count(sa.distinct(sa.case((condition, column))))


def _total(condition: Condition, column: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, column), else_=0)), 0)


def matching(ask: Ask) -> Condition:
    """The dates that a question looks at: whose they are, and all tests but ages and channels of people."""
    if ask.measure != rules.PEOPLE:
        return sa.and_(facts.ours(ask.shared), all_of(OCCURRENCE, ask.tests()))
    tests = all_of(OCCURRENCE, ask.tests("age_band", "mode"))
    channels = channels_of(ask)
    if channels == {"onsite"}:
        tests = sa.and_(tests, Event.mode != "online")
    elif channels == {"online"}:
        tests = sa.and_(tests, Event.mode != "physical")
    return sa.and_(facts.ours(ask.shared), tests)


def channels_of(ask: Ask) -> frozenset[str]:
    """The channels whose people a question counts."""
    return rules.channels_of(test for name, test in ask.tests() if name == "mode")


def bands_of(ask: Ask) -> frozenset[str] | None:
    """The ages that a question counts; ``None`` is everybody."""
    return rules.bands_of(test for name, test in ask.tests() if name == "age_band")


def only_date(statement: sa.Select[Any], only: int | None) -> sa.Select[Any]:
    """The statement, narrowed to one date when asked."""
    return statement if only is None else statement.where(Occurrence.id == only)


def in_time(without: int | None = None) -> Condition:
    """Some count of the date was made within three days of its end."""
    made = sa.exists().where(
        Count.occurrence_id == Occurrence.id,
        facts.hours_between(Occurrence.ends_at, Count.counted_at) <= IN_TIME_HOURS,
    )
    return (made if without is None else made.where(Count.id != without)).correlate(Occurrence)


def part_and_whole(ask: Ask, window: Window, without: int | None = None) -> tuple[Condition, Condition]:
    """The dates that a question counts, and those they are a part of (the same, when it is no share)."""
    part = matching(ask)
    if ask.measure == "share_counted_within_72h":
        due = Occurrence.ends_at <= window.until - timedelta(hours=IN_TIME_HOURS)
        return sa.and_(part, in_time(without)), sa.and_(part, sa.or_(in_time(), due))
    return part, matching(ask.whole()) if ask.form == "share" else part


def is_share(ask: Ask) -> bool:
    """Whether the answer is a share of the dates."""
    return ask.form == "share" or ask.measure == "share_counted_within_72h"


def missing(ask: Ask, without: int | None = None) -> Condition:
    """The date has no current count (through the channels that the question counts)."""
    channels = channels_of(ask) if ask.measure == rules.PEOPLE else None
    return ~facts.counted(channels, without)


def _date_columns(ask: Ask, window: Window, without: int | None) -> list[Any]:
    part, whole = part_and_whole(ask, window, without)
    column = Event.id if (ask.form, ask.distinct_of) == ("distinct", "event") else None
    uncounted = sa.and_(whole, missing(ask, without))
    return [number_of(part, column), number_of(whole), number_of(uncounted)]


def dates(asks: Sequence[Ask], window: Window, without: int | None, only: int | None) -> list[Figure]:
    columns = [column for ask in asks for column in _date_columns(ask, window, without)]
    row = db.session.execute(only_date(facts.held(*columns).where(facts.during(window)), only)).one()
    answers = []
    for k, ask in enumerate(asks):
        part, whole, uncounted = row[3 * k : 3 * k + 3]
        of_whole = is_share(ask)
        value = rules.share(part, whole) if of_whole else part
        answers.append(Figure(value, held=whole, missing=uncounted, whole=whole if of_whole else None))
    return answers


def people_columns(ask: Ask) -> tuple[Condition, Condition]:
    """Lines of counts that a question adds up, and lines whose age is only known coarsely."""
    channel = Count.channel.in_(sorted(channels_of(ask)))
    wanted = bands_of(ask)
    if wanted is None:
        return channel, sa.false()
    counts = sa.and_(channel, CountLine.band.in_(sorted(rules.nodes_within(wanted))))
    return counts, sa.and_(channel, CountLine.band.in_(sorted(rules.nodes_across(wanted))))


def people(asks: Sequence[Ask], window: Window, without: int | None, only: int | None) -> list[Figure]:
    columns: list[Any] = []
    for ask in asks:
        counts, coarse = people_columns(ask)
        columns.append(_total(sa.and_(matching(ask), counts), CountLine.number))
        columns.append(_total(sa.and_(matching(ask), coarse), CountLine.number))
    statement = (
        facts.held(*columns)
        .join(Count, Count.occurrence_id == Occurrence.id)
        .join(CountLine, CountLine.count_id == Count.id)
        .where(facts.during(window), facts.current(without))
    )
    row = db.session.execute(only_date(statement, only)).one()
    behind = dates(asks, window, without, only)
    return [
        Figure(int(row[2 * k]), held=date.held, missing=date.missing, coarse=int(row[2 * k + 1]))
        for k, date in enumerate(behind)
    ]


def signups(asks: Sequence[Ask], window: Window, without: int | None, only: int | None) -> list[Figure]:
    statement = (
        facts.held(*(number_of(matching(ask)) for ask in asks))
        .join(Signup, Signup.occurrence_id == Occurrence.id)
        .where(facts.during(window), Signup.state == CONFIRMED)
    )
    return [Figure(value) for value in db.session.execute(only_date(statement, only)).one()]
