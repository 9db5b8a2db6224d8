"""The schematic map: cells for districts, water, markers that do not overlap, and names. Pure.

Every district is the land that lies nearer to its middle than to any other's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.pages.rules.country import Area, Spot, View, close, country, land
from portal.pages.rules.filters import Filters, days_of, weekend
from portal.pages.rules.geometry import XY, cell, curve_path, outline_path
from portal.pages.rules.labels import Label, box_around, box_of, labels
from portal.pages.rules.markers import APART, Marker, markers

DAYS_AHEAD = 14
"""Days the map looks ahead when no day is chosen, today among them."""

RIVER = ((56.386, 9.79), (56.390, 9.888), (56.430, 9.945), (56.448, 9.985), (56.459, 10.034))
FJORD = (
    (56.459, 10.034),
    (56.466, 10.115),
    (56.478, 10.185),
    (56.525, 10.228),
    (56.61, 10.30),
    (56.65, 10.45),
)
"""The Gudenå past Ulstrup, Langå and Stevnstrup to Randers, and the fjord north of Uggelhuse and east of
Mellerup out to Udbyhøj: well-known places on their banks, joined by a soft line."""
WATERS = (("Gudenå", (56.416, 9.925)), ("Randers Fjord", (56.55, 10.25)))
"""Where their names are written."""


@dataclass(frozen=True)
class Drawing:
    """Everything the template draws, in the units of ``view``. ``cells`` are (path, nothing planned)."""

    view: View
    land: str
    cells: list[tuple[str, bool]]
    river: str
    fjord: str
    labels: list[Label]
    waters: list[Label]
    markers: list[Marker] = field(default_factory=list)


def spans(filters: Filters, today: date) -> dict[str, tuple[date, date]]:
    """First and last day of what is chosen and of each chip; a last day before the first: no day fits."""
    first, last = days_of(filters, today)
    return {
        "chosen": (first, last or first + timedelta(days=DAYS_AHEAD - 1)),
        "today": (today, today),
        "weekend": weekend(today),
        "ahead": (today, today + timedelta(days=DAYS_AHEAD - 1)),
    }


def short(name: str) -> str:
    """The first place named in a district's name: ``Fårup`` of ``Fårup, Asferg og egnen``."""
    return name.split(",")[0].split(" og ")[0].strip()


def draw(areas: Sequence[Area], spots: Sequence[Spot]) -> Drawing | None:
    """The whole map; ``None`` when nobody knows where anything is."""
    ours = country(areas, spots)
    if ours is None:
        return None
    return _drawing(areas, ours.centres, ours.view, markers(spots, ours), _numbers(areas, spots))


def draw_near(areas: Sequence[Area], spots: Sequence[Spot], place: Spot) -> Drawing | None:
    """The country around one place with its marker; ``None`` when it stands nowhere on the map."""
    ours = country(areas, spots)
    where = ours.where(place) if ours else None
    if ours is None or where is None:
        return None
    view = close(*where)
    at = view.at(*where)
    marker = Marker((place,), place.district, at, at, approximate=place.lat is None)
    return _drawing(areas, ours.centres, view, [marker], {})


def _numbers(areas: Sequence[Area], spots: Sequence[Spot]) -> dict[str, int]:
    """District -> dates there."""
    numbers = {one.id: one.number for one in areas}
    for one in spots:
        numbers[one.district] = numbers.get(one.district, 0) + one.number
    return numbers


def _drawing(
    areas: Sequence[Area],
    centres: dict[str, XY],
    view: View,
    stand: list[Marker],
    numbers: dict[str, int],
) -> Drawing:
    outline = land(centres.values(), view)
    sites = {ident: view.at(*point) for ident, point in centres.items()}
    names = {one.id: short(one.name) for one in areas}
    room = (view.width, view.height)
    blocked = [box_around(one.at, APART / 2) for one in stand]
    ranked = sorted(sites, key=lambda one: (-numbers.get(one, 0), len(names[one]), names[one]))
    towns = labels([(names[one], sites[one]) for one in ranked], blocked, room)
    blocked += [box_of(one) for one in towns]
    return Drawing(
        view=view,
        land=outline_path(outline),
        cells=[
            (outline_path(cell(site, sites.values(), outline)), not numbers.get(ident))
            for ident, site in sites.items()
        ],
        river=curve_path([view.at(*one) for one in RIVER]),
        fjord=curve_path([view.at(*one) for one in FJORD]),
        labels=towns,
        waters=labels([(name, view.at(*point)) for name, point in WATERS], blocked, room),
        markers=stand,
    )
