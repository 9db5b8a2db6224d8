"""How a proposal stands, in words: shared by the queue and the case."""

from __future__ import annotations

from datetime import datetime

from portal.core import clock
from portal.core.text import _, _n, clock_time, short_date
from portal.moderation import queries, rules
from portal.moderation.models import Proposal
from portal.moderation.rules import promise


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
        return _("Answer by %(when)s", when=f"{short_date(one.due_at)} {clock_time(one.due_at)}")
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
        queries.local_now(),
        clock.to_local(one.due_at) if one.due_at else None,
        queries.promised_minutes(),
        running=one.state == rules.SUBMITTED,
        decided=one.state in (rules.APPROVED, rules.DECLINED, rules.WITHDRAWN),
    )
    if state == promise.ANSWERED:
        return {"state": rules.STATE_KINDS[one.state], "state_text": str(rules.STATE_NAMES[one.state])}
    return {"state": _STANDINGS[state], "state_text": words[state]}
