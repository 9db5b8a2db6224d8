"""Reading one proposal, and what it says."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.communities.models import Community
from portal.core import clock, taxonomy
from portal.core.access import can
from portal.core.actor import Actor
from portal.core.db import STRICT, db
from portal.core.errors import Missing, Says
from portal.core.text import _, _l, long_date
from portal.events.models import Event
from portal.moderation import rules
from portal.moderation.models import Proposal, ProposalEntry
from portal.moderation.rules import wish
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
