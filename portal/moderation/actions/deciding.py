"""What the staff do: approve, ask for changes, decline. Each is an answer to the proposer."""

from __future__ import annotations

from collections.abc import Mapping

from portal.communities import actions as community_actions
from portal.core import clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, hold
from portal.core.errors import Conflict, Refused
from portal.core.states import advance
from portal.core.text import _, _l, holds_cpr, speaking
from portal.events import actions as event_actions
from portal.moderation import mails, queries, rules
from portal.moderation.actions.proposing import write_entry
from portal.moderation.models import Proposal
from portal.moderation.rules import making, promise, wish
from portal.themedays import actions as themeday_actions

MOST_WORDS = 4000


@action
def approve(actor: Actor, ident: str, *, version: int) -> Proposal:
    """Say yes: the event is published, the community founded or the theme day announced at once.

    The proposer becomes host. Raises ``Conflict`` for a second decision or an old page, ``Refused`` when
    the wish can no longer be carried out (its day has passed, say).
    """
    proposal = _in_hand(actor, ident, "approve", version)
    read = queries.wish_of(proposal)
    problems = {**read.problems, **queries.unknown_choices(read)}
    reason = rules.why_not(proposal, "approve", actor, problems=list(problems.values()))
    if reason is not None:
        raise Refused(reason)
    _MAKERS[proposal.kind](actor, proposal, read)
    _answer(proposal, "approve", actor)
    mails.approved(proposal)
    return proposal


@action
def request_changes(
    actor: Actor, ident: str, *, version: int, text: str, notes: Mapping[str, str] | None = None
) -> Proposal:
    """Ask the proposer to change something: ``notes`` says what, field by field. The clock waits."""
    proposal = _in_hand(actor, ident, "request_changes", version)
    names = wish.fields_of(proposal.kind)
    asked = {name: note.strip() for name, note in (notes or {}).items() if name in names and note.strip()}
    if not text.strip() and not asked:
        raise Refused(
            _l("Write what has to be changed, so that the proposer can do it without asking."), field="text"
        )
    _readable("text", text, *asked.values())
    if proposal.due_at is not None:
        proposal.minutes_left = promise.minutes_left(
            clock.to_local(clock.now()), clock.to_local(proposal.due_at)
        )
    proposal.due_at = None
    _answer(proposal, "request_changes", actor, text=text.strip(), notes=asked)
    mails.changes_requested(proposal, text.strip(), asked)
    return proposal


@action
def decline(
    actor: Actor, ident: str, *, version: int, reason_code: str, text: str, alternative: str = ""
) -> Proposal:
    """Say no, with a reason from the list, the rule behind it and own words (forvaltningsloven §§ 22, 24)."""
    proposal = _in_hand(actor, ident, "decline", version)
    if reason_code not in rules.DECLINE_REASONS:
        raise Refused(_l("Choose the reason that fits best."), field="reason_code")
    if not text.strip():
        raise Refused(
            _l("Write in your own words why: a reason from a list alone is no answer."), field="text"
        )
    _readable("text", text)
    _readable("alternative", alternative)
    proposal.reason_code, proposal.reason_text = reason_code, text.strip()
    proposal.alternative = alternative.strip()
    _answer(proposal, "decline", actor, text=text.strip())
    mails.declined(proposal)
    return proposal


def _readable(name: str, *texts: str) -> None:
    for text in texts:
        if len(text) > MOST_WORDS:
            raise Refused(
                _l("Shorten the text: there is room for %(max)s characters.", max=MOST_WORDS), field=name
            )
        if holds_cpr(text):
            raise Refused(_l("This looks like a CPR number. Remove it: we never need it."), field=name)


def _in_hand(actor: Actor, ident: str, verb: str, version: int) -> Proposal:
    """The held proposal, when this person may decide it and saw it as it is now."""
    proposal = hold(Proposal, queries.known(ident).id)
    require(actor, "proposal:decide", proposal)
    if proposal.state != rules.SUBMITTED:
        raise Conflict(queries.what_happened(proposal))
    reason = rules.why_not(proposal, verb, actor)
    if reason is not None:
        raise Refused(reason)
    if proposal.version != version:
        raise Conflict(
            _l("The proposal was changed after you opened it. Read it again as it is now, then decide.")
        )
    return proposal


def _answer(
    proposal: Proposal, verb: str, actor: Actor, *, text: str = "", notes: Mapping[str, str] | None = None
) -> None:
    """Record the step; the first answer from a human stops the measured answer time."""
    now = clock.now()
    advance(proposal, verb, rules.LIFECYCLE)
    proposal.version += 1
    if proposal.answered_at is None and proposal.submitted_at is not None:
        proposal.answered_at = now
        proposal.answer_minutes = promise.working_minutes(
            clock.to_local(proposal.submitted_at), clock.to_local(now)
        )
    if proposal.state in (rules.APPROVED, rules.DECLINED):
        proposal.decided_at, proposal.decided_by_id = now, actor.person_id
    write_entry(proposal, verb, actor, text=text, notes=notes)


def _behind(proposal: Proposal) -> making.Behind:
    organisation = queries.organisation_of(proposal)
    if proposal.unit_id is None:
        raise Refused(_l("No unit looks after this proposal yet."))
    return making.Behind(
        unit_id=proposal.unit_id,
        organisation_id=proposal.organisation_id,
        host_id=proposal.owner_id,
        initiated_by=queries.initiator(organisation),
        language=proposal.language,
    )


def _make_event(actor: Actor, proposal: Proposal, read: wish.Wish) -> None:
    with speaking(proposal.language):
        facts = making.event_facts(read, _behind(proposal), place_label=_("Place"))
    event = event_actions.create_event(actor, facts, read.slots, rrule=read.rrule)
    event_actions.publish(actor, event.id)
    proposal.event_id = event.id


def _make_community(actor: Actor, proposal: Proposal, read: wish.Wish) -> None:
    behind = _behind(proposal)
    with speaking(proposal.language):
        facts = making.community_facts(read, behind, place_label=_("Place"))
    community = community_actions.create_community(actor, facts, host_id=proposal.owner_id)
    proposal.community_id = community.id
    if read.slots:
        meeting = making.first_meeting(read, behind, community.id)
        event_actions.plan_meeting(actor, community.id, meeting, read.slots)


def _make_theme_day(actor: Actor, proposal: Proposal, read: wish.Wish) -> None:
    with speaking(proposal.language):
        facts = making.theme_day_facts(read, _behind(proposal), lines_label=_("What could happen that day"))
    day = themeday_actions.create_theme_day(actor, facts, proposer_id=proposal.owner_id)
    themeday_actions.publish_day(actor, day.id)
    proposal.theme_day_id = day.id


_MAKERS = {
    rules.EVENT: _make_event,
    rules.COMMUNITY: _make_community,
    rules.THEME_DAY: _make_theme_day,
}
