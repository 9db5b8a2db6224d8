"""The programme: coming dates by filter, how many each filter would leave, and what can be chosen.

Everything here costs the same with 1,000 and 100,000 dates: lists walk the index on ``starts_at`` from
today and stop when the page is full; counts look at no more than :data:`MOST_COUNTED` dates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.core import clock, search
from portal.core.db import STRICT, Page, db, keyset
from portal.core.taxonomy import CLOSED_KINDS
from portal.events import rules as events
from portal.events.models import Event, EventPartner, EventTag, Occurrence
from portal.organisations.models import Organisation
from portal.pages.rules.filters import (
    OTHER_LANGUAGES,
    Filters,
    Known,
    audiences_like,
    bands_like,
    days_of,
    weekend,
)
from portal.places.models import AccessFact, District, Place

PAGE_SIZE = 30
MOST_COUNTED = 300
"""Above this many dates the chips show no numbers rather than wrong ones."""

_LOADS = (
    contains_eager(Occurrence.event).options(
        joinedload(Event.organiser),
        joinedload(Event.place).joinedload(Place.district),
        joinedload(Event.room),
        joinedload(Event.community),
        selectinload(Event.tags),
    ),
    joinedload(Occurrence.own_place).joinedload(Place.district),
    joinedload(Occurrence.own_room),
    STRICT,
)
_PLACE_ID = sa.func.coalesce(Occurrence.own_place_id, Event.place_id)


def _tagged(dimension: str, condition: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(EventTag.event_id == Event.id, EventTag.dimension == dimension, condition)


def _for_band(band: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        _tagged("age_band", EventTag.value.in_(bands_like(band))),
        _tagged("audience", EventTag.value.in_(audiences_like(band))),
    )


def _spoken(language: str) -> sa.ColumnElement[bool]:
    if language == OTHER_LANGUAGES:
        return _tagged("language", EventTag.value != "da")
    return _tagged("language", EventTag.value == language)


def _step_free() -> sa.ColumnElement[bool]:
    """Said to be so by the place or by the event itself; not known is not yes."""
    at_the_place = sa.exists().where(
        AccessFact.place_id == _PLACE_ID, AccessFact.fact == "step_free", AccessFact.value == "yes"
    )
    return sa.or_(at_the_place, _tagged("access", EventTag.value == "step_free"))


def _held_by(slug: str) -> sa.ColumnElement[bool]:
    one = sa.select(Organisation.id).where(Organisation.slug == slug).scalar_subquery()
    partner = sa.exists().where(EventPartner.event_id == Event.id, EventPartner.organisation_id == one)
    return sa.or_(Event.organiser_id == one, Event.unit_id == one, partner)


def _in_district(ident: str) -> sa.ColumnElement[bool]:
    there = sa.exists().where(Place.id == _PLACE_ID, Place.district_id == ident)
    return sa.or_(there, sa.and_(_PLACE_ID.is_(None), Event.district_id == ident))


def _at(slug: str) -> sa.ColumnElement[bool]:
    return sa.select(Place.id).where(Place.slug == slug).scalar_subquery() == _PLACE_ID


_WISHES: dict[str, Callable[[Any], sa.ColumnElement[bool]]] = {
    "place": _at,
    "district": _in_district,
    "band": _for_band,
    "free": lambda _yes: Event.price == 0,
    "no_signup": lambda _yes: Event.signup_mode == "none",
    "mode": lambda mode: Event.mode.in_({mode, "hybrid"}),
    "language": _spoken,
    "institution": _held_by,
    "theme": lambda theme: _tagged("theme", EventTag.value == theme),
    "step_free": lambda _yes: _step_free(),
    "groups": lambda _yes: Event.kind.in_(CLOSED_KINDS),
}


def conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Public, and every wish but the days, as SQL."""
    conditions = [Event.state != events.DRAFT]
    if not filters.shows_groups:
        conditions.append(Event.kind.not_in(CLOSED_KINDS))
    found = search.matching("event", filters.q)
    if found is not None:
        conditions.append(Event.id.in_(found))
    return conditions + [
        _WISHES[name](getattr(filters, name)) for name in filters.chosen() if name in _WISHES
    ]


def _on(first: date, last: date | None) -> list[sa.ColumnElement[bool]]:
    """Begins on one of the days, and is not over."""
    span = [Occurrence.starts_at >= clock.day_bounds(first)[0], Occurrence.ends_at > clock.now()]
    if last is not None:
        span.append(Occurrence.starts_at < clock.day_bounds(max(first, last))[1])
    return span


