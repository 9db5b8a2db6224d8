"""Passing things on in a real browser: the code on the page, the system's own sheet, paper."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import Site
from tests.sweeps.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_the_code_the_links_and_the_posters_are_one_tap_away(
    town_site: tuple[Site, World], open_browser: Open
) -> None:
    site, _world = town_site
    page = open_browser()
    page.goto(f"{site.address}/arrangementer/strikkecafe")
    block = page.locator("#share")
    block.locator("summary").click()
    drawn = block.locator("svg.qr")
    drawn.scroll_into_view_if_needed()
    size = drawn.evaluate("one => one.querySelector('use').getBBox().width")
    assert size > 20, "the code of the foot is drawn here, too"
    assert block.get_by_role("link", name="Plakat A4 (PDF)").is_visible()
    assert not block.locator("[data-share]").is_visible(), "this browser has no sheet to share with"


def test_a_phone_shares_by_its_own_sheet(town_site: tuple[Site, World], open_browser: Open) -> None:
    site, _world = town_site
    page = open_browser()
    page.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    page.goto(f"{site.address}/arrangementer/strikkecafe")
    page.locator("[data-share]").click()
    shared = page.evaluate("window.shared")
    assert shared == {"title": "Strikkecafé på Åen", "url": f"{site.address}/arrangementer/strikkecafe"}


def test_paper_shows_the_list_and_its_address_also_after_a_tap(
    town_site: tuple[Site, World], open_browser: Open
) -> None:
    site, _world = town_site
    page = open_browser(color_scheme="dark")
    page.goto(f"{site.address}/arrangementer")
    page.get_by_role("link", name="Gratis").first.click()
    page.wait_for_url("**gratis=1")
    page.wait_for_function("document.querySelector('#print-foot').textContent.includes('gratis=1')")
    said = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    assert "Strikkecafé på Åen" in said
    assert "/arrangementer?gratis=1" in said
    assert "Spring til indholdet" not in said
    assert "Foreslå noget" not in said
