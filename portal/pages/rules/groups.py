"""Narrowing the list of communities by theme, place, language and form. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace

Facts = Mapping[str, Collection[str]]
"""What is known of one community: field of ``Wishes`` -> its values."""

NAMES = {"theme": "tema", "place": "sted", "language": "sprog", "mode": "form", "q": "q"}
"""Field of ``Wishes`` -> its name in the address."""
LONGEST_QUERY = 120


@dataclass(frozen=True)
class Wishes:
    """What the list is narrowed to; empty is everything."""

    theme: str = ""
    place: str = ""
    """Slug of a place."""
    language: str = ""
    mode: str = ""
    q: str = ""

    def address(self) -> dict[str, str]:
        """The wishes as they stand in the address."""
        return {NAMES[name]: value for name, value in vars(self).items() if value}

    def with_(self, **changed: str) -> Wishes:
        """The same wishes, some of them changed; an empty one is taken away."""
        return replace(self, **changed)


FIELDS = tuple(one.name for one in fields(Wishes) if one.name != "q")


def read_wishes(asked: Mapping[str, str], everything: Sequence[Facts]) -> Wishes:
    """The wishes in an address; a value that no community has is no wish."""
    known = {name: {value for facts in everything for value in facts[name]} for name in FIELDS}
    values = {name: asked.get(NAMES[name], "") for name in FIELDS}
    kept = {name: value for name, value in values.items() if value in known[name]}
    return Wishes(**kept, q=asked.get("q", "").strip()[:LONGEST_QUERY])


def fits(facts: Facts, wishes: Wishes, *, without: str = "") -> bool:
    """Whether a community has all that is wished for, leaving one field out of account."""
    asked = {name: getattr(wishes, name) for name in FIELDS if name != without}
    return all(value in facts[name] for name, value in asked.items() if value)


def numbers(everything: Sequence[Facts], wishes: Wishes, field: str) -> list[tuple[str, int]]:
    """Each value of a field and how many communities it would leave, given the other wishes.

    In an order that does not change with the wishes: what most communities have comes first.
    """
    among_all = Counter(value for facts in everything for value in facts[field])
    left = Counter(
        value for facts in everything if fits(facts, wishes, without=field) for value in facts[field]
    )
    return [(value, left[value]) for value in sorted(among_all, key=lambda one: (-among_all[one], one))]


def nearest(everything: Sequence[Facts], wishes: Wishes) -> list[tuple[str, int]]:
    """The fields whose wish can be given up to find something, and how many that finds."""
    found = [
        (name, sum(fits(facts, wishes, without=name) for facts in everything))
        for name in FIELDS
        if getattr(wishes, name)
    ]
    return [(name, number) for name, number in found if number]
