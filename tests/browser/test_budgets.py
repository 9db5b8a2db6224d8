"""What a first visit costs: bytes as the browser received them, requests, strangers, and shifting layout.

Sizes do not depend on the machine; times would, so nothing here is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.pages import path_of
from tests.sweeps.world import SHA, World

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

FIRST_VIEW = 60_000
"""Bytes over the wire: page, style sheet, scripts and fonts, with their headers."""
MOST_REQUESTS = 12
MEASURED = ("pages.home", "pages.events", "pages.event")
COUNTED = {"Document", "Stylesheet", "Script", "Font"}

SHIFTS = """() => new Promise(done => {
  const found = [];
  const note = list => found.push(...list.map(one => `${one.value.toFixed(4)} ` + one.sources.map(
    source => source.node?.outerHTML?.slice(0, 60)).join(' and ')));
  const watch = new PerformanceObserver(list => note(list.getEntries()));
  watch.observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => { note(watch.takeRecords()); done(found); }));
})"""


@dataclass
class Visit:
    """What a browser with an empty cache fetched for one page."""

    requests: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    """Kind of resource -> bytes."""
    shifts: list[str] = field(default_factory=list)

    @property
    def first_view(self) -> int:
        """Bytes of what must be there before the page can be read."""
        return sum(size for kind, size in self.sizes.items() if kind in COUNTED)


def visit(page: Page, address: str) -> Visit:
    """Open a page and note what comes, at the bottom of the browser's network stack."""
    session = page.context.new_cdp_session(page)
    seen, kinds = Visit(), {}

    def begun(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            seen.requests.append(event["request"]["url"])
            kinds[event["requestId"]] = event.get("type", "Other")

    def done(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        seen.sizes[kind] = seen.sizes.get(kind, 0) + int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", begun)
    session.on("Network.loadingFinished", done)
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    seen.shifts = page.evaluate(SHIFTS)
    return seen


@pytest.fixture
def pictured(town_site: tuple[Site, World]) -> tuple[Site, World]:
    """The town with a real picture on its event page."""
    site, world = town_site
    folder = site.app.config["SETTINGS"].media
    for width in (480, 800):
        Image.effect_noise((width, width * 3 // 4), 40).save(folder / f"{SHA}-{width}.webp", "WEBP")
    return site, world


@pytest.mark.parametrize("name", MEASURED)
def test_a_first_visit_is_small_and_stays_at_home(
    pictured: tuple[Site, World], open_browser: Callable[..., Page], name: str
) -> None:
    site, world = pictured
    seen = visit(open_browser(), site.address + path_of(site, world, name))
    assert {urlsplit(one).netloc for one in seen.requests} == {urlsplit(site.address).netloc}
    assert len(seen.requests) <= MOST_REQUESTS, seen.requests
    assert {"Document", "Stylesheet", "Script", "Font"} <= set(seen.sizes)
    assert seen.first_view <= FIRST_VIEW, seen.sizes


@pytest.mark.parametrize("name", [*MEASURED, "pages.community", "pages.place"])
def test_nothing_moves_while_a_page_loads(
    pictured: tuple[Site, World], open_browser: Callable[..., Page], name: str
) -> None:
    """Pictures have their place before they come, and no script moves anything.

    Fonts stay away here: whether one comes before the first paint depends on the machine, and how far its
    letters would move a line is looked at where fonts are made.
    """
    site, world = pictured
    page = open_browser()
    page.route("**/*.woff2", lambda route: route.fulfill(status=404))
    assert visit(page, site.address + path_of(site, world, name)).shifts == []


def test_the_measure_sees_what_moves(
    open_browser: Callable[..., Page], town_site: tuple[Site, World]
) -> None:
    """A picture without a size, put in above the text, is noticed."""
    page = open_browser()
    page.goto(town_site[0].address + "/om")
    page.evaluate(
        """() => { const box = document.createElement('div'); box.style.height = '200px';
        document.querySelector('main').prepend(box); }"""
    )
    assert page.evaluate(SHIFTS) != []
