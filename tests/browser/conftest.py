"""A served portal, a real browser, and pictures of what went wrong."""

from __future__ import annotations

import re
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from portal.app import create_app
from portal.core import clock
from portal.core.db import Base, db
from portal.messages import worker
from tests.conftest import NOON, settings_for
from tests.sweeps.world import World, build

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = Path(tempfile.gettempdir()) / "portal-browser-failures"


@dataclass
class Site:
    """A portal that is served, and the time it has there."""

    app: Flask
    address: str
    moment: datetime = NOON
    extra: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The application's context, at the site's time."""
        with clock.at(self.moment), self.app.app_context():
            yield
            db.session.remove()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with clock.at(self.moment):
            return self.app(environ, start_response)

    def send_mail(self) -> list[EmailMessage]:
        """Let the worker do what is due; all mail sent so far, oldest first."""
        with clock.at(self.moment):
            worker.run_once(self.app)
        folder = self.app.config["SETTINGS"].mail_folder
        mails = [
            message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in sorted(folder.glob("*.eml"))
        ]
        return [mail for mail in mails if isinstance(mail, EmailMessage)]


def links_in(mail: EmailMessage) -> list[str]:
    """The addresses in the plain text of a mail."""
    text = mail.get_body(("plain",))
    return re.findall(r"http://\S+", text.get_content()) if text else []


def _serve(folder: Path, address: str) -> Site:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    public = f"http://127.0.0.1:{port}"
    app = create_app(
        settings_for(address, folder, public_url=public), TESTING=True, PROPAGATE_EXCEPTIONS=False
    )
    site = Site(app, public)
    server = make_server("127.0.0.1", port, site, threaded=True)
    site.extra["server"] = server
    with site.inside():
        Base.metadata.create_all(db.engine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return site


def _stop(site: Site) -> None:
    site.extra["server"].shutdown()
    site.extra["server"].server_close()
    with site.app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A portal with nothing in it."""
    running = _serve(tmp_path, f"sqlite:///{tmp_path / 'browser.db'}")
    yield running
    _stop(running)


@pytest.fixture(scope="module")
def town_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, World]]:
    """A portal with one of everything."""
    folder = tmp_path_factory.mktemp("town")
    running = _serve(folder, f"sqlite:///{folder / 'town.db'}")
    with running.inside():
        world = build()
    yield running, world
    _stop(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system brings it."""
    program = next((path for path in map(shutil.which, NAMES) if path), None)
    if program is None:
        pytest.fail("Install Chromium to run the browser tests (Debian: apt install chromium).")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember on the test whether it failed."""
    report: Any = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture
def open_browser(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """A page in a browser of its own, with nobody's cookies. Errors in the console fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def enter(**more: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 390, "height": 844}, "locale": "da-DK", **more}
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield enter
    if request.node.stash.get(FAILED, False):
        PICTURES.mkdir(exist_ok=True)
        for number, context in enumerate(contexts):
            for page in context.pages:
                page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    unexpected = [text for text in complaints if "status of 4" not in text]
    assert unexpected == [], "the browser complained"
