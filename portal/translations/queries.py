"""Finding what can be translated, by the address of its page."""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa

from portal.communities import queries as communities
from portal.communities.models import Community
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.languages import LANGUAGES
from portal.core.translated import Translated
from portal.events import queries as events
from portal.events.models import Event, Occurrence
from portal.places import queries as places
from portal.places.models import Place
from portal.themedays import queries as themedays
from portal.themedays.models import ThemeDay
from portal.translations import rules

Thing = Event | Occurrence | Community | ThemeDay | Place
KINDS: dict[str, type[Event | Community | ThemeDay | Place]] = {
    "event": Event,
    "community": Community,
    "theme_day": ThemeDay,
    "place": Place,
}
"""Kind -> the table its address leads to; a date is found by its event."""


def find(kind: str, slug: str, date: str = "") -> Thing:
    """The event, date of an event, community, theme day or place. Raises ``Missing``."""
    if kind == "event":
        return events.occurrence_by_slug(slug, date) if date else events.event_by_slug(slug)
    if kind == "community":
        return communities.community_by_slug(slug)
    if kind == "theme_day":
        return themedays.day_by_slug(slug)
    return places.place_by_slug(slug)


def hold(kind: str, slug: str) -> None:
    """Make every other writer of the thing wait. On SQLite the transaction itself does."""
    model = KINDS[kind]
    db.session.execute(sa.select(model.id).where(model.slug == slug).with_for_update())


def own_dates(thing: Thing) -> list[Occurrence]:
    """The dates of an event that have a title or text of their own, and so something to translate."""
    if not isinstance(thing, Event):
        return []
    dates = events.dates_of(thing)
    return [one for one in dates if any(getattr(one, name) for name in Occurrence.TRANSLATED)]


def fields(thing: Thing, code: str) -> list[rules.Field]:
    """What there is to translate and how far it is. Raises ``Missing`` for a language that makes no sense."""
    if code not in targets(thing):
        raise Missing()
    originals = {name: str(getattr(thing, name) or "") for name in thing.TRANSLATED}
    return rules.fields(originals, cast("Translated", thing).translations, code)


def targets(thing: Thing) -> list[str]:
    """The languages it can be translated into: all of ours but its own."""
    return [code for code in LANGUAGES if code != thing.written_in]
