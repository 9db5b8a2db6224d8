"""Signing up: one page, one form, no account."""

from __future__ import annotations

from typing import Any

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from portal.core import text, web
from portal.core.errors import Refused
from portal.core.limits import limiter
from portal.core.web import public, see_other
from portal.events.models import Occurrence
from portal.participation import actions, mails, queries, rules
from portal.participation.forms import SignUpForm, asking_for
from portal.participation.views.common import WRITES, about, bands_of, bp, date_shown, page


def _blank(occurrence: Occurrence) -> SignUpForm:
    form = asking_for(SignUpForm, bands_of(occurrence), rules.party_limit(occurrence.event.kind))()
    if not form.is_submitted():
        who = web.actor()
        form.name.data, form.email.data = who.name, who.email
        form.show({"adults": 1})
    return form


def _page(occurrence: Occurrence, form: SignUpForm, status: int = 200) -> Response:
    facts: dict[str, Any] = about(occurrence)
    reason = rules.why_not("sign_up", actions.situation(occurrence))
    line = len(queries.queue(occurrence.id)) + 1
    return page(
        "sign_up.html",
        status,
        form=form,
        reason=reason,
        line=line,
        way=actions.way_now(occurrence),
        chances=queries.chances(occurrence) if facts["seats"].full else None,
        **facts,
    )


@bp.get("/arrangementer/<slug>/<date>/tilmeld")
@public
def sign_up(slug: str, date: str) -> Response:
    """The form, or why there is none and what to do instead."""
    occurrence = date_shown(slug, date)
    return _page(occurrence, _blank(occurrence))


@bp.post("/arrangementer/<slug>/<date>/tilmeld")
@public
@limiter.limit(WRITES)
def sign_up_send(slug: str, date: str) -> BaseResponse:
    """Sign up, or say what to mend; nothing that was typed is lost."""
    occurrence = date_shown(slug, date)
    form = _blank(occurrence)
    if not form.validate_on_submit():
        return _page(occurrence, form, 422)
    try:
        signup = actions.sign_up(
            web.actor(),
            occurrence.id,
            name=form.name.data or "",
            email=form.email.data or "",
            party=form.written,
            note=form.note.data or "",
            form_token=form.form_token.data or "",
            language=text.language(),
            fewer=form.fewer.data,
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _page(date_shown(slug, date), form, refusal.status)
    return see_other("participation.receipt", token=mails.token_for(signup))
