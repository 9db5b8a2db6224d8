"""What a figure may be made of, and how its numbers are read. Pure.

The vocabulary is that of the agreement's data file: a *measure* counts something, a *test* on a *dimension*
narrows it. Only what stands here can be asked for; anything else is refused when the file is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from portal.core import clock
from portal.core.errors import Says
from portal.core.taxonomy import AGE_BANDS, BAND_TREE, NOT_SUMMED
from portal.core.text import _l

Test = Any
"""A list (any of these), a bool, ``{not: [..]}``, ``{other_than: [..]}`` or ``{min: n}``."""

LISTED = frozenset(
    {"age_band", "place_kind", "district", "initiated_by", "mode", "theme", "genre", "format", "audience"}
    | {"language", "umbrella", "team", "institution", "kind", "unit", "survey_question"}
)
FLAGS = frozenset(
    {"rural", "has_partner", "free", "accessible", "room_owner_differs", "community_linked", "book_bus"}
)
COUNTED = frozenset({"sdg", "house_institutions"})
OTHER = frozenset({"organiser_kind"})
DIMENSIONS = LISTED | FLAGS | COUNTED | OTHER
"""Every dimension a file may name."""

OCCURRENCE_DIMENSIONS = DIMENSIONS - {"survey_question"}
COMMUNITY_DIMENSIONS = frozenset(
    {"age_band", "theme", "audience", "language", "mode", "district", "rural", "place_kind"}
    | {"initiated_by", "organiser_kind", "has_partner"}
)
MEASURES: dict[str, frozenset[str]] = {
    "occurrences_held": OCCURRENCE_DIMENSIONS,
    "attendances": OCCURRENCE_DIMENSIONS,
    "signups": OCCURRENCE_DIMENSIONS,
    "share_counted_within_72h": OCCURRENCE_DIMENSIONS,
    "partners_distinct": OCCURRENCE_DIMENSIONS,
    "partners_first_time": OCCURRENCE_DIMENSIONS,
    "communities_founded": COMMUNITY_DIMENSIONS,
    "communities_active": COMMUNITY_DIMENSIONS,
    "community_survival_180d": COMMUNITY_DIMENSIONS,
    "proposals_received": frozenset(),
    "proposals_accepted": frozenset(),
    "median_answer_hours": frozenset(),
    "theme_days_held": frozenset({"house_institutions"}),
}
"""Measures the portal has facts for -> the dimensions each can be narrowed by."""

_VOLUNTEERS = _l("Volunteers and their shifts are not in the portal yet.")
_DISTINCT = _l(
    "It takes the sizes of visiting groups, which are not kept yet, and answers about first visits."
)
NOT_YET: dict[str, Says] = {
    "show_rate": _l("The portal does not compare sign-ups and people who came yet."),
    "distinct_children_floor": _DISTINCT,
    "distinct_children_ceiling": _DISTINCT,
    "distinct_children_estimate": _DISTINCT,
    "volunteer_hours": _VOLUNTEERS,
    "volunteers_active": _VOLUNTEERS,
    "room_hours_granted": _l("Rooms cannot be booked in the portal yet."),
    "survey_share": _l(
        "Guests answer after an event, but the portal does not add their answers up here yet."
    ),
    "manual_count": _l("Numbers from outside cannot be typed in yet."),
}
"""Measures of the agreement whose facts the portal does not keep yet -> why: shown as such, never as 0."""

TOO_NARROW: Says = _l("The portal cannot narrow this figure to what the aim is about yet.")

FORMS = ("count", "share", "distinct")
PEOPLE = "attendances"
"""The measure whose small numbers could point at somebody."""

SMALLEST_SHOWN = 5
"""Counting rule ``small_numbers``: fewer people than this are for staff only."""

ACTIVE_DAYS = 90
"""A community is active for this long after a meeting (vocabulary, ``communities_active``)."""

FOUNDING_PEOPLE = 3
"""How many must have been counted at a community's founding meeting (reading ``threshold``)."""

SURVIVAL_DAYS = 180


@dataclass(frozen=True)
class Ask:
    """One question to the facts: an indicator's own ``where``, narrowed by the ``scope`` it is shown under.

    ``shared`` reads the whole house instead of the library alone.
    """

    measure: str
    where: Mapping[str, Test] = field(default_factory=dict)
    scope: Mapping[str, Test] = field(default_factory=dict)
    form: str = "count"
    share_of: Mapping[str, Test] = field(default_factory=dict)
    distinct_of: str = ""
    shared: bool = False
    with_visiting: bool = False

    def named(self) -> set[str]:
        """The dimensions this question names."""
        return {*self.where, *self.scope, *self.share_of}

    def measured(self) -> bool:
        """Whether the portal keeps the facts to answer it."""
        return self.measure in MEASURES and self.named() <= MEASURES[self.measure]

    def why_not(self) -> Says | None:
        """Why there is no figure, or ``None`` when there is one."""
        if self.measure in NOT_YET:
            return NOT_YET[self.measure]
        return None if self.measured() else TOO_NARROW

    def tests(self, *skip: str) -> list[tuple[str, Test]]:
        """All tests that must hold, with the default on ``kind`` unless ``kind`` is named."""
        parts: list[Mapping[str, Test]] = [self.where, self.scope, self.share_of]
        if "kind" not in self.named() and "kind" in MEASURES.get(self.measure, ()):
            parts.append({"kind": {"not": sorted(NOT_SUMMED)}})
        return [(name, test) for part in parts for name, test in part.items() if name not in skip]

    def whole(self) -> Ask:
        """What a share is a share of: the same scope, without the indicator's own ``where``."""
        return replace(self, form="count", where={})


