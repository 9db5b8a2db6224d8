"""The trail, with the names and pages of what its entries are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.communities.models import Community
from portal.core.audit import AuditEvent
from portal.core.db import Page, db, keyset
from portal.core.text import language, short_date
from portal.events.models import Event, Image, Occurrence
from portal.goals.models import Period
from portal.moderation.models import Proposal
from portal.organisations.models import Organisation
from portal.participation.models import Count, Signup
from portal.places.models import Place, Room
from portal.themedays.models import ProgrammeLine, ThemeDay


@dataclass(frozen=True)
class Subject:
    """What an entry is about: its name, and the endpoint of its page where it has one."""

    name: str
    endpoint: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def trail(*, about: str = "", cursor: str | None = None) -> Page[AuditEvent]:
    """The trail, newest first; ``about`` is ``table`` or ``table:id``. A broken filter shows everything."""
    statement = sa.select(AuditEvent)
    kind, _colon, ident = about.partition(":")
    if kind:
        statement = statement.where(AuditEvent.subject_kind == kind)
    if ident.isdecimal() and len(ident) <= 9:
        statement = statement.where(AuditEvent.subject_id == int(ident))
    return keyset(statement, [AuditEvent.id], cursor=cursor, size=50, descending=True)


def subjects(entries: Iterable[AuditEvent]) -> dict[tuple[str, int], Subject]:
    """``(table, id)`` -> what it is, one query a kind; what is gone is missing."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for one in entries:
        wanted[one.subject_kind].add(one.subject_id)
    return {
        (kind, row[0]): make(row)
        for kind, ids in wanted.items()
        if kind in _KINDS
        for columns, make in (_KINDS[kind],)
        for row in db.session.execute(columns(sorted(ids)))
    }


_Rows = Callable[[Sequence[int]], sa.Executable]
_Make = Callable[[Any], Subject]


def _plain(model: Any, name: Any, key: Any, endpoint: str, value: str) -> tuple[_Rows, _Make]:
    """A kind whose page takes one value of its own."""
    return (
        lambda ids: sa.select(model.id, name, key).where(model.id.in_(ids)),
        lambda row: Subject(row[1], endpoint, {value: row[2]}),
    )


def _dated(model: Any, link: Any, endpoint: str) -> tuple[_Rows, _Make]:
    """A kind that belongs to a date: named by the date, its page one of the date's."""
    title = sa.func.coalesce(Occurrence.own_title, Event.title)
    return (
        lambda ids: (
            sa.select(model.id, title, Occurrence.starts_at, Event.slug, Occurrence.slug)
            .select_from(model)
            .join(Occurrence, Occurrence.id == link)
            .join(Event, Event.id == Occurrence.event_id)
            .where(model.id.in_(ids))
        ),
        lambda row: Subject(f"{row[1]}, {short_date(row[2])}", endpoint, {"slug": row[3], "date": row[4]}),
    )


_Date = aliased(Occurrence)
"""Occurrences about themselves, so that ``_dated`` can join the table once more."""

_KINDS: dict[str, tuple[_Rows, _Make]] = {
    "event": _plain(Event, Event.title, Event.slug, "pages.event", "slug"),
    "occurrence": _dated(_Date, _Date.id, "pages.occurrence"),
    "signup": _dated(Signup, Signup.occurrence_id, "participation.attendees"),
    "attendance_count": _dated(Count, Count.occurrence_id, "participation.count"),
    "community": _plain(Community, Community.title, Community.slug, "pages.community", "slug"),
    "organisation": _plain(Organisation, Organisation.name, Organisation.slug, "pages.organisation", "slug"),
    "place": _plain(Place, Place.name, Place.slug, "pages.place", "slug"),
    "room": (
        lambda ids: sa.select(Room.id, Room.name, Place.slug).join(Place).where(Room.id.in_(ids)),
        lambda row: Subject(row[1], "pages.place", {"slug": row[2]}),
    ),
    "theme_day": _plain(ThemeDay, ThemeDay.title, ThemeDay.slug, "themedays.day", "slug"),
    "programme_line": (
        lambda ids: (
            sa.select(ProgrammeLine.id, Event.title, ThemeDay.slug)
            .join(Event, Event.id == ProgrammeLine.event_id)
            .join(ThemeDay, ThemeDay.id == ProgrammeLine.theme_day_id)
            .where(ProgrammeLine.id.in_(ids))
        ),
        lambda row: Subject(row[1], "themedays.lines", {"slug": row[2]}),
    ),
    "proposal": _plain(Proposal, Proposal.title, Proposal.uuid, "moderation.case", "ident"),
    "person": (
        lambda ids: sa.select(Person.id, Person.name, Person.email).where(Person.id.in_(ids)),
        lambda row: Subject(row[1] or row[2]),
    ),
    "image": (
        lambda ids: sa.select(Image.id, Image.alt).where(Image.id.in_(ids)),
        lambda row: Subject(row[1]),
    ),
    "goal_period": (
        lambda ids: sa.select(Period.id, Period.title_en if language() == "en" else Period.title_da).where(
            Period.id.in_(ids)
        ),
        lambda row: Subject(row[1], "goals.index"),
    ),
}
"""Table -> the query for rows that begin with the id, and what is said of one row."""
