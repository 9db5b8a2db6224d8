"""Which pages there are: every route that answers with a page, for the first person who may see it.

The list is made from the routes themselves, so a new page is looked at the moment it exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from playwright.sync_api import Page

from portal.core import clock
from tests.browser.conftest import Site
from tests.sweeps.world import World, address

WHO = ("anonymous", "citizen", "chairman", "host", "moderator", "administrator")
"""Who is asked in turn, the least trusted first."""

LEFT_OUT = {
    "accounts.code": "asks for a code that was mailed; without one it leads back",
    "pages.was": "leads to another page",
    "pages.short": "leads to another page",
    "pages.choose_language": "leads back to where the reader was",
    "pages.suggestions": "a part of the search; looked at in test_search",
    "pages.screen": "a wall that nobody zooms or touches; looked at in test_calendar",
    "pages.style": "in development only",
}
"""Endpoint -> why no page of it is opened."""

ALSO = {"moderator": ("pages.event", "pages.community", "pages.place", "themedays.day")}
"""Pages that show somebody more than they show strangers."""

VARIANTS: dict[str, list[dict[str, Any]]] = {
    "moderation.step": [{"word": word} for word in ("hvornaar", "hvor", "hvem")],
    "moderation.begin": [{"word": word} for word in ("faellesskab", "temadag")],
}
"""Endpoint -> values that make another page of it, over those of the sweeps' world."""

Pages = dict[str, dict[str, str]]
"""Persona -> name of the page -> its path."""


def pages(site: Site, world: World) -> Pages:
    """Every page. Made once for a site."""
    if "pages" not in site.extra:
        with site.inside():
            addresses = list(_addresses(site.app, world))
        with clock.at(site.moment):
            site.extra["pages"], site.extra["nobody"] = _look(site, world, addresses)
    found: Pages = site.extra["pages"]
    return found


def shown_to_nobody(site: Site, world: World) -> list[str]:
    """Routes that are neither a page for anybody, nor a file, nor left out for a reason."""
    pages(site, world)
    return list(site.extra["nobody"])


def path_of(site: Site, world: World, name: str) -> str:
    """The path of a page. Raises ``KeyError``."""
    return {k: v for one in pages(site, world).values() for k, v in one.items()}[name]


def _look(site: Site, world: World, addresses: list[tuple[str, str]]) -> tuple[Pages, list[str]]:
    found: Pages = {}
    nobody = []
    for name, path in addresses:
        for persona in WHO:
            answer = _client(site, world, persona).get(path)
            if answer.status_code == 200:
                break
        if answer.status_code != 200:
            nobody.append(f"{name} {path}: {answer.status_code}")
        elif answer.mimetype == "text/html" and "<html" in answer.text:
            found.setdefault(persona, {})[name] = path
        answer.close()
    for persona, names in ALSO.items():
        found.setdefault(persona, {}).update({name: found["anonymous"][name] for name in names})
    return found, nobody


def _addresses(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint in LEFT_OUT:
            continue
        yield rule.endpoint, address(world, rule)
        for values in VARIANTS.get(rule.endpoint, ()):
            kept = dict(world.values)
            world.values[rule.rule] = {**kept.get(rule.rule, {}), **values}
            yield f"{rule.endpoint} {' '.join(map(str, values.values()))}", address(world, rule)
            world.values = kept


def _client(site: Site, world: World, persona: str) -> Any:
    client = site.app.test_client()
    if persona in world.tokens:
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = world.tokens[persona], True
    return client


def sign_in(page: Page, site: Site, world: World, persona: str) -> Page:
    """Make the browser that of a persona of the world."""
    if persona in world.tokens:
        with site.inside():
            serializer: Any = site.app.session_interface
            session = {"_user_id": world.tokens[persona], "_fresh": True}
            value = serializer.get_signing_serializer(site.app).dumps(session)
        page.context.add_cookies(
            [{"name": site.app.config["SESSION_COOKIE_NAME"], "value": value, "url": site.address}]
        )
    return page
