"""Many questions answered in few queries: one select for each kind of fact, a column for each question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from portal.goals import rules
from portal.goals.queries import dates, facts, groups, partners
from portal.goals.rules import NOT_MEASURED, Ask, Figure, Window


def figures(
    asks: Sequence[Ask], window: Window, *, without: int | None = None, only: int | None = None
) -> list[Figure]:
    """The answers, in the order of the questions. The number of queries does not grow with them.

    ``without`` leaves out one count, as if it had never been made; ``only`` looks at a single date.
    A year that ended before the portal knew anything has no figures (``value`` is ``None``), not zeros.
    """
    began = facts.first_fact()
    if began is None or began >= window.end:
        return [Figure(measured=ask.measured()) for ask in asks]
    found: dict[int, Figure] = {}
    for measures, answer in FAMILIES:
        chosen = [(k, ask) for k, ask in enumerate(asks) if ask.measured() and ask.measure in measures]
        if chosen:
            values = answer([ask for _k, ask in chosen], window, without, only)
            found.update((k, value) for (k, _ask), value in zip(chosen, values, strict=True))
    return [found.get(k, NOT_MEASURED) for k in range(len(asks))]


def figure(ask: Ask, window: Window) -> Figure:
    """The answer to one question."""
    return figures([ask], window)[0]


Answer = Callable[[Sequence[Ask], Window, "int | None", "int | None"], list[Figure]]
FAMILIES: tuple[tuple[frozenset[str], Answer], ...] = (
    (frozenset({"occurrences_held", "share_counted_within_72h"}), dates.dates),
    (frozenset({rules.PEOPLE}), dates.people),
    (frozenset({"signups"}), dates.signups),
    (frozenset({"partners_distinct", "partners_first_time"}), partners.partners),
    (frozenset({"communities_founded", "communities_active", "community_survival_180d"}), groups.communities),
    (frozenset({"proposals_received", "proposals_accepted", "median_answer_hours"}), groups.proposals),
    (frozenset({"theme_days_held"}), groups.theme_days),
)
"""Kinds of facts: which measures they answer, and how."""
