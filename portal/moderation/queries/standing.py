"""How a proposal stands, in words: shared by the queue, the case and the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.core import clock
from portal.core.text import _, _n, short_moment
from portal.moderation import rules
from portal.moderation.models import Proposal
from portal.moderation.queries.figures import promised_minutes
from portal.moderation.rules import promise


def row_of(one: Proposal, *, brief: bool = False) -> dict[str, Any]:
    """A proposal in a work list, but for its address: on the queue, and ``brief`` on the desk."""
    return {
        "title": one.title or _("Without a title"),
        "lang": one.language,
        "meta": [text for text in (about(one)[:3] if brief else about(one)) if text],
        "due": due_text(one),
        **standing_of(one),
    }


def about(one: Proposal) -> list[str]:
    """What the line under a title says (needs owner, organisation and unit loaded); some may be empty."""
    behind = one.organisation.name if one.organisation else ""
    return [
        str(rules.KIND_NAMES[one.kind]),
        one.owner.name or one.owner.email if one.owner else "",
        behind,
        _("decided by %(unit)s", unit=one.unit.name) if one.unit else "",
        age(one.first_submitted_at),
        one.number or "",
    ]


def age(since: datetime | None) -> str:
    """How long ago something was sent."""
    if since is None:
        return ""
    days = (clock.today() - clock.to_local(since).date()).days
    return _n("sent %(num)s day ago", "sent %(num)s days ago", days) if days else _("sent today")


def due_text(one: Proposal) -> str:
    """The promised answer, while it is promised."""
    if one.state == rules.SUBMITTED and one.due_at:
        return _("Answer by %(when)s", when=short_moment(one.due_at))
    return ""


_STANDINGS = {promise.ON_TIME: "ok", promise.SOON: "few", promise.OVERDUE: "warn", promise.PAUSED: "waiting"}


def standing_of(one: Proposal) -> dict[str, str]:
    """The state label of a proposal: how the promise stands, or what was decided."""
    words = {
        promise.ON_TIME: _("On time"),
        promise.SOON: _("Soon due"),
        promise.OVERDUE: _("Overdue"),
        promise.PAUSED: _("The clock waits"),
    }
    state = promise.state(
        clock.to_local(clock.now()),
        clock.to_local(one.due_at) if one.due_at else None,
        promised_minutes(),
        running=one.state == rules.SUBMITTED,
        decided=one.state in (rules.APPROVED, rules.DECLINED, rules.WITHDRAWN),
    )
    if state == promise.ANSWERED:
        return {"state": rules.STATE_KINDS[one.state], "state_text": str(rules.STATE_NAMES[one.state])}
    return {"state": _STANDINGS[state], "state_text": words[state]}
