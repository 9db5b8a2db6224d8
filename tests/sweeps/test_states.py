"""Every state machine: each pair of state and verb moves as the table says, or is a conflict."""

from __future__ import annotations

import importlib
import pkgutil
from itertools import product
from types import SimpleNamespace

import pytest

import portal
from portal.core.errors import Conflict
from portal.core.states import Lifecycle, advance, verbs


def _is_pair(key: object) -> bool:
    return isinstance(key, tuple) and len(key) == 2 and all(isinstance(part, str) for part in key)


def tables() -> dict[str, Lifecycle]:
    """Every lifecycle in any feature's rules, by feature and name."""
    found = {}
    for feature in pkgutil.iter_modules(portal.__path__):
        try:
            rules = importlib.import_module(f"portal.{feature.name}.rules")
        except ModuleNotFoundError:
            continue
        for name, value in vars(rules).items():
            if isinstance(value, dict) and value and all(map(_is_pair, value)):
                found[f"{feature.name}.{name}"] = value
    return found


def _states(table: Lifecycle) -> list[str]:
    return sorted({source for source, _verb in table} | set(table.values()))


TABLES = tables()
PAIRS = [
    (name, state, verb)
    for name, table in TABLES.items()
    for state, verb in product(
        sorted({source for source, _verb in table} | set(table.values())),
        sorted({verb for _state, verb in table}),
    )
]


def test_the_machines_are_found() -> None:
    assert {name.split(".")[0] for name in TABLES} >= {
        "communities",
        "events",
        "moderation",
        "organisations",
        "participation",
        "themedays",
    }


@pytest.mark.parametrize(("name", "state", "verb"), PAIRS)
def test_each_pair_moves_or_is_a_conflict(name: str, state: str, verb: str) -> None:
    table, thing = TABLES[name], SimpleNamespace(state=state)
    if (state, verb) in table:
        assert verb in verbs(table, state)
        advance(thing, verb, table)
        assert thing.state == table[(state, verb)]
    else:
        assert verb not in verbs(table, state)
        with pytest.raises(Conflict):
            advance(thing, verb, table)
        assert thing.state == state


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_state_can_be_reached(name: str) -> None:
    """From the states that nothing leads to (where things begin), each other one is within reach."""
    table = TABLES[name]
    states = set(_states(table))
    reached = (states - set(table.values())) or {next(iter(table))[0]}
    while True:
        more = {target for (source, _verb), target in table.items() if source in reached} - reached
        if not more:
            break
        reached |= more
    assert reached == states
