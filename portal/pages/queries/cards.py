"""Dates as cards: everything a list shows of one date, in plain values, with two more queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, load_only

from portal.core import clock, text
from portal.core.db import STRICT, db
from portal.core.text import _
from portal.events.models import Event, EventTag, Occurrence
from portal.organisations.models import Organisation
from portal.pages.queries.dates import standings
from portal.pages.queries.nearby import Nearby
from portal.pages.rules.dates import Standing, State, audience_words, hue_of, state_of
from portal.pages.rules.map import short
from portal.pages.rules.near import Distance
from portal.places.models import District, Place

NOWHERE = Nearby()

_PLACE = (
    load_only(Place.name, Place.kind, raiseload=True),
    joinedload(Place.district).load_only(District.name, raiseload=True),
)
_EVENT = (
    load_only(
        Event.slug,
        Event.title,
        Event.language,
        Event.translations,
        Event.mode,
        Event.price,
        Event.signup_mode,
        Event.community_id,
        Event.district_id,
        Event.place_id,
        raiseload=True,
    ),
    joinedload(Event.organiser).load_only(Organisation.name, raiseload=True),
    joinedload(Event.place).options(*_PLACE),
)
_DATE = (
    load_only(
        Occurrence.event_id,
        Occurrence.slug,
        Occurrence.starts_at,
        Occurrence.ends_at,
        Occurrence.moved_from,
        Occurrence.own_title,
        Occurrence.own_place_id,
        Occurrence.state,
        Occurrence.translations,
        raiseload=True,
    ),
    joinedload(Occurrence.own_place).options(*_PLACE),
    STRICT,
)


LOADS = (joinedload(Occurrence.event).options(*_EVENT), *_DATE)
"""What a card shows of a date, and not a column more: lists are read far more often than anything else."""
LOADS_JOINED = (contains_eager(Occurrence.event).options(*_EVENT), *_DATE)
"""The same for a statement that joins the event itself."""


@dataclass(frozen=True)
class Card:
    """One date in a list. ``slug`` and ``date_slug`` make its address."""

    slug: str
    date_slug: str
    title: str
    lang: str | None
    """The language of the title, when it is not the page's."""
    start: datetime
    end: datetime
    place: str
    district: str
    """Empty when the name of the place says it already."""
    price: str
    audience: str
    institution: str
    state: State
    hue: str
    distance: str = ""
    """How far it is, in words; empty when nobody asked."""

    @property
    def day(self) -> date:
        """The local day it begins on."""
        return clock.to_local(self.start).date()


def cards(occurrences: Iterable[Occurrence], near: Nearby = NOWHERE) -> list[Card]:
    """Cards in the order given, with distances of ``near`` (needs :data:`LOADS`)."""
    shown = list(occurrences)
    stand, people = standings(shown), _people({one.event_id for one in shown})
    return [_card(one, people[one.event_id], stand[one.id], _far(one, near)) for one in shown]


def _people(events: Collection[int]) -> Mapping[int, Mapping[str, list[str]]]:
    """For whom each event is, in words of the taxonomy: event id -> ``audience`` and ``age_band``."""
    told: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    if events:
        tags = sa.select(EventTag.event_id, EventTag.dimension, EventTag.value).where(
            EventTag.event_id.in_(events), EventTag.dimension.in_(("audience", "age_band"))
        )
        for event, dimension, value in db.session.execute(tags.order_by(EventTag.value)):
            told[event][dimension].append(value)
    return told


def _far(occurrence: Occurrence, near: Nearby) -> str:
    event, place = occurrence.event, occurrence.place
    distance = near.of(place.id if place else None, event.district_id)
    return "" if distance is None or event.mode == "online" else how_far(distance)


def how_far(distance: Distance) -> str:
    """``2,3 km``, ``ca. 6 km`` when only the district is known, ``12 km`` further away."""
    if distance.km < 1:
        return _("less than 1 km")
    if not distance.exact:
        return _("about %(km)s km", km=text.number(round(distance.km)))
    return _("%(km)s km", km=text.number(round(distance.km, 1 if distance.km < 10 else None)))


def by_day(made: Iterable[Card]) -> list[tuple[date, list[Card]]]:
    """Cards that are in order of time, as a list of days."""
    return [(day, list(group)) for day, group in groupby(made, key=lambda card: card.day)]


def hue(occurrence: Occurrence) -> str:
    """The colour of a date (needs event, tags and place loaded)."""
    return _hue(occurrence, occurrence.event.tagged("audience"), occurrence.event.tagged("age_band"))


def _hue(occurrence: Occurrence, audiences: list[str], bands: list[str]) -> str:
    return hue_of(
        in_community=occurrence.event.community_id is not None,
        bands=bands,
        audiences=audiences,
        place_kind=occurrence.place.kind if occurrence.place else "",
    )


def audience(occurrence: Occurrence) -> str:
    """Whom it is for, on one short line; empty when it is for everyone (needs event and tags loaded)."""
    return _audience(occurrence.event.tagged("audience"), occurrence.event.tagged("age_band"))


def _audience(audiences: list[str], bands: list[str]) -> str:
    words = [str(word) for word in audience_words(audiences, bands)]
    return text.side_by_side(words[:3])


def _card(occurrence: Occurrence, people: Mapping[str, list[str]], standing: Standing, distance: str) -> Card:
    event, place, title = occurrence.event, occurrence.place, occurrence.said("title")
    for_whom = people["audience"], people["age_band"]
    district: District | None = place.district if place else None
    return Card(
        slug=event.slug,
        date_slug=occurrence.slug,
        title=title,
        lang=title.lang,
        start=occurrence.starts_at,
        end=occurrence.ends_at,
        place=place.name if place else (_("Online") if event.mode == "online" else ""),
        district=district.name if district and place and short(district.name) not in place.name else "",
        price=text.kroner(event.price),
        audience=_audience(*for_whom),
        institution=event.organiser.name,
        state=state_of(standing),
        hue=_hue(occurrence, *for_whom),
        distance=distance,
    )
