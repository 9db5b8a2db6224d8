"""Three questions after a date, and what came of them."""

from __future__ import annotations

from typing import Any

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from portal.core import web
from portal.core.access import can
from portal.core.errors import Conflict, Missing, Refused
from portal.core.limits import limiter
from portal.core.text import _
from portal.core.web import public, see_other, tell
from portal.events.models import Occurrence
from portal.participation import actions, mails, queries
from portal.participation.forms import FeedbackForm, PaperFacesForm, TextForm
from portal.participation.rules import feedback as rules
from portal.participation.views.common import WRITES, about, bp, date_for, date_shown, page

DATE = "/arrangementer/<slug>/<date>"


def _ask(occurrence: Occurrence, form: FeedbackForm, status: int = 200, **more: Any) -> Response:
    return page(
        "feedback.html",
        status,
        form=form,
        statement=rules.STATEMENTS[actions.statement_of(occurrence)],
        **more,
        **about(occurrence),
    )


def _kept(occurrence: Occurrence, form: FeedbackForm, way: str, nonce: str = "") -> BaseResponse:
    if not form.validate_on_submit():
        return _ask(occurrence, form, 422)
    try:
        actions.give_feedback(
            web.actor(),
            occurrence.id,
            way=way,
            nonce=nonce,
            face=int(form.face.data) if form.face.data else None,
            agrees=form.agrees.data or "",
            text=form.text.data or "",
            first_time={"yes": True, "no": False}.get(form.first_time.data or ""),
        )
    except Conflict as refusal:
        return _ask(queries.date(occurrence.id), form, refusal.status, closed=refusal.text)
    except Refused as refusal:
        form.refuse(refusal)
        return _ask(queries.date(occurrence.id), form, refusal.status)
    return see_other("participation.feedback_thanks")


@bp.get("/hvordan-var-det/<token>")
@public
def feedback(token: str) -> Response:
    """The questions of a mailed link."""
    ident, nonce = mails.read_feedback_token(token)
    occurrence = queries.date(ident)
    used = queries.is_used(actions.hash_of(nonce))
    closed = _("This link has been answered. Thank you.") if used else _closed(occurrence, rules.LINK)
    return _ask(occurrence, FeedbackForm(), closed=closed)


@bp.post("/hvordan-var-det/<token>")
@public
@limiter.limit(WRITES)
def feedback_send(token: str) -> BaseResponse:
    """Keep the answer."""
    ident, nonce = mails.read_feedback_token(token)
    return _kept(queries.date(ident), FeedbackForm(), rules.LINK, nonce)


@bp.get("/hvordan-var-det/tak")
@public
def feedback_thanks() -> Response:
    """Thank you, and where to go next."""
    return page("feedback_thanks.html")


def _closed(occurrence: Occurrence, way: str) -> str | None:
    try:
        actions.check_feedback_open(occurrence, way)
    except Refused as refusal:
        return str(refusal.text)
    return None


@bp.get(f"{DATE}/mening")
@public
def feedback_at_the_door(slug: str, date: str) -> Response:
    """The questions behind the code at the door."""
    occurrence = queries.date(date_shown(slug, date).id)
    return _ask(occurrence, FeedbackForm(), closed=_closed(occurrence, rules.DOOR))


@bp.post(f"{DATE}/mening")
@public
@limiter.limit(WRITES)
def feedback_at_the_door_send(slug: str, date: str) -> BaseResponse:
    """Keep the answer."""
    return _kept(queries.date(date_shown(slug, date).id), FeedbackForm(), rules.DOOR)


def _results(slug: str, date: str, form: PaperFacesForm, status: int = 200) -> Response:
    occurrence = queries.date(date_for("feedback:read", slug, date).id)
    may_check = can(web.actor(), "feedback:check", occurrence)
    return page(
        "feedback_results.html",
        status,
        form=form,
        number=queries.feedback_number(occurrence.id),
        summary=queries.feedback_summary(occurrence.id),
        least=rules.SHOWN_FROM,
        faces=rules.FACES,
        agreement=rules.AGREEMENT,
        statement=rules.STATEMENTS[actions.statement_of(occurrence)],
        texts=queries.feedback_texts(occurrence.id, rules.SHOWN),
        unread=queries.feedback_texts(occurrence.id, rules.UNREAD) if may_check else [],
        closed=_closed(occurrence, rules.PAPER),
        **about(occurrence),
    )


@bp.get(f"{DATE}/meninger")
def feedback_results(slug: str, date: str) -> Response:
    """What people said, once enough have answered; faces on paper are keyed in here."""
    date_for("feedback:read", slug, date)
    return _results(slug, date, PaperFacesForm())


@bp.post(f"{DATE}/meninger")
def feedback_paper_send(slug: str, date: str) -> BaseResponse:
    """Key in the faces that were ticked on paper."""
    occurrence = date_for("feedback:key_in", slug, date)
    form = PaperFacesForm()
    if not form.validate_on_submit():
        return _results(slug, date, form, 422)
    try:
        number = actions.key_in_feedback(web.actor(), occurrence.id, faces=form.faces)
    except Refused as refusal:
        form.refuse(refusal)
        return _results(slug, date, form, refusal.status)
    tell(_("%(number)s answers are keyed in.", number=number))
    return see_other("participation.feedback_results", slug=slug, date=date)


def _text_of(slug: str, date: str, ident: str) -> Any:
    occurrence = date_for("feedback:check", slug, date)
    found = queries.feedback_by_id(ident)
    if found.occurrence_id != occurrence.id or not found.text:
        raise Missing()
    return found


@bp.get(f"{DATE}/meninger/<uuid:ident>")
def feedback_text(slug: str, date: str, ident: Any) -> Response:
    """Read one free text, take names out, and decide whether others see it."""
    found, form = _text_of(slug, date, str(ident)), TextForm()
    form.text.data = found.text
    return page("feedback_text.html", form=form, **about(found.occurrence))


@bp.post(f"{DATE}/meninger/<uuid:ident>")
def feedback_text_send(slug: str, date: str, ident: Any) -> BaseResponse:
    """Show it, or keep it back."""
    found, form = _text_of(slug, date, str(ident)), TextForm()
    try:
        if not form.validate_on_submit():
            raise Refused(_("Look at the text once more."), field="text")
        actions.check_text(
            web.actor(), str(ident), shown=form.verdict.data == "show", text=form.text.data or ""
        )
    except Refused as refusal:
        form.refuse(refusal)
        return page("feedback_text.html", 422, form=form, **about(found.occurrence))
    return see_other("participation.feedback_results", slug=slug, date=date)
