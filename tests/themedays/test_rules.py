"""What can happen to a theme day and to its programme lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.core.errors import Conflict, Refused
from portal.core.states import advance
from portal.themedays import rules

TODAY = date(2026, 9, 9)
FACTS = rules.ThemeDayFacts(title="Åens dag", on=date(2026, 10, 3), lead_id=1)


class _Thing:
    def __init__(self, state: str) -> None:
        self.state = state


def _walk(lifecycle: Mapping[tuple[str, str], str], states: tuple[str, ...]) -> None:
    for state in states:
        for verb in sorted({verb for _state, verb in lifecycle}):
            thing = _Thing(state)
            if (state, verb) in lifecycle:
                advance(thing, verb, lifecycle)
                assert thing.state == lifecycle[(state, verb)]
            else:
                with pytest.raises(Conflict):
                    advance(thing, verb, lifecycle)


def test_every_state_and_verb_of_a_day() -> None:
    _walk(rules.DAY_LIFECYCLE, rules.DAY_STATES)


def test_every_state_and_verb_of_a_line() -> None:
    _walk(rules.LINE_LIFECYCLE, rules.LINE_STATES)


def test_facts_that_stand() -> None:
    rules.check(FACTS, today=TODAY)
    rules.check(replace(FACTS, on=TODAY), today=TODAY)
    past = date(2026, 9, 1)
    rules.check(replace(FACTS, on=past), today=TODAY, on_before=past)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"on": date(2026, 9, 8)}, "on"),
        ({"summary": "x" * 301}, "summary"),
        ({"text": "010190-1234"}, "text"),
    ],
)
def test_facts_that_do_not(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check(replace(FACTS, **change), today=TODAY)
    assert refusal.value.field == field


def test_institutions_answer_for_lines_and_associations_do_not() -> None:
    assert rules.can_answer("library")
    assert rules.can_answer("culture_institution")
    assert not rules.can_answer("choir_music")
    assert not rules.can_answer("informal_group")


def test_who_came_with_the_idea() -> None:
    assert rules.initiator("library", house=True) == "library"
    assert rules.initiator("culture_institution", house=True) == "house_institution"
    assert rules.initiator("municipal_unit", house=False) == "institution"


def test_who_can_say_yes_to_an_event() -> None:
    assert rules.answers_for(1, (2, 1), 3, "draft")
    assert not rules.answers_for(3, (2, 1), 3, "draft")
    assert rules.answers_for(3, (2, 1), 3, "published")
    assert not rules.answers_for(4, (2, None), 3, "published")


def test_why_not_a_line() -> None:
    assert rules.why_not_line(rules.PUBLISHED, 1, {1, 2}) is None
    assert rules.why_not_line(rules.DRAFT, 1, {1, 2}) is None
    assert rules.why_not_line(rules.PUBLISHED, 3, {1, 2})
    assert rules.why_not_line(rules.CANCELLED, 1, {1, 2})


def test_a_no_needs_words() -> None:
    assert rules.why_not_decline("  ")
    assert rules.why_not_decline("Salen er optaget.") is None


def test_how_far_each_institution_has_come() -> None:
    lines = [(1, "approved"), (1, "proposed"), (1, "approved"), (2, "declined"), (1, "withdrawn")]
    shares = rules.completeness([1, 2, 3], lines)
    assert shares[1] == rules.Share(approved=2, waiting=1, declined=0)
    assert shares[1].done == pytest.approx(2 / 3)
    assert shares[2] == rules.Share(0, 0, 1)
    assert shares[2].done is None
    assert shares[3].done is None


@pytest.mark.parametrize(
    ("hour", "cancelled", "stands"),
    [
        (9, False, rules.OPEN),
        (10, False, rules.ON_NOW),
        (11, False, rules.HELD),
        (9, True, rules.CALLED_OFF),
        (12, True, rules.CALLED_OFF),
    ],
)
def test_how_a_line_stands(hour: int, cancelled: bool, stands: str) -> None:
    def at(hour: int) -> datetime:
        return datetime(2026, 10, 3, hour, tzinfo=UTC)

    assert rules.standing(at(hour), at(10), at(11), cancelled=cancelled) == stands


def test_attendances_are_added_where_somebody_counted() -> None:
    held = [("event", 12), ("event", None), ("event", 0), ("exhibition", 300), ("exhibition", None)]
    assert rules.sum_up(held) == rules.Sum(attendances=12, counted=2, held=3)
    assert rules.sum_up([]) == rules.Sum(0, 0, 0)
