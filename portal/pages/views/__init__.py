"""Home, events, communities, places, organisations, my page, about: one module per subject.

A module of pages imports ``bp`` from ``blueprint`` and is named here, so that the application finds it.
"""

from __future__ import annotations

from portal.pages.views import about, communities, event, events, home, mine, organisations, places
from portal.pages.views.blueprint import bp

__all__ = ["about", "bp", "communities", "event", "events", "home", "mine", "organisations", "places"]
