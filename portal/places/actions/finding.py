"""What a place and its rooms are found by. Nothing here commits."""

from __future__ import annotations

import sqlalchemy as sa

from portal.core import search
from portal.core.db import db
from portal.places import rules
from portal.places.models import AccessFact, District, Place, Room


def make_findable(place: Place) -> None:
    """Index a place by its name, town and district, its rooms, its address and how to get in.

    Its rooms are indexed beside it: what is held in one is linked to it and found by its name.
    """
    db.session.flush()
    rooms = db.session.execute(sa.select(Room.id, Room.name).where(Room.place_id == place.id)).all()
    facts = db.session.scalars(
        sa.select(AccessFact.fact).where(AccessFact.place_id == place.id, AccessFact.value == rules.YES)
    )
    district = db.session.get(District, place.district_id) if place.district_id else None
    search.index(
        "place",
        place.id,
        place.name,
        names=(place.town, place.building, district.name if district else None),
        about=(
            *(name for _ident, name in rooms),
            place.address,
            place.postal_code,
            *search.tags_words([("place_kind", place.kind), *(("access", fact) for fact in facts)]),
        ),
        text=(place.about, *place.said_everywhere()),
    )
    for ident, name in rooms:
        search.index("room", ident, name)
