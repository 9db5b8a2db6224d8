"""What every page shares: closed by default, safe errors, headers, languages, the page cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError

from portal.app import create_app
from portal.core import audit, web
from portal.core.actor import SYSTEM, Actor
from portal.core.db import Base, action, db
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.core.limits import limiter
from portal.core.settings import Settings
from portal.organisations.models import Organisation
from tests import make
from tests.conftest import settings_for

NOWHERE = "/en/der-er-ingenting-her"


@pytest.fixture(scope="module")
def served(
    new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, str]]:
    """The application as it is served: CSRF, page cache and rate limits on; somebody is known to it."""
    settings = settings_for(new_database("web_served"), tmp_path_factory.mktemp("web"), rate_limits=True)
    app = create_app(settings, TESTING=True, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        token = make.town().citizen.session_token
        db.session.remove()
    yield app, token
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def strict(served: tuple[Flask, str], monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A browser of somebody unknown, on the application as it is served."""
    monkeypatch.setattr(limiter, "enabled", True)  # one limiter for all applications of this process
    return served[0].test_client()


@pytest.fixture
def known(served: tuple[Flask, str]) -> FlaskClient:
    """A browser of somebody signed in, on the application as it is served."""
    browser = served[0].test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = served[1], True
    return browser


@pytest.fixture
def fails(tmp_path: Path) -> Callable[[Exception], Response]:
    """Ask an application one of whose pages fails with a given error."""

    def ask(error: Exception, **config: Any) -> Response:
        app = create_app(settings_for(f"sqlite:///{tmp_path / 'f.db'}", tmp_path), **config)

        @app.get("/fails")
        @web.public
        def page() -> str:
            raise error

        with app.app_context():
            Base.metadata.create_all(db.engine)
            answer: Response = app.test_client().get("/en/fails")
            db.session.remove()
            db.engine.dispose()
        return answer

    return ask


class TestClosedByDefault:
    def test_a_stranger_is_sent_to_sign_in_and_back(self, client: FlaskClient) -> None:
        answer = client.get("/en/arbejdsbord?a=1")
        assert answer.status_code == 302
        assert answer.location.startswith("/en/log-ind?next=")
        assert "%2Farbejdsbord" in answer.location or "/en/arbejdsbord" in answer.location

    def test_what_a_stranger_posts_is_not_done(self, client: FlaskClient) -> None:
        answer = client.post(
            "/arbejdsbord/roller", data={"email": "evil@example.org", "role": "administrator"}
        )
        assert (answer.status_code, answer.location) == (303, "/log-ind")

    def test_a_session_that_was_ended_is_nobody(
        self, sign_in: Callable[[Any], FlaskClient], town: make.Town
    ) -> None:
        browser = sign_in(town.moderator)
        assert browser.get("/arbejdsbord").status_code == 200
        town.moderator.session_token = "another"
        db.session.commit()
        assert browser.get("/arbejdsbord").status_code == 302

    @pytest.mark.parametrize(
        "target",
        [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:1",
            "/a\nb",
            "",
            None,
            "evil",
        ],
    )
    def test_no_way_leads_off_the_site(self, target: str | None) -> None:
        assert web.safe_next(target) is None

    def test_a_path_here_is_a_fine_next(self) -> None:
        assert web.safe_next("/en/min-side?a=1") == "/en/min-side?a=1"


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "status", "said"),
        [
            (Missing(), 404, "cannot find that page"),
            (Forbidden(), 403, "do not have access"),
            (Forbidden("Ask Mette."), 403, "Ask Mette."),
            (Refused("Choose another day."), 422, "Choose another day."),
            (Conflict("Somebody was faster."), 409, "Somebody was faster."),
            (CSRFError(), 400, "Nothing was sent"),
            (OperationalError("SELECT secret", {}, Exception("locked")), 503, "busy"),
        ],
    )
    def test_each_error_has_its_page(
        self, fails: Callable[..., Response], error: Exception, status: int, said: str
    ) -> None:
        answer = fails(error, TESTING=True)
        assert answer.status_code == status
        assert said in answer.text
        assert "SELECT secret" not in answer.text
        assert answer.text.count("<h1") == 1

    def test_a_fault_of_ours_tells_nothing_of_the_inside(self, fails: Callable[..., Response]) -> None:
        answer = fails(RuntimeError("the password is 1234"))
        assert answer.status_code == 500
        assert "1234" not in answer.text
        assert "Something broke" in answer.text

    def test_an_unknown_address_helps_on(self, client: FlaskClient) -> None:
        answer = client.get(NOWHERE)
        assert answer.status_code == 404
        assert 'href="/en/arrangementer"' in answer.text

    def test_a_wrong_method_is_said_plainly(self, client: FlaskClient) -> None:
        assert client.post("/en/om").status_code == 405

    def test_a_hostile_address_is_not_echoed(self, client: FlaskClient) -> None:
        assert "<script>alert" not in client.get("/en/<script>alert(1)</script>").text

    def test_without_a_database_the_page_says_busy_and_readiness_says_no(self, tmp_path: Path) -> None:
        app = create_app(settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path), TESTING=True)
        browser = app.test_client()
        assert browser.get("/readyz").status_code == 503
        assert browser.get("/healthz").status_code == 200
        assert browser.get("/en/arrangementer").status_code == 503
        with app.app_context():
            db.engine.dispose()


