"""Reading proposals: the proposer's, the staff queue, the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.communities.models import Community
from portal.core import clock, search, taxonomy
from portal.core.access import can
from portal.core.actor import Actor
from portal.core.db import STRICT, Page, db, keyset
from portal.core.errors import Missing, Says
from portal.core.text import _, _l, long_date
from portal.events.models import Event
from portal.moderation import rules
from portal.moderation.models import Proposal, ProposalEntry
from portal.moderation.rules import promise, wish
from portal.organisations.models import Organisation
from portal.places import queries as place_queries
from portal.places.models import District, Place
from portal.themedays.models import ThemeDay

WHOLE = (
    joinedload(Proposal.owner),
    joinedload(Proposal.organisation),
    joinedload(Proposal.unit),
    selectinload(Proposal.entries),
    STRICT,
)
"""What a page about one proposal shows."""

LISTED = (
    joinedload(Proposal.owner),
    joinedload(Proposal.organisation),
    joinedload(Proposal.unit),
    STRICT,
)
"""What a row of the queue shows."""


# one proposal


def find(ident: str) -> Proposal | None:
    """The proposal with this uuid, if there is one."""
    return db.session.scalar(sa.select(Proposal).where(Proposal.uuid == ident))


def known(ident: str) -> Proposal:
    """The proposal with this uuid. Raises ``Missing``."""
    proposal = find(ident)
    if proposal is None:
        raise Missing()
    return proposal


def belongs_to_somebody(ident: str) -> bool:
    """Whether there is a proposal with this uuid that has an owner."""
    proposal = find(ident)
    return proposal is not None and proposal.owner_id is not None


def for_writer(actor: Actor, ident: str) -> Proposal:
    """A proposal for the one who writes it: its owner, or whoever has the address of an unowned draft.

    Raises ``Missing`` for everybody else: nobody may learn that it exists.
    """
    proposal = _whole(ident)
    if proposal.owner_id is not None and proposal.owner_id != actor.person_id:
        raise Missing()
    return proposal


def for_staff(actor: Actor, ident: str) -> Proposal:
    """A proposal that was sent in, for staff who may decide it and for the proposer's own look.

    Drafts are nobody's business but the writer's: ``Missing``, as for staff of other institutions.
    """
    proposal = _whole(ident)
    if proposal.first_submitted_at is None or not can(actor, "proposal:decide", proposal):
        raise Missing()
    return proposal


def _whole(ident: str) -> Proposal:
    proposal = db.session.scalar(
        sa.select(Proposal)
        .where(Proposal.uuid == ident)
        .options(*WHOLE)
        .execution_options(populate_existing=True)
    )
    if proposal is None:
        raise Missing()
    return proposal


def local_now() -> datetime:
    """The wall-clock time where the library stands."""
    return clock.to_local(clock.now())


def wish_of(proposal: Proposal) -> wish.Wish:
    """What was typed, read as of now."""
    return wish.read(proposal.kind, proposal.data, local_now())


def unknown_choices(read: wish.Wish) -> dict[str, Says]:
    """Places, districts and partners in a wish that are not there (any more): field -> what to do."""
    found: dict[str, Says] = {}
    if read.place_id is not None:
        place = db.session.get(Place, read.place_id)
        if place is None or place.closed:
            found["place"] = _l("That place is not there any more. Choose another one.")
    if read.district_id and db.session.get(District, read.district_id) is None:
        found["district"] = _l("Choose one of the possibilities.")
    if set(read.partner_ids) - {one.id for one in house_institutions()}:
        found["partners"] = _l("Choose among the possibilities.")
    return found


def organisation_of(proposal: Proposal) -> Organisation | None:
    """The organisation the proposer acts for."""
    return db.session.get(Organisation, proposal.organisation_id) if proposal.organisation_id else None


def initiator(organisation: Organisation | None) -> str:
    """Who came with the idea, a key of ``taxonomy.INITIATORS``."""
    if organisation is None:
        return rules.initiated_by(None, None, False)
    group = taxonomy.ORGANISATION_GROUPS.get(organisation.kind)
    return rules.initiated_by(organisation.kind, group, organisation.house_member)


def what_happened(proposal: Proposal) -> Says:
    """What somebody is told who is too late to decide: what was done, by whom and when."""
    entry = db.session.scalar(
        sa.select(ProposalEntry)
        .where(ProposalEntry.proposal_id == proposal.id)
        .order_by(ProposalEntry.id.desc())
        .limit(1)
    )
    said = rules.NOT_NOW[proposal.state]
    if entry is None:
        return said
    told: Says = _l(
        "%(what)s %(name)s did that on %(day)s. Nothing was changed.",
        what=str(said),
        name=entry.person_name,
        day=long_date(entry.at),
    )
    return told


def house_institutions() -> list[Organisation]:
    """The institutions of the house: whom a theme day can be held with."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(Organisation.house_member.is_(True), Organisation.parent_id.is_(None))
            .order_by(Organisation.name)
            .options(STRICT)
        )
    )


