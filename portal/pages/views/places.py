"""The list of places and the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app, render_template, request, url_for

from portal.communities import queries as communities
from portal.core import clock, taxonomy, web
from portal.core.text import _
from portal.core.web import public
from portal.pages.queries import cards, gatherings, programme
from portal.pages.queries import map as maps
from portal.pages.queries import places as dated
from portal.pages.rules.alphabet import order
from portal.pages.rules.country import Spot
from portal.pages.rules.filters import Filters
from portal.pages.rules.map import Drawing, draw_near
from portal.pages.rules.places import (
    ACCESS_WISHES,
    BRANCHES,
    GROUPS,
    HOUSE,
    OUT,
    ROAMING,
    answers,
    floors,
    group_of,
    lowest,
    nearby,
    under_roof,
)
from portal.pages.views.blueprint import bp
from portal.places import queries
from portal.places.models import AccessFact, Place
from portal.places.rules import NO, YES, feature_words, is_decentral

SHOWN = 8
"""Dates on the page of a place, before a link to all of them."""


@dataclass(frozen=True)
class Group:
    """A heading of the list with its places; ``parts`` are districts, for what lies all over."""

    name: str
    id: str
    places: list[Place] = field(default_factory=list)
    parts: list[tuple[str, list[Place]]] = field(default_factory=list)


@bp.get("/steder", endpoint="places")
@public
def places_list() -> str:
    """Places in use: the house, the branches, what moves about, and the rest by district."""
    everything = queries.open_places()
    kinds = [kind for kind in taxonomy.PLACE_KINDS if any(one.kind == kind for one in everything)]
    kind = request.args.get("slags", "")
    kind = kind if kind in kinds else ""
    wish = request.args.get("adgang", "")
    wish = wish if wish in ACCESS_WISHES else ""
    shown = [one for one in everything if _fits(one, kind, wish)]
    return render_template(
        "pages/places.html",
        groups=_groups(shown),
        number=len(shown),
        floors={one.id: floors(room.floor for room in one.rooms if not room.closed) for one in shown},
        step_free={one.id: _known(one).get("step_free") for one in shown},
        next=dated.next_dates(),
        access=_offered(_access_chips(everything, kind, wish)),
        kinds=_offered(_kind_chips(everything, kinds, kind, wish)),
        chosen=bool(kind or wish),
        words=taxonomy.PLACE_KINDS,
    )


def _fits(place: Place, kind: str, wish: str) -> bool:
    yes = {fact for fact, value in _known(place).items() if value}
    return (not kind or place.kind == kind) and (not wish or answers(wish, yes))


def _known(place: Place) -> dict[str, bool | None]:
    """Access fact -> yes, no, or not known."""
    return {one.fact: {YES: True, NO: False}.get(one.value) for one in place.access}


def _address(kind: str, wish: str) -> str:
    asked: dict[str, Any] = {"slags": kind, "adgang": wish}
    return url_for("pages.places", **{name: value for name, value in asked.items() if value})


def _offered(chips: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without those that would leave nothing: a list of what nobody has looked at helps nobody."""
    return [one for one in chips if one["count"] or one["current"]]


def _access_chips(places: list[Place], kind: str, wish: str) -> list[dict[str, Any]]:
    """Ways in that somebody has looked at, each with how many places would be left."""
    words = {
        "trinfri": (_("Step-free access"), "accessibility"),
        "toilet": (_("Accessible toilet"), "toilet"),
        "lift": (_("Lift"), "arrow-up-down"),
        "teleslynge": (_("Hearing loop"), "ear"),
        "ro": (_("Quiet place"), "leaf"),
    }
    return [
        {
            "text": text,
            "icon": icon,
            "href": _address(kind, "" if key == wish else key),
            "count": sum(_fits(one, kind, key) for one in places),
            "current": key == wish,
        }
        for key, (text, icon) in words.items()
    ]