class TestForgery:
    def test_a_post_without_token_sends_nothing(self, strict: FlaskClient) -> None:
        answer = strict.post("/en/log-ind", data={"email": "karen@example.org"})
        assert answer.status_code == 400
        assert "Nothing was sent" in answer.text

    def test_with_the_token_of_the_page_it_goes_through(self, strict: FlaskClient) -> None:
        token = strict.get("/en/log-ind").text.partition('name="csrf_token"')[2].partition('value="')[2]
        data = {"email": "karen@example.org", "csrf_token": token.partition('"')[0]}
        assert strict.post("/en/log-ind", data=data).status_code == 303

    def test_many_tries_are_slowed_down(self, strict: FlaskClient) -> None:
        token = strict.get("/en/log-ind").text.partition('name="csrf_token"')[2].partition('value="')[2]
        data = {"email": "not an address", "csrf_token": token.partition('"')[0]}
        elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
        statuses = [
            strict.post("/en/log-ind", data=data, environ_overrides=elsewhere).status_code for _ in range(21)
        ]
        assert statuses == [422] * 20 + [429]


class TestHeaders:
    @pytest.mark.parametrize("path", ["/", "/arrangementer", "/log-ind", NOWHERE, "/healthz"])
    def test_every_answer_is_guarded(self, client: FlaskClient, path: str) -> None:
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Permissions-Policy" in headers
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"

    def test_public_pages_may_be_kept_and_failures_not(self, client: FlaskClient) -> None:
        assert client.get("/arrangementer").headers["Cache-Control"].startswith("public")
        assert "no-store" in client.get(NOWHERE).headers["Cache-Control"]

    def test_production_asks_for_https(self, tmp_path: Path) -> None:
        settings = Settings(
            portal_env="production",
            secret_key="s" * 40,
            smtp_url="smtp://mail.example.org",
            public_url="https://portal.example.org",
            database_url=f"sqlite:///{tmp_path / 'p.db'}",
            data_dir=tmp_path,
        )
        app = create_app(settings, TESTING=True)
        with app.app_context():
            Base.metadata.create_all(db.engine)
            answer = app.test_client().get("/om")
            assert "max-age" in answer.headers["Strict-Transport-Security"]
            assert app.test_client().get("/demo").status_code == 404
            db.session.remove()
            db.engine.dispose()


