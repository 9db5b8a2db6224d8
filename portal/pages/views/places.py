"""The list of places and the page of one."""

from __future__ import annotations

from itertools import groupby

from flask import render_template, request

from portal.communities import queries as communities
from portal.core import taxonomy, web
from portal.core.text import _
from portal.core.web import public
from portal.pages.queries import cards, gatherings, programme
from portal.pages.rules.filters import Filters
from portal.pages.views.blueprint import bp
from portal.places import queries
from portal.places.models import Place
from portal.places.rules import NO, YES, is_decentral

SHOWN = 8
"""Dates on the page of a place, before a link to all of them."""


@bp.get("/steder", endpoint="places")
@public
def places_list() -> str:
    """Places in use, by district and kind."""
    everything = queries.open_places()
    kinds = [kind for kind in taxonomy.PLACE_KINDS if any(one.kind == kind for one in everything)]
    wanted = request.args.get("slags", "")
    wanted = wanted if wanted in kinds else ""
    shown = [one for one in everything if not wanted or one.kind == wanted]
    return render_template(
        "pages/places.html",
        groups=_by_district(shown),
        kinds=[(kind, sum(one.kind == kind for one in everything)) for kind in kinds],
        wanted=wanted,
        words=taxonomy.PLACE_KINDS,
    )


def _by_district(places: list[Place]) -> list[tuple[str, list[Place]]]:
    """District name -> its places (kept in the order of kinds); what has no district comes last."""

    def district(place: Place) -> tuple[bool, bool, str]:
        if place.district is None:
            return (True, True, "")
        return (False, place.district.outside, place.district.name)

    ordered = sorted(places, key=district)
    return [
        (key[2] or _("All over the municipality"), list(found)) for key, found in groupby(ordered, district)
    ]


@bp.get("/steder/<slug>")
@public
def place(slug: str) -> str:
    """One place: getting there, getting in, its rooms, and what happens there."""
    found = queries.place_by_slug(slug)
    coming = programme.upcoming(Filters(place=slug), size=SHOWN)
    checked = [one.checked_on for one in found.access if one.checked_on]
    return render_template(
        "pages/place.html",
        place=found,
        kind=taxonomy.PLACE_KINDS[found.kind],
        address=", ".join(
            part for part in (found.address, f"{found.postal_code} {found.town}".strip()) if part
        ),
        access=_access(found),
        checked=max(checked) if checked else None,
        decentral=is_decentral(found.kind),
        coming=cards.cards(coming.items),
        more=coming.next is not None,
        communities=gatherings.gathered(communities.at_place(found.id)),
        feed=web.absolute("interop.place_calendar", slug=slug),
        canonical=web.absolute("pages.place", slug=slug),
    )


def _access(found: Place) -> list[tuple[str, bool | None]]:
    """What is known about getting in, in the order of the taxonomy: yes, no, or not known."""
    known = {one.fact: one for one in found.access}
    answers = {YES: True, NO: False}
    return [
        (_with_note(str(label), known[fact].note), answers.get(known[fact].value))
        for fact, label in taxonomy.ACCESS_FACTS.items()
        if fact in known
    ]


def _with_note(label: str, note: str) -> str:
    return f"{label} ({note})" if note else label
