"""The list of one date, for its host and the house."""

from __future__ import annotations

from typing import Any

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock, text, web
from portal.core.access import can, require
from portal.core.errors import Missing, Refused
from portal.core.text import _
from portal.core.web import see_other, tell
from portal.events.models import Occurrence
from portal.participation import actions, queries, rules
from portal.participation.forms import (
    CancelForm,
    ChangeForm,
    OnBehalfForm,
    RemoveForm,
    asking_for,
    bands_for,
)
from portal.participation.models import Signup
from portal.participation.views.common import about, bands_of, bp, date_for, page

LIST = "/arrangementer/<slug>/<date>/deltagere"


def _signup(occurrence: Occurrence, signup_id: int) -> Signup:
    signup = queries.signup(signup_id)
    if signup.occurrence_id != occurrence.id:
        raise Missing()
    require(web.actor(), "signup:on_behalf", occurrence)
    return signup


@bp.get(LIST)
def attendees(slug: str, date: str) -> Response:
    """Who comes, who waits, who cancelled, with what the host needs to know."""
    occurrence = date_for("signup:list", slug, date)
    people = queries.attendees(occurrence.id)
    everybody = [*people.confirmed, *people.offered, *people.waiting]
    return page(
        "attendees.html",
        people=people,
        by_band=rules.party_words(people.people()) if people.confirmed else "",
        to_call=[one for one in everybody if not one.email],
        counts=queries.current_counts([occurrence.id]).get(occurrence.id, []),
        reason=rules.why_not("manage", actions.situation(occurrence)),
        seat_form=CancelForm(),
        feedback_open=occurrence.ends_at <= clock.now(),
        may_seat=can(web.actor(), "signup:on_behalf", occurrence),
        **about(occurrence),
    )


@bp.post(f"{LIST}/<int:signup_id>/plads")
def seat_send(slug: str, date: str, signup_id: int) -> BaseResponse:
    """Give a waiting party its seats by hand; a refusal says why on the list."""
    occurrence = date_for("signup:on_behalf", slug, date)
    signup = _signup(occurrence, signup_id)
    if CancelForm().validate_on_submit():
        try:
            actions.seat_on_behalf(web.actor(), signup_id)
        except Refused as refusal:
            tell(refusal.text, "warning")
        else:
            tell(_("%(name)s has got seats.", name=signup.name))
    return see_other("participation.attendees", slug=slug, date=date)


@bp.get(f"{LIST}/ark")
def sheet(slug: str, date: str) -> Response:
    """The list on paper, with boxes to tick and empty lines."""
    occurrence = date_for("signup:list", slug, date)
    people = queries.attendees(occurrence.id)
    return page("sheet.html", people=people, **about(occurrence))


def _add_page(occurrence: Occurrence, form: OnBehalfForm, status: int = 200) -> Response:
    reason = rules.why_not("add", actions.situation(occurrence))
    return page("add.html", status, form=form, reason=reason, **about(occurrence))


def _add_form(occurrence: Occurrence) -> OnBehalfForm:
    form = asking_for(OnBehalfForm, bands_of(occurrence), rules.GROUP_LIMIT)()
    if not form.is_submitted():
        form.show({"adults": 1})
    return form


@bp.get(f"{LIST}/ny")
def add(slug: str, date: str) -> Response:
    """The form for somebody who rang or came by."""
    occurrence = date_for("signup:on_behalf", slug, date)
    return _add_page(occurrence, _add_form(occurrence))


@bp.post(f"{LIST}/ny")
def add_send(slug: str, date: str) -> BaseResponse:
    """Sign somebody up on their behalf."""
    occurrence = date_for("signup:on_behalf", slug, date)
    form = _add_form(occurrence)
    if not form.validate_on_submit():
        return _add_page(occurrence, form, 422)
    try:
        made = actions.add_on_behalf(
            web.actor(),
            occurrence.id,
            name=form.name.data or "",
            party=form.written,
            form_token=form.form_token.data or "",
            email=form.email.data,
            phone=form.phone.data or "",
            note=form.note.data or "",
            language=text.language(),
            via=form.via.data,
            squeeze=form.squeeze.data,
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _add_page(date_for("signup:on_behalf", slug, date), form, refusal.status)
    tell(_added(made))
    return see_other("participation.attendees", slug=slug, date=date)


def _added(signup: Signup) -> str:
    if signup.state == rules.WAITING:
        return _("%(name)s is on the waiting list.", name=signup.name)
    return _("%(name)s is on the list.", name=signup.name)


def _change_form(occurrence: Occurrence, signup: Signup) -> ChangeForm:
    form = asking_for(
        ChangeForm,
        bands_for(bands_of(occurrence), signup.bands),
        rules.party_limit(occurrence.event.kind, on_behalf=True, size=signup.size),
    )()
    if not form.is_submitted():
        form.show(signup.bands)
    return form


@bp.get(f"{LIST}/<int:signup_id>")
def change(slug: str, date: str, signup_id: int) -> Response:
    """One sign-up, its numbers, and the way to take it off the list."""
    occurrence = date_for("signup:on_behalf", slug, date)
    signup = _signup(occurrence, signup_id)
    form = _change_form(occurrence, signup)
    return page("change.html", form=form, signup=signup, **about(occurrence))


@bp.post(f"{LIST}/<int:signup_id>")
def change_send(slug: str, date: str, signup_id: int) -> BaseResponse:
    """Change the numbers on somebody's behalf."""
    occurrence = date_for("signup:on_behalf", slug, date)
    signup = _signup(occurrence, signup_id)
    form = _change_form(occurrence, signup)
    status = 422
    if form.validate_on_submit():
        try:
            actions.change_party(web.actor(), signup_id, party=form.written, squeeze=form.squeeze.data)
        except Refused as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            tell(_("The number is changed."))
            return see_other("participation.attendees", slug=slug, date=date)
    occurrence = date_for("signup:on_behalf", slug, date)
    return page("change.html", status, form=form, signup=_signup(occurrence, signup_id), **about(occurrence))


def _remove_page(occurrence: Occurrence, signup: Signup, form: RemoveForm, status: int = 200) -> Response:
    facts: dict[str, Any] = about(occurrence)
    return page("remove.html", status, form=form, signup=signup, **facts)


@bp.get(f"{LIST}/<int:signup_id>/fjern")
def remove(slug: str, date: str, signup_id: int) -> Response:
    """Ask why before somebody is taken off the list."""
    occurrence = date_for("signup:on_behalf", slug, date)
    return _remove_page(occurrence, _signup(occurrence, signup_id), RemoveForm())


@bp.post(f"{LIST}/<int:signup_id>/fjern")
def remove_send(slug: str, date: str, signup_id: int) -> BaseResponse:
    """Take somebody off the list, with a reason."""
    occurrence = date_for("signup:on_behalf", slug, date)
    signup, form = _signup(occurrence, signup_id), RemoveForm()
    if not form.validate_on_submit():
        return _remove_page(occurrence, signup, form, 422)
    try:
        actions.remove_on_behalf(web.actor(), signup_id, reason=form.reason.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        occurrence = date_for("signup:on_behalf", slug, date)
        return _remove_page(occurrence, _signup(occurrence, signup_id), form, refusal.status)
    tell(_("%(name)s is off the list.", name=signup.name))
    return see_other("participation.attendees", slug=slug, date=date)
