"""Who gets what: every route, with every method, as every persona, against ``access.golden``.

After a change of permissions or routes, write the file anew and read its difference::

    GOLDEN=write .venv/bin/pytest tests/sweeps/test_access.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.conftest import on_postgresql
from tests.sweeps.conftest import Undone, Visit
from tests.sweeps.world import PERSONAS, World, address

GOLDEN = Path(__file__).with_name("access.golden")
HEAD = "# route, then the status for: " + " ".join(PERSONAS)
Table = dict[str, dict[str, str]]
"""Route -> persona -> status."""


def read() -> Table:
    if not GOLDEN.exists():
        return {}
    table: Table = {}
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            route, _bar, statuses = line.partition(" | ")
            table[route.strip()] = dict(zip(PERSONAS, statuses.split(), strict=True))
    return table


def write(table: Table) -> None:
    width = max(map(len, table))
    lines = [
        f"{route:<{width}} | " + " ".join(f"{table[route].get(one, '?'):>3}" for one in PERSONAS)
        for route in sorted(table, key=lambda route: (route.split()[1], route))
    ]
    GOLDEN.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Every method of every rule, but the static files."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


FEWER = ("anonymous", "citizen", "moderator")
"""Who asks on PostgreSQL: permissions do not depend on the database, but each page shall run there, too."""


@pytest.mark.timeout(180)
@pytest.mark.parametrize("persona", FEWER if on_postgresql() else PERSONAS)
def test_everybody_gets_what_the_table_says(
    app: Flask,
    world: World,
    visit: Visit,
    token: str,
    undone: Undone,
    faults: list[str],
    persona: str,
) -> None:
    got = {}
    for method, rule in routes(app):
        data = {"csrf_token": token} if method == "POST" else None
        with undone():
            answer = visit(persona).open(address(world, rule), method=method, data=data)
            got[f"{method} {rule.rule}"] = str(answer.status_code)
            answer.close()
    assert faults == []
    golden = read()
    if os.environ.get("GOLDEN") == "write":
        write({route: {**golden.get(route, {}), persona: status} for route, status in got.items()})
        return
    assert got == {route: statuses[persona] for route, statuses in golden.items()}


def test_nobody_unknown_gets_behind_the_desk() -> None:
    """What the golden file may never say, whatever it is regenerated to."""
    for route, statuses in read().items():
        if "/arbejdsbord" in route:
            assert statuses["anonymous"] in {"302", "303"}, route
            assert statuses["citizen"] in {"403", "404"} or "optaelling" in route, route
