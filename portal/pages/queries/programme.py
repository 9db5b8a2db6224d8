"""The programme: coming dates by filter, and what can be chosen. ``queries.counted`` counts.

Everything here costs the same with 1,000 and 100,000 dates: lists walk the index on ``starts_at`` from
today and stop when the page is full.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.core import clock, search
from portal.core.db import Page, db, keyset
from portal.core.taxonomy import CLOSED_KINDS
from portal.events import rules as events
from portal.events.models import Event, EventPartner, EventTag, Occurrence
from portal.organisations.models import Organisation
from portal.pages.queries.cards import LOADS_JOINED
from portal.pages.queries.nearby import nearby
from portal.pages.rules.filters import (
    EVENING,
    FINE_BANDS,
    NOW,
    OTHER_LANGUAGES,
    PROMISES,
    TONIGHT,
    Filters,
    Known,
    audiences_like,
    bands_like,
    days_of,
)
from portal.places.models import AccessFact, District, Place

PAGE_SIZE = 30
HOUSE = "kulturhuset"
"""The building (``Place.building``) that the institutions of the house share."""

PLACE_ID = sa.func.coalesce(Occurrence.own_place_id, Event.place_id)
"""Where a date is held, in SQL."""


def _tagged(dimension: str, condition: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(EventTag.event_id == Event.id, EventTag.dimension == dimension, condition)


def _for_band(band: str) -> sa.ColumnElement[bool]:
    """Said by its ages, or by its audience; a fine age is asked of the audience only where no age is said."""
    ages = _tagged("age_band", EventTag.value.in_(bands_like(band)))
    words = _tagged("audience", EventTag.value.in_(audiences_like(band)))
    if band in FINE_BANDS:
        words = sa.and_(
            words, ~sa.exists().where(EventTag.event_id == Event.id, EventTag.dimension == "age_band")
        )
    return sa.or_(ages, words)


def _spoken(language: str) -> sa.ColumnElement[bool]:
    if language == OTHER_LANGUAGES:
        return _tagged("language", EventTag.value != "da")
    return _tagged("language", EventTag.value == language)


def _promised(*facts: str) -> sa.ColumnElement[bool]:
    """Said to be so by the place or by the event itself; not known is not yes."""
    at_the_place = sa.exists().where(
        AccessFact.place_id == PLACE_ID, AccessFact.fact.in_(facts), AccessFact.value == "yes"
    )
    return sa.or_(at_the_place, _tagged("access", EventTag.value.in_(facts)))


def _held_by(slug: str) -> sa.ColumnElement[bool]:
    one = sa.select(Organisation.id).where(Organisation.slug == slug).scalar_subquery()
    partner = sa.exists().where(EventPartner.event_id == Event.id, EventPartner.organisation_id == one)
    return sa.or_(Event.organiser_id == one, Event.unit_id == one, partner)


def _in_district(ident: str) -> sa.ColumnElement[bool]:
    there = sa.exists().where(Place.id == PLACE_ID, Place.district_id == ident)
    return sa.or_(there, sa.and_(PLACE_ID.is_(None), Event.district_id == ident))


def _at(slug: str) -> sa.ColumnElement[bool]:
    return PLACE_ID.in_(sa.select(Place.id).where(sa.or_(Place.slug == slug, Place.building == slug)))


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
    "step_free": lambda _yes: _promised(*PROMISES["step_free"]),
    "quiet": lambda _yes: _promised(*PROMISES["quiet"]),
    "groups": lambda _yes: Event.kind.in_(CLOSED_KINDS),
}


def public(q: str = "") -> list[sa.ColumnElement[bool]]:
    """Not a draft, and found by the words."""
    found = search.matching("event", q)
    return [Event.state != events.DRAFT, *([] if found is None else [Event.id.in_(found)])]


def conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Public, and every wish but the days, as SQL."""
    conditions = public(filters.q)
    if not filters.shows_groups:
        conditions.append(Event.kind.not_in(CLOSED_KINDS))
    if filters.near:
        conditions += _near(filters)
    return conditions + [
        _WISHES[name](getattr(filters, name)) for name in filters.chosen() if name in _WISHES
    ]


