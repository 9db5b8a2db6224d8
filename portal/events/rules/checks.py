"""What must hold for an event and its dates. Each check raises ``Refused`` at the field of the form."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from portal.core import taxonomy
from portal.core.errors import Refused
from portal.core.text import _l, holds_cpr
from portal.events.rules.facts import EventFacts, Slot

LONGEST_DATE = timedelta(days=40)
EARLIEST, LATEST = 2015, 2100
MOST_PEOPLE = 10_000
MOST_PRICE = 10_000

TAGS: Mapping[str, Container[str]] = {
    "theme": taxonomy.THEMES,
    "audience": taxonomy.AUDIENCES,
    "language": taxonomy.LANGUAGES_SPOKEN,
    "age_band": taxonomy.AGE_BANDS,
    "sdg": taxonomy.SDGS,
    "access": taxonomy.ACCESS_FACTS,
}
"""Dimension of a tag -> its words."""

_CHOICES: Mapping[str, Container[str]] = {
    "kind": taxonomy.KINDS,
    "genre": {"", *taxonomy.GENRES},
    "format": taxonomy.FORMATS,
    "umbrella": {"", *taxonomy.UMBRELLAS},
    "mode": taxonomy.MODES,
    "initiated_by": taxonomy.INITIATORS,
    "signup_mode": taxonomy.SIGNUP_MODES,
}


def check_slot(slot: Slot) -> None:
    """An end after its start, at most 40 days later, in years that make sense."""
    if slot.end <= slot.start:
        raise Refused(_l("It must end after it begins. Look at the times again."), field="ends")
    if slot.end - slot.start > LONGEST_DATE:
        raise Refused(
            _l("One date can last %(days)s days at most. Make it several dates.", days=LONGEST_DATE.days),
            field="ends",
        )
    if not EARLIEST <= slot.start.year <= LATEST:
        raise Refused(_l("Look at the year: %(year)s cannot be right.", year=slot.start.year), field="day")


def check_text(title: str, summary: str = "", *texts: str) -> None:
    """A title and texts of a length people read, and no CPR number in any of them."""
    if not title.strip():
        raise Refused(_l("Write a title: what would you call it to a neighbour?"), field="title")
    for name, value, limit in (("title", title, 120), ("summary", summary, 300)):
        if len(value) > limit:
            raise Refused(
                _l("Shorten the text: there is room for %(max)s characters.", max=limit), field=name
            )
    if any(len(text) > 20_000 for text in texts):
        raise Refused(_l("Shorten the text: there is room for %(max)s characters.", max=20_000), field="text")
    if any(holds_cpr(text) for text in (title, summary, *texts)):
        raise Refused(_l("This looks like a CPR number. Remove it: we never need it."), field="text")


def check_capacity(capacity: int | None, fire_limit: int | None = None) -> None:
    """Between 1 and 10,000 people, and never more than are allowed in the room."""
    if capacity is None:
        return
    if not 1 <= capacity <= MOST_PEOPLE:
        raise Refused(
            _l("Write how many there is room for: between 1 and %(most)s.", most=MOST_PEOPLE),
            field="capacity",
        )
    if fire_limit is not None and capacity > fire_limit:
        raise Refused(
            _l(
                "At most %(limit)s people may be in that room. Lower the number or choose a larger room.",
                limit=fire_limit,
            ),
            field="capacity",
        )


def check_facts(facts: EventFacts) -> None:
    """Everything about an event that can be judged without looking anything up."""
    check_text(facts.title, facts.summary, facts.text, facts.first_time, facts.host_name, facts.price_note)
    for name, allowed in _CHOICES.items():
        if getattr(facts, name) not in allowed:
            raise Refused(_l("Choose one of the possibilities."), field=name)
    for dimension, values in facts.tags.items():
        if any(value not in TAGS[dimension] for value in values):
            raise Refused(_l("Choose among the possibilities."), field=dimension)
    check_capacity(facts.capacity)
    if not 0 <= facts.price <= MOST_PRICE:
        raise Refused(_l("Write the price in whole kroner; 0 is free of charge."), field="price")
    check_link(facts.online_link)


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that is never closed, and the like
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def check_link(link: str) -> None:
    """Empty, or an address on the web."""
    if link and not _is_link(link):
        raise Refused(_l("Write the whole link, beginning with https://."), field="online_link")


def check_reason(reason: str) -> None:
    """Some words of at most 500 characters: they are shown and mailed to people."""
    if not reason.strip():
        raise Refused(
            _l("Write why: those who are signed up are told, and it stands on the page."), field="reason"
        )
    if len(reason) > 500:
        raise Refused(_l("Shorten the text: there is room for %(max)s characters.", max=500), field="reason")
    if holds_cpr(reason):
        raise Refused(_l("This looks like a CPR number. Remove it: we never need it."), field="reason")


def date_slugs(starts: Sequence[datetime], taken: Collection[str] = ()) -> list[str]:
    """The addresses of dates: the day, with the time (and a number) for a second one that day."""
    used = set(taken)
    slugs = []
    for start in starts:
        stamp = f"{start:%Y-%m-%d-%H%M}"
        later = (f"{stamp}-{number}" for number in range(2, 1000))
        slug = next(one for one in (f"{start:%Y-%m-%d}", stamp, *later) if one not in used)
        used.add(slug)
        slugs.append(slug)
    return slugs
