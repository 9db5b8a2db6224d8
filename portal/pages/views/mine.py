"""Min side."""

from __future__ import annotations

from flask import render_template

from portal.core.web import actor
from portal.moderation import rules as moderation
from portal.pages.queries.mine import my_page
from portal.pages.views.blueprint import bp
from portal.participation.mails import token_for

STATE_KINDS = {
    moderation.DRAFT: "draft",
    moderation.SUBMITTED: "waiting",
    moderation.CHANGES_REQUESTED: "warn",
    moderation.APPROVED: "ok",
    moderation.DECLINED: "cancelled",
}
"""Proposal state -> kind of state label."""


@bp.get("/min-side")
def mine() -> str:
    """Next up, waiting, my communities, proposals and organisations."""
    return render_template("pages/mine.html", mine=my_page(actor()), token_for=token_for, kinds=STATE_KINDS)
