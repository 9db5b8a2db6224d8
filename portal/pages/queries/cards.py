"""Dates as cards: everything a list shows of one date, in plain values and one more query for seats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from portal.core import clock, text
from portal.core.text import _
from portal.events.models import Occurrence
from portal.pages.queries.dates import standings
from portal.pages.queries.nearby import Nearby
from portal.pages.rules.dates import Standing, State, audience_words, hue_of, state_of
from portal.pages.rules.map import short
from portal.pages.rules.near import Distance
from portal.places.models import District

NOWHERE = Nearby()


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
    """Cards in the order given, with distances of ``near`` (needs what ``events.queries.CARD`` loads)."""
    shown = list(occurrences)
    stand = standings(shown)
    return [_card(one, stand[one.id], _far(one, near)) for one in shown]


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
    event, place = occurrence.event, occurrence.place
    return hue_of(
        in_community=event.community_id is not None,
        bands=event.tagged("age_band"),
        audiences=event.tagged("audience"),
        place_kind=place.kind if place else "",
    )


def audience(occurrence: Occurrence) -> str:
    """Whom it is for, on one short line; empty when it is for everyone."""
    event = occurrence.event
    words = [str(word) for word in audience_words(event.tagged("audience"), event.tagged("age_band"))]
    return ", ".join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:3])])


def _card(occurrence: Occurrence, standing: Standing, distance: str) -> Card:
    event, place, title = occurrence.event, occurrence.place, occurrence.said("title")
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
        audience=audience(occurrence),
        institution=event.organiser.name,
        state=state_of(standing),
        hue=hue(occurrence),
        distance=distance,
    )
