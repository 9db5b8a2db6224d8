"""Markers of the map: places under one roof together, none covering another; and the list that says the same.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.pages.rules.alphabet import order
from portal.pages.rules.country import Area, Country, Spot, View
from portal.pages.rules.geometry import XY, spread
from portal.places.rules import is_decentral

APART = 36.0
"""Units between two markers: 25 px on the narrowest screen, so that no target is smaller than 24 px."""
MOST_MARKERS = 24
"""With more than these, places of one district that lie near each other share a marker."""


@dataclass(frozen=True)
class Marker:
    """One or several places that stand in one spot of the map."""

    spots: tuple[Spot, ...]
    district: str
    at: XY
    """Where it is drawn: moved a little when another stands too near."""
    true: XY
    """Where it belongs."""
    approximate: bool = False
    """Somewhere in its district: nobody has said exactly where."""
    building: str = ""
    anchor: str = ""

    @property
    def number(self) -> int:
        """How many dates its places have."""
        return sum(one.number for one in self.spots)

    @property
    def decentral(self) -> bool:
        """Whether all of it is outside the libraries' and the house's own rooms."""
        return all(is_decentral(one.kind) for one in self.spots)

    @property
    def moved(self) -> bool:
        """Whether a line should lead back to where it belongs."""
        return abs(self.at[0] - self.true[0]) + abs(self.at[1] - self.true[1]) > 8


def markers(spots: Sequence[Spot], ours: Country) -> list[Marker]:
    """Places under one roof or on one spot together, no two markers overlapping."""
    groups: dict[tuple[Any, ...], list[tuple[Spot, XY]]] = {}
    for spot in spots:
        where = ours.where(spot)
        if where:
            here = ("roof", spot.building) if spot.building and spot.point else (bool(spot.point), *where)
            groups.setdefault((*here, spot.district), []).append((spot, ours.view.at(*where)))
    found = [_marker([spot for spot, _at in members], members[0][1]) for members in groups.values()]
    near = APART / 4
    while len(found) > MOST_MARKERS and near < ours.view.width:
        found, near = _merged(found, near), near * 1.5
    return _apart(found, ours.view)


def _marker(members: list[Spot], at: XY) -> Marker:
    first = members[0]
    roof = first.building if first.point else ""
    return Marker(tuple(members), first.district, at, at, not first.point, roof)


def _merged(markers: list[Marker], near: float) -> list[Marker]:
    """Markers of one district that stand near each other as one."""
    kept: list[Marker] = []
    for one in markers:
        for index, other in enumerate(kept):
            far = max(abs(one.at[0] - other.at[0]), abs(one.at[1] - other.at[1]))
            if one.district == other.district and far <= near:
                kept[index] = Marker((*other.spots, *one.spots), other.district, other.at, other.true)
                break
        else:
            kept.append(one)
    return kept


def _apart(found: list[Marker], view: View) -> list[Marker]:
    """The markers from north to south, moved so that none covers another, each with an anchor."""
    ordered = sorted(found, key=lambda one: (one.true[1], one.true[0], one.spots[0].slug))
    half = APART / 2
    room = ((half, half), (view.width - half, view.height - half))
    places = spread([one.at for one in ordered], APART, room)
    return [
        replace(one, at=at, anchor=f"punkt-{number}")
        for number, (one, at) in enumerate(zip(ordered, places, strict=True), start=1)
    ]


@dataclass(frozen=True)
class Section:
    """One district of the list beside the map: its markers, and places that are not on the map."""

    area: Area | None
    """``None``: no district, like the book bus and the net."""
    markers: list[Marker]
    loose: list[Spot]

    @property
    def number(self) -> int:
        """All dates there, those without a place of their own among them."""
        marked = sum(one.number for one in self.markers) + sum(one.number for one in self.loose)
        return marked + (self.area.number if self.area else 0)


def sections(areas: Sequence[Area], spots: Sequence[Spot], markers: Sequence[Marker]) -> list[Section]:
    """Every place once: district by district, then what has none, then what lies outside."""
    marked = {one.slug for marker in markers for one in marker.spots}
    loose = [one for one in spots if one.slug not in marked]
    known = {one.id for one in areas}

    def section(area: Area) -> Section:
        here = [one for one in markers if one.district == area.id]
        return Section(area, here, [one for one in loose if one.district == area.id])

    inner = [section(one) for one in sorted(areas, key=lambda one: order(one.name)) if not one.outside]
    roaming = Section(None, [], [one for one in loose if one.district not in known])
    return [*inner, roaming, *(section(one) for one in areas if one.outside)]
