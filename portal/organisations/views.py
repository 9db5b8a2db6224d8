"""Making and editing organisations, members, invitations, verification."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import text, writing
from portal.core.access import can, can_somewhere, require
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.forms import Form
from portal.core.limits import limiter
from portal.core.text import _
from portal.core.web import actor, error_page, go_to, public, see_other, tell
from portal.organisations import actions, queries
from portal.organisations.forms import InviteForm, OrganisationForm, RoleForm, VerificationForm
from portal.organisations.models import Organisation

bp = Blueprint("organisations", __name__)

Page = str | Response | tuple[str, int]


def _districts() -> list[tuple[str, str]]:
    district = sa.table("district", sa.column("id"), sa.column("name"))
    return [(row.id, row.name) for row in db.session.execute(sa.select(district).order_by(district.c.name))]


def _facts(form: OrganisationForm) -> dict[str, str]:
    return {
        "name": form.name.data or "",
        "kind": form.kind.data,
        "about": form.about.data or "",
        "email": form.email.data or "",
        "website": form.website.data or "",
        "cvr": form.cvr.data or "",
        "district_id": form.district_id.data or "",
    }


@bp.route("/foreninger/ny", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
def create() -> Page:
    """A new organisation."""
    form = OrganisationForm(kind="interest_association")
    form.offer(_districts())
    if form.validate_on_submit():
        try:
            made = actions.create_organisation(actor(), language=text.language(), **_facts(form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("It is made. You can use it at once; we will look at it within a few days."))
            writing.advise()
            return see_other("organisations.members", slug=made.slug)
    return render_template(
        "organisations/edit.html", form=form, organisation=None
    ), 422 if form.errors else 200


@bp.route("/foreninger/<slug>/ret", methods=["GET", "POST"])
def edit(slug: str) -> Page:
    """The profile."""
    organisation = queries.organisation_by_slug(slug)
    require(actor(), "organisation:edit", organisation)
    form = OrganisationForm(obj=organisation)
    form.offer(_districts())
    if form.validate_on_submit():
        try:
            actions.edit_organisation(actor(), organisation.id, **_facts(form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("Saved."))
            writing.advise()
            return see_other("pages.organisation", slug=slug)
    page = render_template("organisations/edit.html", form=form, organisation=organisation)
    return page, 422 if form.errors else 200


@bp.route("/foreninger/<slug>/medlemmer", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
def members(slug: str) -> Page:
    """Who belongs to it; managers invite here."""
    organisation = queries.organisation_by_slug(slug)
    require(actor(), "organisation:members", organisation)
    form = InviteForm()
    if form.validate_on_submit():
        try:
            actions.invite(
                actor(),
                organisation.id,
                email=str(form.email.data),
                role=form.role.data,
                language=text.language(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("The invitation is on its way to %(email)s.", email=form.email.data))
            return see_other("organisations.members", slug=slug)
    page = render_template(
        "organisations/members.html",
        form=form,
        organisation=organisation,
        members=queries.members_of(organisation.id),
        invitations=queries.open_invitations(organisation.id)
        if can(actor(), "organisation:invite", organisation)
        else [],
        role_form=RoleForm(formdata=None),
    )
    return page, 422 if form.errors else 200


@bp.post("/foreninger/<slug>/medlemmer/<int:membership_id>")
def change_role(slug: str, membership_id: int) -> Page:
    """Make manager or member, or end a membership."""
    form = RoleForm()
    if not form.validate():
        return error_page(422, _("That could not be done"), _("Go back, reload the page and try again."))
    membership = actions.change_role(actor(), membership_id, role=form.role.data or None)
    tell(_("Saved."))
    gone = membership.left_at is not None and membership.person_id == actor().person_id
    return see_other("pages.mine") if gone else see_other("organisations.members", slug=slug)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def invitation(token: str) -> Page:
    """The link in an invitation: shows what it is; joining takes a button and a signed-in person."""
    found = queries.invitation_by_token(token)
    if found is None:
        return error_page(
            404,
            _("We do not know that invitation"),
            _("The link may be cut off: open it from the mail again."),
        )
    form = Form()
    if actor().signed_in and form.validate_on_submit():
        actions.accept_invitation(actor(), token)
        tell(_("You are now part of %(name)s.", name=found.organisation.name))
        return go_to(url_for("pages.organisation", slug=found.organisation.slug))
    return render_template("organisations/invitation.html", form=form, organisation=found.organisation)


@bp.route("/foreninger/<slug>/bekraeft", methods=["GET", "POST"])
def verify(slug: str) -> Page:
    """Staff look at an organisation and decide."""
    organisation: Organisation = queries.organisation_by_slug(slug)
    if not can_somewhere(actor(), "organisation:verify"):
        raise Forbidden()
    form = VerificationForm()
    if form.validate_on_submit():
        try:
            actions.decide_verification(
                actor(), organisation.id, verb=form.verb.data, reason=form.reason.data or ""
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("Saved. The managers have been told."))
            return see_other("admin.desk")
    page = render_template(
        "organisations/verify.html",
        form=form,
        organisation=organisation,
        members=queries.members_of(organisation.id),
    )
    return page, 422 if form.errors else 200
