"""Signing in by code and link: single use, short-lived, limited, generic, safe."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from portal.accounts import actions, rules
from portal.accounts.models import Person, SignInCode
from portal.app import create_app
from portal.core import clock
from portal.core.actor import ANONYMOUS
from portal.core.db import Base, db
from portal.core.errors import Forbidden, Refused
from portal.core.limits import limiter
from portal.core.outbox import OutboxMessage
from portal.core.web import safe_next
from tests import make
from tests.conftest import settings_for

EMAIL = "karen@example.org"


def newest_facts() -> dict[str, Any]:
    row = db.session.scalar(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1))
    assert row is not None
    return row.facts


def ask(next_url: str = "") -> dict[str, Any]:
    actions.request_code(ANONYMOUS, EMAIL, language="da", next_url=next_url)
    return newest_facts()


def test_a_code_signs_in_once_and_makes_the_person(session: Any) -> None:
    code = ask("/min-side")["code"]
    found = actions.use_code(ANONYMOUS, EMAIL, code=code)
    assert found is not None
    assert found[0].email == EMAIL
    assert found[1] == "/min-side"
    assert actions.use_code(ANONYMOUS, EMAIL, code=code) is None


def test_the_link_works_once_and_kills_the_code(session: Any) -> None:
    facts = ask()
    assert actions.use_link(ANONYMOUS, facts["token"]) is not None
    assert actions.use_link(ANONYMOUS, facts["token"]) is None
    assert actions.use_code(ANONYMOUS, EMAIL, code=facts["code"]) is None


def test_neither_code_nor_link_is_stored_readable(session: Any) -> None:
    facts = ask()
    row = db.session.scalars(sa.select(SignInCode)).one()
    assert facts["code"] not in row.code_hash
    assert facts["token"] not in row.link_hash


def test_a_code_dies_after_fifteen_minutes(session: Any) -> None:
    code = ask()["code"]
    with clock.at(clock.now() + timedelta(minutes=15)):
        assert actions.use_code(ANONYMOUS, EMAIL, code=code) is None
    with clock.at(clock.now() + timedelta(minutes=14, seconds=59)):
        assert actions.use_code(ANONYMOUS, EMAIL, code=code) is not None


def test_five_wrong_tries_kill_a_code(session: Any) -> None:
    code = ask()["code"]
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(rules.MAX_ATTEMPTS):
        assert actions.use_code(ANONYMOUS, EMAIL, code=wrong) is None
    assert actions.use_code(ANONYMOUS, EMAIL, code=code) is None


def test_only_the_newest_code_works(session: Any) -> None:
    first, second = ask()["code"], ask()["code"]
    if first != second:
        assert actions.use_code(ANONYMOUS, EMAIL, code=first) is None
    assert actions.use_code(ANONYMOUS, EMAIL, code=second) is not None


def test_an_address_gets_five_codes_an_hour(session: Any) -> None:
    for _turn in range(rules.CODES_PER_HOUR):
        ask()
    with pytest.raises(Refused):
        ask()
    with clock.at(clock.now() + timedelta(hours=1, seconds=1)):
        ask()


def test_the_answer_is_the_same_for_known_and_unknown_addresses(client: FlaskClient, session: Any) -> None:
    make.person(email="known@example.org")
    answers = []
    for email in ("known@example.org", "unknown@example.org"):
        answer = client.post("/en/log-ind", data={"email": email}, follow_redirects=True)
        answers.append(answer.text.replace(email, "X"))
    assert answers[0] == answers[1]


def test_the_whole_way_in_by_code(client: FlaskClient) -> None:
    client.post("/log-ind?next=/foreninger/ny", data={"email": "Karen@Example.org "})
    code = newest_facts()["code"]
    wrong = client.post("/log-ind/kode", data={"code": "12 34"})
    assert wrong.status_code == 422
    answer = client.post("/log-ind/kode", data={"code": f"{code[:3]} {code[3:]}"})
    assert answer.status_code == 303
    assert answer.location == "/min-side/profil?next=/foreninger/ny"
    answer = client.post("/min-side/profil?next=/foreninger/ny", data={"name": "Karen", "language": "da"})
    assert answer.location == "/foreninger/ny"
    assert db.session.scalars(sa.select(Person)).one().name == "Karen"


def test_opening_the_link_does_nothing_pressing_the_button_signs_in(
    client: FlaskClient, session: Any
) -> None:
    token = ask()["token"]
    for _scanner in range(3):
        assert client.get(f"/log-ind/link/{token}").status_code == 200
    assert client.post(f"/log-ind/link/{token}").status_code == 303
    assert client.post(f"/log-ind/link/{token}").status_code in {303, 410}
    assert client.get("/min-side/profil").status_code == 200


def test_a_forged_link_says_what_to_do(client: FlaskClient) -> None:
    answer = client.post("/en/log-ind/link/forged")
    assert answer.status_code == 410
    assert "Ask for a new one" in answer.text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        None,
        "/a\r\nb",
    ],
)
def test_next_never_leaves_the_site(target: str | None) -> None:
    assert safe_next(target) is None


def test_next_keeps_paths_on_the_site() -> None:
    assert safe_next("/foreslaa/abc?trin=2") == "/foreslaa/abc?trin=2"


def test_a_bad_address_keeps_what_was_typed(client: FlaskClient) -> None:
    answer = client.post("/log-ind", data={"email": "karen.example.org"})
    assert answer.status_code == 422
    assert 'value="karen.example.org"' in answer.text


def test_a_rotated_token_ends_all_sessions(sign_in: Any, session: Any) -> None:
    person = make.person()
    phone, computer = sign_in(person), sign_in(person)
    assert phone.get("/min-side/profil").status_code == 200
    assert computer.post("/min-side/log-ud-alle").status_code == 303
    assert phone.get("/min-side/profil").status_code == 302


def test_signing_out_takes_a_post(sign_in: Any, session: Any) -> None:
    browser = sign_in(make.person())
    browser.get("/log-ud")
    assert browser.get("/min-side/profil").status_code == 200
    browser.post("/log-ud")
    assert browser.get("/min-side/profil").status_code == 302


def test_a_profile_needs_a_name_and_is_ones_own(session: Any, acting: Any) -> None:
    mine, other = make.person("Mine"), make.person("Other")
    with pytest.raises(Refused):
        actions.update_profile(acting(mine), mine.id, name="", language="da")
    with pytest.raises(Forbidden):
        actions.update_profile(acting(mine), other.id, name="Hacked", language="da")
    with pytest.raises(Forbidden):
        actions.end_all_sessions(acting(mine), other.id)
    actions.update_profile(acting(mine), mine.id, name="Mig", language="xx")
    assert (mine.name, mine.language) == ("Mig", "da")


def test_one_address_can_only_ask_so_often(new_database: Any, tmp_path: Path) -> None:
    """The limit per IP lives in the database, so that several processes share it."""
    settings = settings_for(new_database("limits"), tmp_path, rate_limits=True)
    apps = [create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False) for _process in range(2)]
    with apps[0].app_context():
        Base.metadata.create_all(db.engine)
    answers = [
        apps[turn % 2].test_client().post("/log-ind", data={"email": f"person{turn}@example.org"}).status_code
        for turn in range(22)
    ]
    for app in apps:
        with app.app_context():
            db.engine.dispose()
    limiter.enabled = False
    assert answers[:20] == [303] * 20
    assert answers[20:] == [429, 429]
