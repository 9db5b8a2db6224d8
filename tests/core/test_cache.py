"""Anonymous pages answered from memory: fresh after every change, never somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.app import create_app
from portal.core import audit
from portal.core.actor import SYSTEM, Actor
from portal.core.cache import PageCache
from portal.core.db import Base, action, db
from tests import make
from tests.conftest import QUIET, settings_for


class Site:
    """A tiny WSGI site that counts how often it is really asked."""

    def __init__(self) -> None:
        self.asked, self.version = 0, 1
        self.headers = [("Content-Type", "text/plain"), ("Cache-Control", "public, max-age=0")]
        self.status = "200 OK"
        self.page = PageCache(self, version=lambda: self.version, cookie="portal", seconds=0, pages=3)

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        self.asked += 1
        start_response(self.status, list(self.headers))
        return [f"{environ['PATH_INFO']} {self.asked}".encode()]

    def get(self, path: str = "/", method: str = "GET", **more: str) -> tuple[str, dict[str, str], bytes]:
        answer: list[Any] = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, **more}
        body = b"".join(
            self.page(environ, lambda status, headers, exc=None: answer.extend((status, headers)))
        )
        return answer[0], dict(answer[1]), body


@pytest.fixture
def site() -> Site:
    return Site()


def test_the_second_reader_costs_nothing(site: Site) -> None:
    assert site.get()[2] == site.get()[2]
    assert site.asked == 1


def test_a_reader_who_has_it_gets_304_and_no_body(site: Site) -> None:
    tag = site.get()[1]["ETag"]
    status, headers, body = site.get(HTTP_IF_NONE_MATCH=tag)
    assert (status, body) == ("304 Not Modified", b"")
    assert "Content-Length" not in headers
    assert site.get(HTTP_IF_NONE_MATCH='W/"old"')[0] == "200 OK"


def test_any_change_makes_every_page_new(site: Site) -> None:
    first = site.get()
    site.version = 2
    second = site.get()
    assert second[2] != first[2]
    assert second[1]["ETag"] != first[1]["ETag"]


@pytest.mark.parametrize(
    "other",
    [
        {"QUERY_STRING": "gratis=1"},
        {"SCRIPT_NAME": "/en"},
        {"HTTP_HOST": "other.example"},
        {"HTTP_ACCEPT_ENCODING": "br"},
        {"HTTP_HX_REQUEST": "true"},
        {"path": "/andet"},
    ],
)
def test_pages_are_kept_apart(site: Site, other: dict[str, str]) -> None:
    assert site.get()[2] != site.get(**other)[2]


@pytest.mark.parametrize(
    "more",
    [{"method": "POST"}, {"method": "HEAD"}, {"HTTP_COOKIE": "a=b; portal=secret"}, {"path": "/static/x"}],
)
def test_some_requests_go_straight_through(site: Site, more: dict[str, str]) -> None:
    site.get(**more)
    site.get(**more)
    assert site.asked == 2


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK", [("Cache-Control", "private, no-store")]),
        ("200 OK", []),
        ("200 OK", [("Cache-Control", "public"), ("Set-Cookie", "portal=x")]),
        ("404 NOT FOUND", [("Cache-Control", "public")]),
        ("302 FOUND", [("Cache-Control", "public"), ("Location", "/")]),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(
    site: Site, status: str, headers: list[tuple[str, str]]
) -> None:
    site.status, site.headers = status, headers
    assert "ETag" not in site.get()[1]
    site.get()
    assert site.asked == 2


def test_memory_is_bounded_and_keeps_what_is_read(site: Site) -> None:
    for path in ("/a", "/b", "/c", "/a", "/d"):  # three pages fit; /b was read longest ago
        site.get(path)
    site.asked = 0
    site.get("/a")
    assert site.asked == 0
    site.get("/b")
    assert site.asked == 1


# --- the whole application -----------------------------------------------------------------------------


@pytest.fixture
def portal(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    """The application with real commits and the page cache on."""
    settings = settings_for(new_database("cache"), tmp_path)
    app = create_app(settings, **{**QUIET, "PAGE_CACHE": True})
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@action
def plan(actor: Actor, title: str) -> Any:
    """An event and its date, written the way actions do."""
    event = make.event(make.organisation("Randers Bibliotek", "library"), title=title)
    make.occurrence(event)
    audit.note(actor, "event.publish", event)
    return event


def write(portal: Flask, title: str) -> None:
    with portal.app_context():
        plan(SYSTEM, title)


@pytest.mark.parametrize("address", ["/arrangementer", "/en/arrangementer", "/", "/arrangementer.ics"])
def test_a_change_is_seen_at_once_and_nothing_else_costs(portal: Flask, address: str) -> None:
    client: FlaskClient = portal.test_client()
    write(portal, "Strikkecafé")
    first = client.get(address)
    assert "Strikkecafé" in first.text
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address, headers=tag).status_code == 304
    write(portal, "Bogcafé")
    second = client.get(address, headers=tag)
    assert second.status_code == 200
    assert "Bogcafé" in second.text


def test_a_signed_in_reader_never_meets_the_shared_page(portal: Flask) -> None:
    write(portal, "Strikkecafé")
    portal.test_client().get("/arrangementer")
    with portal.app_context():
        token = make.person().session_token
        db.session.commit()
    mine = portal.test_client()
    with mine.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    answer = mine.get("/arrangementer")
    assert "ETag" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]
    assert "/min-side" in answer.text
    assert "/min-side" not in portal.test_client().get("/arrangementer").text


def test_a_part_and_the_whole_page_are_two_pages(site: Site) -> None:
    part = site.get(HTTP_HX_REQUEST="true")
    assert site.get(HTTP_HX_REQUEST="true", HTTP_HX_BOOSTED="true")[2] != part[2]
    assert site.get(HTTP_HX_REQUEST="whatever")[2] == part[2]
    assert site.get(HTTP_HX_REQUEST="true", HTTP_HX_BOOSTED="true")[2] == site.get()[2]


def test_a_page_that_knows_its_own_version_keeps_it_over_other_changes(site: Site) -> None:
    site.headers.append(("ETag", 'W/"mine"'))
    assert site.get()[1]["ETag"] == 'W/"mine"'
    site.version = 2
    assert site.get(HTTP_IF_NONE_MATCH='W/"mine"')[0] == "304 Not Modified"
    assert site.asked == 2
