"""One search over everything public: events, communities, theme days, places and organisations.

Whatever is asked, it is the look at the words (``core.search``) and one statement with a leg for each kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.communities import rules as communities
from portal.communities.models import Community
from portal.core import clock, search
from portal.core.db import db
from portal.events import rules as events
from portal.events.models import Event, Occurrence
from portal.organisations import rules as organisations
from portal.organisations.models import Organisation
from portal.pages.queries.cards import LOADS
from portal.pages.rules.search import PAST, Found, Hit, asked, ranked
from portal.places.models import Place
from portal.themedays import rules as themedays
from portal.themedays.models import ThemeDay

MOST_SHOWN, MOST_IN_ALL, MOST_SUGGESTED = 60, 6, 6
"""Hits read of each kind: on its own tab, on the tab of everything, for suggestions."""

Rows = sa.Select[*tuple[Any, ...]]
_NO_DATE = sa.cast(sa.null(), Occurrence.starts_at.type)
_NO_DAY = sa.cast(sa.null(), sa.Date())


@dataclass(frozen=True)
class Answer:
    """What a query was understood as, and what it found."""

    query: str
    found: Found
    corrected: str = ""
    """The words that were looked for instead, when something was misspelt."""
    near: Sequence[Hit] = ()
    """When nothing fits: what has some of it."""


def look_for(query: str, kind: str = "") -> Answer:
    """Everything public that fits; only one ``kind`` (or ``PAST``), and more of it, when that is wanted."""
    wanted = asked(query)
    meant = search.understand(wanted)
    if not meant:
        return Answer(wanted, Found([], [], {}))
    found = _read(meant.hits(), wanted, kind, MOST_SHOWN if kind else MOST_IN_ALL)
    near: Sequence[Hit] = ()
    if not found.total and not found.numbers.get(PAST):
        near = _read(meant.near(), wanted, "", MOST_IN_ALL, past=False).hits[:MOST_IN_ALL]
    return Answer(wanted, found, meant.corrected, near)


def suggest(query: str) -> Found:
    """The best hits of each kind that is not over, for a list under the search box."""
    wanted = asked(query)
    meant = search.understand(wanted)
    return _read(meant.hits(), wanted, "", MOST_SUGGESTED, past=False) if meant else Found([], [], {})


def next_dates(hits: Sequence[Hit]) -> dict[int, Occurrence]:
    """Event id -> the date that its hit speaks of, with what a card shows."""
    moments = [
        sa.and_(Occurrence.event_id == hit.id, Occurrence.starts_at == hit.at)
        for hit in hits
        if hit.kind == "event" and hit.at is not None
    ]
    if not moments:
        return {}
    found = db.session.scalars(sa.select(Occurrence).where(sa.or_(*moments)).options(*LOADS)).unique()
    return {one.event_id: one for one in found}


def _read(hits: sa.CTE, wanted: str, kind: str, size: int, *, past: bool = True) -> Found:
    """Read the legs in one statement. With ``kind`` the others are only counted (one row each)."""
    legs = {
        "event": _events,
        "community": _communities,
        "theme_day": _days,
        "place": _places,
        "organisation": _groups,
    }
    chosen = [leg(hits).limit(size if kind in ("", name) else 1) for name, leg in legs.items()]
    if past:
        over = size if kind == PAST else (MOST_IN_ALL if not kind else 1)
        chosen += [_past_events(hits).limit(over), _past_days(hits).limit(over)]
    rows = db.session.execute(sa.union_all(*(sa.select(leg.subquery()) for leg in chosen)))
    every = [Hit(**{**row._mapping, "over": bool(row.over)}) for row in rows]
    numbers: dict[str, int] = {}
    for name, number in {(hit.kind, hit.over): hit.number for hit in every}.items():
        one = PAST if name[1] else name[0]
        numbers[one] = numbers.get(one, 0) + number
    words = set(search.stems(wanted))
    whole = {(hit.kind, hit.id) for hit in every if set(search.stems(hit.title)) == words}
    order = ranked(every, whole)
    return Found(
        [hit for hit in order if not hit.over and kind in ("", hit.kind)],
        [hit for hit in order if hit.over],
        numbers,
    )


def _leg(hits: sa.CTE, model: Any, title: Any, *, over: bool = False, **more: Any) -> Rows:
    """The columns of a :class:`Hit`; ``more`` are those that a kind has something to say in."""
    said = {"at": _NO_DATE, "day": _NO_DAY, "place": sa.literal(""), "text": sa.literal(""), **more}
    return (
        sa.select(
            sa.literal(model.__tablename__).label("kind"),
            model.id,
            title.label("title"),
            model.slug,
            sa.cast(hits.c.score, sa.Integer).label("score"),
            sa.func.count().over().label("number"),
            *(value.label(name) for name, value in said.items()),
            sa.literal(int(over)).label("over"),
        )
        .select_from(hits)
        .join(model, sa.and_(hits.c.kind == model.__tablename__, hits.c.ref_id == model.id))
    )


def _soonest() -> Any:
    """When the next date begins, of dates that are not over: one that is held when there is one."""
    held = sa.case((Occurrence.state == events.SCHEDULED, Occurrence.starts_at))
    soonest = sa.func.coalesce(sa.func.min(held), sa.func.min(Occurrence.starts_at))
    return sa.type_coerce(soonest, Occurrence.starts_at.type)


def _ahead() -> sa.Select[int]:
    """The events with a date that is not over."""
    return sa.select(Occurrence.event_id).where(Occurrence.ends_at > clock.now())


def _place_name() -> Any:
    return sa.func.coalesce(Place.name, "")


def _events(hits: sa.CTE) -> Rows:
    # Asked of each hit by its index: a join with all that is ahead, which SQLite thinks is short next to
    # the hits, made every hit walk through it.
    soonest = _ahead().with_only_columns(_soonest()).where(Occurrence.event_id == Event.id).scalar_subquery()
    return (
        _leg(hits, Event, Event.title, at=soonest, place=_place_name(), text=Event.summary)
        .outerjoin(Place, Place.id == Event.place_id)
        .where(Event.state != events.DRAFT, Event.id.in_(_ahead()))
        .order_by(hits.c.score.desc(), sa.asc("at"), Event.id)
    )


def _past_events(hits: sa.CTE) -> Rows:
    held = sa.and_(Occurrence.event_id == Event.id, Occurrence.state == events.SCHEDULED)
    latest = sa.select(sa.func.max(Occurrence.starts_at)).where(held).scalar_subquery()
    leg = _leg(hits, Event, Event.title, over=True, at=latest, place=_place_name(), text=Event.summary)
    return (
        leg.outerjoin(Place, Place.id == Event.place_id)
        .where(Event.state != events.DRAFT, Event.id.not_in(_ahead()), sa.exists().where(held))
        .order_by(hits.c.score.desc(), sa.desc("at"), Event.id.desc())
    )


def _communities(hits: sa.CTE) -> Rows:
    coming = _ahead().add_columns(_soonest().label("at")).group_by(Occurrence.event_id).subquery()
    meeting = (
        sa.select(Event.community_id, sa.func.min(coming.c.at).label("at"))
        .join(coming, coming.c.event_id == Event.id)
        .where(Event.state == events.PUBLISHED, Event.community_id.is_not(None))
        .group_by(Event.community_id)
        .subquery()
    )
    leg = _leg(hits, Community, Community.title, at=meeting.c.at, place=_place_name(), text=Community.summary)
    return (
        leg.outerjoin(meeting, meeting.c.community_id == Community.id)
        .outerjoin(Place, Place.id == Community.place_id)
        .where(Community.state != communities.CLOSED)
        .order_by(hits.c.score.desc(), meeting.c.at.is_(None), meeting.c.at, Community.id)
    )


def _days(hits: sa.CTE) -> Rows:
    return (
        _theme_days(hits)
        .where(ThemeDay.on >= clock.today())
        .order_by(hits.c.score.desc(), ThemeDay.on, ThemeDay.id)
    )


def _past_days(hits: sa.CTE) -> Rows:
    leg = _theme_days(hits, over=True).where(
        ThemeDay.on < clock.today(), ThemeDay.state == themedays.PUBLISHED
    )
    return leg.order_by(hits.c.score.desc(), ThemeDay.on.desc(), ThemeDay.id.desc())


def _theme_days(hits: sa.CTE, *, over: bool = False) -> Rows:
    leg = _leg(
        hits, ThemeDay, ThemeDay.title, over=over, day=ThemeDay.on, place=_place_name(), text=ThemeDay.summary
    )
    return leg.outerjoin(Place, Place.id == ThemeDay.place_id).where(ThemeDay.state != themedays.DRAFT)


def _places(hits: sa.CTE) -> Rows:
    leg = _leg(hits, Place, Place.name, place=Place.town, text=Place.address)
    return leg.where(Place.closed.is_(False)).order_by(hits.c.score.desc(), Place.id)


def _groups(hits: sa.CTE) -> Rows:
    leg = _leg(hits, Organisation, Organisation.name, text=Organisation.about)
    return leg.where(Organisation.verification == organisations.VERIFIED).order_by(
        hits.c.score.desc(), Organisation.id
    )