def check(dimensions: Mapping[str, Test]) -> None:
    """Raise ``ValueError`` for a dimension or operator that no figure can be made of."""
    for name, test in dimensions.items():
        if name not in DIMENSIONS:
            raise ValueError(f"unknown dimension {name!r}")
        if not _fits(name, test):
            raise ValueError(f"{name!r} cannot be tested by {test!r}")


def _fits(name: str, test: Test) -> bool:
    if isinstance(test, bool):
        return name in FLAGS
    if isinstance(test, list):
        return name in LISTED | OTHER and bool(test)
    if isinstance(test, dict) and len(test) == 1:
        ((operator, value),) = test.items()
        if operator == "min":
            return name in COUNTED and isinstance(value, int)
        if operator == "not":
            return name in LISTED | OTHER and isinstance(value, list)
        return operator == "other_than" and name in OTHER and isinstance(value, list)
    return False


def bands_of(tests: Iterable[Test]) -> frozenset[str] | None:
    """The ages that all tests on ``age_band`` leave, or ``None`` when no test names an age."""
    wanted: frozenset[str] | None = None
    for test in tests:
        chosen = frozenset(test) if isinstance(test, list) else frozenset(AGE_BANDS) - frozenset(test["not"])
        wanted = chosen if wanted is None else wanted & chosen
    return wanted


def nodes_within(wanted: frozenset[str]) -> frozenset[str]:
    """The nodes of the band tree whose people all are of the wanted ages: leaves and coarse bands."""
    coarse = {band for band, leaves in BAND_TREE.items() if set(leaves) <= wanted}
    return wanted | coarse


def nodes_across(wanted: frozenset[str]) -> frozenset[str]:
    """Nodes that may hold people of the wanted ages and others: a number given there stays unknown."""
    return frozenset(
        {"all"}
        | {band for band, leaves in BAND_TREE.items() if set(leaves) & wanted and not set(leaves) <= wanted}
    )


def channels_of(tests: Iterable[Test]) -> frozenset[str]:
    """The channels that count when ``mode`` is tested on people: on site, online or both."""
    channels = {"onsite", "online"}
    for test in tests:
        modes = set(test) if isinstance(test, list) else {"physical", "online", "hybrid"} - set(test["not"])
        reached = {"physical": {"onsite"}, "online": {"online"}, "hybrid": {"onsite", "online"}}
        channels &= set().union(*(reached[mode] for mode in modes))
    return frozenset(channels)


@dataclass(frozen=True)
class Window:
    """A calendar year where the library stands, as far as it has come. Instants in UTC.

    What began from ``start`` up to (without) ``end`` belongs to it, once it has ended by ``until``.
    """

    year: int
    start: datetime
    end: datetime
    until: datetime


def window(year: int, now: datetime) -> Window:
    """The year up to ``now``: all of it when it is over, nothing of it when it has not begun."""
    start, end = clock.year_bounds(year)
    return Window(year, start, min(max(start, now), end), now)


def year_before(this: Window) -> Window:
    """The same stretch of the year before, so that a running year is compared with a fair one."""
    start, end = clock.year_bounds(this.year - 1)
    if this.end == clock.year_bounds(this.year)[1]:
        return Window(this.year - 1, start, end, this.until)
    local = clock.to_local(this.end)
    day = min(local.day, 28) if local.month == 2 else local.day
    then = local.replace(year=local.year - 1, day=day, tzinfo=clock.ZONE).astimezone(UTC)
    return Window(this.year - 1, start, max(then, start), then)


@dataclass(frozen=True)
class Figure:
    """A number and what is known about it.

    ``value`` is ``None`` when nothing can be said: not measured, no data that year, or a share of nothing.
    ``held`` dates lie behind it, ``missing`` of them have no count; ``coarse`` people were counted without
    the age that the figure asks for. A share is between 0 and 1.
    """

    value: float | None = None
    held: int | None = None
    missing: int | None = None
    coarse: int = 0
    whole: int | None = None
    measured: bool = True

    @property
    def missing_share(self) -> float | None:
        """How much of what lies behind it has no count yet, 0 to 1."""
        if self.missing is None or not self.held:
            return None
        return self.missing / self.held


NOT_MEASURED = Figure(measured=False)


def share(part: int, whole: int) -> float | None:
    """A share between 0 and 1; a share of nothing is not known."""
    return part / whole if whole else None


def progress(value: float | None, target: float | None) -> float | None:
    """How much of a target is reached, 0 and up; not known without both."""
    if value is None or not target:
        return None
    return value / target


def target_of(targets: Mapping[str, Any], year: int) -> int | None:
    """The number agreed for a year, if any."""
    found = targets.get(str(year))
    return int(found) if found is not None else None


def is_small(number: float | None) -> bool:
    """Whether a number of people is too small to be shown in public."""
    return number is not None and 0 < number < SMALLEST_SHOWN


def hide_small(numbers: Sequence[int]) -> list[int | None]:
    """Public cells of one table of people: small ones are hidden.

    When only one would be hidden, the next smallest goes too: else it could be worked out from the total.
    """
    shown: list[int | None] = [None if is_small(one) else one for one in numbers]
    if shown.count(None) == 1:
        rest = [(one, place) for place, one in enumerate(shown) if one]
        if rest:
            shown[min(rest)[1]] = None
    return shown


def chosen_year(asked: str | None, first: int, last: int) -> int:
    """The year an address asks for, or the last one when it asks for none that there is."""
    if asked and asked.isdecimal() and len(asked) == 4 and first <= int(asked) <= last:
        return int(asked)
    return last
