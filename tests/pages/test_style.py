"""The living style page: in development only, and nothing that pages are built from is missing on it."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.app import create_app
from portal.pages.views.style import again
from tests.conftest import QUIET, settings_for
from tests.sweeps.test_pages import problems

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The portal as those who build it see it."""
    folder = tmp_path_factory.mktemp("style")
    address = f"sqlite:///{folder / 'style.db'}"
    return create_app(settings_for(address, folder, develop=True), **QUIET).test_client()


def test_others_never_see_it(app: Flask) -> None:
    assert app.test_client().get("/stil").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("query", ["", "?retning=rtl"])
def test_it_is_a_page_like_others(workshop: FlaskClient, prefix: str, query: str) -> None:
    page = workshop.get(f"{prefix}/stil{query}")
    assert page.status_code == 200
    assert problems("en" if prefix else "da", page.text) == []


def test_every_part_is_shown_light_and_dark(workshop: FlaskClient) -> None:
    page = html5lib.parse(workshop.get("/stil").text, namespaceHTMLElements=False)
    names = [
        name
        for part in (TEMPLATES / "ui").glob("*.html")
        for name in re.findall(r"{%-? macro ([a-z]\w*)\(", part.read_text())
    ]
    assert len(names) > 50
    samples = {
        one.find("h3").get("id"): one for one in page.iter("div") if one.get("class") == "style-sample"
    }
    assert [name for name in names if f"part-{name}" not in samples] == []
    for name in names:
        panes = [one for one in samples[f"part-{name}"].iter("div") if one.get("data-theme")]
        assert [one.get("data-theme") for one in panes] == ["light", "dark"]
        assert all(
            "".join(one.itertext()).strip() or any("svg" in str(each.tag) for each in one.iter())
            for one in panes
        ), name


def test_right_to_left_turns_every_sample(workshop: FlaskClient) -> None:
    page = workshop.get("/stil?retning=rtl").text
    assert len(re.findall('data-theme="[a-z]+" dir="rtl"', page)) == page.count('data-theme="') > 100


def test_a_second_copy_has_names_of_its_own() -> None:
    html = '<label for="a b">x</label><input id="a"><a href="#a">x</a><a href="#">y</a><nav aria-label="Sti">'
    assert again(html, "dark") == (
        '<label for="dark-a dark-b">x</label><input id="dark-a"><a href="#dark-a">x</a><a href="#">y</a>'
        '<nav aria-label="Sti (dark)">'
    )
