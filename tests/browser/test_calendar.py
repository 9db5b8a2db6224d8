"""The calendar by keyboard, and the info-screen on its wall: nothing cut off, large enough, never blank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.core import clock
from portal.core.db import db
from portal.places.models import Place
from tests import make
from tests.browser.conftest import Site
from tests.sweeps.world import World

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

Open = Callable[..., Page]
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.screen__slide:not([hidden]) *')]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
CUT = """() => { const foot = document.querySelector('.screen__foot').getBoundingClientRect();
  return [...document.querySelectorAll('.screen__line')].filter(one => one.offsetParent)
    .map(one => one.getBoundingClientRect())
    .filter(box => box.bottom > foot.top + 1 || box.right > innerWidth + 1 || box.left < 0).length; }"""
OVER = """() => { const root = document.documentElement;
  return [root.scrollWidth - innerWidth, root.scrollHeight - innerHeight]; }"""


def test_the_keyboard_goes_through_the_month(town_site: tuple[Site, World], open_browser: Open) -> None:
    site, _world = town_site
    page = open_browser(viewport={"width": 1280, "height": 900})
    page.goto(site.address + "/kalender")
    page.locator("[rel=next]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Oktober 2026")
    page.goto(site.address + "/kalender")
    seen = []
    page.locator("tbody .cal__week a").first.focus()
    for _stop in range(8):
        seen.append(page.evaluate("() => document.activeElement.className"))
        page.keyboard.press("Tab")
    assert seen == ["", *["cal__day"] * 7]
    page.get_by_role("link", name="onsdag den 16. september").press("Enter")
    expect(page).to_have_url(site.address + "/kalender/2026-09-16")
    expect(page.get_by_role("link", name="Strikkecafé på Åen")).to_be_visible()


def test_a_phone_leads_from_the_month_to_the_day(town_site: tuple[Site, World], open_browser: Open) -> None:
    site, _world = town_site
    page = open_browser(has_touch=True, is_mobile=True)
    page.goto(site.address + "/kalender")
    day = page.locator(".cal__day", has_text="onsdag den 16. september")
    box = day.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    day.tap()
    expect(page).to_have_url(site.address + "/kalender/2026-09-16")


@pytest.fixture(scope="module")
def busy(town_site: tuple[Site, World]) -> tuple[Site, str]:
    """A place with a full screen of long titles."""
    site, _world = town_site
    with site.inside():
        house = db.session.query(Place).filter_by(building="kulturhuset").first()
        assert house is not None
        room = make.room(house, "Det store mødelokale ved indgangen", floor=2)
        holder = make.organisation("Husets Venner")
        start = clock.to_local(clock.now()).replace(minute=0)
        for number in range(12):
            title = f"Fortællinger om byen, åen og menneskene, der bor ved den: aften nummer {number}"
            event = make.event(holder, title=title, place_id=house.id, room_id=room.id)
            make.occurrence(event, start + timedelta(hours=1 + number % 6, days=number // 6))
        slug = house.slug
    return site, slug


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3840, 2160)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_screen_is_whole_and_readable_from_afar(
    busy: tuple[Site, str], open_browser: Open, size: tuple[int, int], scheme: str
) -> None:
    site, slug = busy
    page = open_browser(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page.goto(f"{site.address}/skaerm/{slug}")
    expect(page.locator(".screen__line:visible").first).to_be_visible()
    for _slide in range(page.locator("[data-slide]").count()):
        assert page.evaluate(OVER) == [0, 0]
        assert page.evaluate(CUT) == 0
        assert page.evaluate(SMALLEST) >= 0.035 * min(size)  # 38 px of 1080: see the page's style
        page.evaluate(
            """() => { const all = [...document.querySelectorAll('[data-slide]')];
            const at = all.findIndex(one => !one.hidden);
            all.forEach((one, number) => { one.hidden = number !== (at + 1) % all.length; }); }"""
        )


def test_the_screen_turns_and_outlives_the_network(busy: tuple[Site, str], open_browser: Open) -> None:
    site, slug = busy
    page = open_browser(viewport={"width": 1920, "height": 1080})
    page.clock.install()
    page.goto(f"{site.address}/skaerm/{slug}")
    first = page.locator("[data-slide]").nth(0)
    second = page.locator("[data-slide]").nth(1)
    expect(first).to_be_visible()
    page.clock.run_for(12_500)
    expect(second).to_be_visible()
    expect(first).to_be_hidden()

    page.route("**/skaerm/**", lambda route: route.fulfill(status=429, body="<h1>Nede</h1>"))
    with page.expect_response("**/skaerm/**"):
        page.clock.run_for(60_000)
    expect(page.locator(".screen__line:visible").first).to_be_visible()
    page.unroute("**/skaerm/**")
    page.evaluate("() => { document.querySelector('.screen h1').textContent = 'Gammelt'; }")
    page.clock.run_for(60_000)
    expect(page.locator(".screen h1")).to_have_text("Hovedbiblioteket")


def test_the_screen_turns_without_scripts(busy: tuple[Site, str], open_browser: Open) -> None:
    site, slug = busy
    page = open_browser(viewport={"width": 1920, "height": 1080}, java_script_enabled=False)
    page.goto(f"{site.address}/skaerm/{slug}")
    expect(page.locator("[data-slide]").nth(0)).to_be_visible()
    page.wait_for_url("**?side=2", timeout=20_000)
    expect(page.locator("[data-slide]").nth(1)).to_be_visible()
