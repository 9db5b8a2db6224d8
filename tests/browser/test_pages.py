"""Every kind of page in a real browser: axe, narrow screens, keyboard, and nothing that the policy blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.sweeps.world import World, address

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

Open = Callable[..., Page]
KINDS = {
    "anonymous": [
        "pages.home",
        "pages.search",
        "pages.events",
        "pages.event",
        "pages.communities",
        "pages.community",
        "pages.places",
        "pages.place",
        "pages.organisations",
        "pages.organisation",
        "pages.about",
        "themedays.index",
        "themedays.day",
        "goals.index",
        "goals.area",
        "goals.indicator",
        "accounts.sign_in",
        "participation.sign_up",
        "participation.manage",
        "participation.receipt",
        "moderation.start",
        "moderation.begin",
        "demo.personas",
        "demo.letter",
    ],
    "citizen": [
        "pages.mine",
        "accounts.profile",
        "moderation.step",
        "moderation.check",
        "moderation.progress",
    ],
    "administrator": [
        "admin.desk",
        "admin.roles",
        "admin.trail",
        "moderation.queue",
        "moderation.case",
        "participation.missing",
        "participation.attendees",
        "participation.count",
        "goals.receipt",
        "events.create",
        "events.edit",
        "events.edit_date",
        "events.manage",
        "themedays.lines",
        "communities.members",
        "organisations.members",
        "places.edit_access",
    ],
}
LOOKS: dict[str, dict[str, Any]] = {
    "light and wide": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark and narrow": {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
}
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """() => [...document.querySelectorAll('main *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(one => one.tagName + '.' + one.className)"""


TOUCHED = "main .button, main button, main .input, main .chip"
SMALL = f"""() => [...document.querySelectorAll('{TOUCHED}')]
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
  .filter(([_, height]) => height > 0 && height < 43.5).map(([html, height]) => html + ' ' + height)"""


def paths(app: Flask, world: World, persona: str) -> dict[str, str]:
    """Kind of page -> its address."""
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    return {endpoint: address(world, rules[endpoint]) for endpoint in KINDS[persona]}


def enter(site: Site, world: World, open_browser: Open, persona: str, **look: Any) -> Page:
    """A browser of a persona of the world."""
    page = open_browser(**look)
    if persona in world.tokens:
        with site.inside():
            serializer: Any = site.app.session_interface
            session = {"_user_id": world.tokens[persona], "_fresh": True}
            value = serializer.get_signing_serializer(site.app).dumps(session)
        page.context.add_cookies(
            [{"name": site.app.config["SESSION_COOKIE_NAME"], "value": value, "url": site.address}]
        )
    return page


def accused(page: Page) -> list[str]:
    """What axe finds on the page."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"][:3]]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways at 320 px."""
    page.set_viewport_size({"width": 320, "height": 640})
    over = page.evaluate(OVERFLOW)
    return [f"{over} px too wide at 320: {page.evaluate(WIDEST)}"] if over > 0 else []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("persona", KINDS)
def test_no_page_shuts_anybody_out(
    town_site: tuple[Site, World], open_browser: Open, persona: str, look: str
) -> None:
    site, world = town_site
    page = enter(site, world, open_browser, persona, **LOOKS[look])
    with site.inside():
        pages = paths(site.app, world, persona)
    wrong = {}
    for endpoint, path in pages.items():
        answer = page.goto(site.address + path)
        assert answer is not None
        assert answer.status == 200, endpoint
        found = accused(page)
        if "narrow" in look:
            found += too_wide(page)
            page.set_viewport_size(LOOKS[look]["viewport"])
        if found:
            wrong[endpoint] = found
    assert wrong == {}


@pytest.mark.parametrize("look", LOOKS)
def test_an_error_page_shuts_nobody_out(town_site: tuple[Site, World], open_browser: Open, look: str) -> None:
    page = open_browser(**LOOKS[look])
    answer = page.goto(town_site[0].address + "/der-er-intet-her")
    assert answer is not None
    assert answer.status == 404
    assert accused(page) + too_wide(page) == []


def test_the_keyboard_finds_the_content_first(town_site: tuple[Site, World], open_browser: Open) -> None:
    site, _world = town_site
    page = open_browser()
    page.goto(site.address + "/arrangementer")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_focus_can_be_seen(town_site: tuple[Site, World], open_browser: Open) -> None:
    """Each of the first stops of the Tab key has an outline of at least 2 px."""
    site, _world = town_site
    page = open_browser(viewport={"width": 1280, "height": 900})
    page.goto(site.address + "/arrangementer")
    outlines = []
    for _stop in range(12):
        page.keyboard.press("Tab")
        outlines.append(
            page.evaluate(
                """() => { const style = getComputedStyle(document.activeElement);
                return [document.activeElement.outerHTML.slice(0, 80),
                        style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth)]; }"""
            )
        )
    assert [element for element, width in outlines if width < 2] == []


def test_targets_are_big_enough_for_a_thumb(town_site: tuple[Site, World], open_browser: Open) -> None:
    """On touch: buttons, fields and chips of the pages that people meet on the way are 44 px high."""
    site, world = town_site
    page = open_browser(has_touch=True, is_mobile=True)
    with site.inside():
        pages = paths(site.app, world, "anonymous")
    small = {}
    for endpoint in ("pages.events", "pages.event", "participation.sign_up"):
        page.goto(site.address + pages[endpoint])
        found = page.evaluate(SMALL)
        assert page.locator(TOUCHED).count() > 0
        if found:
            small[endpoint] = found
    assert small == {}


def test_a_filter_works_by_tapping_and_keeps_the_address_true(
    town_site: tuple[Site, World], open_browser: Open
) -> None:
    site, _world = town_site
    page = open_browser(viewport={"width": 1280, "height": 900})
    page.goto(site.address + "/arrangementer")
    before = page.url
    page.locator("main a.chip, main .chip a").first.click()
    page.wait_for_function("before => location.href !== before", arg=before)
    expect(page.locator("h1")).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(before)
