"""What can happen to a theme day and to its programme lines. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.core import taxonomy
from portal.core.errors import Refused, Says
from portal.core.states import Lifecycle
from portal.core.text import _l, holds_cpr
from portal.events.rules import DRAFT as EVENT_DRAFT

DRAFT, PUBLISHED, CANCELLED = "draft", "published", "cancelled"
DAY_STATES = (DRAFT, PUBLISHED, CANCELLED)
DAY_LIFECYCLE: Lifecycle = {
    (DRAFT, "publish"): PUBLISHED,
    (PUBLISHED, "cancel"): CANCELLED,
}

PROPOSED, APPROVED, DECLINED, WITHDRAWN = "proposed", "approved", "declined", "withdrawn"
LINE_STATES = (PROPOSED, APPROVED, DECLINED, WITHDRAWN)
LINE_LIFECYCLE: Lifecycle = {
    (PROPOSED, "approve"): APPROVED,
    (PROPOSED, "decline"): DECLINED,
    (PROPOSED, "withdraw"): WITHDRAWN,
    (DECLINED, "propose_again"): PROPOSED,
    (WITHDRAWN, "propose_again"): PROPOSED,
}
"""A line is approved by a moderator of the institution that holds it; until then only staff see it."""

ANSWERING_KINDS = frozenset(
    kind for kind, group in taxonomy.ORGANISATION_GROUPS.items() if group == "institution"
)
"""Kinds of organisation that can lead a day and answer for lines: they have staff who decide."""

HOUSE_UMBRELLA = "house_theme_day"
"""What an event made for a theme day carries as its ``umbrella``."""


@dataclass(frozen=True)
class ThemeDayFacts:
    """Everything that is said about a theme day, apart from its lines. Ids are database ids."""

    title: str
    on: date
    lead_id: int
    summary: str = ""
    text: str = ""
    language: str = "da"
    place_id: int | None = None
    partner_ids: Sequence[int] = ()


def check(facts: ThemeDayFacts, *, today: date, on_before: date | None = None) -> None:
    """Raise ``Refused`` at the first fact that cannot stand. A day that stays where it is may be past."""
    if not facts.title.strip():
        raise Refused(_l("Give the theme day a name."), field="title")
    if facts.on < today and facts.on != on_before:
        raise Refused(_l("That date is past. Choose a day to come."), field="on")
    for name, limit in {"title": 120, "summary": 300, "text": 6000}.items():
        check_text(name, getattr(facts, name), limit)


def check_text(name: str, text: str, limit: int) -> None:
    """Raise ``Refused`` for text that is too long or holds a CPR number."""
    if len(text) > limit:
        raise Refused(_l("Shorten the text: there is room for %(max)s characters.", max=limit), field=name)
    if holds_cpr(text):
        raise Refused(
            _l("This looks like a CPR number. Remove it: we never need it, and others may read this text."),
            field=name,
        )


def initiator(kind: str, *, house: bool) -> str:
    """Who came with the idea of a line that an institution makes: a key of ``taxonomy.INITIATORS``."""
    if kind == "library":
        return "library"
    return "house_institution" if house else "institution"


def can_answer(kind: str) -> bool:
    """Whether an organisation of this kind can answer for a line."""
    return kind in ANSWERING_KINDS


def answers_for(
    institution_id: int, unit_ids: Collection[int | None], organiser_id: int, event_state: str
) -> bool:
    """Whether an institution can say yes to an event: its staff look after it, or it holds a public one.

    ``unit_ids`` are the event's unit and the institution above it. Saying yes to a draft publishes it, which
    only those who look after it may do.
    """
    return institution_id in unit_ids or (institution_id == organiser_id and event_state != EVENT_DRAFT)


_PROGRAMME_CLOSED: Says = _l("The theme day is cancelled, so its programme is closed.")
_NOT_IN_ON_IT: Says = _l("That institution is not in on the day. Add it as a partner first.")
_SAY_WHY: Says = _l("Write why, in your own words: the person who proposed it will read it.")


def why_not_line(day_state: str, institution_id: int, partner_ids: Collection[int]) -> Says | None:
    """Why a line cannot be put on the programme, or ``None``."""
    if day_state == CANCELLED:
        return _PROGRAMME_CLOSED
    return None if institution_id in partner_ids else _NOT_IN_ON_IT


def why_not_decline(reason: str) -> Says | None:
    """Why a line cannot be declined like that, or ``None``."""
    return None if reason.strip() else _SAY_WHY


@dataclass(frozen=True)
class Share:
    """How far one institution has come: approved, waiting and declined lines."""

    approved: int
    waiting: int
    declined: int

    @property
    def done(self) -> float | None:
        """The decided share of its lines, 0..1; ``None`` when it has none."""
        total = self.approved + self.waiting
        return self.approved / total if total else None


def completeness(institution_ids: Iterable[int], lines: Iterable[tuple[int, str]]) -> Mapping[int, Share]:
    """Institution id -> how far it has come, from ``(institution id, state)`` of every line."""
    found = list(lines)

    def number(institution_id: int, state: str) -> int:
        return found.count((institution_id, state))

    return {
        one: Share(number(one, APPROVED), number(one, PROPOSED), number(one, DECLINED))
        for one in institution_ids
    }


OPEN, ON_NOW, HELD, CALLED_OFF = "open", "on_now", "held", "called_off"


def standing(now: datetime, starts: datetime, ends: datetime, *, cancelled: bool) -> str:
    """How a line at one of its times stands for visitors. All instants are aware."""
    if cancelled:
        return CALLED_OFF
    if now >= ends:
        return HELD
    return ON_NOW if now >= starts else OPEN


@dataclass(frozen=True)
class Sum:
    """How many took part in a day, as far as we know: attendances, not people nor visitors of the house."""

    attendances: int
    counted: int
    """Activities that somebody counted."""
    held: int
    """Activities that were held and are added up (exhibitions are not: ``taxonomy.NOT_SUMMED``)."""


def sum_up(held: Iterable[tuple[str, int | None]]) -> Sum:
    """Add up ``(kind, people counted or None)`` of the times that were held."""
    summed = [number for kind, number in held if kind not in taxonomy.NOT_SUMMED]
    known = [number for number in summed if number is not None]
    return Sum(sum(known), len(known), len(summed))
