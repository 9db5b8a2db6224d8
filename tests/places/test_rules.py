"""What is derived from a place."""

from __future__ import annotations

import pytest

from portal.core import taxonomy
from portal.places import queries, rules


@pytest.mark.parametrize("kind", taxonomy.PLACE_KINDS)
def test_decentral_is_what_lies_outside_own_rooms(kind: str) -> None:
    outside = {"partner_venue", "school_daycare", "public_space", "association_house"}
    assert rules.is_decentral(kind) == (kind in outside)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("yes", "yes", "yes"), True),
        (("yes", "no", "yes"), False),
        (("yes", "unknown", "yes"), None),
        (("no", "unknown", "unknown"), False),
    ],
)
def test_unknown_is_never_accessible(values: tuple[str, ...], expected: bool | None) -> None:
    assert rules.accessible(dict(zip(sorted(taxonomy.ACCESSIBLE_FACTS), values, strict=True))) is expected


def test_nothing_known_is_not_known() -> None:
    assert rules.accessible({}) is None


@pytest.mark.parametrize(("place", "room"), [(None, None), (12, None), (12, 5)])
def test_place_and_room_travel_as_one_value(place: int | None, room: int | None) -> None:
    assert queries.where(queries.where_key(place, room)) == (place, room)


def test_what_a_room_has_in_words() -> None:
    words = [str(one) for one in rules.feature_words(["sink", "stage", "helipad"])]
    assert words == ["stage", "sink"]
