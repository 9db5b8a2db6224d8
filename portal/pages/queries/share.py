"""What can be shared, as plain values: for the block on its page, its picture, its poster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.communities import queries as communities
from portal.communities import rules as community_rules
from portal.communities.models import Community
from portal.core.access import can
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.errors import Missing
from portal.events import queries as events
from portal.events import rules as event_rules
from portal.events.models import Event, Image, Occurrence
from portal.organisations.models import Organisation
from portal.pages.queries import cards, dates, organisations
from portal.pages.rules.dates import state_of
from portal.pages.rules.share import COMMUNITY, DATE, EVENT, ORGANISATION, THEME_DAY, Code, read_code
from portal.themedays import queries as themedays
from portal.themedays import rules as themeday_rules
from portal.themedays.models import ThemeDay

CALLED_OFF, FULL, CLOSED = "cancelled", "full", "closed"
DAY_HUE = "blue"


@dataclass(frozen=True)
class Shared:
    """One thing that people pass on."""

    code: Code
    endpoint: str
    """Its page, with ``values``."""
    values: Mapping[str, Any]
    title: str
    language: str
    """The language of the title."""
    summary: str = ""
    hue: str = "green"
    state: str = ""
    """``cancelled``, ``full``, ``closed``, or nothing that needs to be said first."""
    start: datetime | None = None
    end: datetime | None = None
    on: date | None = None
    """A whole day, when there is no time of day."""
    more_dates: bool = False
    """Whether ``start`` is only the next one of several."""
    where: str = ""
    image: Image | None = None
    calendar: tuple[str, Mapping[str, Any]] | None = None
    """Endpoint and values of its calendar file."""
    poster: tuple[str, Mapping[str, Any]] | None = None
    public: bool = True
    """False for a draft, which nobody passes on yet."""


def of_event(event: Event, one: Occurrence | None, *, more: bool, state: str) -> Shared:
    """An event, or with ``more`` false its only date (needs ``events.queries.WHOLE`` loaded).

    ``state`` is the kind of ``pages.rules.dates.State`` of the date that is spoken of.
    """
    values = {"slug": event.slug}
    told = Shared(
        code=Code(EVENT, event.id),
        endpoint="pages.event",
        values=values,
        title=event.title,
        language=event.language,
        summary=event.summary,
        image=event.image,
        more_dates=more,
        state=CALLED_OFF if event.state == event_rules.CANCELLED else "",
        calendar=("interop.event_calendar", values),
        poster=("pages.event_poster", values),
        public=event.state != event_rules.DRAFT,
    )
    return told if one is None else _with_date(told, one, state)


def of_date(one: Occurrence, state: str) -> Shared:
    """One date of an event (needs event, with all its page shows, and own place and room loaded)."""
    event = one.event
    values = {"slug": event.slug, "date": one.slug}
    told = of_event(event, one, more=False, state=state)
    return replace(
        told,
        code=Code(DATE, one.id),
        endpoint="pages.occurrence",
        values=values,
        title=one.title,
        calendar=("interop.occurrence_calendar", values),
        poster=("pages.date_poster", values),
    )


def _with_date(told: Shared, one: Occurrence, state: str) -> Shared:
    place, room = (one.place, one.room) if one.event.mode != "online" else (None, None)
    names = [part.name for part in (place, room) if part is not None]
    return replace(
        told,
        hue=cards.hue(one),
        state=state if state in (CALLED_OFF, FULL) else told.state,
        start=one.starts_at,
        end=one.ends_at,
        where=", ".join(names),
    )


def of_community(community: Community) -> Shared:
    """A community (needs place loaded)."""
    values = {"slug": community.slug}
    return Shared(
        code=Code(COMMUNITY, community.id),
        endpoint="pages.community",
        values=values,
        title=community.title,
        language=community.language,
        summary=community.summary,
        hue="coral",
        state=CLOSED if community.state == community_rules.CLOSED else "",
        where=community.place.name if community.place else "",
        calendar=("interop.community_calendar", values),
    )


def of_day(day: ThemeDay) -> Shared:
    """A theme day (needs place loaded)."""
    values = {"slug": day.slug}
    return Shared(
        code=Code(THEME_DAY, day.id),
        endpoint="themedays.day",
        values=values,
        title=day.title,
        language=day.language,
        summary=day.summary,
        hue=DAY_HUE,
        state=CALLED_OFF if day.state == themeday_rules.CANCELLED else "",
        on=day.on,
        where=day.place.name if day.place else "",
        poster=("pages.day_poster", values),
        public=day.state != themeday_rules.DRAFT,
    )


def of_organisation(organisation: Organisation) -> Shared:
    """An organisation. What it writes about itself is long; its name is enough."""
    return Shared(
        code=Code(ORGANISATION, organisation.id),
        endpoint="pages.organisation",
        values={"slug": organisation.slug},
        title=organisation.name,
        language=organisation.language,
    )


def event_seen_by(actor: Actor, slug: str) -> Event:
    """The event, unless it is a draft that the actor may not see. Raises ``Missing``."""
    event = events.event_by_slug(slug)
    if event.state == event_rules.DRAFT and not can(actor, "event:see_unpublished", event):
        raise Missing()
    return event


def day_seen_by(actor: Actor, slug: str) -> ThemeDay:
    """The theme day, unless it is a draft that the actor may not see. Raises ``Missing``."""
    day = themedays.day_by_slug(slug)
    if day.state == themeday_rules.DRAFT and not can(actor, "themeday:see_unpublished", day):
        raise Missing()
    return day


def find_code(actor: Actor, typed: str) -> Shared:
    """What a short code stands for, as the actor may see it. Raises ``Missing``."""
    code = read_code(typed)
    if code is None:
        raise Missing()
    return _FINDERS[code.kind](actor, code.number)


def _slug(column: Any, ident: Any, number: int) -> str:
    slug: str | None = db.session.scalar(sa.select(column).where(ident == number)) if number < 2**31 else None
    if slug is None:
        raise Missing()
    return slug


def _event(actor: Actor, number: int) -> Shared:
    event = event_seen_by(actor, _slug(Event.slug, Event.id, number))
    its = dates.dates_of(event)
    one = its.first()
    return of_event(event, one, more=its.several, state=state_of_date(one))


def _date(actor: Actor, number: int) -> Shared:
    date_slug = _slug(Occurrence.slug, Occurrence.id, number)
    slug: str = db.session.scalars(
        sa.select(Event.slug).join(Occurrence, Occurrence.event_id == Event.id).where(Occurrence.id == number)
    ).one()
    event = event_seen_by(actor, slug)
    one = events.occurrence_by_slug(event.slug, date_slug)
    return of_date(one, state_of_date(one))


def _community(_actor: Actor, number: int) -> Shared:
    return of_community(communities.community_by_slug(_slug(Community.slug, Community.id, number)))


def _day(actor: Actor, number: int) -> Shared:
    return of_day(day_seen_by(actor, _slug(ThemeDay.slug, ThemeDay.id, number)))


def _organisation(actor: Actor, number: int) -> Shared:
    slug = _slug(Organisation.slug, Organisation.id, number)
    return of_organisation(organisations.organisation(actor, slug))


def state_of_date(one: Occurrence | None) -> str:
    """The kind of the state of a date; empty without one."""
    return "" if one is None else state_of(dates.standings([one])[one.id]).kind


_FINDERS = {
    EVENT: _event,
    DATE: _date,
    COMMUNITY: _community,
    THEME_DAY: _day,
    ORGANISATION: _organisation,
}
