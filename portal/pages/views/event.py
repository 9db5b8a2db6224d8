"""The page of an event: of a series, of a one-off event, and of one date."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, url_for

from portal.core import text, web
from portal.core.access import can
from portal.core.errors import Missing
from portal.core.structured import EventData, SeriesData, event_json, series_json
from portal.core.taxonomy import ACCESS_FACTS, BANDS, LANGUAGES_SPOKEN, THEMES
from portal.core.web import public
from portal.events import queries as events
from portal.events import rules as event_rules
from portal.events.models import Event, Occurrence
from portal.pages.queries import cards, dates
from portal.pages.queries.related import related
from portal.pages.rules.dates import NOT_HELD, OVER, WAIT, Standing, age_words, floor_words, state_of, way_in
from portal.pages.views.blueprint import bp

MOST_TOLD = 10
"""Dates of a series that search engines are told: each has its own page."""


@bp.get("/arrangementer/<slug>")
@public
def event(slug: str) -> str:
    """An event: when it is a series, how often it is held, its next date and all the others."""
    found = _visible(slug)
    its = dates.dates_of(found)
    canonical = web.absolute("pages.event", slug=slug)
    return _page(found, its, its.first(), canonical=canonical, series=its.several)


@bp.get("/arrangementer/<slug>/<date>")
@public
def occurrence(slug: str, date: str) -> str:
    """One date of an event."""
    found = _visible(slug)
    its = dates.dates_of(found)
    one = dates.date_of(found, date, its)
    address = {"slug": slug, "date": date} if its.several else {"slug": slug}
    endpoint = "pages.occurrence" if its.several else "pages.event"
    return _page(found, its, one, canonical=web.absolute(endpoint, **address))


def _visible(slug: str) -> Event:
    """The event, unless it is a draft that the reader may not see. Raises ``Missing``."""
    found = events.event_by_slug(slug)
    if found.state == event_rules.DRAFT and not can(web.actor(), "event:see_unpublished", found):
        raise Missing()
    return found


def _page(
    found: Event, its: dates.Dates, one: Occurrence | None, *, canonical: str, series: bool = False
) -> str:
    every = {date.id: date for date in (*its.coming, *its.past, *([one] if one else []))}
    standings = dates.standings(every.values())
    about = _about_date(found, its, one, standings) if one else {"way": "none"}
    return render_template(
        "pages/event.html",
        event=found,
        date=one,
        dates=its,
        series=series,
        rhythm=its.rhythm(found.rrule),
        states={ident: state_of(standing) for ident, standing in standings.items()},
        counted=dates.came([*its.past, *([one] if one else [])]),
        band_words=BANDS,
        canonical=canonical,
        structured=_structured(found, its, one, standings, series=series),
        **_about(found),
        **_related(found, one),
        **about,
    )


def _about(found: Event) -> dict[str, Any]:
    """What the page says whatever the date."""
    return {
        "themes": [(key, THEMES[key]) for key in found.tagged("theme") if key in THEMES],
        "spoken": [LANGUAGES_SPOKEN[key] for key in found.tagged("language") if key in LANGUAGES_SPOKEN],
        "theme_days": dates.theme_days(found),
        "widths": event_rules.image_widths(found.image.width) if found.image else [],
    }


def _related(found: Event, one: Occurrence | None) -> dict[str, list[cards.Card]]:
    """What else there is, as cards, with the seats of all of them in one query."""
    more = related(found, one)
    made = iter(cards.cards([*more.community, *more.same_day, *more.alike]))
    groups = {"same_community": more.community, "same_day": more.same_day, "alike": more.alike}
    return {name: [next(made) for _date in group] for name, group in groups.items()}


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
        "ages": age_words(found.tagged("age_band")),
        "floor": floor_words(one.room.floor) if one.room else None,
        "access": [(label, access[key]) for key, label in ACCESS_FACTS.items() if key in access],
        "access_checked": min((fact.checked_on for fact in _known(one) if fact.checked_on), default=None),
        "come_alone": access.get("come_alone") is True,
        "elsewhere": found.place if one.own_place_id not in (None, found.place_id) else None,
        "instead": its.next_after(one) if way in (NOT_HELD, WAIT, OVER) else None,
    }


def _known(one: Occurrence) -> list[Any]:
    return list(one.place.access) if one.place else []


def _access(found: Event, one: Occurrence) -> dict[str, bool | None]:
    """What the place says about access, and what the event promises for itself; ``None`` is not known."""
    values = {fact.fact: {"yes": True, "no": False}.get(fact.value) for fact in _known(one)}
    return values | dict.fromkeys(found.tagged("access"), True)


def _structured(
    found: Event,
    its: dates.Dates,
    one: Occurrence | None,
    standings: dict[int, Standing],
    *,
    series: bool,
) -> Any:
    """The page as search engines read it; nothing while it is a draft or has no date."""
    if one is None or found.state == event_rules.DRAFT:
        return None
    title = found.said("title")
    whole = SeriesData(
        title=title,
        url=web.absolute("pages.event", slug=found.slug),
        organiser=found.organiser.name,
        organiser_url=_organiser(found),
        description=found.said("summary"),
        language=title.lang or text.language(),
        price=found.price,
        image=_picture(found),
    )
    if series:
        shown = its.coming[:MOST_TOLD] or [one]
        return series_json(whole, [_data(found, date, standings[date.id]) for date in shown])
    return event_json(_data(found, one, standings[one.id]), whole if its.several else None)


def _data(found: Event, one: Occurrence, standing: Standing) -> EventData:
    return events.structured_data(
        one,
        web.absolute("pages.occurrence", slug=found.slug, date=one.slug),
        organiser_url=_organiser(found),
        image=_picture(found),
        capacity=standing.seats.capacity,
        free_seats=standing.seats.free,
    )


def _organiser(found: Event) -> str:
    return web.absolute("pages.organisation", slug=found.organiser.slug)


def _picture(found: Event) -> str:
    if found.image is None:
        return ""
    width = event_rules.image_widths(found.image.width)[-1]
    home: str = current_app.config["SETTINGS"].address
    return home + url_for("events.image", sha=found.image.sha256, width=width)
