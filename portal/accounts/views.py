"""Signing in and out, and the profile."""

from __future__ import annotations

from flask import Blueprint, render_template, request, session, url_for
from flask_login import logout_user
from werkzeug.wrappers import Response

from portal.accounts import actions
from portal.accounts.forms import CodeForm, ConfirmForm, ProfileForm, SignInForm
from portal.accounts.models import Person
from portal.core import text, web
from portal.core.errors import Refused
from portal.core.limits import limiter
from portal.core.text import _
from portal.core.web import actor, public, safe_next, see_other, start_session, tell

bp = Blueprint("accounts", __name__)

Page = str | Response | tuple[str, int]


def _arrive(person: Person, target: str) -> Response:
    start_session(person.session_token)
    goal = safe_next(target) or url_for("pages.mine")
    if not person.name:
        return see_other("accounts.profile", next=goal)
    tell(_("Welcome, %(name)s.", name=person.name))
    return web.go_to(goal)


@bp.route("/log-ind", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
def sign_in() -> Page:
    """Ask for the address that a code is sent to."""
    target = safe_next(request.args.get("next")) or ""
    if actor().signed_in:
        return web.go_to(target or url_for("pages.mine"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            actions.request_code(actor(), str(form.email.data), language=text.language(), next_url=target)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            session["sign_in_email"] = form.email.data
            return see_other("accounts.code")
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@bp.route("/log-ind/kode", methods=["GET", "POST"])
@public
@limiter.limit("40 per hour", methods=["POST"])
def code() -> Page:
    """Take the six digits."""
    email = session.get("sign_in_email")
    if not email:
        return see_other("accounts.sign_in")
    form = CodeForm()
    if form.validate_on_submit():
        found = actions.use_code(actor(), email, code=str(form.code.data))
        if found is not None:
            return _arrive(*found)
        form.refuse(
            Refused(
                _("That code does not work. It may be mistyped, used or too old: ask for a new one."),
                field="code",
            )
        )
    return render_template("accounts/code.html", form=form, email=email), 422 if form.errors else 200


@bp.route("/log-ind/link/<token>", methods=["GET", "POST"])
@public
@limiter.limit("40 per hour", methods=["POST"])
def link(token: str) -> Page:
    """The link in the mail. GET only shows a button: mail scanners open links, too."""
    form = ConfirmForm()
    if form.validate_on_submit():
        found = actions.use_link(actor(), token)
        if found is not None:
            return _arrive(*found)
        return web.error_page(
            410,
            _("That link does not work any more"),
            _("It was used or is over 15 minutes old. Ask for a new one."),
        )
    return render_template("accounts/link.html", form=form)


@bp.route("/log-ud", methods=["GET", "POST"])
@public
def sign_out() -> Page:
    """Ask, then sign out on this browser."""
    form = ConfirmForm()
    if form.validate_on_submit():
        logout_user()
        session.clear()
        tell(_("You are signed out."))
        return see_other("pages.home")
    return render_template("accounts/sign_out.html", form=form)


@bp.route("/min-side/profil", methods=["GET", "POST"])
def profile() -> Page:
    """Name and language."""
    who = actor()
    form = ProfileForm(name=who.name, language=who.language if who.name else text.language())
    if form.validate_on_submit():
        try:
            actions.update_profile(
                who, who.person_id or 0, name=str(form.name.data), language=str(form.language.data)
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("Saved."))
            return web.go_to(safe_next(request.args.get("next")) or url_for("pages.mine"))
    page = render_template("accounts/profile.html", form=form, email=who.email, new=not who.name)
    return page, 422 if form.errors else 200


@bp.route("/min-side/log-ud-alle", methods=["GET", "POST"])
def sign_out_everywhere() -> Page:
    """End all sessions of the person, this one as well."""
    form = ConfirmForm()
    if form.validate_on_submit():
        actions.end_all_sessions(actor(), actor().person_id or 0)
        session.clear()
        tell(_("You are signed out everywhere."))
        return see_other("accounts.sign_in")
    return render_template("accounts/sign_out_everywhere.html", form=form)
