"""What a count changed: the figures before and after it, and the aims they stand under."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from portal.core import clock
from portal.goals import rules
from portal.goals.models import Aim, Area, Indicator
from portal.goals.queries import catalogue
from portal.goals.queries.catalogue import Shown, ask_of
from portal.goals.queries.figures import figures
from portal.goals.rules import Ask, Window
from portal.participation.models import Count

_OF_COMMUNITIES = {"communities_founded", "community_survival_180d"}


@dataclass(frozen=True)
class Moved:
    """A figure, where it stands in the agreement, and its value before and after the count."""

    indicator: Indicator
    ask: Ask
    areas: Sequence[Area]
    aims: Sequence[Aim]
    scope: str
    before: float | None
    after: float | None

    @property
    def by(self) -> float:
        """How much the count moved it."""
        return (self.after or 0) - (self.before or 0)

    @property
    def target(self) -> dict[str, int]:
        """Year -> agreed number; a narrower figure under an aim has none."""
        return {} if self.ask.scope else self.indicator.targets


@dataclass(frozen=True)
class Receipt:
    """What a count did: figures that ``moved``, and figures that the date itself ``supports``."""

    year: int
    moved: Sequence[Moved]
    supports: Sequence[Moved]
    house_total: float | None


def moved_by(count: Count) -> Receipt:
    """What saving a count (with its date and event loaded) did to the figures of its year."""
    year = clock.to_local(count.occurrence.starts_at).year
    window = rules.window(year, clock.now())
    period = catalogue.period_on(clock.today())
    shown = _once(catalogue.everywhere(catalogue.areas(period)))
    mine = _touched(count, shown, window)
    asks = [ask for ask, _where in mine]
    after = figures(asks, window)
    before = figures(asks, window, without=count.id)
    changes = [
        _change(ask, where, old.value, new.value)
        for (ask, where), old, new in zip(mine, before, after, strict=True)
    ]
    moved = [one for one in changes if one.before != one.after]
    supports = [one for one in changes if one.before == one.after and _is_count_of_dates(one.ask)]
    return Receipt(year, sorted(moved, key=_weight), supports, catalogue.house_total(year).value)


def _once(shown: Sequence[Shown]) -> list[tuple[Ask, list[Shown]]]:
    """Each question once, with everywhere it stands."""
    found: dict[str, tuple[Ask, list[Shown]]] = {}
    for one in shown:
        area, _aim, link = one
        ask = ask_of(link.indicator, link, shared=area.shared)
        key = json.dumps([link.indicator.code, link.scope, ask.shared], sort_keys=True)
        found.setdefault(key, (ask, []))[1].append(one)
    return list(found.values())


def _touched(
    count: Count, shown: list[tuple[Ask, list[Shown]]], window: Window
) -> list[tuple[Ask, list[Shown]]]:
    """The questions that look at the date of the count (or at its community)."""
    alone = figures([ask for ask, _where in shown], window, only=count.occurrence_id)
    meets = count.occurrence.event.community_id is not None
    return [
        (ask, where)
        for (ask, where), one in zip(shown, alone, strict=True)
        if one.value or one.held or (meets and ask.measure in _OF_COMMUNITIES)
    ]


def _is_count_of_dates(ask: Ask) -> bool:
    return ask.measure == "occurrences_held" and ask.form == "count"


def _change(ask: Ask, where: list[Shown], before: float | None, after: float | None) -> Moved:
    first = where[0][2]
    areas = {area.code: area for area, _aim, _link in where}
    aims = {aim.code: aim for _area, aim, _link in where if aim is not None}
    return Moved(
        indicator=first.indicator,
        ask=ask,
        areas=list(areas.values()),
        aims=list(aims.values()),
        scope=first.says("scope") if first.scope else "",
        before=before,
        after=after,
    )


def _weight(one: Moved) -> tuple[bool, bool]:
    """Figures with a target first, then the broad ones."""
    return (not one.target, bool(one.ask.scope))
