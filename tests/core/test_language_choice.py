"""The language of a page: by address, by choice, by what the browser prefers."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import language_choice, languages, text, web
from portal.core.languages import Language

PERSIAN = Language("fa", "فارسی", right_to_left=True, awaits_reader=True)
"""A language the house has no catalogue of, as if somebody had added one."""


@pytest.fixture
def persian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(languages.LANGUAGES, "fa", PERSIAN)
    monkeypatch.setitem(text.LANGUAGES, "fa", PERSIAN.name)


@pytest.mark.parametrize(
    ("header", "leads_to"),
    [
        ("en-US,en;q=0.9", "/en/"),
        ("fr,en;q=0.8,da;q=0.2", "/en/"),
        ("da-DK,da;q=0.9,en;q=0.8", None),
        ("fr-FR,fr;q=0.9", None),
        ("*", None),
        ("", None),
        (";;;q=x,\x7f", None),
    ],
)
def test_a_first_visit_is_met_in_the_readers_language(
    client: FlaskClient, header: str, leads_to: str | None
) -> None:
    answer = client.get("/", headers={"Accept-Language": header})
    assert answer.headers.get("Location") == leads_to
    assert answer.status_code == (302 if leads_to else 200)
    assert {"Accept-Language", "Cookie"} <= {one.strip() for one in answer.headers["Vary"].split(",")}


def test_nobody_is_led_anywhere_from_any_other_address(client: FlaskClient) -> None:
    answer = client.get("/arrangementer", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert 'lang="da"' in answer.text
    assert "Accept-Language" not in answer.headers["Vary"]
    assert client.get("/en/", headers={"Accept-Language": "da"}).status_code == 200


def test_the_query_goes_along(client: FlaskClient) -> None:
    assert client.get("/?q=x", headers={"Accept-Language": "en"}).headers["Location"] == "/en/?q=x"


def test_a_choice_is_remembered_whatever_the_browser_likes(client: FlaskClient) -> None:
    english = client.get("/sprog/en?next=/arrangementer%3Fq%3Dbog")
    assert english.headers["Location"] == "/en/arrangementer?q=bog"
    assert "sprog=en" in english.headers["Set-Cookie"]
    assert client.get("/", headers={"Accept-Language": "da"}).headers["Location"] == "/en/"
    danish = client.get("/en/sprog/da?next=/")
    assert danish.headers["Location"] == "/"
    assert client.get("/", headers={"Accept-Language": "en"}).status_code == 200


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", ""])
def test_choosing_a_language_never_leads_off_the_site(client: FlaskClient, elsewhere: str) -> None:
    answer = client.get("/sprog/en", query_string={"next": elsewhere})
    assert answer.headers["Location"] == "/en/"


def test_a_language_that_is_not_there_cannot_be_chosen(client: FlaskClient) -> None:
    assert client.get("/sprog/tlh").status_code == 404
    client.set_cookie(language_choice.COOKIE, "tlh")
    assert client.get("/").status_code == 200


def test_every_page_names_its_addresses_in_all_languages(client: FlaskClient) -> None:
    page = client.get("/en/arrangementer?q=bog").text
    for code, prefix in (("da", ""), ("x-default", ""), ("en", "/en")):
        wanted = f'hreflang="{code}" href="http://portal.test{prefix}/arrangementer?q=bog"'
        assert f'<link rel="alternate" {wanted}>' in page
    assert 'href="/en/sprog/da?next=/arrangementer?q%3Dbog"' in page


def test_a_page_that_is_not_there_is_there_in_no_language(client: FlaskClient) -> None:
    assert "x-default" not in client.get("/en/nope").text


def test_a_language_from_the_right_turns_the_page_and_says_who_it_awaits(
    client: FlaskClient, persian: None
) -> None:
    page = client.get("/fa/arrangementer").text
    assert '<html lang="fa" dir="rtl">' in page
    assert "awaits a reader who grew up with the language" in page
    assert 'class="language-menu"' in page or len(languages.LANGUAGES) < language_choice.MENU_FROM
    assert "awaits a reader" not in client.get("/en/arrangementer").text


def test_pages_without_words_in_a_language_lead_to_one_that_has_them(
    client: FlaskClient, persian: None
) -> None:
    answer = client.get("/fa/arbejdsbord?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/arbejdsbord?x=1")
    assert client.get("/fa/maal").headers["Location"] == "/maal"
    assert 'href="/fa/maal"' not in client.get("/fa/arrangementer").text
    english = client.get("/fa/arbejdsbord", headers={"Accept-Language": "fa,en;q=0.5"})
    assert english.headers["Location"] == "/en/arbejdsbord"
    assert client.get("/fa/log-ind").status_code == 200


def test_addresses_outside_requests(app: Flask, persian: None) -> None:
    with app.app_context(), text.speaking("fa"):
        assert web.absolute("pages.home") == "http://portal.test/fa/"


def test_pointing_icons_know_that_they_point() -> None:
    assert "icon--points" in web.icon("arrow-right")
    assert "icon--points" not in web.icon("users")
