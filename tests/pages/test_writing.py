"""Hints while people write, and once more after saving."""

from __future__ import annotations

from typing import Any

import pytest

from portal.communities.models import Community
from portal.core.db import db
from tests import make

OFFICE = "Såfremt du kommer, afholdes mødet i salen."


def test_a_stranger_who_writes_gets_hints(client: Any) -> None:
    answer = client.post("/skrivehjaelp", data={"title": "x" * 60, "text": OFFICE, "written_in": "da"})
    assert answer.status_code == 200
    assert "60 tegn" in answer.text
    assert "»hvis«" in answer.text
    assert 'name="hints_seen"' in answer.text


def test_a_good_text_gets_none(client: Any) -> None:
    assert "<li>" not in client.post("/skrivehjaelp", data={"title": "Strikkecafé", "text": "Kom."}).text


@pytest.mark.parametrize(("seen", "told"), [("", True), ("1", False)])
def test_without_scripts_the_hints_come_after_saving(town: Any, sign_in: Any, seen: str, told: bool) -> None:
    made = make.community(town.library, town.host, title="Nordlys")
    member = sign_in(town.host)
    before = db.session.get_one(Community, made.id)
    typed = {
        "title": "Nordlys",
        "summary": "Kom.",
        "text": OFFICE,
        "openness": "open",
        "mode": "online",
        "host_name": "Bo",
        "version": str(before.version),
        "hints_seen": seen,
    }
    page = member.post(f"/faellesskaber/{made.slug}/ret", data=typed, follow_redirects=True)
    assert page.status_code == 200
    assert ("»hvis«" in page.text) is told
