"""Calendar files and feeds: the programme, an event, a date, a community."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, current_app

from portal.communities import queries as communities
from portal.core import web
from portal.core.calendar import calendar
from portal.core.text import _
from portal.core.web import public
from portal.events.models import Occurrence
from portal.events.queries import calendar_entry
from portal.interop import queries

bp = Blueprint("interop", __name__)


@bp.get("/arrangementer.ics")
@public
def programme() -> Response:
    """The whole programme, to subscribe to."""
    house = current_app.config["SETTINGS"].library_name
    return _feed(queries.programme(), _("Events at %(house)s", house=house), "arrangementer")


@bp.get("/arrangementer/<slug>.ics")
@public
def event_calendar(slug: str) -> Response:
    """All dates of an event."""
    found = queries.of_event(slug)
    return _feed(found, found[0].event.said("title"), slug)


@bp.get("/arrangementer/<slug>/<date>.ics")
@public
def occurrence_calendar(slug: str, date: str) -> Response:
    """One date."""
    found = queries.of_date(slug, date)
    return _feed(found, found[0].said("title"), f"{slug}-{date}")


@bp.get("/faellesskaber/<slug>.ics")
@public
def community_calendar(slug: str) -> Response:
    """The meetings of a community, to subscribe to."""
    community = communities.community_by_slug(slug)
    return _feed(queries.of_community(community.id), community.said("title"), slug)


def _feed(occurrences: Sequence[Occurrence], name: str, file: str) -> Response:
    changed = queries.changes(occurrences)
    entries = [
        calendar_entry(
            one,
            web.absolute("pages.occurrence", slug=one.event.slug, date=one.slug),
            changed=changed.get(one.id),
        )
        for one in occurrences
    ]
    answer = Response(calendar(entries, name), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'inline; filename="{file}.ics"'
    return answer
