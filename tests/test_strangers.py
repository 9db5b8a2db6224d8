"""What strangers try: forged links, other people's things, drafts, addresses of their own making."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Person
from portal.app import create_app
from portal.core import audit
from portal.core.db import Base, db
from portal.events.models import Event, Occurrence
from portal.pages.rules.share import write_code
from portal.participation import mails
from portal.participation.models import Feedback, Signup
from tests import make
from tests.conftest import QUIET, settings_for

SignIn = Callable[[Person], FlaskClient]
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
MEGABYTE = 1024 * 1024


def stamped(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\w+)"', client.get(path).text)
    assert found is not None
    return found[1]


def test_scripts_in_a_translation_are_shown_as_letters(
    town: make.Town, sign_in: SignIn, client: FlaskClient
) -> None:
    texts = dict.fromkeys(("title", "summary", "text", "first_time"), "Dansk")
    event = make.event(town.library, slug="strik", host_id=town.host.id, **texts)
    date = make.occurrence(event)
    make.community(town.library, slug="kreds", title="Kreds", text="Dansk", summary="Dansk")
    make.theme_day(town.library, slug="dag", title="Dag", summary="Dansk", text="Dansk")
    make.place("Huset", slug="hus", owner_id=town.library.id, about="Dansk")
    staff = sign_in(town.moderator)
    for page, seen_at in (
        ("/arrangementer/strik", f"/en/arrangementer/strik/{date.slug}"),
        ("/faellesskaber/kreds", "/en/faellesskaber/kreds"),
        ("/temadage/dag", "/en/temadage/dag"),
        ("/steder/hus", "/en/steder/hus"),
    ):
        form = f"{page}/oversaettelser/en"
        names = set(re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', staff.get(form).text)) - {"seen"}
        said = dict.fromkeys(names, SCRIPT)
        assert staff.post(form, data={"seen": stamped(staff, form), **said}).status_code == 303, page
        for shown in (
            client.get(seen_at).text,
            staff.get(form).text,
            staff.get(f"{page}/oversaettelser").text,
        ):
            assert "<script>alert" not in shown
            assert "<img src=x" not in shown
        assert "alert(1)" in client.get(seen_at).text
    for path in ("/en/", "/en/arrangementer", "/en/soeg?q=alert", "/en/faellesskaber", "/en/kalender"):
        assert "<script>alert" not in client.get(path, follow_redirects=True).text


@pytest.mark.parametrize("code", ["da", "EN", "en-GB", "../en", "%00", "x" * 3000, "<b>", "en%0d%0a"])
def test_no_translation_in_a_language_that_is_none(town: make.Town, sign_in: SignIn, code: str) -> None:
    make.event(town.library, slug="strik", host_id=town.host.id)
    path = f"/arrangementer/strik/oversaettelser/{code}"
    host = sign_in(town.host)
    assert host.get(path).status_code == 404
    assert host.post(path, data={"title": "x"}).status_code == 404


@pytest.mark.parametrize("seen", ["", "0", "x" * 5000, "\x00", "é"])
def test_a_forged_or_old_stamp_writes_nothing(town: make.Town, sign_in: SignIn, seen: str) -> None:
    event = make.event(town.library, slug="strik", host_id=town.host.id)
    before = audit.version()
    answer = sign_in(town.host).post(
        "/arrangementer/strik/oversaettelser/en", data={"seen": seen, "title": "Knitting"}
    )
    assert answer.status_code == 422
    assert not db.session.get_one(Event, event.id, populate_existing=True).translations
    assert audit.version() == before


def test_a_text_of_five_megabytes_is_turned_away(town: make.Town, sign_in: SignIn) -> None:
    make.event(town.library, slug="strik", host_id=town.host.id, text="Dansk")
    host, path = sign_in(town.host), "/arrangementer/strik/oversaettelser/en"
    seen = stamped(host, path)
    for size in (1 * MEGABYTE, 5 * MEGABYTE):
        assert host.post(path, data={"seen": seen, "text": "x" * size}).status_code in {413, 422}


def test_other_peoples_things_are_not_translated(
    town: make.Town, sign_in: SignIn, client: FlaskClient
) -> None:
    make.event(town.museum, slug="museets", title="Museets")
    make.event(town.museum, slug="kladde", title="Hemmelig kladde", state="draft")
    for slug in ("museets", "kladde"):
        path = f"/arrangementer/{slug}/oversaettelser/en"
        for who in (town.citizen, town.host, town.outsider):
            for answer in (sign_in(who).get(path), sign_in(who).post(path, data={"title": "x"})):
                assert answer.status_code in {403, 404}
                assert "Hemmelig" not in answer.text
        assert client.post(path, data={"title": "x"}).status_code in {303, 404}


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: "", lambda t: "æ" * 3000])
def test_a_forged_feedback_link_leads_nowhere(
    town: make.Town, client: FlaskClient, spoil: Callable[[str], str]
) -> None:
    held = make.held(make.event(town.library), days_ago=1)
    path = f"/hvordan-var-det/{spoil(mails.feedback_token(held, 'n'))}"
    assert client.get(path).status_code == 404
    assert client.post(path, data={"face": "5"}).status_code in {404, 405}


def test_a_manage_link_is_no_feedback_link(town: make.Town, client: FlaskClient) -> None:
    held = make.held(make.event(town.library, signup_mode="per_session"), days_ago=1)
    manage = mails.token_for(make.signup(held))
    feedback = mails.feedback_token(held, "n")
    assert client.get(f"/hvordan-var-det/{manage}").status_code == 404
    assert client.get(f"/tilmelding/{feedback}").status_code == 404


def test_a_feedback_link_of_a_cancelled_or_gone_date_keeps_nothing(
    town: make.Town, client: FlaskClient
) -> None:
    held = make.held(make.event(town.library), days_ago=1)
    path = f"/hvordan-var-det/{mails.feedback_token(held, 'n')}"
    db.session.get_one(Occurrence, held.id).state = "cancelled"
    db.session.commit()
    assert 'name="face"' not in client.get(path).text
    assert client.post(path, data={"face": "5"}).status_code in {409, 422}
    db.session.execute(sa.delete(Occurrence).where(Occurrence.id == held.id))
    db.session.commit()
    assert client.get(path).status_code == 404
    assert client.post(path, data={"face": "5"}).status_code == 404
    assert db.session.scalars(sa.select(Feedback)).all() == []


def test_seats_are_given_only_by_those_who_run_the_date(
    town: make.Town, sign_in: SignIn, client: FlaskClient
) -> None:
    event = make.event(
        town.library, slug="strik", host_id=town.host.id, signup_mode="per_session", capacity=9
    )
    one = make.occurrence(event)
    other = make.occurrence(make.event(town.museum, slug="museets", signup_mode="per_session", capacity=9))
    waits, elsewhere = make.signup(one, state="waiting"), make.signup(other, state="waiting")
    db.session.commit()
    path = f"/arrangementer/strik/{one.slug}/deltagere"
    for who in (town.citizen, town.outsider, town.member):
        assert sign_in(who).post(f"{path}/{waits.id}/plads").status_code == 403
    client.post(f"{path}/{waits.id}/plads")
    host = sign_in(town.host)
    for number in (elsewhere.id, 0, 10**30):
        assert host.post(f"{path}/{number}/plads").status_code == 404
    assert host.get(f"{path}/{waits.id}/plads").status_code == 405
    states = db.session.execute(sa.select(Signup.id, Signup.state)).all()
    assert dict(map(tuple, states)) == {waits.id: "waiting", elsewhere.id: "waiting"}


def test_nothing_of_a_draft_is_drawn_for_strangers(
    town: make.Town, sign_in: SignIn, client: FlaskClient
) -> None:
    draft = make.event(town.library, slug="kladde", title="Hemmelig kladde", state="draft")
    date = make.occurrence(draft)
    day = make.theme_day(town.museum, slug="stille", title="Hemmelig dag", state="draft")
    codes = [write_code("a", draft.id), write_code("d", date.id), write_code("t", day.id)]
    paths = [f"/deling/{code}.jpg" for code in codes]
    paths += [f"/k/{code}" for code in codes]
    for size in ("a4", "a3"):
        paths += [
            f"/arrangementer/kladde/plakat-{size}.pdf",
            f"/arrangementer/kladde/{date.slug}/plakat-{size}.pdf",
            f"/temadage/stille/plakat-{size}.pdf",
        ]
    for path in paths:
        for reader in (client, sign_in(town.citizen)):
            answer = reader.get(path)
            assert answer.status_code == 404, path
            assert b"Hemmelig" not in answer.data


@pytest.mark.parametrize(
    "target",
    [
        *(
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "/%5c/evil.example",
        ),
        *("/" + "x" * 5000, "/a\r\nX: y", "javascript:alert(1)", "///evil.example", "/\t/evil.example", ""),
    ],
)
def test_choosing_a_language_never_leads_away(client: FlaskClient, target: str) -> None:
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}/sprog/en", query_string={"next": target})
        assert answer.status_code == 302
        assert re.match(r"/en(/(?![/\\])|$)", answer.headers["Location"]), answer.headers["Location"]
        answer = client.get(f"{prefix}/sprog/da", query_string={"next": target})
        assert re.match(r"/(?![/\\])", answer.headers["Location"]), answer.headers["Location"]


@pytest.mark.parametrize("code", ["tlh", "EN", "x" * 5000, "%00", "en%0d%0aSet-Cookie:a", "..", "da,en"])
def test_an_unknown_language_is_not_chosen(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/sprog/{code}")
    assert answer.status_code in {404, 308}
    assert "Set-Cookie" not in answer.headers


@pytest.fixture
def kept(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    """A site that keeps its pages, with one event and a signed-in citizen in ``extensions``."""
    app = create_app(settings_for(new_database("strangers"), tmp_path), **{**QUIET, "PAGE_CACHE": True})
    with app.app_context():
        Base.metadata.create_all(db.engine)
        town = make.town()
        make.occurrence(make.event(town.library, slug="strik", title="Strikkecafé"))
        db.session.commit()
        app.extensions["session_token"] = town.citizen.session_token
        db.session.remove()
    yield app
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        db.engine.dispose()


def asked(app: Flask, path: str, *, speaks: str = "da", cookie: str = "") -> Any:
    headers = {"Accept-Language": speaks, **({"Cookie": cookie} if cookie else {})}
    return app.test_client(use_cookies=False).get(path, headers=headers)


def test_kept_pages_never_mix_languages(kept: Flask) -> None:
    readers = [("da", ""), ("en", ""), ("da", "sprog=en"), ("en", "sprog=da"), ("ar", ""), ("fr", "")]
    expected = ["da", "en", "en", "da", "ar", "da"]
    for _twice in range(2):
        for order in (1, -1):
            for (speaks, cookie), language in list(zip(readers, expected, strict=True))[::order]:
                home = asked(kept, "/", speaks=speaks, cookie=cookie)
                if language == "da":
                    assert (home.status_code, 'lang="da"' in home.text[:300]) == (200, True)
                else:
                    assert home.headers["Location"] == f"/{language}/"
                for prefix, lang in (("", "da"), ("/en", "en"), ("/ar", "ar")):
                    page = asked(kept, f"{prefix}/arrangementer", speaks=speaks, cookie=cookie)
                    assert f'<html lang="{lang}"' in page.text


def test_signed_in_pages_are_kept_for_nobody(kept: Flask) -> None:
    reader = kept.test_client()
    with reader.session_transaction() as session:
        session["_user_id"], session["_fresh"] = kept.extensions["session_token"], True
    mine = reader.get("/arrangementer")
    theirs = asked(kept, "/arrangementer")
    assert theirs.text != mine.text
    assert asked(kept, "/arrangementer").text == theirs.text
    assert reader.get("/arrangementer").text == mine.text
    assert "public" not in mine.headers.get("Cache-Control", "")
