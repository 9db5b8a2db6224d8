"""What search engines are told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from portal.pages.queries import sitemap
from tests import make

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def addresses(client: Any, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [str(one.text) for one in ElementTree.fromstring(answer.text).iter(LOC)]


@pytest.fixture
def made(town: Any) -> list[str]:
    """Slugs of events, the last one a draft."""
    ready = [make.event(town.library, slug=f"moede-{number}").slug for number in range(5)]
    return [*ready, make.event(town.library, slug="kladde", state="draft").slug]


def test_every_public_page_is_named_in_each_language(client: Any, made: list[str]) -> None:
    found = addresses(client, "/sitemap.xml")
    assert {"http://portal.test/arrangementer/moede-1", "http://portal.test/en/arrangementer/moede-1"} <= set(
        found
    )
    assert not any("kladde" in one for one in found)
    assert len(found) == len(set(found))
    for one in found:
        assert client.get(urlsplit(one).path).status_code == 200, one


def test_many_pages_fill_several_files(client: Any, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = set(addresses(client, "/sitemap.xml"))
    monkeypatch.setattr(sitemap, "PAGES_PER_FILE", 2)
    files = addresses(client, "/sitemap.xml")
    assert len(files) > 4
    parts = [one for file in files for one in addresses(client, urlsplit(file).path)]
    assert sorted(parts) == sorted(whole)


@pytest.mark.parametrize("path", ["/sitemap-person-0.xml", "/sitemap-event--1.xml"])
def test_other_files_do_not_exist(client: Any, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "open_"),
    [
        ("/", True),
        ("/arrangementer/moede-1", True),
        ("/en/steder", True),
        ("/foreslaa", True),
        ("/min-side", False),
        ("/en/arbejdsbord/forslag", False),
        ("/tilmelding/abc", False),
    ],
)
def test_robots_stay_out_of_what_is_personal(client: Any, path: str, open_: bool) -> None:
    rules = RobotFileParser()
    text = client.get("/robots.txt").text
    rules.parse(text.splitlines())
    assert rules.can_fetch("Any", path) is open_
    assert "Sitemap: http://portal.test/sitemap.xml" in text
