"""What search engines may read, and where to find it: robots.txt and the sitemap (sitemaps.org)."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, render_template, url_for

from portal.core import clock
from portal.core.errors import Missing
from portal.core.language_choice import prefix_of
from portal.core.text import DEFAULT_LANGUAGE, LANGUAGES
from portal.core.web import absolute, public
from portal.goals.queries import catalogue as goals
from portal.pages.queries import sitemap
from portal.pages.queries.sitemap import Named
from portal.pages.views.blueprint import bp

STANDING = (
    "pages.home",
    "pages.events",
    "pages.communities",
    "themedays.index",
    "pages.places",
    "pages.organisations",
    "moderation.start",
    "pages.about",
    "pages.accessibility",
    "pages.privacy",
)
"""Pages without a name of their own."""

PRIVATE = ("accounts.sign_in", "pages.mine", "admin.desk")
SECRET = ("/tilmelding/", "/invitation/", "/foreslaa/", "/skrivehjaelp", "/demo")
"""Beginnings of addresses that are personal, or that lead to the same form again and again."""


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Everything but what is personal."""
    closed = [*(url_for(endpoint) for endpoint in PRIVATE), *SECRET]
    prefixes = [prefix_of(code) for code in LANGUAGES]
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}{path}" for prefix in prefixes for path in closed),
        "",
        f"Sitemap: {absolute('pages.site_map', DEFAULT_LANGUAGE)}",
        "",
    ]
    return Response("\n".join(lines), mimetype="text/plain")


@bp.get("/sitemap.xml")
@public
def site_map() -> Response:
    """Every page; when one file cannot hold them, a list of the files that do."""
    if sitemap.total() > sitemap.PAGES_PER_FILE:
        files = [
            absolute("pages.site_map_part", DEFAULT_LANGUAGE, kind=kind, after=after)
            for kind, after in sitemap.parts()
        ]
        standing = absolute("pages.site_map_part", DEFAULT_LANGUAGE, kind="standing", after=0)
        return _xml(render_template("pages/sitemap_index.xml", files=[standing, *files]))
    found = [page for kind in sitemap.NAMED for page in sitemap.named(kind)]
    return _pages([*_standing(), *_of(found)])


@bp.get("/sitemap-<kind>-<int:after>.xml")
@public
def site_map_part(kind: str, after: int) -> Response:
    """One file of many."""
    return _pages(_standing() if kind == "standing" else _of(sitemap.named(kind, after)))


Page = tuple[dict[str, str], str]
"""The address in each language, and the day of the last change, which may be empty."""


def _standing() -> list[Page]:
    return [(_in_languages(endpoint), "") for endpoint in STANDING] + _goals()


def _goals() -> list[Page]:
    """The goals and their areas, when an agreement is in force."""
    try:
        found = goals.areas(goals.period_on(clock.today()))
    except Missing:
        return []
    areas = [(_in_languages("goals.area", code=one.code), "") for one in found]
    return [(_in_languages("goals.index"), ""), *areas]


def _of(found: Iterable[Named]) -> list[Page]:
    return [
        (_in_languages(one.endpoint, slug=one.slug), f"{one.changed:%Y-%m-%d}" if one.changed else "")
        for one in found
    ]


def _in_languages(endpoint: str, **values: str) -> dict[str, str]:
    return {code: absolute(endpoint, code, **values) for code in LANGUAGES}


def _pages(pages: list[Page]) -> Response:
    return _xml(render_template("pages/sitemap.xml", pages=pages, default=DEFAULT_LANGUAGE))


def _xml(text: str) -> Response:
    return Response(text, mimetype="application/xml")
