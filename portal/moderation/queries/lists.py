"""Proposals in lists: a person's own, the staff queue."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.actor import Actor
from portal.core.db import STRICT, Page, db, keyset
from portal.moderation import rules
from portal.moderation.models import Proposal
from portal.organisations.models import Organisation

LISTED = (
    joinedload(Proposal.owner),
    joinedload(Proposal.organisation),
    joinedload(Proposal.unit),
    STRICT,
)
"""What a row of the queue shows."""


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
