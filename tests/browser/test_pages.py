"""Every page in a real browser: axe, narrow screens, big letters, keyboard, no scripts, and the policy.

Nothing is listed here by hand: ``tests/browser/pages.py`` finds the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.core.text import LANGUAGES, direction
from tests.browser.checks import (
    CLIPPED,
    FOCUS,
    HELPLESS,
    LOOKS_ALIKE,
    MOVING,
    OVERFLOW,
    STOPS,
    accused,
    at,
)
from tests.browser.conftest import Site
from tests.browser.pages import WHO, pages, path_of, shown_to_nobody, sign_in
from tests.sweeps.world import World

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

Open = Callable[..., Page]
Town = tuple[Site, World]
CITIZENS = ("pages.", "participation.", "themedays.")
"""Whose pages are promised in every language."""
LIGHT: dict[str, Any] = {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}
TOUCHED = "main .button, main button, main .input, main .chip"
SMALL = f"""() => [...document.querySelectorAll('{TOUCHED}')]
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
  .filter(([_, height]) => height > 0 && height < 43.5).map(([html, height]) => html + ' ' + height)"""
WALKED = (
    "pages.home",
    "pages.events",
    "pages.event",
    "participation.sign_up",
    "moderation.begin",
    "goals.area",
)
"""Pages of each kind on which the Tab key is pressed until it comes round."""


def test_every_route_is_looked_at_or_left_out_for_a_reason(town_site: Town) -> None:
    assert shown_to_nobody(*town_site) == []


@pytest.mark.parametrize("persona", WHO)
def test_no_page_shuts_anybody_out(town_site: Town, open_browser: Open, persona: str) -> None:
    """Light and dark, wide and narrow, big letters, mirrored, by keyboard, without motion."""
    site, world = town_site
    page = sign_in(open_browser(**LIGHT, reduced_motion="reduce"), site, world, persona)
    wrong = {}
    for name, path in pages(site, world)[persona].items():
        answer = page.goto(site.address + path)
        assert answer is not None
        assert answer.status == 200, name
        found = look_at(page)
        if found:
            wrong[name] = found
    assert wrong == {}


def look_at(page: Page) -> list[str]:
    """Everything that is checked on every page, on one visit."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(LIGHT["viewport"])
    found = accused(page) + page.evaluate(MOVING)
    found += [f"200 %: {fault}" for fault in at(page, OVERFLOW, width=1280, text="213%")]
    found += [f"200 %: {fault}" for fault in at(page, CLIPPED, width=1280, text="213%")]
    found += [f"320 px: {fault}" for fault in at(page, OVERFLOW, width=320)]
    found += [f"mirrored: {fault}" for fault in at(page, OVERFLOW, direction="rtl")]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in accused(page, **LOOKS_ALIKE)]
    page.keyboard.press("Tab")
    return found + [f"keyboard: {fault}" for fault in page.evaluate(FOCUS)]


@pytest.mark.parametrize("persona", WHO)
def test_every_page_works_without_scripts(town_site: Town, open_browser: Open, persona: str) -> None:
    site, world = town_site
    page = sign_in(open_browser(java_script_enabled=False), site, world, persona)
    wrong = {}
    for name, path in pages(site, world)[persona].items():
        page.goto(site.address + path, wait_until="domcontentloaded")
        found = page.evaluate(HELPLESS)
        if found:
            wrong[name] = found
    assert wrong == {}


def test_a_stranger_signs_up_without_scripts(town_site: Town, open_browser: Open) -> None:
    site, world = town_site
    page = open_browser(java_script_enabled=False)
    page.goto(site.address + path_of(site, world, "participation.sign_up"))
    page.get_by_label("Navn").first.fill("Karen")
    page.get_by_label("E-mail").first.fill("karen@borger.example")
    page.locator("main input[type=number]").last.fill("1")
    page.locator("main form button:not([type=button])").last.click()
    expect(page.locator("main")).to_contain_text("karen@borger.example")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_error_page_shuts_nobody_out(town_site: Town, open_browser: Open, scheme: str) -> None:
    page = open_browser(color_scheme=scheme)
    answer = page.goto(town_site[0].address + "/der-er-intet-her")
    assert answer is not None
    assert answer.status == 404
    assert accused(page) + at(page, OVERFLOW, width=320) == []


