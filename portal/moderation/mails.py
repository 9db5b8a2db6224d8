"""What the proposer is written, in the proposer's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from portal.core import outbox
from portal.core.text import long_moment, speaking
from portal.moderation import queries, rules
from portal.moderation.models import Proposal
from portal.moderation.rules import words


def submitted(proposal: Proposal) -> None:
    """We have it, and when the answer comes at the latest."""
    _post(proposal, "moderation/submitted")


def changes_requested(proposal: Proposal, text: str, notes: Mapping[str, str]) -> None:
    """What has to be changed, field by field."""
    _post(proposal, "moderation/changes_requested", text=text, notes=dict(notes))


def approved(proposal: Proposal) -> None:
    """Yes, with a link to what it became."""
    _post(proposal, "moderation/approved", slug=queries.made_slug(proposal))


def declined(proposal: Proposal) -> None:
    """No: reason, rule, own words, what to do instead, where to complain."""
    _post(
        proposal,
        "moderation/declined",
        reason_code=proposal.reason_code,
        text=proposal.reason_text,
        alternative=proposal.alternative,
    )


def withdrawn(proposal: Proposal) -> None:
    """A receipt for taking it back."""
    _post(proposal, "moderation/withdrawn")


def _post(proposal: Proposal, kind: str, **more: Any) -> None:
    person = queries.owner_of(proposal)
    if person is None:
        return
    settings = current_app.config["SETTINGS"]
    with speaking(person.language):
        due = long_moment(proposal.due_at) if proposal.due_at else ""
        facts = {
            "name": person.name,
            "title": proposal.title,
            "number": proposal.number,
            "kind": proposal.kind,
            "uuid": proposal.uuid,
            "due": due,
            "contact_email": settings.contact_email,
            "contact_phone": settings.contact_phone,
            **more,
        }
        if "notes" in more:
            facts["notes"] = [[str(words.label(proposal.kind, n)), said] for n, said in more["notes"].items()]
        if proposal.reason_code:
            reason = rules.DECLINE_REASONS[proposal.reason_code]
            facts |= {"reason": str(reason.label), "rule": str(reason.rule)}
    outbox.post_mail(
        kind,
        person.email,
        language=person.language,
        facts=facts,
        dedupe=f"{kind}:{proposal.id}:{proposal.version}",
    )
