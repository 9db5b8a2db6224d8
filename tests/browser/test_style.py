"""The style page for everybody, and pages that stand still while their fonts arrive."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route
from werkzeug.serving import make_server

from portal.app import create_app
from tests.browser.checks import OVERFLOW, accused, at
from tests.browser.conftest import Site
from tests.browser.pages import path_of
from tests.conftest import settings_for
from tests.sweeps.world import World

Open = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver(list => list.getEntries().forEach(one => {
    if (!one.hadRecentInput) window.shifts.push(one.value);
  })).observe({type: 'layout-shift', buffered: true});
}"""
SETTLED = "() => document.fonts.status === 'loaded' && document.fonts.size > 0"
ROUNDING = 0.001
"""Of the view: a fallback whose widths match to the hundredth of a pixel. 0.1 is what counts as good."""
KINDS = ("pages.home", "pages.events", "pages.event", "pages.community", "themedays.day")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a portal in development."""
    folder: Path = tmp_path_factory.mktemp("workshop")
    app = create_app(settings_for(f"sqlite:///{folder / 'style.db'}", folder, develop=True), TESTING=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("query", ["", "?retning=rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_is_for_everybody(workshop: str, open_browser: Open, scheme: str, query: str) -> None:
    page = open_browser(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page.goto(f"{workshop}/stil{query}")
    # Each part stands there twice, so two landmarks may bear one name.
    found = [one for one in accused(page) if not one.startswith("landmark-unique")]
    assert found + at(page, OVERFLOW, width=320) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_fonts_arrive(
    town_site: tuple[Site, World], open_browser: Open, width: int
) -> None:
    site, world = town_site
    moved = {}
    for kind in KINDS:
        page = open_browser(viewport={"width": width, "height": 844})
        moved[kind] = _shifted(page, site.address + path_of(site, world, kind))
        page.close()
    assert {kind: value for kind, value in moved.items() if value > ROUNDING} == {}


def _shifted(page: Page, address: str) -> float:
    """How much moved, once the page had been drawn without its fonts and they came."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/*.woff2", hold)
    page.add_init_script(f"({SHIFTS})()")
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert held, "no font was asked for"
    for route in held:
        route.continue_()
    page.wait_for_function(SETTLED)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    total: float = page.evaluate("() => window.shifts.reduce((sum, one) => sum + one, 0)")
    return total
