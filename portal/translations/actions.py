"""Writing translations."""

from __future__ import annotations

from collections.abc import Mapping

from portal.communities import actions as communities
from portal.communities.models import Community
from portal.core import audit
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action
from portal.core.errors import Conflict
from portal.core.text import _l
from portal.events import actions as events
from portal.events.models import Event
from portal.places import actions as places
from portal.places.models import Place
from portal.themedays import actions as themedays
from portal.themedays.models import ThemeDay
from portal.translations import queries, rules
from portal.translations.queries import Thing

MAY = {
    "event": "event:edit",
    "community": "community:edit",
    "theme_day": "themeday:edit",
    "place": "place:edit",
}
"""Kind -> the permission to translate it: whoever may edit the original."""


@action
def translate(
    actor: Actor, kind: str, slug: str, code: str, said: Mapping[str, str], *, seen: str, date: str = ""
) -> Thing:
    """Write what a thing says in one language; fields left empty fall back to the original.

    ``seen`` is the stamp of the form: raises ``Conflict`` when original or translation changed meanwhile.
    """
    queries.hold(kind, slug)
    thing = queries.find(kind, slug, date)
    require(actor, MAY[kind], thing)
    found = queries.fields(thing, code)
    if rules.stamp(found) != seen:
        raise Conflict(
            _l("Somebody else changed this page while you wrote. Copy your text, reload and put it in again.")
        )
    rules.check(said, thing.TRANSLATED)
    translations = rules.merged(thing.translations, code, found, said)
    if translations == thing.translations:
        return thing
    thing.translations = translations
    _make_findable(thing)
    audit.note(actor, "translation.save", thing, language=code)
    return thing


def _make_findable(thing: Thing) -> None:
    if isinstance(thing, Event):
        events.make_findable(thing)
    elif isinstance(thing, Community):
        communities.make_findable(thing)
    elif isinstance(thing, ThemeDay):
        themedays.make_findable(thing)
    elif isinstance(thing, Place):
        places.make_findable(thing)
