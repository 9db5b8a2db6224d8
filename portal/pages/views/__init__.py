"""Home, search, events, communities, places, organisations, my page, about: one module per subject.

A module of pages imports ``bp`` from ``blueprint`` and is named here, so that the application finds it.
"""

from __future__ import annotations

from portal.pages.views import (
    about,
    calendar,
    communities,
    event,
    home,
    language,
    map,
    mine,
    organisations,
    places,
    posters,
    programme,
    screens,
    search,
    share,
    share_images,
    sitemap,
    writing,
    year_wheel,
)
from portal.pages.views.blueprint import bp

__all__ = [
    "about",
    "bp",
    "calendar",
    "communities",
    "event",
    "home",
    "language",
    "map",
    "mine",
    "organisations",
    "places",
    "posters",
    "programme",
    "screens",
    "search",
    "share",
    "share_images",
    "sitemap",
    "writing",
    "year_wheel",
]
