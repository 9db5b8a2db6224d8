"""Finding something in a real browser: chips, Back, near me by position and by word, wishes that are kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.sweeps.world import World

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

Open = Callable[..., Page]
LANGAA = {"latitude": 56.3912, "longitude": 9.8968}
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def chip(page: Page, words: str) -> None:
    page.locator("main a.chip").filter(has_text=words).first.click()


def test_a_chip_on_the_front_page_answers_and_back_works(
    town_site: tuple[Site, World], open_browser: Open
) -> None:
    site, _world = town_site
    page = open_browser()
    page.goto(site.address + "/")
    chip(page, "Uden tilmelding" if page.get_by_text("Uden tilmelding").count() else "Gratis")
    expect(page.locator("h1")).to_have_text("Arrangementer")
    first = page.url
    chip(page, "I Kulturhuset")
    expect(page).not_to_have_url(first)
    second = page.url
    assert second.startswith(first + "&sted=kulturhuset") or "sted=kulturhuset" in second
    expect(page.locator("#results")).to_be_focused()
    expect(page.locator("#programme-status")).not_to_be_empty()
    expect(page.locator('a.chip[aria-current="true"]')).to_have_count(2)
    page.go_back()
    expect(page).to_have_url(first)
    expect(page.locator('a.chip[aria-current="true"]')).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(site.address + "/")


def test_chips_and_near_me_work_without_scripts(town_site: tuple[Site, World], open_browser: Open) -> None:
    site, _world = town_site
    page = open_browser(java_script_enabled=False)
    page.goto(site.address + "/")
    chip(page, "Nær mig")
    page.get_by_label("Hvor er du?").fill("8870")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.locator('a.chip[aria-current="true"]').first).to_contain_text("Nær Langå")
    assert "naer=8870" in page.url
    expect(page.get_by_text("Husk mine valg")).to_be_hidden()
    expect(page.get_by_text("Brug min position")).to_have_count(0)


def test_a_position_finds_the_nearest_town_and_never_leaves_the_device(
    town_site: tuple[Site, World], open_browser: Open
) -> None:
    site, _world = town_site
    page = open_browser(geolocation=LANGAA, permissions=["geolocation"])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    for start in ("/", "/arrangementer?gratis=1"):
        page.goto(site.address + start)
        chip(page, "Nær mig")
        page.wait_for_url("**/arrangementer?*naer=langaa*")
        expect(page.locator('a.chip[aria-current="true"]').filter(has_text="Nær Langå")).to_be_visible()
        assert ("gratis=1" in page.url) == ("gratis" in start)
    assert not [one for one in asked if "56.39" in one or "9.89" in one]
    assert page.evaluate("() => Object.keys(localStorage)") == []


def test_without_a_position_the_page_asks_for_the_town(
    town_site: tuple[Site, World], open_browser: Open
) -> None:
    site, _world = town_site
    page = open_browser()  # a browser that was given no permission
    page.goto(site.address + "/")
    chip(page, "Nær mig")
    page.wait_for_url("**/arrangementer?naer=mig")
    page.get_by_text("Brug min position").click()
    expect(page.locator("[data-near-said]")).to_have_text(
        "Vi kunne ikke få din position. Skriv din by i stedet."
    )
    page.get_by_label("Hvor er du?").fill("Langå")
    page.keyboard.press("Enter")
    page.wait_for_url("**naer=Lang*")
    expect(page.locator('a.chip[aria-current="true"]').first).to_contain_text("Nær Langå")


def test_wishes_are_kept_on_the_device_and_forgotten(
    town_site: tuple[Site, World], open_browser: Open
) -> None:
    site, _world = town_site
    page = open_browser()
    page.goto(site.address + "/")
    expect(page.locator("[data-remembered]")).to_be_hidden()
    page.goto(site.address + "/arrangementer?gratis=1&sted=kulturhuset")
    page.get_by_role("button", name="Husk mine valg på denne enhed").click()
    expect(page.get_by_role("button", name="Glem mine valg")).to_be_visible()
    page.goto(site.address + "/")
    mine = page.locator("[data-remembered] a")
    expect(mine).to_contain_text("Gratis")
    mine.click()
    expect(page).to_have_url(site.address + "/arrangementer?sted=kulturhuset&gratis=1")
    page.go_back()
    page.get_by_role("button", name="Glem", exact=True).click()
    expect(page.locator("[data-remembered]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-remembered]")).to_be_hidden()
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "query",
    ["", "?naer=mig", "?naer=Aarhus", "?naer=langaa&orden=afstand", "?dag=i-weekenden&sprog=pl&alder=3-5"],
)
def test_the_list_in_all_its_states_is_accessible_and_fits(
    town_site: tuple[Site, World], open_browser: Open, scheme: str, query: str
) -> None:
    site, _world = town_site
    page = open_browser(color_scheme=scheme, viewport={"width": 320, "height": 700})
    page.goto(f"{site.address}/arrangementer{query}")
    page.locator(".details summary").first.click()
    assert page.evaluate(OVERFLOW) <= 0
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