def _kind_chips(places: list[Place], kinds: list[str], kind: str, wish: str) -> list[dict[str, Any]]:
    return [
        {
            "text": taxonomy.PLACE_KINDS[one],
            "href": _address("" if one == kind else one, wish),
            "count": sum(_fits(place, one, wish) for place in places),
            "current": one == kind,
        }
        for one in kinds
    ]


def _groups(places: list[Place]) -> list[Group]:
    """The headings that have places, in order."""
    names = {
        HOUSE: current_app.config["SETTINGS"].house_name,
        BRANCHES: _("The branches"),
        ROAMING: _("On wheels and online"),
        OUT: _("In town and in the villages"),
    }
    by_group: dict[str, list[Place]] = {one: [] for one in GROUPS}
    for place in places:
        by_group[group_of(place.kind, place.building)].append(place)
    by_group[HOUSE].sort(key=lambda one: (lowest(room.floor for room in one.rooms), order(one.name)))
    return [
        Group(names[key], key, parts=_by_district(found)) if key == OUT else Group(names[key], key, found)
        for key, found in by_group.items()
        if found
    ]


def _by_district(places: Iterable[Place]) -> list[tuple[str, list[Place]]]:
    """District name -> its places by name; outside the municipality and without a district come last."""

    def rank(place: Place) -> tuple[bool, bool, str, str]:
        district = place.district
        return (
            district is None,
            bool(district and district.outside),
            order(district.name) if district else "",
            order(place.name),
        )

    parts: dict[str, list[Place]] = {}
    for place in sorted(places, key=rank):
        name = place.district.name if place.district else _("All over the municipality")
        parts.setdefault(name, []).append(place)
    return list(parts.items())


@bp.get("/steder/<slug>")
@public
def place(slug: str) -> str:
    """One place: what is on, getting there, getting in, its rooms, and what lies close by."""
    found = queries.place_by_slug(slug)
    coming = programme.upcoming(Filters(place=slug), size=SHOWN)
    return render_template(
        "pages/place.html",
        place=found,
        kind=taxonomy.PLACE_KINDS[found.kind],
        address=_written_address(found),
        access=_access(found),
        checked=_checked(found.access),
        decentral=is_decentral(found.kind),
        rooms=[(room, feature_words(room.features)) for room in found.rooms if not room.closed],
        today=clock.today(),
        days=cards.by_day(cards.cards(coming.items)),
        running=cards.cards(programme.running(Filters(place=slug))),
        more=coming.next is not None,
        communities=gatherings.gathered(communities.at_place(found.id)),
        feed=web.absolute("interop.place_calendar", slug=slug),
        canonical=web.absolute("pages.place", slug=slug),
        **_around(found),
    )


def _around(found: Place) -> dict[str, Any]:
    """The small map, and other places under the same roof and close by."""
    areas, spots, here = maps.areas(), maps.spots(), maps.spot(found)
    drawing: Drawing | None = None if found.kind in ("book_bus", "online") else draw_near(areas, spots, here)
    others: list[Spot] = under_roof(here, spots)
    return {"drawing": drawing, "roof": others, "near": nearby(here, spots), "words": taxonomy.PLACE_KINDS}


def _written_address(found: Place) -> list[str]:
    """The lines of a postal address."""
    town = f"{found.postal_code} {found.town}".strip()
    return [part for part in (found.address, town) if part]


def _checked(facts: list[AccessFact]) -> tuple[date, date] | None:
    """The first and the last day somebody looked at what is known."""
    days = [one.checked_on for one in facts if one.checked_on]
    return (min(days), max(days)) if days else None


def _access(found: Place) -> list[tuple[str, bool | None]]:
    """What is known about getting in, in the order of the taxonomy: yes, no, or not known."""
    known = {one.fact: one for one in found.access}
    answered = {YES: True, NO: False}
    return [
        (_with_note(str(label), known[fact].note), answered.get(known[fact].value))
        for fact, label in taxonomy.ACCESS_FACTS.items()
        if fact in known
    ]


def _with_note(label: str, note: str) -> str:
    return f"{label} ({note})" if note else label
