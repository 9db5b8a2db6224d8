"""How far the places of the town are from somewhere: measured over places (hundreds), never over dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.core.db import db
from portal.pages.rules.near import TOWNS, Distance, Spot, km_between, middle_of
from portal.places.models import District, Place


@dataclass(frozen=True)
class Nearby:
    """Distances from one town. A place that is nowhere (the net, the book bus) has none."""

    places: Mapping[int, Distance] = field(default_factory=dict)
    """Place id -> how far."""
    districts: Mapping[str, Distance] = field(default_factory=dict)
    """District id -> how far its middle is."""

    def of(self, place_id: int | None, district_id: str | None) -> Distance | None:
        """How far something is that is held at a place, or somewhere in a district."""
        if place_id is not None:
            return self.places.get(place_id)
        return self.districts.get(district_id or "")

    def within(self, km: int) -> tuple[list[int], list[str]]:
        """The places and the districts that a radius reaches."""
        return (
            [ident for ident, far in self.places.items() if far.km <= km],
            [ident for ident, far in self.districts.items() if far.km <= km],
        )


def nearby(town: str) -> Nearby:
    """Distances from a town of ``rules.near.TOWNS``. Districts outside the municipality are nowhere."""
    here = TOWNS[town].spot
    rows = db.session.execute(
        sa.select(District.id, District.lat, District.lon).where(District.outside.is_(False))
    )
    middles = {ident: middle_of(ident, lat, lon) for ident, lat, lon in rows}
    districts = {
        ident: Distance(km_between(here, spot), exact=False) for ident, spot in middles.items() if spot
    }
    places: dict[int, Distance] = {}
    for ident, lat, lon, district in db.session.execute(
        sa.select(Place.id, Place.lat, Place.lon, Place.district_id)
    ):
        if lat is not None and lon is not None:
            places[ident] = Distance(km_between(here, Spot(lat, lon)))
        elif district in districts:
            places[ident] = districts[district]
    return Nearby(places, districts)