def _near(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Held within the radius; what is only online is near nobody."""
    places, districts = nearby(filters.near).within(filters.radius)
    there = sa.or_(PLACE_ID.in_(places), sa.and_(PLACE_ID.is_(None), Event.district_id.in_(districts)))
    return [Event.mode != "online", there]


def on(first: date, last: date | None) -> list[sa.ColumnElement[bool]]:
    """Begins on one of the days, and is not over."""
    span = [Occurrence.starts_at >= clock.day_bounds(first)[0], Occurrence.ends_at > clock.now()]
    if last is not None:
        span.append(Occurrence.starts_at < clock.day_bounds(max(first, last))[1])
    return span


def _when(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The days that are asked for, and the part of today."""
    span = on(*days_of(filters, clock.today()))
    if filters.day == NOW:
        span.append(Occurrence.starts_at <= clock.now())
    elif filters.day == TONIGHT:
        evening = datetime.combine(clock.today(), EVENING)  # local wall clock
        span.append(Occurrence.starts_at >= clock.to_utc(evening))
    return span


def event_of(filters: Filters) -> tuple[type[Event], sa.ColumnElement[bool]]:
    """How dates are joined to their events: in order of time, whatever is wished.

    Adding nothing keeps the planner from going through the events first, all their dates after them, and
    sorting those: it takes "free" for rare. Words are rare, so there it may.
    """
    key = Occurrence.event_id if filters.q else Occurrence.event_id + 0
    return Event, key == Event.id


def upcoming(filters: Filters, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[Occurrence]:
    """Dates that are not over, soonest first, cancelled ones among them; one page by key."""
    if impossible(filters):
        return Page([])
    statement = (
        sa.select(Occurrence)
        .join(*event_of(filters))
        .where(*_when(filters), *conditions(filters))
        .options(*LOADS_JOINED)
    )
    return keyset(statement, (Occurrence.starts_at, Occurrence.id), cursor=cursor, size=size)


def by_ids(idents: Collection[int]) -> sa.Select[Occurrence]:
    """These dates with all that a list shows of them, in no order."""
    return (
        sa.select(Occurrence).join(Occurrence.event).where(Occurrence.id.in_(idents)).options(*LOADS_JOINED)
    )


def impossible(filters: Filters) -> bool:
    """Whether the days that are asked for end before they begin, or before today."""
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
        .options(*LOADS_JOINED)
        .order_by(Occurrence.ends_at, Occurrence.id)
        .limit(size)
    )
    return db.session.scalars(statement).unique().all()


@dataclass(frozen=True)
class Choices:
    """What the lists of the filter form offer, as (value, name). Buildings have no name of their own."""

    places: list[tuple[str, str]]
    buildings: list[tuple[str, str]]
    districts: list[tuple[str, str]]
    institutions: list[tuple[str, str]]

    @property
    def known(self) -> Known:
        """The values alone."""
        places, districts, institutions = (
            {value for value, _name in one}
            for one in ([*self.buildings, *self.places], self.districts, self.institutions)
        )
        return Known(places, districts, institutions)


def choices() -> Choices:
    """Open places and their buildings, districts, and the organisations that hold or look after events."""
    holds = sa.exists().where(sa.or_(Event.organiser_id == Organisation.id, Event.unit_id == Organisation.id))
    kinds: dict[str, sa.Select[str, str]] = {
        "places": sa.select(Place.slug, Place.name).where(Place.closed.is_(False)),
        "buildings": sa.select(Place.building, Place.building)
        .where(Place.closed.is_(False), Place.building != "")
        .distinct(),
        "districts": sa.select(District.id, District.name),
        "institutions": sa.select(Organisation.slug, Organisation.name).where(holds),
    }
    legs = [sa.select(sa.literal(kind).label("kind"), one.subquery()) for kind, one in kinds.items()]
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in kinds}
    for kind, value, name in db.session.execute(sa.union_all(*legs).order_by("name")):
        found[kind].append((value, name))
    return Choices(**found)
