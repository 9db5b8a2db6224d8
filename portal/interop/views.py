"""Calendar files and feeds: the programme by wish, a place, an organisation, a theme day, a community, an
event, a date."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import Blueprint, Response, current_app, request

from portal.communities import queries as communities
from portal.core import web
from portal.core.calendar import calendar
from portal.core.errors import Missing
from portal.core.text import _
from portal.core.web import actor, public
from portal.events.models import Occurrence
from portal.events.queries import calendar_entry
from portal.interop import queries
from portal.pages.queries.organisations import organisation
from portal.pages.queries.programme import choices
from portal.pages.rules.filters import Filters, read_filters
from portal.pages.rules.wishes import in_words
from portal.places import queries as places
from portal.themedays import queries as themedays
from portal.themedays import rules as theme_rules

bp = Blueprint("interop", __name__)


@bp.get("/arrangementer.ics")
@public
def programme() -> Response:
    """The programme, to subscribe to: whole, or only what the wishes in the address leave."""
    house = current_app.config["SETTINGS"].library_name
    offered = choices()
    filters = read_filters(request.args, offered.known)
    wishes = ", ".join(in_words(filters, name, offered) for name in filters.chosen())
    name = _("Events at %(house)s: %(wishes)s", house=house, wishes=wishes) if wishes else ""
    return _feed(queries.programme(filters), name or _("Events at %(house)s", house=house), "arrangementer")


@bp.get("/steder/<slug>.ics")
@public
def place_calendar(slug: str) -> Response:
    """What happens at a place, to subscribe to."""
    place = places.place_by_slug(slug)
    return _feed(queries.programme(Filters(place=slug)), place.name, slug)


@bp.get("/foreninger/<slug>.ics")
@public
def organisation_calendar(slug: str) -> Response:
    """What an organisation holds, alone or with others, to subscribe to."""
    found = organisation(actor(), slug)
    return _feed(queries.programme(Filters(institution=slug)), found.name, slug)


@bp.get("/temadage/<slug>.ics")
@public
def theme_day_calendar(slug: str) -> Response:
    """The programme of a theme day that is public."""
    day = themedays.day_by_slug(slug)
    if day.state == theme_rules.DRAFT:
        raise Missing()
    return _feed(queries.of_theme_day(day), day.title, slug)


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
    # Calendar programs ask every few hours and mostly for nothing new: writing the file is the dear part.
    version = hashlib.sha256(repr((name, entries)).encode()).hexdigest()[:20]
    known = request.if_none_match.contains_weak(version)
    answer = Response("" if known else calendar(entries, name), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'inline; filename="{file}.ics"'
    answer.set_etag(version, weak=True)
    answer.make_conditional(request)
    return answer