def upcoming(filters: Filters, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[Occurrence]:
    """Dates that are not over, soonest first, cancelled ones among them; one page by key."""
    if _impossible(filters):
        return Page([])
    statement = (
        sa.select(Occurrence)
        .join(Occurrence.event)
        .where(*_on(*days_of(filters, clock.today())), *conditions(filters))
        .options(*_LOADS)
    )
    return keyset(statement, (Occurrence.starts_at, Occurrence.id), cursor=cursor, size=size)


def _impossible(filters: Filters) -> bool:
    first, last = days_of(filters, clock.today())
    return last is not None and last < first


def running(filters: Filters, size: int = 6) -> Sequence[Occurrence]:
    """Exhibitions and self-directed offers that began on an earlier day and are still open."""
    long_kinds = sa.select(Event.id).where(Event.kind.in_(("exhibition", "self_directed")))
    statement = (
        sa.select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.event_id.in_(long_kinds),
            Occurrence.state == events.SCHEDULED,
            Occurrence.starts_at < clock.day_bounds(clock.today())[0],
            Occurrence.ends_at > clock.now(),
            *conditions(filters),
        )
        .options(*_LOADS)
        .order_by(Occurrence.ends_at, Occurrence.id)
        .limit(size)
    )
    return db.session.scalars(statement).unique().all()


@dataclass(frozen=True)
class Facets:
    """How many dates each chip would leave; ``None`` when there are too many to count cheaply."""

    all: int | None = None
    today: int | None = None
    weekend: int | None = None
    free: int | None = None
    children: int | None = None
    no_signup: int | None = None
    other_languages: int | None = None
    step_free: int | None = None


def facets(filters: Filters) -> Facets:
    """Counts for the chips in one bounded query, each as if its chip were added to what is chosen.

    The chips of a day stand in for each other, so their counts leave the chosen day out.
    """
    if _impossible(filters):
        return Facets(*[0] * 8)
    today = clock.today()
    near = _near(filters, today).subquery()
    here = near.c.chosen_day
    added = ("free", "children", "no_signup", "other_languages", "step_free")
    wanted = (here, near.c.today, near.c.weekend, *(sa.and_(here, near.c[name]) for name in added))
    total, *counted = db.session.execute(
        sa.select(sa.func.count(), *(sa.func.sum(sa.case((one, 1), else_=0)) for one in wanted)).select_from(
            near
        )
    ).one()
    return Facets() if total > MOST_COUNTED else Facets(*(int(number or 0) for number in counted))


def _near(filters: Filters, today: date) -> sa.Select[*tuple[bool, ...]]:
    """The dates counted, with a yes or no for each chip; the days that are chosen by chip left out."""
    wide = filters.without("day")
    return (
        sa.select(
            _between(*days_of(filters, today)).label("chosen_day"),
            _between(today, today).label("today"),
            _between(*weekend(today)).label("weekend"),
            (Event.price == 0).label("free"),
            _for_band("children").label("children"),
            (Event.signup_mode == "none").label("no_signup"),
            _spoken(OTHER_LANGUAGES).label("other_languages"),
            _step_free().label("step_free"),
        )
        .select_from(Occurrence)
        .join(Occurrence.event)
        .where(*_on(*days_of(wide, today)), *conditions(wide))
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST_COUNTED + 1)
    )


def _between(first: date, last: date | None) -> sa.ColumnElement[bool]:
    begins = Occurrence.starts_at >= clock.day_bounds(first)[0]
    if last is None:
        return begins
    return sa.and_(begins, Occurrence.starts_at < clock.day_bounds(last)[1])


@dataclass(frozen=True)
class Choices:
    """What the lists of the filter form offer, as (value, name)."""

    places: list[tuple[str, str]]
    districts: list[tuple[str, str]]
    institutions: list[tuple[str, str]]

    @property
    def known(self) -> Known:
        """The values alone."""
        return Known(
            *({value for value, _name in one} for one in (self.places, self.districts, self.institutions))
        )


def choices() -> Choices:
    """Open places, districts, and the organisations that hold or look after events."""
    holds = sa.exists().where(sa.or_(Event.organiser_id == Organisation.id, Event.unit_id == Organisation.id))
    statements = (
        sa.select(Place.slug, Place.name).where(Place.closed.is_(False)).order_by(Place.name),
        sa.select(District.id, District.name).order_by(District.name),
        sa.select(Organisation.slug, Organisation.name).where(holds).order_by(Organisation.name),
    )
    return Choices(*([(row[0], row[1]) for row in db.session.execute(one)] for one in statements))
