"""The event list, event pages and the page of one date."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock, text, web
from portal.core.access import can
from portal.core.errors import Missing
from portal.core.structured import EventData, PlaceData, event_json
from portal.core.taxonomy import ACCESS_FACTS, LANGUAGES_SPOKEN, THEMES
from portal.core.web import public
from portal.events import queries as events
from portal.events import rules as event_rules
from portal.events.models import Event, Occurrence
from portal.pages.queries import cards, dates, programme
from portal.pages.rules.dates import Standing, age_words, floor_words, state_of, way_in
from portal.pages.rules.filters import NAMES, Filters, read_filters
from portal.pages.views.blueprint import bp
from portal.pages.views.filters import chips, chosen, nearest, options

CURSOR = "efter"


@bp.get("/arrangementer", endpoint="events")
@public
def events_list() -> str | BaseResponse:
    """Everything that is coming, by filter. A form sent with empty fields leads to a clean address."""
    if "" in request.args.values():
        known = (*NAMES.values(), CURSOR)
        asked: dict[str, Any] = {name: request.args[name] for name in known if request.args.get(name)}
        return redirect(url_for("pages.events", **asked))
    offered = programme.choices()
    filters = read_filters(request.args, offered.known)
    cursor = request.args.get(CURSOR)
    page = programme.upcoming(filters, cursor)
    running = [] if cursor or filters.day else programme.running(filters)
    counts = programme.facets(filters)
    return render_template(
        "pages/events.html",
        filters=filters,
        total=counts.all,
        today=clock.today(),
        days=cards.by_day(cards.cards(page.items)),
        running=cards.cards(running),
        chips=chips(filters, counts),
        chosen=chosen(filters, offered),
        options=options(filters, offered),
        nearest=[] if page.items or running else nearest(filters, offered),
        feed=web.absolute("interop.programme", **filters.query()),
        first_page=_list_address(filters) if cursor else None,
        next_page=_list_address(filters, page.next) if page.next else None,
    )


def _list_address(filters: Filters, cursor: str | None = None) -> str:
    more: dict[str, Any] = {CURSOR: cursor} if cursor else {}
    return url_for("pages.events", **filters.query(), **more)


@bp.get("/arrangementer/<slug>")
@public
def event(slug: str) -> str:
    """An event: its next date and all the others."""
    found = _visible(slug)
    its = dates.dates_of(found)
    return _page(found, its, its.first(), canonical=web.absolute("pages.event", slug=slug))


@bp.get("/arrangementer/<slug>/<date>")
@public
def occurrence(slug: str, date: str) -> str:
    """One date of an event."""
    found = _visible(slug)
    its = dates.dates_of(found)
    one = dates.date_of(found, date, its)
    if its.several:
        return _page(found, its, one, canonical=web.absolute("pages.occurrence", slug=slug, date=date))
    return _page(found, its, one, canonical=web.absolute("pages.event", slug=slug))


def _visible(slug: str) -> Event:
    """The event, unless it is a draft that the reader may not see. Raises ``Missing``."""
    found = events.event_by_slug(slug)
    if found.state == event_rules.DRAFT and not can(web.actor(), "event:see_unpublished", found):
        raise Missing()
    return found


def _page(found: Event, its: dates.Dates, one: Occurrence | None, *, canonical: str) -> str:
    every = {date.id: date for date in (*its.coming, *its.past, *([one] if one else []))}
    standings = dates.standings(every.values())
    facts = _about(found) if one is None else {**_about(found), **_about_date(found, its, one, standings)}
    return render_template(
        "pages/event.html",
        event=found,
        date=one,
        dates=its,
        states={ident: state_of(standing) for ident, standing in standings.items()},
        canonical=canonical,
        **facts,
    )


def _about(found: Event) -> dict[str, Any]:
    """What the page says whatever the date."""
    spoken = found.tagged("language")
    return {
        "lang": found.language if found.language != text.language() else None,
        "themes": [THEMES[key] for key in found.tagged("theme") if key in THEMES],
        "ages": age_words(found.tagged("age_band")),
        "spoken": [LANGUAGES_SPOKEN[key] for key in spoken if key in LANGUAGES_SPOKEN],
        "theme_days": dates.theme_days(found),
        "same_community": cards.cards(dates.same_community(found)),
        "widths": event_rules.image_widths(found.image.width) if found.image else [],
        "way": "none",
    }


def _about_date(
    found: Event, its: dates.Dates, one: Occurrence, standings: dict[int, Standing]
) -> dict[str, Any]:
    """What the page says about one date."""
    standing = standings[one.id]
    way = way_in(standing)
    access = _access(found, one)
    return {
        "way": way,
        "seats": standing.seats,
        "hue": cards.hue(one),
        "audience": cards.audience(one),
        "floor": floor_words(one.room.floor) if one.room else None,
        "access": access,
        "access_checked": min((fact.checked_on for fact in _known(one) if fact.checked_on), default=None),
        "instead": its.next_after(one) if way in ("not_held", "wait", "over") else None,
        "same_day": cards.cards(dates.same_day(one)) if way in ("not_held", "wait", "begun") else [],
        "came": dates.people_at(one) if way == "over" else None,
        "structured": event_json(_data(found, one, standing)),
    }


def _known(one: Occurrence) -> list[Any]:
    return list(one.place.access) if one.place else []


def _access(found: Event, one: Occurrence) -> list[tuple[Any, bool | None]]:
    """Access facts in a fixed order: what the place says, and what the event promises for itself."""
    values: dict[str, bool | None] = {
        fact.fact: {"yes": True, "no": False}.get(fact.value) for fact in _known(one)
    }
    values |= dict.fromkeys(found.tagged("access"), True)
    return [(label, values[key]) for key, label in ACCESS_FACTS.items() if key in values]


def _data(found: Event, one: Occurrence, standing: Standing) -> EventData:
    """The date as search engines read it."""
    place = one.place
    geo = (place.lat, place.lon) if place and place.lat is not None and place.lon is not None else None
    where = PlaceData(place.name, place.address, place.postal_code, place.town, geo) if place else None
    home = current_app.config["SETTINGS"].address
    picture = found.image and url_for("events.image", sha=found.image.sha256, width=_width(found))
    takes_signups = found.signup_mode != "none"
    return EventData(
        title=one.title,
        url=web.absolute("pages.occurrence", slug=found.slug, date=one.slug),
        starts=one.starts_at,
        ends=one.ends_at,
        organiser=found.organiser.name,
        organiser_url=web.absolute("pages.organisation", slug=found.organiser.slug),
        description=found.summary,
        language=found.language,
        spoken=found.tagged("language"),
        mode=found.mode,
        place=where,
        price=found.price,
        moved_from=one.moved_from,
        cancelled=one.cancelled,
        image=home + picture if picture else "",
        capacity=standing.seats.capacity if takes_signups else None,
        free_seats=standing.seats.free if takes_signups else None,
        signup=takes_signups,
    )


def _width(found: Event) -> int:
    return event_rules.image_widths(found.image.width)[-1] if found.image else 0
