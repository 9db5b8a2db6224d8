"""The link in the mail: see, come fewer or more, cancel. Opening it changes nothing (mail scanners do)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from portal.core import web
from portal.core.errors import Conflict, Missing, Refused
from portal.core.forms import Form
from portal.core.limits import limiter
from portal.core.text import _
from portal.core.web import public, see_other, tell
from portal.participation import actions, mails, queries, rules
from portal.participation.forms import (
    AcceptForm,
    CancelForm,
    ChangeForm,
    FewerForm,
    asking_for,
    bands_for,
)
from portal.participation.models import Signup
from portal.participation.views.common import WRITES, about, bands_of, bp, page


def _found(token: str) -> Signup | Response:
    """The sign-up of a link, or the page that says what is wrong with the link."""
    try:
        signup = queries.signup_by_uuid(mails.uuid_of(token))
    except Missing:
        return page("link_unknown.html", 404)
    if mails.expired(signup):
        return page("link_expired.html", 410, occurrence=signup.occurrence)
    return signup


def _form(signup: Signup) -> ChangeForm:
    bands = bands_for(bands_of(signup.occurrence), signup.bands)
    form = asking_for(ChangeForm, bands, rules.party_limit(signup.occurrence.event.kind, size=signup.size))()
    if not form.is_submitted():
        form.show(signup.bands)
    return form


def _accept_form(signup: Signup) -> AcceptForm:
    """Yes; with numbers when they have to choose who comes."""
    fewer = signup.state == rules.OFFERED and signup.offered < signup.size
    bands = bands_for(bands_of(signup.occurrence), signup.bands) if fewer else ()
    return asking_for(AcceptForm, bands, signup.offered if fewer else None)()


def _fewer_form(signup: Signup) -> FewerForm:
    form = FewerForm()
    if not form.is_submitted():
        form.at_least.data = signup.at_least
    return form


def _facts(signup: Signup, token: str) -> dict[str, Any]:
    occurrence = signup.occurrence
    return {
        **about(occurrence),
        "signup": signup,
        "token": token,
        "position": queries.position(signup),
        "way": actions.way_now(occurrence),
        "chances": queries.chances(occurrence) if signup.state == rules.WAITING else None,
        "accept_form": _accept_form(signup),
        "fewer_form": _fewer_form(signup),
        "take_form": CancelForm(),
        "party": rules.party_words(signup.bands),
        "reason": rules.why_not("change", actions.situation(occurrence)),
        "online_link": mails.online_link(signup, occurrence),
    }


@bp.get("/tilmelding/<token>")
@public
def manage(token: str) -> Response:
    """How the sign-up stands, and the form that changes it."""
    signup = _found(token)
    if isinstance(signup, Response):
        return signup
    return page("manage.html", form=_form(signup), **_facts(signup, token))


@bp.get("/tilmelding/<token>/kvittering")
@public
def receipt(token: str) -> Response:
    """What somebody who has just signed up sees."""
    signup = _found(token)
    if isinstance(signup, Response):
        return signup
    return page("receipt.html", **_facts(signup, token))


@bp.post("/tilmelding/<token>")
@public
@limiter.limit(WRITES)
def manage_send(token: str) -> BaseResponse:
    """Change the numbers."""
    signup = _found(token)
    if isinstance(signup, Response):
        return signup
    form = _form(signup)
    status = 422
    if form.validate_on_submit():
        try:
            actions.change_party_by_link(web.actor(), signup.uuid, party=form.written)
        except Refused as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            tell(_("The number is changed."))
            return see_other("participation.manage", token=token)
    fresh = queries.signup(signup.id)
    return page("manage.html", status, form=form, **_facts(fresh, token))


def _nothing(_signup: Signup) -> Form:
    """A form with nothing but its button."""
    return CancelForm()


def _answer(
    token: str,
    name: str,
    form_for: Callable[[Signup], Form],
    act: Callable[[Signup, Any], object],
    said: str,
) -> BaseResponse:
    """Do what an answer says and show how the sign-up stands; ``name`` is what the page calls the form."""
    signup = _found(token)
    if isinstance(signup, Response):
        return signup
    form = form_for(signup)
    if form.validate_on_submit():
        try:
            act(signup, form)
        except Refused as refusal:
            if refusal.field is None:
                tell(refusal.text, "warning")
                return see_other("participation.manage", token=token)
            form.refuse(refusal)
        else:
            tell(said)
            return see_other("participation.manage", token=token)
    fresh = queries.signup(signup.id)
    return page("manage.html", 422, form=_form(fresh), **{**_facts(fresh, token), name: form})


def _accept(signup: Signup, form: AcceptForm) -> object:
    party = form.written if form.bands else None
    return actions.accept_by_link(web.actor(), signup.uuid, party=party)


@bp.post("/tilmelding/<token>/ja")
@public
@limiter.limit(WRITES)
def accept_send(token: str) -> BaseResponse:
    """Yes to an offer."""
    said = _("You have your seats. We have sent you a confirmation.")
    return _answer(token, "accept_form", _accept_form, _accept, said)


def _take(signup: Signup, _form: Form) -> object:
    return actions.take_by_link(web.actor(), signup.uuid)


@bp.post("/tilmelding/<token>/tag")
@public
@limiter.limit(WRITES)
def take_send(token: str) -> BaseResponse:
    """Take free seats on the last day."""
    said = _("You were first: the seats are yours. We have sent you a confirmation.")
    return _answer(token, "take_form", _nothing, _take, said)


def _fewer(signup: Signup, form: FewerForm) -> object:
    return actions.fewer_by_link(web.actor(), signup.uuid, at_least=form.at_least.data)


@bp.post("/tilmelding/<token>/faerre")
@public
@limiter.limit(WRITES)
def fewer_send(token: str) -> BaseResponse:
    """Say how few seats would do."""
    return _answer(token, "fewer_form", _fewer_form, _fewer, _("We have written it down."))


def _reconfirm(signup: Signup, _form: Form) -> object:
    return actions.reconfirm_by_link(web.actor(), signup.uuid)


@bp.post("/tilmelding/<token>/kommer")
@public
@limiter.limit(WRITES)
def reconfirm_send(token: str) -> BaseResponse:
    """Yes, we still come."""
    return _answer(token, "take_form", _nothing, _reconfirm, _("Good. See you there."))


def _stop_reminders(signup: Signup, _form: Form) -> object:
    return actions.stop_reminders_by_link(web.actor(), signup.uuid)


@bp.post("/tilmelding/<token>/ingen-paamindelser")
@public
@limiter.limit(WRITES)
def stop_reminders_send(token: str) -> BaseResponse:
    """No more reminders of this date."""
    said = _("We do not remind you of this date. If it changes or is cancelled, we still write to you.")
    return _answer(token, "take_form", _nothing, _stop_reminders, said)


@bp.get("/tilmelding/<token>/afmeld")
@public
def cancel(token: str) -> Response:
    """Ask once before the seats are given away."""
    signup = _found(token)
    if isinstance(signup, Response):
        return signup
    return page("cancel.html", form=CancelForm(), **_facts(signup, token))


@bp.post("/tilmelding/<token>/afmeld")
@public
@limiter.limit(WRITES)
def cancel_send(token: str) -> BaseResponse:
    """Cancel; pressing twice is the same as once."""
    signup = _found(token)
    if isinstance(signup, Response):
        return signup
    form = CancelForm()
    if not form.validate_on_submit():
        return page("cancel.html", 422, form=form, **_facts(signup, token))
    try:
        actions.cancel_by_link(web.actor(), signup.uuid)
    except Conflict:
        return see_other("participation.manage", token=token)
    except Refused as refusal:
        form.refuse(refusal)
        return page("cancel.html", refusal.status, form=form, **_facts(queries.signup(signup.id), token))
    tell(_("You are off the list. Thank you for telling us."))
    return see_other("participation.manage", token=token)
