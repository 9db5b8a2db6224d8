"""What a proposer does: begin, save, send, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.core import audit, clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, db, get, hold
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.core.states import advance
from portal.core.text import LANGUAGES, _l
from portal.moderation import mails, queries, rules
from portal.moderation.models import Proposal, ProposalEntry
from portal.moderation.rules import promise, wish
from portal.organisations.models import Organisation

NUMBER_WIDTH = 4


@action
def start(
    actor: Actor, kind: str, *, typed: Mapping[str, Any], language: str, ident: str | None = None
) -> Proposal:
    """Begin a draft with what was typed so far. Anybody may; a signed-in person owns it at once.

    ``ident`` is the unguessable uuid that the form was made with, so that sending the form twice is one
    draft. Not audited: a draft is nobody's business but the writer's, and public pages do not change.
    """
    require(actor, "proposal:start")
    if kind not in rules.KINDS:
        raise Missing()
    if ident is not None and queries.find(ident) is not None:
        return save(actor, ident, typed=typed)
    now = clock.now()
    proposal = Proposal(
        kind=kind,
        data={},
        parked={},
        language=language if language in LANGUAGES else "da",
        owner_id=actor.person_id,
        state=rules.DRAFT,
        version=1,
        created_at=now,
        saved_at=now,
    )
    if ident is not None:
        proposal.uuid = ident
    _keep(proposal, typed)
    db.session.add(proposal)
    db.session.flush()
    return proposal


@action
def save(actor: Actor, ident: str, *, typed: Mapping[str, Any]) -> Proposal:
    """Keep what was typed, right or wrong; texts that hold a CPR number are not stored.

    The first signed-in person who saves an unowned draft owns it. Raises ``Missing`` for somebody else's,
    ``Conflict`` when it is no longer being written.
    """
    proposal = _mine(actor, ident)
    _keep(proposal, typed)
    return proposal


@action
def park(actor: Actor, ident: str, *, typed: Mapping[str, Any]) -> None:
    """Keep what somebody typed whose session had ended, beside the owned proposal.

    The uuid in the address is the key. The owner sees the text in the form after signing in again and
    decides about it by saving; nothing else of the proposal is shown or changed.
    """
    proposal = hold(Proposal, queries.known(ident).id)
    if proposal.owner_id is None or proposal.state not in rules.OPEN:
        raise Missing()
    names = set(wish.fields_of(proposal.kind))
    proposal.parked = wish.keepable(
        {name: value for name, value in typed.items() if name in names}, proposal.parked
    )


@action
def claim(actor: Actor, ident: str) -> Proposal:
    """Make an unowned draft the actor's own: they began it before they signed in."""
    return _mine(actor, ident)


@action
def submit(
    actor: Actor, ident: str, *, organisation_id: int | None = None, version: int | None = None
) -> Proposal:
    """Send a draft, or a proposal with the requested changes made, to the staff who decide.

    ``organisation_id`` is the organisation the person acts for. The promised answer time starts to run;
    after changes it goes on with what was left. Raises ``Refused`` for an incomplete proposal.
    """
    if not actor.signed_in:
        raise Forbidden()
    proposal = _mine(actor, ident, verb="submit")
    require(actor, "proposal:edit", proposal)
    if version is not None and version != proposal.version:
        raise Conflict(_l("You changed the proposal in another window. Check it once more, then send it."))
    read = queries.wish_of(proposal)
    _refuse_incomplete(proposal, actor, read)
    _act_for(actor, proposal, organisation_id)
    proposal.unit_id = queries.deciding_unit(read.place_id)
    _start_clock(proposal)
    _move(proposal, "submit", actor)
    mails.submitted(proposal)
    return proposal


@action
def withdraw(actor: Actor, ident: str, *, reason: str = "") -> Proposal:
    """Take a proposal back, or throw a draft away. It stays in the records; nobody has to answer it."""
    proposal = _mine(actor, ident, verb="withdraw")
    sent = proposal.first_submitted_at is not None
    if proposal.owner_id is not None:
        require(actor, "proposal:withdraw", proposal)
    proposal.due_at = None
    _move(proposal, "withdraw", actor, text=reason.strip())
    if sent:
        mails.withdrawn(proposal)
    return proposal


def _mine(actor: Actor, ident: str, verb: str = "") -> Proposal:
    """The held proposal, when it is the actor's (or nobody's yet: then it becomes theirs) and is open."""
    proposal = hold(Proposal, queries.known(ident).id)
    if proposal.owner_id is None and actor.signed_in:
        proposal.owner_id = actor.person_id
    if proposal.owner_id != actor.person_id:
        raise Missing()
    possible = (proposal.state, verb) in rules.LIFECYCLE if verb else proposal.state in rules.OPEN
    if not possible:
        raise Conflict(rules.NOT_NOW[proposal.state])
    return proposal


def _keep(proposal: Proposal, typed: Mapping[str, Any]) -> None:
    names = set(wish.fields_of(proposal.kind))
    known = {name: value for name, value in typed.items() if name in names}
    kept = wish.keepable(known, proposal.data)
    parked = {name: value for name, value in proposal.parked.items() if name not in known}
    if kept == proposal.data and parked == proposal.parked:
        return
    proposal.data, proposal.parked = kept, parked
    proposal.title = str(kept.get("title") or "").strip()[:120]
    proposal.saved_at = clock.now()
    proposal.version += 1


def _refuse_incomplete(proposal: Proposal, actor: Actor, read: wish.Wish) -> None:
    problems = {**read.problems, **queries.unknown_choices(read)}
    reason = rules.why_not(proposal, "submit", actor, problems=list(problems.values()))
    if reason is not None:
        raise Refused(reason, field=next(iter(problems), None))


def _act_for(actor: Actor, proposal: Proposal, organisation_id: int | None) -> None:
    proposal.organisation_id = organisation_id
    if organisation_id is not None:
        require(actor, "organisation:act_for", get(Organisation, organisation_id))


def _start_clock(proposal: Proposal) -> None:
    now = clock.now()
    if proposal.first_submitted_at is None:
        proposal.first_submitted_at = now
        proposal.number = f"{clock.today().year}-{proposal.id:0{NUMBER_WIDTH}d}"
    proposal.submitted_at = now
    minutes = proposal.minutes_left or queries.promised_minutes()
    proposal.due_at = clock.to_utc(promise.add_working_minutes(clock.to_local(now), minutes))
    proposal.minutes_left = None


def _move(proposal: Proposal, verb: str, actor: Actor, *, text: str = "") -> None:
    """Advance the state, and write the step into the proposal's story and into the audit trail."""
    advance(proposal, verb, rules.LIFECYCLE)
    proposal.version += 1
    write_entry(proposal, verb, actor, text=text)


def write_entry(
    proposal: Proposal, verb: str, actor: Actor, *, text: str = "", notes: Mapping[str, str] | None = None
) -> None:
    """One step of the story, for the proposer and the staff, and the same in the audit trail."""
    db.session.add(
        ProposalEntry(
            proposal_id=proposal.id,
            at=clock.now(),
            verb=verb,
            person_id=actor.person_id,
            person_name=actor.name,
            text=text,
            notes=dict(notes or {}),
        )
    )
    audit.note(actor, f"proposal.{verb}", proposal, text, kind=proposal.kind)
