"""What is derived from a place and never typed: decentral, under one roof, accessible."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from portal.core import taxonomy
from portal.core.errors import Refused, Says
from portal.core.text import _l, holds_cpr

YES, NO, UNKNOWN = "yes", "no", "unknown"
ACCESS_VALUES = (YES, NO, UNKNOWN)

DECENTRAL_KINDS = frozenset({"partner_venue", "school_daycare", "public_space", "association_house"})
"""A branch is not decentral and the book bus is shown by itself: our proposal, printed beside figures
(goals.md, "decide with the municipality")."""

ROOM_FEATURES: dict[str, Says] = {
    "stage": _l("stage"),
    "microphone": _l("microphone"),
    "projector": _l("projector"),
    "screen": _l("screen"),
    "tables": _l("tables"),
    "worktables": _l("work tables"),
    "power_outlets": _l("power sockets"),
    "sink": _l("sink"),
    "kitchen": _l("kitchen"),
    "cafe": _l("café"),
    "floor_cushions": _l("floor cushions"),
    "pram_space": _l("room for prams"),
    "children": _l("for children"),
    "quiet": _l("quiet"),
    "standing": _l("standing room"),
    "exhibition_walls": _l("walls for exhibitions"),
}
"""What a room can have, in the order they are said."""

MOST_SEATS = 10_000


def is_decentral(kind: str) -> bool:
    """Whether what happens at a place of this kind is outside the library's and the house's own rooms."""
    return kind in DECENTRAL_KINDS


def accessible(facts: Mapping[str, str]) -> bool | None:
    """Whether people can get in: fact -> ``yes``/``no``/``unknown`` in, yes, no or not known out.

    All of ``taxonomy.ACCESSIBLE_FACTS`` must be yes; a single no is no; unknown is never yes.
    """
    values = {facts.get(fact, UNKNOWN) for fact in taxonomy.ACCESSIBLE_FACTS}
    if NO in values:
        return False
    return True if values == {YES} else None


def check_place(*, name: str, kind: str, about: str, lat: float | None, lon: float | None) -> None:
    """A name, a known kind, and coordinates that lie in Denmark. Raises ``Refused``."""
    if not name.strip():
        raise Refused(_l("Write what people call the place."), field="name")
    if len(name) > 120:
        raise Refused(_l("Shorten the name: there is room for %(max)s characters.", max=120), field="name")
    if kind not in taxonomy.PLACE_KINDS:
        raise Refused(_l("Choose what kind of place it is."), field="kind")
    if holds_cpr(about):
        raise Refused(_l("This looks like a CPR number. Remove it: we never need it."), field="about")
    if (lat is None) != (lon is None):
        raise Refused(_l("Write both coordinates, or none."), field="lat")
    if lat is not None and lon is not None and not (54 <= lat <= 58 and 8 <= lon <= 16):
        raise Refused(
            _l("Those coordinates are not in Denmark. Latitude is about 56, longitude about 10."), field="lat"
        )


def check_room(*, name: str, seats: int | None, fire_limit: int | None) -> None:
    """A name, and numbers that fit each other. Raises ``Refused``."""
    if not name.strip():
        raise Refused(_l("Write what the room is called."), field="name")
    for field, number in (("seats", seats), ("fire_limit", fire_limit)):
        if number is not None and not 1 <= number <= MOST_SEATS:
            raise Refused(_l("Write a number between 1 and %(most)s.", most=MOST_SEATS), field=field)
    if seats is not None and fire_limit is not None and seats > fire_limit:
        raise Refused(
            _l(
                "There cannot be more chairs than people who may be in the room: at most %(limit)s.",
                limit=fire_limit,
            ),
            field="seats",
        )


def feature_words(features: Collection[str]) -> list[Says]:
    """What a room has, in words; a feature that nobody has named is left out."""
    return [words for key, words in ROOM_FEATURES.items() if key in features]


def check_features(features: Collection[str]) -> None:
    """Only known features. Raises ``Refused``."""
    if not set(features) <= set(ROOM_FEATURES):
        raise Refused(_l("Choose what the room has from the list."), field="features")


def check_access(facts: Mapping[str, str]) -> None:
    """Known facts with known values. Raises ``Refused``."""
    for fact, value in facts.items():
        if fact not in taxonomy.ACCESS_FACTS or value not in ACCESS_VALUES:
            raise Refused(_l("Choose yes, no or not known."), field=fact)
