"""The counts of the programme, and its order by distance.

Both read the soonest :data:`MOST_COUNTED` dates once, in light rows along the index on ``starts_at``, with
what their events and places answer to, and decide in ``rules.facets``. So they cost the same with 1,000 and
with 100,000 dates; where there are more dates than that, counts say "200+" or nothing, and the order by
distance is that of the soonest ones (the page says until which day).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import Page, cursor_of, db, key_of
from portal.core.taxonomy import CLOSED_KINDS
from portal.events.models import Event, EventPartner, EventTag, Occurrence
from portal.organisations.models import Organisation
from portal.pages.queries import programme
from portal.pages.queries.nearby import Nearby, nearby
from portal.pages.rules import facets
from portal.pages.rules.facets import Coming, Counts, Offer
from portal.pages.rules.filters import PROMISES, Filters, days_of
from portal.places.models import AccessFact, Place

MOST_COUNTED = 300
"""Dates that are looked at for counts and for the order by distance."""
YES: frozenset[Any] = frozenset({True})
NONE: frozenset[Any] = frozenset()
_organiser, _unit = aliased(Organisation), aliased(Organisation)


@dataclass(frozen=True)
class Looked:
    """What was found out about a wish before its list is read."""

    filters: Filters
    """The wish, with the radius that was settled on."""
    counts: Counts
    coming: Sequence[Coming]
    """The dates that were looked at, soonest first."""
    near: Nearby

    @property
    def until(self) -> date | None:
        """The last day that the order by distance knows of; ``None`` when it knows all."""
        return None if self.counts.complete else self.counts.last_day


def look(filters: Filters) -> Looked:
    """Count every wish under all others. A radius that was left to us grows until something is in it."""
    near = nearby(filters.near) if filters.near else Nearby()
    rows = [] if programme.impossible(filters) else _rows(filters)
    complete = len(rows) <= MOST_COUNTED
    coming = _coming(rows[:MOST_COUNTED], near)
    now = clock.now()
    counts = facets.tally(filters, coming, now, complete=complete)
    settled = facets.widened(filters, counts)
    if settled.radius != filters.radius:
        counts = facets.tally(settled, coming, now, complete=complete)
    return Looked(settled, counts, coming, near)


def _rows(filters: Filters) -> list[Any]:
    """The soonest dates under the words and the span of days that are asked for, one more than is counted."""
    wide = Filters(q=filters.q, since=filters.since, until=filters.until, groups=filters.groups)
    statement = (
        sa.select(
            Occurrence.id.label("occurrence_id"),
            Occurrence.starts_at,
            Occurrence.ends_at,
            programme.PLACE_ID.label("place_id"),
            Event.id.label("event_id"),
            Event.district_id,
            Event.price,
            Event.signup_mode,
            Event.mode,
            Event.kind,
            _organiser.slug.label("organiser"),
            _unit.slug.label("unit"),
            Place.slug.label("place"),
            Place.building,
            Place.district_id.label("place_district"),
        )
        .join(*programme.event_of(filters))
        .join(_organiser, Event.organiser_id == _organiser.id)
        .join(_unit, Event.unit_id == _unit.id)
        .outerjoin(Place, Place.id == programme.PLACE_ID)
        .where(*programme.on(*days_of(wide, clock.today())), *programme.public(filters.q))
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST_COUNTED + 1)
    )
    return list(db.session.execute(statement))


def _coming(rows: Sequence[Any], near: Nearby) -> list[Coming]:
    """The rows as dates that share what their event answers to."""
    told = _Told({row.event_id for row in rows}, {row.place_id for row in rows if row.place_id})
    offers: dict[tuple[int, int | None], Offer] = {}
    for row in rows:
        key = (row.event_id, row.place_id)
        if key not in offers:
            offers[key] = told.offer(row, near)
    return [
        Coming(row.occurrence_id, row.starts_at, row.ends_at, offers[row.event_id, row.place_id])
        for row in rows
    ]


class _Told:
    """What is told about some events and places, read at once."""

    def __init__(self, events: Collection[int], places: Collection[int]) -> None:
        self.tags: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for event, dimension, value in db.session.execute(
            sa.select(EventTag.event_id, EventTag.dimension, EventTag.value).where(
                EventTag.event_id.in_(events), EventTag.dimension != "sdg"
            )
        ):
            self.tags[event][dimension].add(value)
        self.partners = _sets(
            sa.select(EventPartner.event_id, Organisation.slug)
            .join(EventPartner.organisation)
            .where(EventPartner.event_id.in_(events))
        )
        facts = [fact for group in PROMISES.values() for fact in group]
        self.access = _sets(
            sa.select(AccessFact.place_id, AccessFact.fact).where(
                AccessFact.place_id.in_(places), AccessFact.value == "yes", AccessFact.fact.in_(facts)
            )
        )

    def offer(self, row: Any, near: Nearby) -> Offer:
        """What the dates of an event at a place answer to."""
        tags = self.tags[row.event_id]
        known = row.place is not None
        place = frozenset({row.place, row.building} - {""}) if known else NONE
        district = row.place_district if known else row.district_id
        promised = tags["access"] | self.access.get(row.place_id, NONE)
        distance = None if row.mode == "online" else near.of(row.place_id, row.district_id)
        closed = row.kind in CLOSED_KINDS
        return Offer(
            {
                "place": place,
                "district": NONE if district is None else frozenset({district}),
                "band": facets.band_values(frozenset(tags["age_band"]), frozenset(tags["audience"])),
                "free": YES if row.price == 0 else NONE,
                "no_signup": YES if row.signup_mode == "none" else NONE,
                "mode": facets.mode_values(row.mode),
                "language": facets.language_values(frozenset(tags["language"])),
                "institution": self._holders(row),
                "theme": frozenset(tags["theme"]),
                "step_free": NONE if promised.isdisjoint(PROMISES["step_free"]) else YES,
                "quiet": NONE if promised.isdisjoint(PROMISES["quiet"]) else YES,
                "groups": YES if closed else NONE,
                "within": facets.within_values(distance),
            },
            closed=closed,
            distance=distance,
        )

    def _holders(self, row: Any) -> frozenset[str]:
        return frozenset({row.organiser, row.unit}).union(self.partners.get(row.event_id, NONE))


def _sets(statement: sa.Select[Any, Any]) -> dict[Any, set[Any]]:
    found: dict[Any, set[Any]] = defaultdict(set)
    for one, other in db.session.execute(statement):
        found[one].add(other)
    return found


def nearest_first(
    looked: Looked, cursor: str | None = None, size: int = programme.PAGE_SIZE
) -> Page[Occurrence]:
    """The list by distance, then by time; one page by key, out of the dates that were looked at."""
    days = facets.Days(clock.now())
    found = sorted(_key(one) for one in looked.coming if facets.fits(looked.filters, one, days))
    after = key_of(cursor, (int, datetime, int))
    if after:
        found = [key for key in found if key > tuple(after)]
    shown = found[:size]
    items = _in_order([key[2] for key in shown])
    return Page(items, cursor_of(shown[-1]) if len(found) > size else None)


def _key(one: Coming) -> tuple[int, datetime, int]:
    metres = round(one.offer.distance.km * 1000) if one.offer.distance else 0
    return metres, one.starts_at, one.id


def _in_order(idents: Iterable[int]) -> list[Occurrence]:
    order = list(idents)
    rows = {row.id: row for row in db.session.scalars(programme.by_ids(order)).unique()} if order else {}
    return [rows[ident] for ident in order if ident in rows]
