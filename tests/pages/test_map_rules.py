"""The geometry of the map, its markers, names and tiles."""

from __future__ import annotations

import math
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages.rules.country import Area, Spot, close, country, middles
from portal.pages.rules.filters import Filters
from portal.pages.rules.geometry import (
    around,
    cell,
    curve_path,
    hull,
    inside,
    km_between,
    mercator,
    outline_path,
    spread,
    world_of_km,
)
from portal.pages.rules.labels import box_around, box_of, labels
from portal.pages.rules.map import draw, draw_near, short, spans
from portal.pages.rules.markers import APART, MOST_MARKERS, sections
from portal.pages.rules.tiles import MOST_TILES, tiles

SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
RANDERS = Area("randers_c", "Randers C", 56.461, 10.036)
LANGAA = Area("langaa", "Langå", 56.39, 9.895)
HAVNDAL = Area("havndal", "Havndal og egnen", 56.65, 10.2)
NOWHERE = Area("randers_sv", "Randers SV")
OUTSIDE = Area("outside", "Uden for kommunen", outside=True)
AREAS = [RANDERS, LANGAA, HAVNDAL, NOWHERE, OUTSIDE]


def spot(slug: str, district: str = "randers_c", **more: object) -> Spot:
    return Spot(slug, slug.capitalize(), str(more.pop("kind", "branch")), district, **more)  # type: ignore[arg-type]


HOUSE = [
    spot("bibliotek", building="kulturhuset", lat=56.4603, lon=10.0408, number=3),
    spot("museum", building="kulturhuset", lat=56.4603, lon=10.0408, number=2),
]


@pytest.mark.parametrize(
    ("lat", "lon", "x", "y"),
    [
        (0, 0, 0.5, 0.5),
        (85.05112878, -180, 0, 0),
        (-85.05112878, 180, 1, 1),
        (56.461, 10.036, 0.5279, 0.3091),
    ],
)
def test_web_mercator(lat: float, lon: float, x: float, y: float) -> None:
    assert mercator(lat, lon) == pytest.approx((x, y), abs=1e-4)


def test_the_poles_stay_on_the_map() -> None:
    assert mercator(90, 0)[1] == pytest.approx(0, abs=1e-9)
    assert mercator(-90, 0)[1] == pytest.approx(1, abs=1e-9)


def test_distances() -> None:
    assert km_between((56.461, 10.036), (56.39, 9.895)) == pytest.approx(11.8, abs=0.2)
    assert km_between((56.461, 10.036), (56.461, 10.036)) == 0
    ten = world_of_km(10, 56.461)
    east = mercator(56.461, 10.036)[0] + ten
    assert km_between((56.461, 10.036), (56.461, east * 360 - 180)) == pytest.approx(10, abs=0.05)


def test_hull_and_inside() -> None:
    assert set(hull([*SQUARE, (5, 5), (0, 5)])) == set(SQUARE)
    assert hull([(1, 1), (2, 2)]) == [(1, 1), (2, 2)]
    soft = around([(0, 0), (10, 0)], 2)
    assert inside(soft, (5, 1.9))
    assert inside(soft, (-1.9, 0))
    assert not inside(soft, (5, 2.1))
    assert not inside([], (0, 0))


def _size(shape: list[tuple[float, float]]) -> float:
    pairs = zip(shape, [*shape[1:], *shape[:1]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


@given(st.lists(st.tuples(st.floats(1, 9), st.floats(1, 9)), min_size=1, max_size=8, unique=True))
def test_cells_share_out_the_whole_outline(sites: list[tuple[float, float]]) -> None:
    cells = [cell(site, sites, SQUARE) for site in sites]
    assert sum(map(_size, cells)) == pytest.approx(100, rel=1e-6)


def test_a_cell_holds_what_is_nearer() -> None:
    left = cell((2, 5), [(2, 5), (8, 5)], SQUARE)
    assert {round(x, 6) for x, _y in left} == {0, 5}


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=12))
def test_spread_keeps_points_apart(points: list[tuple[float, float]]) -> None:
    moved = spread(points, 10)
    assert all(math.dist(one, other) >= 9.9 for one, other in combinations(moved, 2))
    assert moved == spread(points, 10)


