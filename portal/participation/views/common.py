"""The blueprint, and what every page of it begins with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template

from portal.core import web
from portal.core.access import can, require
from portal.core.errors import Missing
from portal.events import queries as event_queries
from portal.events import rules as events
from portal.events.models import Occurrence
from portal.participation import queries, rules

bp = Blueprint("participation", __name__)

WRITES = "60 per hour"
"""Posts an address may send: a whole family on the library's own net must get through."""


def date_shown(slug: str, date: str) -> Occurrence:
    """The date an address names. Raises ``Missing``, also for one that the reader may not know of."""
    occurrence = event_queries.occurrence_by_slug(slug, date)
    event = occurrence.event
    if event.state == events.DRAFT and not can(web.actor(), "event:see_unpublished", event):
        raise Missing()
    return occurrence


def date_for(permission: str, slug: str, date: str) -> Occurrence:
    """The same for a page that asks for a permission. Raises ``Missing``, ``Forbidden``."""
    occurrence = date_shown(slug, date)
    require(web.actor(), permission, occurrence)
    return occurrence


def bands_of(occurrence: Occurrence) -> tuple[str, ...]:
    """The bands a form about this date asks for (needs ``event.tags`` loaded)."""
    event = occurrence.event
    return rules.form_bands(event.kind, event.tagged("audience"), event.tagged("age_band"))


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page that is nobody else's: never kept by a cache, never found by a search engine."""
    response = make_response(render_template(f"participation/{template}", **values), status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def about(occurrence: Occurrence) -> dict[str, Any]:
    """What every page says about its date."""
    return {
        "occurrence": occurrence,
        "event": occurrence.event,
        "where": event_queries.where(occurrence),
        "seats": queries.seats_of(occurrence.id),
        "rules": rules,
    }
