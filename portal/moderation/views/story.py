"""The timeline of a proposal: what has happened, what happens now, what comes next."""

from __future__ import annotations

from typing import Any

from portal.core.text import _, clock_time, long_date
from portal.moderation import rules
from portal.moderation.models import Proposal, ProposalEntry


def story(proposal: Proposal, *, for_staff: bool = False) -> list[dict[str, Any]]:
    """Steps for the ``timeline`` macro (needs ``entries`` loaded). Staff read about the proposer."""
    steps = [_told(entry, resent=number > 0, for_staff=for_staff) for number, entry in _numbered(proposal)]
    return [*steps, *_now_and_next(proposal, for_staff=for_staff)]


def _numbered(proposal: Proposal) -> list[tuple[int, ProposalEntry]]:
    sent = 0
    numbered = []
    for entry in proposal.entries:
        numbered.append((sent, entry))
        sent += entry.verb == "submit"
    return numbered


def _told(entry: ProposalEntry, *, resent: bool, for_staff: bool) -> dict[str, Any]:
    titles = {
        "submit": _("The changes were sent") if resent else _("The proposal was sent"),
        "request_changes": _("Changes were asked for"),
        "approve": _("The proposal was approved"),
        "decline": _("The proposal was declined"),
        "withdraw": _("The proposal was withdrawn"),
    }
    said = entry.text if for_staff or entry.verb != "decline" else ""
    return {
        "title": titles.get(entry.verb, entry.verb),
        "when": entry.at,
        "who": entry.person_name,
        "text": said,
        "state": "done",
    }


def _now_and_next(proposal: Proposal, *, for_staff: bool) -> list[dict[str, Any]]:
    if proposal.state == rules.SUBMITTED and proposal.due_at:
        by = {"day": long_date(proposal.due_at), "time": clock_time(proposal.due_at)}
        said = (
            _("The answer is promised by %(day)s at %(time)s.", **by)
            if for_staff
            else _("You get an answer by %(day)s at %(time)s at the latest.", **by)
        )
        last = _("The proposer gets an answer by mail") if for_staff else _("You get an answer by mail")
        return [
            {"title": _("The staff are reading it"), "text": said, "state": "now"},
            {"title": last, "state": "next"},
        ]
    if proposal.state == rules.CHANGES_REQUESTED:
        now = _("The proposer makes the changes") if for_staff else _("You make the changes")
        return [
            {"title": now, "text": _("The promised time stands still meanwhile."), "state": "now"},
            {"title": _("The staff read it again"), "state": "next"},
        ]
    return []
