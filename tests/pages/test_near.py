"""Towns, postal codes and distances."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages.rules.near import (
    RADII,
    TOWNS,
    USUAL_RADIUS,
    Spot,
    km_between,
    middle_of,
    nearest_town,
    neighbours,
    town_of,
)

SPOTS = st.builds(Spot, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("langaa", "langaa"),
        ("Langå", "langaa"),
        ("LANGÅ ", "langaa"),
        ("8870", "langaa"),
        ("8870 Langå", "langaa"),
        ("8870 Stevnstrup", "stevnstrup"),
        ("8900", "randers-c"),
        ("8900 C", "randers-c"),
        ("8920 NV", "randers-nv"),
        ("8930", "randers-noe"),
        ("8940", "randers-sv"),
        ("8960", "randers-soe"),
        ("8970", "havndal"),
        ("8981", "spentrup"),
        ("8983 Gjerlev J", "gjerlev"),
        ("8990", "faarup"),
    ],
)
def test_people_name_a_town_in_many_ways(asked: str, slug: str) -> None:
    found = town_of(asked)
    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize("asked", ["", "mig", "Aarhus", "8000", "8000 Langå", "' OR 1=1", "\0", "8870" * 50])
def test_what_is_no_town_here_is_none(asked: str) -> None:
    assert town_of(asked) is None


def test_every_town_is_found_by_its_own_name_and_stands_in_its_own_place() -> None:
    for slug, town in TOWNS.items():
        assert town_of(town.name) == town_of(slug) == town
        assert km_between(nearest_town(town.spot).spot, town.spot) == 0


def test_distances_are_those_of_the_map() -> None:
    randers, langaa, aarhus = TOWNS["randers-c"].spot, TOWNS["langaa"].spot, Spot(56.1629, 10.2039)
    assert km_between(randers, langaa) == pytest.approx(11.7, abs=0.2)
    assert km_between(randers, aarhus) == pytest.approx(34.7, abs=0.5)
    assert km_between(Spot(0, 0), Spot(0, 180)) == pytest.approx(20015, abs=1)


@given(SPOTS, SPOTS)
def test_there_is_as_far_as_back(one: Spot, other: Spot) -> None:
    assert km_between(one, other) == pytest.approx(km_between(other, one))
    assert 0 <= km_between(one, other) <= 20016
    assert km_between(one, one) == 0


def test_a_district_without_a_point_has_that_of_its_town() -> None:
    assert middle_of("randers_nv") == TOWNS["randers-nv"].spot
    assert middle_of("langaa", 1.0, 2.0) == Spot(1.0, 2.0)
    assert middle_of("outside") is None


def test_neighbours_are_named_from_near_to_far() -> None:
    around = neighbours("langaa")
    assert around[0] == "stevnstrup"
    assert around[-1] == "havndal"
    assert "langaa" not in around
    assert neighbours("outside") == []


def test_the_usual_radius_is_one_of_those_to_choose() -> None:
    assert USUAL_RADIUS in RADII