def deciding_unit(place_id: int | None) -> int:
    """Whose staff decide: the institution that owns the wished place, else the main library.

    Raises ``Missing`` on an installation that has no library yet.
    """
    place = (
        db.session.scalar(
            sa.select(Place).where(Place.id == place_id).options(joinedload(Place.owner), STRICT)
        )
        if place_id is not None
        else None
    )
    owner = place.owner if place else None
    answers = owner is not None and taxonomy.ORGANISATION_GROUPS.get(owner.kind) == "institution"
    return rules.unit_for(owner.id if owner else None, answers, _main_library())


def _main_library() -> int:
    ident = db.session.scalar(
        sa.select(Organisation.id)
        .where(Organisation.kind == "library")
        .order_by(
            sa.case((Organisation.key == "hovedbiblioteket", 0), else_=1),
            sa.case((Organisation.parent_id.is_(None), 0), else_=1),
            Organisation.id,
        )
        .limit(1)
    )
    if ident is None:
        raise Missing()
    return ident


def place_of(read: wish.Wish) -> Place | None:
    """The wished place with its district and access facts."""
    if read.place_id is None:
        return None
    return db.session.scalar(
        sa.select(Place)
        .where(Place.id == read.place_id)
        .options(joinedload(Place.district), selectinload(Place.access), STRICT)
    )


def district_name(ident: str | None) -> str:
    """The name of a district; empty for none."""
    found = db.session.get(District, ident) if ident else None
    return found.name if found else ""


def choices() -> dict[str, list[tuple[str, str]]]:
    """What a proposer chooses among: places, districts of the municipality, institutions of the house."""
    return {
        "place": [
            ("", _("No place yet, or another one")),
            *((str(i), name) for i, name in place_queries.choices()),
        ],
        "district": [
            ("", _("Choose a part of the municipality")),
            *((one.id, one.name) for one in place_queries.districts() if not one.outside),
        ],
        "partners": [(str(one.id), one.name) for one in house_institutions()],
    }


# a person's proposals


def my_drafts(actor: Actor) -> list[Proposal]:
    """What the actor has begun, or has to change, the latest first."""
    if not actor.signed_in:
        return []
    return list(
        db.session.scalars(
            sa.select(Proposal)
            .where(Proposal.owner_id == actor.person_id, Proposal.state.in_(rules.OPEN))
            .order_by(Proposal.saved_at.desc(), Proposal.id.desc())
            .limit(20)
            .options(STRICT)
        )
    )


