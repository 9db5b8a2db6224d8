"""What can happen to a community and to the people in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.communities import rules
from portal.core.errors import Conflict, Refused
from portal.core.states import advance

FACTS = rules.CommunityFacts(title="Læsekredsen Nordlys", unit_id=1, tags={"theme": ["literature"]})
VERBS = sorted({verb for _state, verb in rules.LIFECYCLE})


class _Thing:
    def __init__(self, state: str) -> None:
        self.state = state


@pytest.mark.parametrize("state", rules.STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_every_state_and_verb(state: str, verb: str) -> None:
    thing = _Thing(state)
    if (state, verb) in rules.LIFECYCLE:
        advance(thing, verb, rules.LIFECYCLE)
        assert thing.state == rules.LIFECYCLE[(state, verb)]
    else:
        with pytest.raises(Conflict):
            advance(thing, verb, rules.LIFECYCLE)
        assert thing.state == state


def test_facts_that_stand() -> None:
    rules.check(FACTS)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"summary": "x" * 301}, "summary"),
        ({"text": "Mit nummer er 010190-1234"}, "text"),
        ({"mode": "telepathy"}, "mode"),
        ({"openness": "closed"}, "openness"),
        ({"initiated_by": "nobody"}, "initiated_by"),
        ({"tags": {"theme": ["astrology"]}}, "theme"),
        ({"tags": {"colour": ["red"]}}, "colour"),
    ],
)
def test_facts_that_do_not(change: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check(replace(FACTS, **change))  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_name_is_its_first_word() -> None:
    assert rules.first_name("Karen Marie Borger") == "Karen"
    assert rules.first_name("   ") == ""


def test_joining_an_open_community_is_being_in_it() -> None:
    assert rules.role_on_joining("open") == rules.MEMBER
    assert rules.role_on_joining("ask_first") == rules.ASKING


def test_nobody_joins_what_rests_or_has_closed() -> None:
    assert rules.why_not_join(rules.ACTIVE) is None
    assert rules.why_not_join(rules.RESTING)
    assert rules.why_not_join(rules.CLOSED)


def test_the_last_host_stays() -> None:
    assert rules.why_not_leave(rules.HOST, 1)
    assert rules.why_not_leave(rules.HOST, 2) is None
    assert rules.why_not_leave(rules.MEMBER, 1) is None


@pytest.mark.parametrize("role", rules.MEMBER_ROLES)
@pytest.mark.parametrize("verb", ["admit", "make_host", "step_down"])
def test_every_role_and_verb(role: str, verb: str) -> None:
    allowed = (role, verb) in rules.ROLE_CHANGES
    assert (rules.why_not_change_role(role, verb, 2) is None) == allowed


def test_the_last_host_does_not_step_down() -> None:
    assert rules.why_not_change_role(rules.HOST, "step_down", 1)
