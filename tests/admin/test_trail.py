"""The trail reads as sentences: every verb has one, and every subject its name and page."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import portal
from portal.admin import rules
from portal.admin.queries import trail as trails
from portal.communities import rules as communities
from portal.core import audit
from portal.core.actor import SYSTEM
from portal.core.db import db
from portal.core.text import speaking
from portal.moderation import rules as moderation
from portal.organisations import rules as organisations
from portal.themedays import rules as themedays
from tests import make
from tests.make import Town

SignIn = Callable[[Any], FlaskClient]

COMPOSED = {
    "community.": {
        *(verb for _state, verb in communities.LIFECYCLE),
        *(verb for _role, verb in communities.ROLE_CHANGES),
        "decline",
    },
    "organisation.": {verb for _state, verb in organisations.VERIFICATION},
    "proposal.": {verb for _state, verb in moderation.LIFECYCLE},
    "themeday.": {f"{verb}_line" for _state, verb in themedays.LINE_LIFECYCLE},
}
"""What is put together of a word and a verb of a table: the word -> all it can become."""


def strings(node: ast.expr) -> Iterator[str]:
    """The constants a verb may be, or the beginning of one that is composed."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value)


def noted() -> set[str]:
    """Every verb that any action notes."""
    found: set[str] = set()
    for path in Path(portal.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            target.id: list(strings(node.value))
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.note":
                verb = call.args[1]
                said = named[verb.id] if isinstance(verb, ast.Name) else list(strings(verb))
                assert said, f"{path.name}: which verb is {ast.unparse(verb)}?"
                for one in said:
                    found |= {one + end for end in COMPOSED[one]} if one.endswith(".") else {one}
    return found


def test_every_verb_has_its_sentence() -> None:
    assert sorted(noted() - rules.SENTENCES.keys()) == []


def test_no_sentence_is_left_over() -> None:
    assert sorted(rules.SENTENCES.keys() - noted()) == []


@pytest.mark.parametrize("verb", sorted(rules.SENTENCES))
def test_a_sentence_says_who_and_what_in_both_languages(session: Any, verb: str) -> None:
    said = []
    for language in ("da", "en"):
        with speaking(language):
            said.append(str(rules.SENTENCES[verb]) % {"who": "Mette", "what": "Strik"})
    assert all("Mette" in one and "Strik" in one for one in said)
    assert said[0] != said[1]


def test_facts_are_told_in_words(session: Any) -> None:
    with speaking("en"):
        assert rules.details({"total": 8, "before": 10}) == ["8 people", "10 before"]
        assert rules.details({"before": 1, "after": 3}) == ["3 people", "1 before"]
        assert rules.details({"via": "phone", "size": 1, "state": "waiting", "squeezed": False}) == [
            "1 person",
            "by phone",
            "on the waiting list",
        ]
        assert rules.details({"dates": ["2026-12-03"]}) == ["1 date"]
        assert rules.details({"checksum": "aa", "via": "pigeon", "member_id": 4}) == []


def everything(town: Town) -> list[Any]:
    """One row of each kind that entries are about."""
    event = make.event(town.library)
    date = make.held(event)
    day = make.theme_day(town.library)
    return [
        event,
        date,
        make.signup(date),
        make.count(date),
        make.community(town.library),
        town.library,
        town.citizen,
        make.room(make.place("Kulturhuset", key="k", slug="k")),
        day,
        make.line(day, make.event(town.library), town.library),
    ]


def test_every_subject_is_named_and_linked(town: Town, sign_in: SignIn) -> None:
    rows = everything(town)
    for row in rows:
        audit.note(SYSTEM, "event.edit", row)
    db.session.flush()
    found = trails.subjects(trails.trail().items)
    assert {(row.__tablename__, row.id) for row in rows} <= found.keys()
    page = sign_in(town.administrator).get("/en/arbejdsbord/spor")
    assert page.status_code == 200
    assert f'<a href="/en/arrangementer/{rows[0].slug}">' in page.text


def test_what_people_wrote_is_escaped(town: Town, sign_in: SignIn) -> None:
    audit.note(SYSTEM, "event.edit", make.event(town.library, title="<script>x</script>"), "<b>why</b>")
    db.session.flush()
    page = sign_in(town.administrator).get("/arbejdsbord/spor").text
    assert "<script>x" not in page
    assert "<b>why" not in page
    assert "&lt;script&gt;x" in page


def test_what_is_gone_and_what_is_unknown_still_have_a_line(town: Town, sign_in: SignIn) -> None:
    db.session.add(
        audit.AuditEvent(
            at=town.library.created_at, verb="comet.pass", subject_kind="comet", subject_id=7, reason=""
        )
    )
    db.session.flush()
    page = sign_in(town.administrator).get("/en/arbejdsbord/spor?om=comet:7")
    assert page.status_code == 200
    assert 'data-verb="comet.pass"' in page.text


@pytest.mark.parametrize("about", ["x" * 400, "event:", "event:x", ":", "event:99999999999999999999"])
def test_a_broken_filter_is_harmless(town: Town, sign_in: SignIn, about: str) -> None:
    assert sign_in(town.administrator).get("/arbejdsbord/spor", query_string={"om": about}).status_code == 200


def test_only_those_who_may_see_the_trail(town: Town, sign_in: SignIn, client: FlaskClient) -> None:
    assert sign_in(town.citizen).get("/arbejdsbord/spor").status_code == 403
    desk = sign_in(town.moderator).get("/arbejdsbord").text
    allowed = client.get("/arbejdsbord/spor").status_code == 200
    assert ("/arbejdsbord/spor" in desk) == allowed