def earlier(proposal: Proposal, limit: int = 8) -> list[Proposal]:
    """What else the same person has sent in, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Proposal)
            .where(
                Proposal.owner_id == proposal.owner_id,
                Proposal.id != proposal.id,
                Proposal.first_submitted_at.is_not(None),
            )
            .order_by(Proposal.first_submitted_at.desc())
            .limit(limit)
            .options(STRICT)
        )
    )


# similar things

_COMMON = {"og", "the", "and", "for", "med", "til", "der", "som", "den", "det", "vi", "at"}


@dataclass(frozen=True)
class Similar:
    """Something public that resembles a proposal."""

    kind: str
    title: str
    slug: str


def similar(title: str, limit: int = 4) -> list[Similar]:
    """Published events and communities that share words with a title, the closest first."""
    words = sorted({word for word in title.lower().split() if len(word) > 3} - _COMMON, key=len)[-4:]
    return [*_alike(Event, "event", words, limit), *_alike(Community, "community", words, limit)][:limit]


def _alike(
    model: type[Event] | type[Community], kind: str, words: Sequence[str], limit: int
) -> list[Similar]:
    hits: Counter[int] = Counter()
    for word in words:
        found = search.matching(kind, word)
        if found is not None:
            hits.update(db.session.scalars(found.limit(50)))
    close = [ident for ident, number in hits.most_common(limit * 3) if number * 2 >= len(words)]
    shown = Event.state == "published" if model is Event else Community.state != "closed"
    rows = db.session.execute(sa.select(model.id, model.title, model.slug).where(model.id.in_(close), shown))
    ranked = sorted(rows, key=lambda row: close.index(row.id))
    return [Similar(kind, row.title, row.slug) for row in ranked[:limit]]


# the staff queue

WAITING, WITH_PROPOSER, DECIDED = "waiting", "with_proposer", "decided"
_STATES_OF = {
    WAITING: (rules.SUBMITTED,),
    WITH_PROPOSER: (rules.CHANGES_REQUESTED,),
    DECIDED: (rules.APPROVED, rules.DECLINED, rules.WITHDRAWN),
}


@dataclass(frozen=True)
class Filters:
    """What the queue shows. ``kind``: a kind of proposal, ``line`` or ``organisation``; empty is all."""

    view: str = WAITING
    kind: str = ""
    unit: str = ""


def decidable(actor: Actor) -> sa.ColumnElement[bool]:
    """Proposals that were sent in and that the actor may decide: not their own, nor their organisations'.

    Administrators of the whole site see all.
    """
    sent = Proposal.first_submitted_at.is_not(None)
    moderated, run = actor.units("moderator"), actor.units("administrator")
    if actor.system or run is None:
        return sent
    others = sa.and_(
        sent,
        Proposal.owner_id.is_distinct_from(actor.person_id),
        sa.or_(
            Proposal.organisation_id.is_(None), Proposal.organisation_id.not_in(sorted(actor.memberships))
        ),
    )
    return others if moderated is None else sa.and_(others, Proposal.unit_id.in_(moderated | run))


def _chosen(actor: Actor, filters: Filters) -> sa.Select[Proposal]:
    statement = sa.select(Proposal).where(
        decidable(actor), Proposal.state.in_(_STATES_OF.get(filters.view, _STATES_OF[WAITING]))
    )
    if filters.kind:
        statement = statement.where(Proposal.kind == filters.kind)
    if filters.unit:
        statement = statement.where(
            Proposal.unit_id.in_(sa.select(Organisation.id).where(Organisation.slug == filters.unit))
        )
    return statement.options(*LISTED)


def queue(actor: Actor, filters: Filters, cursor: str | None = None, size: int = 50) -> Page[Proposal]:
    """Proposals in one view of the queue: the oldest promise first; decided ones, the latest first."""
    statement = _chosen(actor, filters)
    if filters.view == DECIDED:
        return keyset(
            statement, (Proposal.submitted_at, Proposal.id), cursor=cursor, size=size, descending=True
        )
    first = Proposal.due_at if filters.view == WAITING else Proposal.first_submitted_at
    return keyset(statement, (first, Proposal.id), cursor=cursor, size=size)


def waiting(actor: Actor) -> dict[str, int]:
    """How many proposals wait for a decision the actor may make, by kind."""
    rows = db.session.execute(
        sa.select(Proposal.kind, sa.func.count())
        .where(decidable(actor), Proposal.state == rules.SUBMITTED)
        .group_by(Proposal.kind)
    )
    return {kind: int(number) for kind, number in rows}


def waiting_for(actor: Actor) -> int:
    """How many proposals wait for a decision of the actor: the number on the desk."""
    return sum(waiting(actor).values())


def units_of(actor: Actor) -> list[Organisation]:
    """The units that have proposals the actor may decide: for the filter."""
    used = sa.select(Proposal.unit_id).where(decidable(actor)).distinct()
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(Organisation.id.in_(used))
            .order_by(Organisation.name)
            .options(STRICT)
        )
    )


def made_slug(proposal: Proposal) -> str:
    """The slug of what an approved proposal became; empty otherwise."""
    if proposal.event_id:
        return db.session.scalar(sa.select(Event.slug).where(Event.id == proposal.event_id)) or ""
    if proposal.community_id:
        statement = sa.select(Community.slug).where(Community.id == proposal.community_id)
        return db.session.scalar(statement) or ""
    statement = sa.select(ThemeDay.slug).where(ThemeDay.id == proposal.theme_day_id)
    return db.session.scalar(statement) or ""


def owner_of(proposal: Proposal) -> Person | None:
    """The person whose proposal it is."""
    return db.session.get(Person, proposal.owner_id) if proposal.owner_id else None


# figures


def promised_minutes() -> int:
    """The promised answer time in house minutes."""
    return int(current_app.config["SETTINGS"].answer_promise_hours) * 60


def promised_days() -> int:
    """The promised answer time in working days, rounded up: what people are told beforehand."""
    return -(-promised_minutes() // promise.DAY_MINUTES)


def _in_year(year: int) -> sa.ColumnElement[bool]:
    begin, end = clock.year_bounds(year)
    return sa.and_(Proposal.first_submitted_at >= begin, Proposal.first_submitted_at < end)


def received(year: int) -> int:
    """Proposals first sent in during a local calendar year, whatever became of them."""
    return db.session.scalar(sa.select(sa.func.count(Proposal.id)).where(_in_year(year))) or 0


def accepted(year: int) -> int:
    """Proposals first sent in during the year that were approved (by now)."""
    statement = sa.select(sa.func.count(Proposal.id)).where(_in_year(year), Proposal.state == rules.APPROVED)
    return db.session.scalar(statement) or 0


def answer_minutes(year: int) -> list[int]:
    """House minutes from sending in to the first human answer, for proposals sent in during the year."""
    statement = (
        sa.select(Proposal.answer_minutes)
        .where(_in_year(year), Proposal.answer_minutes.is_not(None))
        .order_by(Proposal.answer_minutes)
    )
    return [minutes for minutes in db.session.scalars(statement) if minutes is not None]
