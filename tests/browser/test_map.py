"""The map in a real browser: the keyboard reaches every marker, and the list says the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.sweeps.world import World

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

PINS = """() => [...document.querySelectorAll('svg.map a')].map(one => {
  const box = one.querySelector('.pin__reach').getBoundingClientRect();
  return {name: one.getAttribute('aria-label'), href: one.getAttribute('href'),
          x: box.x + box.width / 2, y: box.y + box.height / 2, wide: box.width};
})"""
FOCUSED = "() => document.activeElement.getAttribute('aria-label')"


@pytest.mark.parametrize("width", [320, 1280])
def test_keyboard_over_the_map(
    town_site: tuple[Site, World], open_browser: Callable[..., Page], width: int
) -> None:
    site, _world = town_site
    page = open_browser(viewport={"width": width, "height": 800})
    page.goto(f"{site.address}/kort")
    pins: list[dict[str, Any]] = page.evaluate(PINS)
    assert len(pins) >= 3
    for index, one in enumerate(pins):
        assert one["wide"] >= 24, one
        for other in pins[:index]:
            apart = ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5
            assert apart >= 24, (one, other)
    page.locator("svg.map a").first.focus()
    for one in pins:
        assert page.evaluate(FOCUSED) == one["name"]
        page.keyboard.press("Tab")


def test_map_and_list_are_equal(town_site: tuple[Site, World], open_browser: Callable[..., Page]) -> None:
    site, _world = town_site
    page = open_browser(java_script_enabled=False)
    page.goto(f"{site.address}/kort")
    listed = page.locator(".map-list")
    for one in page.locator("svg.map a").all():
        name, _colon, number = str(one.get_attribute("aria-label")).rpartition(": ")
        href = str(one.get_attribute("href"))
        if href.startswith("#"):
            expect(listed.locator(href)).to_contain_text(name)
            expect(listed.locator(href)).to_contain_text(number)
        else:
            row = listed.locator("li").filter(has=page.locator(f'a[href="{href}"]'))
            expect(row).to_contain_text(name)
            expect(row).to_contain_text("Intet planlagt" if number.startswith("0 ") else number)


def test_a_cluster_leads_to_its_places(
    town_site: tuple[Site, World], open_browser: Callable[..., Page]
) -> None:
    site, _world = town_site
    page = open_browser()
    page.goto(f"{site.address}/kort")
    cluster = page.locator('svg.map a[href^="#"]').first
    target = str(cluster.get_attribute("href"))
    cluster.focus()
    page.keyboard.press("Enter")
    expect(page.locator(target)).to_be_in_viewport()
    assert page.url.endswith(target)
