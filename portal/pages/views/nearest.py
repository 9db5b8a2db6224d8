"""What to offer instead of an empty list: the nearest thing that exists, with how much there is of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from portal.core import clock, text
from portal.core.text import _
from portal.pages.queries import counted, programme
from portal.pages.queries.counted import Looked
from portal.pages.rules.facets import DIMENSIONS, Counts
from portal.pages.rules.filters import Filters, days_of
from portal.pages.rules.near import RADII, neighbours
from portal.pages.views.filters import Part, address, said

MOST_OFFERED = 6
_ASKED_OF_THE_DATABASE = ("q", "since", "until")
"""Wishes that the counts were made under: without them must be counted anew."""


def nearest(filters: Filters, looked: Looked, offered: programme.Choices) -> list[Part]:
    """Other days, neighbours, wider circles, then without one of the wishes; else each wish alone."""
    offers = [
        *_other_days(filters, looked.counts),
        *_neighbours(filters, looked.counts, offered),
        *_wider(filters, looked.counts),
        *_leaving_out(filters, looked, offered),
    ]
    return (offers or list(_one_alone(filters, offered)))[:MOST_OFFERED]


def _offer(words: str, filters: Filters, count: int | str | None) -> Part:
    return {"text": words, "href": address(filters), "count": count}


def _other_days(filters: Filters, counts: Counts) -> Iterator[Part]:
    """The nearest day with something, after the one that was asked for and before it."""
    if not filters.day:
        return
    asked = days_of(filters, clock.today())[0]
    for day in _around(asked, counts.days):
        value = day.isoformat()
        yield _offer(_day_words(day), replace(filters, day=value), counts.said("day", value))


def _around(asked: date, days: list[date]) -> list[date]:
    later = [day for day in days if day >= asked][:1]
    return later + [day for day in days if day < asked][-1:]


def _day_words(day: date) -> str:
    apart = (day - clock.today()).days
    near = {0: _("Today"), 1: _("Tomorrow")}
    return near.get(apart) or _("On %(day)s", day=text.short_date(day))


def _neighbours(filters: Filters, counts: Counts, offered: programme.Choices) -> Iterator[Part]:
    """The nearest district that has something."""
    names = dict(offered.districts)
    for ident in neighbours(filters.district):
        if counts.of["district", ident] and ident in names:
            words = _("In %(district)s", district=names[ident])
            yield _offer(words, replace(filters, district=ident), counts.said("district", ident))
            return


def _wider(filters: Filters, counts: Counts) -> Iterator[Part]:
    """The next larger circle that has something."""
    for km in RADII if filters.near else ():
        if km > filters.radius and counts.of["within", km]:
            words = _("Up to %(km)s km away", km=km)
            yield _offer(words, replace(filters, within=km), counts.said("within", km))
            return


def _leaving_out(filters: Filters, looked: Looked, offered: programme.Choices) -> Iterator[Part]:
    """Without one of the wishes, where that leaves something; what leaves most comes first."""
    found: list[tuple[int, Part]] = []
    for name in filters.chosen():
        counts, key = looked.counts, "within" if name == "near" else name
        if name in _ASKED_OF_THE_DATABASE:
            counts = counted.look(filters.without(name)).counts
            number, words = counts.all, counts.total
        elif key in (*DIMENSIONS, "day") and name != "within":
            number, words = counts.without[key], counts.left_without(key)
        else:
            continue
        if number:
            text_ = _("Leave out: %(wish)s", wish=said(filters, name, offered))
            found.append((number, _offer(text_, filters.without(name), words)))
    yield from (offer for _number, offer in sorted(found, key=lambda one: -one[0]))


def _one_alone(filters: Filters, offered: programme.Choices) -> Iterator[Part]:
    """Each wish by itself, where there is something."""
    plain = filters.without(*_ASKED_OF_THE_DATABASE)
    counts = counted.look(plain).counts
    for name in plain.chosen():
        key = "within" if name == "near" else name
        if counts.alone[key] and name not in ("within", "order"):
            only: dict[str, Any] = {name: getattr(plain, name)}
            words = _("Only: %(wish)s", wish=said(plain, name, offered))
            yield _offer(words, Filters(**only), counts.alone[key] if counts.complete else None)
