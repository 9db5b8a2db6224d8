"""The whole thread in a real browser: propose, decide, join, call off, count, see the goal."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.core.actor import SYSTEM
from portal.core.db import db
from portal.goals import actions as goals
from portal.participation.models import Signup
from tests import make
from tests.browser.conftest import Site, links_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

TITLE = "Fællesspisning på Åen"
Open = Callable[..., Page]


@dataclass
class Story:
    """Where the thread is told."""

    site: Site
    open: Open

    def as_persona(self, key: str, **more: object) -> Page:
        """A browser in which a persona has signed in on the demo's page."""
        page = self.open(**more)
        page.goto(self.site.address + "/demo")
        page.locator(f"form[action$='/demo/{key}'] button").click()
        expect(page).to_have_url(re.compile("/min-side$"))
        return page

    def go(self, page: Page, path: str) -> None:
        page.goto(self.site.address + path)


@pytest.fixture
def story(site: Site, open_browser: Open) -> Story:
    """A town with the people of the demo, and the agreement."""
    with site.inside():
        town = make.town()
        make.person("Karen Holm", email="karen@borger.example")
        moderator = make.person("Mette Dahl", email="mette@bibliotek.example")
        owner = make.person("Gitte Skov", email="gitte@bibliotek.example")
        make.grant(moderator, "moderator", town.library)
        make.grant(owner, "goal_owner", town.library)
        goals.load_agreement(SYSTEM)
    return Story(site, open_browser)


def go_on(page: Page, step: str) -> None:
    """Save the step and arrive at the next one."""
    page.locator("button[name=go][value=next]").click()
    expect(page).to_have_url(re.compile(f"/{step}$"))


def propose(story: Story, page: Page) -> None:
    """A weekly series of three evenings with room for three, from the first word to the receipt."""
    story.go(page, "/foreslaa")
    page.locator("a[href='/foreslaa/ny/arrangement']").first.click()
    page.fill("#title", TITLE)
    page.fill("#summary", "Vi laver mad sammen og spiser ved ét langt bord.")
    page.fill("#text", "Alle tager en ret med.\n\nDer er **kaffe** bagefter.")
    page.select_option("#genre", index=1)
    page.fill("#first_time", "Karen tager imod ved døren.")
    go_on(page, "hvornaar")
    first = (story.site.moment + timedelta(days=14)).date()
    page.fill("#day", first.isoformat())
    page.fill("#starts", "17:30")
    page.fill("#ends", "20:00")
    page.locator("input[name=repeat][value=weekly]").check()
    page.fill("#until", (first + timedelta(days=15)).isoformat())
    go_on(page, "hvor")
    page.locator("input[name=mode][value=physical]").check()
    page.select_option("#place", label="Hovedbiblioteket")
    go_on(page, "hvem")
    page.fill("#host_name", "Karen")
    page.locator("input[name=audience][value=everyone]").check()
    page.locator("input[name=signup_mode][value=per_session]").check()
    page.fill("#capacity", "3")
    go_on(page, "tjek")
    expect(page.locator("#errors")).to_have_count(0)
    page.locator(
        "form[action$='/send'] button[type=submit], form[action$='/send'] button:not([type])"
    ).click()
    expect(page).to_have_url(re.compile(r"/foreslaa/[0-9a-f-]{36}$"))


def approve(story: Story) -> str:
    """The moderator finds the proposal and says yes; the address of the published event."""
    page = story.as_persona("moderator")
    story.go(page, "/arbejdsbord/forslag")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.locator("h1")).to_have_text(TITLE)
    page.locator("#approve button").click()
    page.wait_for_load_state()
    story.go(page, "/arrangementer?q=fællesspisning")
    address = page.get_by_role("link", name=re.compile(TITLE)).first.get_attribute("href")
    assert address is not None
    return re.sub(r"(/arrangementer/[^/]+).*", r"\1", address)


def dates_of(story: Story, page: Page, event: str) -> list[str]:
    """The addresses of an event's dates, in order."""
    story.go(page, event)
    found = page.locator(f"a[href^='{event}/2']").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    dates = {match[0] for href in found if (match := re.match(r".*/\d{4}-\d\d-\d\d(-\d{4})?", href))}
    return sorted(dates)


