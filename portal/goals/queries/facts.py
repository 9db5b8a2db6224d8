"""What was held, whose it is, and which counts are current: the ground under every figure."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from portal.communities.models import Community
from portal.core.db import db
from portal.events.models import Event, EventPartner, Occurrence
from portal.events.rules import DRAFT, SCHEDULED
from portal.goals.rules import Window
from portal.organisations.models import Organisation
from portal.participation.models import Count, CountLine
from portal.places.models import District, Place, Room

Condition = sa.ColumnElement[bool]

here = aliased(Place, name="here")
"""The place of a date (or of a community)."""
inside = aliased(Room, name="inside")
around = aliased(District, name="around")

_PLACE_ID = sa.func.coalesce(Occurrence.own_place_id, Event.place_id)
_ROOM_ID = sa.case(
    (Occurrence.own_room_id.is_not(None), Occurrence.own_room_id),
    (Occurrence.own_place_id.is_not(None), sa.null()),
    else_=Event.room_id,
)


class hours_between(FunctionElement[float]):
    """Hours from the first instant to the second, on both databases."""

    type = sa.Float()
    inherit_cache = True


@compiles(hours_between, "sqlite")
def _hours_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    first, second = (compiler.process(one, **how) for one in element.clauses)
    return f"((julianday({second}) - julianday({first})) * 24.0)"


@compiles(hours_between, "postgresql")
def _hours_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    first, second = (compiler.process(one, **how) for one in element.clauses)
    return f"(extract(epoch from ({second} - {first})) / 3600.0)"


def held(*columns: Any) -> sa.Select[Any]:
    """A select over dates that were not cancelled, with event, place, room and district at hand."""
    return _placed(sa.select(*columns).select_from(Occurrence).join(Event, Event.id == Occurrence.event_id))


def placed(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The same for a select of whole occurrences (rows behind a figure)."""
    return _placed(statement.join(Event, Event.id == Occurrence.event_id))


def _placed(statement: sa.Select[Any]) -> sa.Select[Any]:
    return (
        statement.outerjoin(here, here.id == _PLACE_ID)
        .outerjoin(inside, inside.id == _ROOM_ID)
        .outerjoin(around, around.id == sa.func.coalesce(here.district_id, Event.district_id))
        .where(Occurrence.state == SCHEDULED, Event.state != DRAFT)
    )


def during(window: Window) -> Condition:
    """Begun in the window and over by its end. Uses ``ix_occurrence_when``."""
    return sa.and_(
        Occurrence.starts_at >= window.start,
        Occurrence.starts_at < window.end,
        Occurrence.ends_at <= window.until,
    )


@cache
def carriers(shared: bool) -> sa.Select[int]:
    """The ids of the library and its units; of all institutions of the house when ``shared``."""
    own, parent = aliased(Organisation), aliased(Organisation)
    ours: Condition = sa.or_(own.kind == "library", parent.kind == "library")
    if shared:
        ours = sa.or_(ours, own.house_member, parent.house_member)
    return sa.select(own.id).outerjoin(parent, parent.id == own.parent_id).where(ours)


@cache
def ours(shared: bool) -> Condition:
    """Held by the library alone or with others, or looked after by its staff (counting rule ``ours``)."""
    ids = carriers(shared)
    partner = (
        sa.exists()
        .where(
            EventPartner.event_id == Event.id,
            EventPartner.visiting.is_(False),
            EventPartner.organisation_id.in_(ids),
        )
        .correlate(Event)
    )
    return sa.or_(Event.unit_id.in_(ids), Event.organiser_id.in_(ids), partner)


@cache
def community_ours(shared: bool) -> Condition:
    """Communities that the library (or the house) supports."""
    ids = carriers(shared)
    return sa.or_(Community.unit_id.in_(ids), Community.organiser_id.in_(ids))


_later = aliased(Count, name="later")


def current(without: int | None = None) -> Condition:
    """Counts that nothing supersedes, as if the count ``without`` had never been made."""
    corrected = sa.exists().where(_later.supersedes_id == Count.id).correlate(Count)
    if without is None:
        return ~corrected
    corrected = sa.exists().where(_later.supersedes_id == Count.id, _later.id != without).correlate(Count)
    return sa.and_(Count.id != without, ~corrected)


def counted(channels: frozenset[str] | None = None, without: int | None = None) -> Condition:
    """The date has a current count (through one of the channels)."""
    found = sa.exists().where(Count.occurrence_id == Occurrence.id, current(without)).correlate(Occurrence)
    return found if channels is None else found.where(Count.channel.in_(sorted(channels)))


def turnout(without: int | None = None) -> sa.Subquery:
    """Date -> everybody counted there, in all channels."""
    return (
        sa.select(Count.occurrence_id, sa.func.sum(CountLine.number).label("people"))
        .join(CountLine, CountLine.count_id == Count.id)
        .where(current(without))
        .group_by(Count.occurrence_id)
        .subquery("turnout")
    )


def first_fact() -> datetime | None:
    """When the first date that anybody entered began: before it the portal knows nothing."""
    return db.session.scalar(
        sa.select(sa.func.min(Occurrence.starts_at)).where(Occurrence.state == SCHEDULED)
    )
