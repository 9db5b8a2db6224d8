"""Suggestions under the search box: by keyboard, by touch, for a screen reader, and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from portal.admin.actions import reindex
from portal.core.actor import SYSTEM
from tests import make
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

Open = Callable[..., Page]


@pytest.fixture
def knitting(site: Site) -> Site:
    with site.inside():
        town = make.town()
        for title in ("Strikkecafé", "Strik og snak"):
            make.occurrence(make.event(town.library, title=title, slug=title[:8].lower().replace(" ", "-")))
        reindex(SYSTEM)
    return site


def test_the_keyboard_walks_the_suggestions_and_follows_one(knitting: Site, open_browser: Open) -> None:
    page = open_browser()
    page.goto(knitting.address)
    box = page.get_by_role("combobox")
    box.press_sequentially("strik")
    options = page.locator(".suggestion")
    expect(options).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("form.search [role=status]")).to_have_text("2 forslag")
    assert Axe().run(page).response["violations"] == []
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-2")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    box.press("Enter")
    page.wait_for_url("**/arrangementer/**")


def test_escape_and_leaving_close_the_list(knitting: Site, open_browser: Open) -> None:
    page = open_browser()
    page.goto(f"{knitting.address}/arrangementer")
    box = page.get_by_role("combobox")
    box.press_sequentially("strik")
    expect(page.locator(".suggestion")).to_have_count(2)
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("strik")
    box.press_sequentially("k")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_tap_follows_a_suggestion(knitting: Site, open_browser: Open) -> None:
    page = open_browser(has_touch=True)
    page.goto(f"{knitting.address}/arrangementer")
    page.get_by_role("combobox").press_sequentially("snak")
    page.locator(".suggestion").first.tap()
    page.wait_for_url("**/arrangementer/strik-og**")


def test_without_scripts_the_form_leads_to_the_answers(knitting: Site, open_browser: Open) -> None:
    page = open_browser(java_script_enabled=False)
    page.goto(knitting.address)
    page.get_by_role("searchbox").fill("strikkecafe")
    page.get_by_role("button", name="Søg").click()
    expect(page.get_by_role("heading", name="Søg", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Strikkecafé")).to_be_visible()