def sign_up(story: Story, page: Page, date: str, name: str, **party: int) -> None:
    """Fill in the sign-up form of a date and arrive at the receipt."""
    story.go(page, f"{date}/tilmeld")
    page.fill("#name", name)
    page.fill("#email", f"{name.split()[0].lower()}@example.org")
    for band, number in party.items():
        page.locator(f".party__input[name$='{band}']").fill(str(number))
    page.locator("#sign-up .form-actions button").click()
    expect(page).to_have_url(re.compile("/kvittering$"))


def subjects_to(story: Story, address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in story.site.send_mail() if mail["To"] == address]


def standing_of(story: Story, address: str) -> str:
    """The state of somebody's only sign-up."""
    with story.site.inside():
        return db.session.scalars(sa.select(Signup.state).where(Signup.email == address)).one()


def test_from_an_idea_to_the_number_it_moves(story: Story) -> None:
    karen = story.as_persona("borger")
    propose(story, karen)
    assert subjects_to(story, "karen@borger.example"), "a receipt"
    event = approve(story)
    assert len(subjects_to(story, "karen@borger.example")) == 2, "and the answer"

    visitor = story.open()
    first, second, third = dates_of(story, visitor, event)
    sign_up(story, visitor, first, "Ida Iversen", adults=1)
    sign_up(story, visitor, second, "Ida Iversen", adults=1)
    family = story.open()
    sign_up(story, family, first, "Familien Friis", children=1, adults=2)
    assert standing_of(story, "familien@example.org") == "waiting"
    _change_by_the_link(story, "ida@example.org")

    story.go(karen, f"{second}/aflys")
    karen.fill("#reason", "Køkkenet er i stykker")
    karen.locator("main form button").last.click()
    karen.wait_for_load_state()
    cancelled = [mail for mail in story.site.send_mail() if mail["To"] == "ida@example.org"][-1]
    assert "METHOD:CANCEL" in next(iter(cancelled.iter_attachments())).get_content()

    story.site.moment += timedelta(days=15)
    _count(story, karen, first)
    moved = karen.locator("a[href*='/maal/tal/']").first.get_attribute("href")
    assert moved is not None
    _drill_down(story, moved, first)
    assert third


def _change_by_the_link(story: Story, address: str) -> None:
    """Whoever was told may look at their sign-up by the link in the mail, without an account."""
    mail = next(mail for mail in story.site.send_mail() if mail["To"] == address)
    page = story.open()
    page.goto(next(link for link in links_in(mail) if "/tilmelding/" in link))
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("main form").count() >= 1


def _count(story: Story, page: Page, date: str) -> None:
    """The host counts on a phone."""
    story.go(page, f"{date}/optael")
    page.locator(".party__input[name$='children']").fill("5")
    page.locator(".party__input[name$='adults']").fill("3")
    page.locator("main form .form-actions button").click()
    expect(page).to_have_url(re.compile(r"/maal/kvittering/\d+$"))


def _drill_down(story: Story, indicator: str, date: str) -> None:
    """The goal owner sees the figure, and the very date behind it."""
    page = story.as_persona("maal", viewport={"width": 1280, "height": 900})
    story.go(page, "/maal")
    expect(page.locator("h1")).to_be_visible()
    story.go(page, indicator)
    expect(page.locator(f"a[href*='{date}']").first).to_be_visible()


def test_an_idea_without_any_script(story: Story) -> None:
    page = story.as_persona("borger", java_script_enabled=False)
    propose(story, page)
    assert subjects_to(story, "karen@borger.example")


def test_a_draft_outlives_the_session(story: Story) -> None:
    """Begun by a stranger, half filled in, and opened again in a browser that knows nothing."""
    page = story.open()
    story.go(page, "/foreslaa/ny/arrangement")
    page.fill("#title", TITLE)
    page.locator("button[name=go][value=next]").click()
    expect(page.locator("#errors")).to_be_visible()
    again = story.open()
    again.goto(page.url)
    expect(again.locator("#title")).to_have_value(TITLE)