def test_spread_leaves_points_that_are_far_apart() -> None:
    assert spread([(0, 0), (50, 0)], 10) == [(0, 0), (50, 0)]


def test_paths() -> None:
    assert outline_path(SQUARE[:3]) == "M0.0,0.0 10.0,0.0 10.0,10.0Z"
    assert outline_path([]) == ""
    assert (
        curve_path([(0, 0), (6, 0), (12, 0)]) == "M0.0,0.0C1.0,0.0 4.0,0.0 6.0,0.0C8.0,0.0 11.0,0.0 12.0,0.0"
    )


def test_middles_of_districts() -> None:
    here = [spot("a", "randers_sv", lat=56.4, lon=10.0), spot("b", "randers_sv", lat=56.5, lon=10.1)]
    found = middles(AREAS, [*here, spot("c", "outside", lat=57.0, lon=9.9)])
    assert found["randers_sv"] == pytest.approx((56.45, 10.05))
    assert found["langaa"] == (56.39, 9.895)
    assert "outside" not in found
    assert "randers_sv" not in middles(AREAS, [])


def test_places_under_one_roof_share_a_marker() -> None:
    drawing = draw(AREAS, [*HOUSE, spot("langaa", "langaa", lat=56.39, lon=9.895, number=1)])
    assert drawing is not None
    assert [[one.slug for one in marker.spots] for marker in drawing.markers] == [
        ["bibliotek", "museum"],
        ["langaa"],
    ]
    assert [marker.number for marker in drawing.markers] == [5, 1]
    assert drawing.markers[0].building == "kulturhuset"
    assert [quiet for _path, quiet in drawing.cells] == [False, False, True]


def test_a_place_without_coordinates_stands_in_its_district() -> None:
    drawing = draw(AREAS, [spot("torvet", kind="public_space"), spot("taarnet")])
    assert drawing is not None
    (marker,) = drawing.markers
    assert marker.approximate
    assert len(marker.spots) == 2
    assert not marker.decentral
    assert marker.true == pytest.approx(drawing.view.at(56.461, 10.036))


@pytest.mark.parametrize(
    "lost",
    [
        spot("nettet", "", kind="online"),
        spot("uden-punkt", "randers_sv"),
        spot("messen", "outside", lat=57.05, lon=9.92),
        spot("slip-i-tallet", lat=55.68, lon=12.57),
    ],
)
def test_what_is_not_on_this_land_is_left_to_the_list(lost: Spot) -> None:
    drawing = draw(AREAS, [*HOUSE, lost])
    assert drawing is not None
    assert all(lost not in marker.spots for marker in drawing.markers)
    listed = sections(AREAS, [*HOUSE, lost], drawing.markers)
    assert [one for section in listed for one in section.loose] == [lost]


def test_no_coordinates_no_map() -> None:
    assert draw([NOWHERE, OUTSIDE], [spot("a", "randers_sv")]) is None
    assert country([], []) is None


def test_markers_never_overlap_and_stay_inside() -> None:
    crowd = [spot(f"s{n}", lat=56.461 + n * 1e-4, lon=10.036) for n in range(12)]
    drawing = draw(AREAS, crowd)
    assert drawing is not None
    assert len(drawing.markers) == 12
    for one, other in combinations(drawing.markers, 2):
        assert math.dist(one.at, other.at) >= APART - 0.1
    for one in drawing.markers:
        assert APART / 2 <= one.at[0] <= drawing.view.width - APART / 2
        assert APART / 2 <= one.at[1] <= drawing.view.height - APART / 2
    assert any(one.moved for one in drawing.markers)


