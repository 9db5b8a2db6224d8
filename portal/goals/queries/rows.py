"""The very rows behind a figure, and the figure split by month, place and district."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.communities.models import Community
from portal.core.db import STRICT, Page, db, keyset
from portal.core.taxonomy import BANDS
from portal.events.models import Event, Occurrence
from portal.events.queries import CARD
from portal.goals import rules
from portal.goals.queries import dates, facts, groups, partners
from portal.goals.queries.facts import around, here
from portal.goals.rules import Ask, Window
from portal.moderation.models import Proposal
from portal.organisations.models import Organisation
from portal.participation.models import Count, CountLine, Signup
from portal.participation.queries import current_counts
from portal.participation.rules import CONFIRMED
from portal.themedays.models import ThemeDay

SIZE = 30


@dataclass(frozen=True)
class Row:
    """One fact. ``number`` is what it adds to the figure (0 for the part of a whole that is not counted).

    ``coarse`` people were counted there without the age that the figure asks for.
    ``missing``: the date has no count; a number ``of_people`` is then not known. ``counts`` are the current
    counts of a date, whose counter's name is for staff. ``proposal`` is set on proposals: its title is not
    for everybody.
    """

    kind: str
    title: str
    when: datetime | date | None
    number: float
    place: str = ""
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    language: str = "da"
    missing: bool = False
    of_people: bool = False
    coarse: int = 0
    counts: Sequence[Count] = ()
    proposal: Proposal | None = None

    @property
    def bands(self) -> dict[str, int]:
        """Everybody counted there by band, in all channels."""
        total: dict[str, int] = {}
        for line in (line for count in self.counts for line in count.lines):
            total[line.band] = total.get(line.band, 0) + line.number
        return total


def rows(ask: Ask, window: Window, *, cursor: str | None = None, size: int = SIZE) -> Page[Row]:
    """One page of what a figure is made of. Empty for what is not measured."""
    if not ask.measured():
        return Page([])
    for measures, read in _READERS:
        if ask.measure in measures:
            return read(ask, window, cursor, size)
    return Page([])


def _occurrences(condition: Any, window: Window, cursor: str | None, size: int) -> Page[Occurrence]:
    statement = facts.placed(sa.select(Occurrence)).where(facts.during(window), condition).options(*CARD)
    columns = [Occurrence.starts_at, Occurrence.id]
    return keyset(statement, columns, cursor=cursor, size=size, descending=True)


def _date_row(
    one: Occurrence,
    number: float,
    counts: Sequence[Count] = (),
    *,
    missing: bool = False,
    people: bool = False,
    coarse: int = 0,
) -> Row:
    return Row(
        kind="date",
        title=one.title,
        when=one.starts_at,
        number=number,
        place=one.place.name if one.place else "",
        endpoint="pages.occurrence",
        values={"slug": one.event.slug, "date": one.slug},
        language=one.event.language,
        missing=missing,
        of_people=people,
        coarse=coarse,
        counts=counts,
    )


def _dates(ask: Ask, window: Window, cursor: str | None, size: int) -> Page[Row]:
    part, whole = dates.part_and_whole(ask, window)
    page = _occurrences(whole, window, cursor, size)
    ids = [one.id for one in page.items]
    inside = set(ids)
    if dates.is_share(ask):
        inside = set(db.session.scalars(facts.held(Occurrence.id).where(Occurrence.id.in_(ids), part)))
    counts = current_counts(ids)
    return Page(
        [
            _date_row(one, int(one.id in inside), counts.get(one.id, ()), missing=one.id not in counts)
            for one in page.items
        ],
        page.next,
    )


def _people(ask: Ask, window: Window, cursor: str | None, size: int) -> Page[Row]:
    counts, coarse = dates.people_columns(ask)
    lines = (
        sa.exists()
        .where(Count.occurrence_id == Occurrence.id, CountLine.count_id == Count.id, CountLine.number > 0)
        .where(facts.current(), sa.or_(counts, coarse))
        .correlate(Occurrence)
    )
    condition = sa.and_(dates.matching(ask), sa.or_(lines, dates.missing(ask)))
    page = _occurrences(condition, window, cursor, size)
    found = current_counts([one.id for one in page.items])
    channels, bands = dates.channels_of(ask), dates.bands_of(ask)
    across = rules.nodes_across(bands) if bands is not None else frozenset()
    within = rules.nodes_within(bands) if bands is not None else frozenset(BANDS)
    made = []
    for one in page.items:
        valid = [count for count in found.get(one.id, ()) if count.channel in channels]
        number, unsure = _people_in(valid, within), _people_in(valid, across)
        made.append(_date_row(one, number, valid, missing=not valid, people=True, coarse=unsure))
    return Page(made, page.next)


def _people_in(counts: Sequence[Count], bands: frozenset[str]) -> int:
    return sum(line.number for count in counts for line in count.lines if line.band in bands)


def _signups(ask: Ask, window: Window, cursor: str | None, size: int) -> Page[Row]:
    confirmed = sa.exists().where(Signup.occurrence_id == Occurrence.id, Signup.state == CONFIRMED)
    condition = sa.and_(dates.matching(ask), confirmed.correlate(Occurrence))
    page = _occurrences(condition, window, cursor, size)
    ids = [one.id for one in page.items]
    found = db.session.execute(
        sa.select(Signup.occurrence_id, sa.func.count())
        .where(Signup.occurrence_id.in_(ids), Signup.state == CONFIRMED)
        .group_by(Signup.occurrence_id)
    )
    numbers = {ident: int(number) for ident, number in found}
    return Page([_date_row(one, numbers[one.id]) for one in page.items], page.next)


def _partners(ask: Ask, window: Window, cursor: str | None, size: int) -> Page[Row]:
    statement, joined = partners.with_parties(partners.party.id)
    statement = statement.where(facts.during(window), partners.partner_of(ask, joined))
    if ask.measure == "partners_first_time":
        first = partners.earliest(ask)
        statement = statement.join(first, first.c.party_id == partners.party.id).where(
            first.c.at >= window.start
        )
    chosen = sa.select(Organisation).where(Organisation.id.in_(statement))
    page = keyset(chosen, [Organisation.name, Organisation.id], cursor=cursor, size=size)
    return Page(
        [
            Row("partner", one.name, None, 1, endpoint="pages.organisation", values={"slug": one.slug})
            for one in page.items
        ],
        page.next,
    )


def _communities(ask: Ask, window: Window, cursor: str | None, size: int) -> Page[Row]:
    statement, first, last = groups.community_rows(sa.select(Community), window)
    _part, whole = groups.community_counts(ask, window, first, last)
    columns = [Community.title, Community.id]
    page = keyset(statement.where(whole).options(STRICT), columns, cursor=cursor, size=size)
    known, first, last = groups.community_rows(sa.select(Community.id), window)
    part, _whole = groups.community_counts(ask, window, first, last)
    known = known.where(Community.id.in_([one.id for one in page.items]))
    known = known.add_columns(part, first.c.at, last.c.at)
    about = {ident: (counts, began, met) for ident, counts, began, met in db.session.execute(known)}
    return Page([_community_row(ask, one, *about[one.id]) for one in page.items], page.next)


def _community_row(ask: Ask, one: Community, counts: bool, began: datetime, met: datetime) -> Row:
    return Row(
        kind="community",
        title=one.title,
        when=began if ask.measure == "communities_founded" else met,
        number=int(bool(counts)),
        endpoint="pages.community",
        values={"slug": one.slug},
        language=one.language,
    )


def _proposals(ask: Ask, window: Window, cursor: str | None, size: int) -> Page[Row]:
    statement = sa.select(Proposal).where(groups.proposal_counts(ask, window)).options(STRICT)
    page = keyset(statement, [Proposal.id], cursor=cursor, size=size, descending=True)
    return Page([_proposal_row(ask, one) for one in page.items], page.next)


def _proposal_row(ask: Ask, one: Proposal) -> Row:
    later = {"proposals_accepted": one.decided_at, "median_answer_hours": one.answered_at}
    hours = ask.measure == "median_answer_hours"
    return Row(
        kind="proposal",
        title=one.title,
        when=later.get(ask.measure, one.first_submitted_at),
        number=round((one.answer_minutes or 0) / 60, 1) if hours else 1,
        endpoint="moderation.case",
        values={"ident": one.uuid},
        proposal=one,
    )


def _theme_days(ask: Ask, window: Window, cursor: str | None, size: int) -> Page[Row]:
    statement = (
        sa.select(ThemeDay).where(groups.day_counts(ask, window)).options(joinedload(ThemeDay.place), STRICT)
    )
    page = keyset(statement, [ThemeDay.id], cursor=cursor, size=size, descending=True)
    return Page(
        [
            Row(
                kind="theme_day",
                title=one.title,
                when=one.on,
                number=1,
                place=one.place.name if one.place else "",
                endpoint="themedays.day",
                values={"slug": one.slug},
                language=one.language,
            )
            for one in page.items
        ],
        page.next,
    )


Reader = Callable[[Ask, Window, "str | None", int], Page[Row]]
_READERS: tuple[tuple[frozenset[str], Reader], ...] = (
    (frozenset({"occurrences_held", "share_counted_within_72h"}), _dates),
    (frozenset({rules.PEOPLE}), _people),
    (frozenset({"signups"}), _signups),
    (frozenset({"partners_distinct", "partners_first_time"}), _partners),
    (frozenset({"communities_founded", "communities_active", "community_survival_180d"}), _communities),
    (frozenset({"proposals_received", "proposals_accepted", "median_answer_hours"}), _proposals),
    (frozenset({"theme_days_held"}), _theme_days),
)

SPLIT: dict[str, Any] = {
    "month": sa.cast(sa.extract("month", Occurrence.starts_local), sa.Integer),
    "place_kind": sa.func.coalesce(here.kind, sa.case((Event.mode == "online", "online"), else_="")),
    "district": sa.func.coalesce(around.name, ""),
}
"""What a figure about dates can be split by."""


def split(ask: Ask, window: Window, by: str) -> dict[Any, float]:
    """The figure by month (1 to 12), kind of place or district, where it has any; ``{}`` if it cannot be."""
    key = SPLIT[by].label("split_key")
    if not ask.measured():
        return {}
    if ask.measure == rules.PEOPLE:
        counts, _coarse = dates.people_columns(ask)
        statement = (
            facts.held(key, sa.func.sum(CountLine.number))
            .join(Count, Count.occurrence_id == Occurrence.id)
            .join(CountLine, CountLine.count_id == Count.id)
            .where(facts.during(window), facts.current(), dates.matching(ask), counts)
        )
    elif ask.measure == "occurrences_held" and ask.form == "count":
        statement = facts.held(key, sa.func.count()).where(facts.during(window), dates.matching(ask))
    else:
        return {}
    return {name: int(number) for name, number in db.session.execute(statement.group_by(key))}


def months_held(ask: Ask, window: Window) -> set[int]:
    """The months in which a question about dates has any date at all, counted or not."""
    key = SPLIT["month"].label("split_key")
    statement = facts.held(key).where(facts.during(window), dates.matching(ask)).group_by(key)
    return set(db.session.scalars(statement))