def test_contrast_themes_leave_edges(town_site: Town, open_browser: Open) -> None:
    """In forced colours the system paints backgrounds away: what is pressed or filled in keeps an edge.

    Axe is not asked: it reads the colours that the style sheet wished for, not those that are painted.
    """
    site, world = town_site
    page = open_browser(forced_colors="active")
    for name in WALKED:
        page.goto(site.address + path_of(site, world, name))
        edgeless = page.evaluate(
            """() => [...document.querySelectorAll('.button, .input, .chip, .state')].filter(one =>
            one.checkVisibility() && getComputedStyle(one).borderTopStyle === 'none'
            ).map(one => one.outerHTML.slice(0, 80))"""
        )
        assert edgeless == [], name


@pytest.mark.parametrize("language", [one for one in LANGUAGES if direction(one) == "rtl"] or ["da"])
def test_pages_that_read_the_other_way_fit(town_site: Town, open_browser: Open, language: str) -> None:
    """The pages of strangers in a language from right to left; in Danish while there is none."""
    site, world = town_site
    page = open_browser(viewport={"width": 320, "height": 640})
    prefix = "" if language == "da" else f"/{language}"
    wrong = {}
    for name, path in pages(site, world)["anonymous"].items():
        page.goto(site.address + prefix + path)
        spoken = page.url.startswith(site.address + prefix + "/") or page.url == site.address + prefix
        # Pages that are not promised in every language lead to the one without a prefix.
        assert spoken or not name.startswith(CITIZENS), name
        assert page.locator("html").get_attribute("dir") == ("rtl" if prefix and spoken else "ltr"), name
        found = page.evaluate(OVERFLOW)
        if found:
            wrong[name] = found
    assert wrong == {}


def test_the_keyboard_finds_the_content_first(town_site: Town, open_browser: Open) -> None:
    site, _world = town_site
    page = open_browser()
    page.goto(site.address + "/arrangementer")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize("name", WALKED)
def test_the_tab_key_reaches_everything_and_is_never_caught(
    town_site: Town, open_browser: Open, name: str
) -> None:
    site, world = town_site
    page = open_browser()
    page.goto(site.address + path_of(site, world, name))
    wanted: int = page.evaluate(
        f"() => {{ window.stops = {STOPS}; window.met = new Set();"
        "addEventListener('focusin', event => met.add(event.target)); return stops.length; }"
    )
    # Date and time fields take several presses each.
    for _press in range(wanted + 6 * page.locator("input[type=date], input[type=time]").count() + 2):
        page.keyboard.press("Tab")
    missed = page.evaluate("() => stops.filter(one => !met.has(one)).map(one => one.outerHTML.slice(0, 80))")
    assert wanted > 5
    assert missed == []


def test_targets_are_big_enough_for_a_thumb(town_site: Town, open_browser: Open) -> None:
    """On touch: buttons, fields and chips of the pages that people meet on the way are 44 px high."""
    site, world = town_site
    page = open_browser(has_touch=True, is_mobile=True)
    small = {}
    for name, path in pages(site, world)["anonymous"].items():
        page.goto(site.address + path)
        found = page.evaluate(SMALL)
        if found:
            small[name] = found
    assert small == {}


def test_a_filter_works_by_tapping_and_keeps_the_address_true(town_site: Town, open_browser: Open) -> None:
    site, _world = town_site
    page = open_browser(viewport={"width": 1280, "height": 900})
    page.goto(site.address + "/arrangementer")
    before = page.url
    page.locator("main a.chip, main .chip a").first.click()
    page.wait_for_function("before => location.href !== before", arg=before)
    expect(page.locator("h1")).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(before)