def test_many_places_share_markers_within_their_district() -> None:
    crowd = [spot(f"s{n:03}", lat=56.44 + n * 4e-4, lon=10.0 + n % 9 * 0.01, number=1) for n in range(100)]
    drawing = draw(AREAS, crowd)
    assert drawing is not None
    assert 1 < len(drawing.markers) <= MOST_MARKERS
    assert sum(marker.number for marker in drawing.markers) == 100


def test_the_list_says_what_the_map_says() -> None:
    spots = [*HOUSE, spot("langaa", "langaa", number=4), spot("bussen", "", kind="book_bus", number=1)]
    areas = [Area("langaa", "Langå", 56.39, 9.895, number=2), RANDERS, OUTSIDE]
    drawing = draw(areas, spots)
    assert drawing is not None
    found = sections(areas, spots, drawing.markers)
    assert [one.area.id if one.area else None for one in found] == ["langaa", "randers_c", None, "outside"]
    assert [one.number for one in found] == [6, 5, 1, 0]
    assert [marker for one in found for marker in one.markers] == sorted(
        drawing.markers, key=lambda one: one.district
    )


def test_the_map_of_one_place() -> None:
    drawing = draw_near(AREAS, HOUSE, HOUSE[0])
    assert drawing is not None
    assert drawing.markers[0].at == pytest.approx((180, 115))
    assert all(quiet for _path, quiet in drawing.cells)
    assert draw_near(AREAS, HOUSE, spot("nettet", "", kind="online")) is None
    assert draw_near([OUTSIDE], [], HOUSE[0]) is None


def test_a_window_is_as_wide_as_asked() -> None:
    view = close(56.46, 10.04)
    west, east = view.at(56.46, 10.04 - 0.0732), view.at(56.46, 10.04 + 0.0732)
    assert east[0] - west[0] == pytest.approx(360, abs=2)


def test_names_cover_nothing() -> None:
    marker = box_around((50, 50), 18)
    found = labels(
        [("Randers", (50, 50)), ("Langå", (52, 50)), ("Assentoft", (150, 20))], [marker], (200, 100)
    )
    boxes = [marker, *map(box_of, found)]
    for one, other in combinations(boxes, 2):
        assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])
    assert [one.text for one in found] == ["Randers", "Langå", "Assentoft"]
    assert labels([("Et langt navn på et lille kort", (10, 10))], [], (40, 40)) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Fårup, Asferg og egnen", "Fårup"), ("Kristrup og Randers SØ", "Kristrup"), ("Langå", "Langå")],
)
def test_short_names(name: str, shown: str) -> None:
    assert short(name) == shown


def test_days() -> None:
    today = date(2026, 9, 9)
    plain = spans(Filters(), today)
    assert plain["chosen"] == plain["ahead"] == (today, date(2026, 9, 22))
    assert plain["weekend"] == (date(2026, 9, 12), date(2026, 9, 13))
    assert spans(Filters(day="i-dag"), today)["chosen"] == (today, today)
    assert spans(Filters(since=date(2026, 10, 1)), today)["chosen"] == (date(2026, 10, 1), date(2026, 10, 14))
    assert spans(Filters(until=date(2026, 12, 1)), today)["chosen"] == (today, date(2026, 12, 1))


def test_tiles_cover_the_window() -> None:
    window = {"west": 0.5270, "east": 0.5288, "north": 0.3080, "south": 0.3100}
    found = tiles("https://t.example/{z}/{x}/{y}.png", width=400, **window)
    height = 400 * (window["south"] - window["north"]) / (window["east"] - window["west"])
    assert 4 < len(found) <= MOST_TILES
    assert min(one.x for one in found) <= 0
    assert min(one.y for one in found) <= 0
    assert max(one.x + one.size for one in found) >= 400
    assert max(one.y + one.size for one in found) >= height
    assert len({one.href for one in found}) == len(found)


def test_a_tile_is_where_it_belongs() -> None:
    (found,) = tiles("/{z}/{x}/{y}", west=0.0, east=1.0, north=0.0, south=1.0, width=256)[:1]
    assert found.href == "/2/0/0"
    assert (found.x, found.y, found.size) == (0, 0, 64)