class TestLanguages:
    @pytest.mark.parametrize(("path", "code"), [("/om", "da"), ("/en/om", "en"), ("/en", "en"), ("/", "da")])
    def test_the_address_says_the_language(self, client: FlaskClient, path: str, code: str) -> None:
        answer = client.get(path)
        assert f'<html lang="{code}"' in answer.text
        assert answer.headers["Content-Language"] == code

    def test_links_stay_in_the_language_of_the_page(self, client: FlaskClient) -> None:
        assert 'href="/en/arrangementer"' in client.get("/en/om").text
        assert 'href="/arrangementer"' in client.get("/om").text

    def test_each_page_names_its_other_languages_with_the_same_question(self, client: FlaskClient) -> None:
        page = client.get("/en/arrangementer?q=garn").text
        assert 'hreflang="da" href="http://portal.test/arrangementer?q=garn"' in page
        assert 'hreflang="en" href="http://portal.test/en/arrangementer?q=garn"' in page

    def test_danish_has_no_prefix_of_its_own(self, client: FlaskClient) -> None:
        assert client.get("/da/om").status_code == 404
        assert client.get("/english/om").status_code == 404

    def test_an_absolute_address_is_in_the_language_asked_for(self, app: Flask) -> None:
        with app.app_context():
            assert web.absolute("pages.events", "en") == "http://portal.test/en/arrangementer"
            assert web.absolute("pages.events", "da") == "http://portal.test/arrangementer"


class TestPageCache:
    def ask(self, client: FlaskClient, path: str = "/arrangementer", **more: Any) -> Response:
        answer: Response = client.get(path, **more)
        return answer

    def test_an_unchanged_page_is_not_sent_again(self, strict: FlaskClient) -> None:
        first = self.ask(strict)
        again = self.ask(strict, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "Content-Security-Policy" in again.headers

    def test_a_change_shows_at_once(self, served: tuple[Flask, str], strict: FlaskClient) -> None:
        @action
        def publish(actor: Actor, title: str) -> None:
            unit = db.session.scalars(sa.select(Organisation)).first()
            assert unit is not None
            event = make.event(unit, title=title)
            make.occurrence(event)
            audit.note(actor, "event.publish", event)

        before = self.ask(strict)
        assert "Strik i lyset" not in before.text
        with served[0].app_context():
            publish(SYSTEM, "Strik i lyset")
            db.session.remove()
        after = self.ask(strict, headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        assert "Strik i lyset" in after.text

    def test_signed_in_people_get_their_own_page(self, strict: FlaskClient, known: FlaskClient) -> None:
        self.ask(strict)
        page = self.ask(known)
        assert "ETag" not in page.headers
        assert "no-store" in page.headers["Cache-Control"]
        assert "/min-side" in page.text
        assert "/min-side" not in self.ask(strict).text

    def test_languages_and_parts_are_kept_apart(self, strict: FlaskClient) -> None:
        danish, english = self.ask(strict), self.ask(strict, "/en/arrangementer")
        part = self.ask(strict, headers={"HX-Request": "true"})
        assert len({answer.headers["ETag"] for answer in (danish, english, part)}) == 3
        assert "HX-Request" in danish.headers["Vary"]

    @pytest.mark.parametrize("path", ["/log-ind", "/log-ud"])
    def test_pages_with_forms_are_never_kept(self, strict: FlaskClient, path: str) -> None:
        answer = self.ask(strict, path)
        assert "ETag" not in answer.headers
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("path", ["/", "/arrangementer", "/temadage", "/om"])
    def test_public_pages_hold_no_token_of_a_form(self, strict: FlaskClient, path: str) -> None:
        answer = self.ask(strict, path)
        assert "csrf" not in answer.text
        assert "Set-Cookie" not in answer.headers

    def test_another_host_gets_its_own_page(self, strict: FlaskClient) -> None:
        here = self.ask(strict)
        there = self.ask(strict, base_url="http://evil.example")
        assert here.headers["ETag"] != there.headers["ETag"]
        assert "evil.example" not in self.ask(strict).text
