"""The staff desk, roles, the trail, the outbox, and health for machines."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts import actions as accounts
from portal.admin import rules
from portal.admin.forms import GrantForm
from portal.admin.queries import desk as queries
from portal.admin.queries import trail as trails
from portal.core import clock, outbox
from portal.core.access import can_somewhere, require
from portal.core.actor import Actor
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form, options
from portal.core.text import _
from portal.core.web import actor, error_page, public, see_other, tell
from portal.moderation import queries as moderation
from portal.moderation.queries.standing import row_of
from portal.organisations import actions as organisations
from portal.organisations import queries as organisation_queries
from portal.participation import queries as participation
from portal.themedays import queries as themedays

bp = Blueprint("admin", __name__)

ON_DESK = 5
"""Rows of each list on the desk; the whole list is a link away."""

Page = str | BaseResponse | tuple[str, int]


@bp.get("/arbejdsbord")
def desk() -> str:
    """What needs me now?"""
    who = actor()
    require(who, "desk:see")
    return render_template(
        "admin/desk.html",
        decides=can_somewhere(who, "proposal:decide"),
        waiting=moderation.waiting_for(who),
        proposals=_proposals(who),
        lines=themedays.lines_waiting(who),
        organisations=organisation_queries.waiting_for_verification(who),
        missing=participation.missing_counts(who, limit=ON_DESK, newest=True),
        missing_total=participation.missing_total(who),
        today=queries.today(who),
        theme_days=themedays.coming(who, limit=3),
        goals=queries.goals(),
        failed=queries.failed_mail_total(who),
    )


def _proposals(who: Actor) -> list[dict[str, Any]]:
    """The proposals that wait longest for this person, as rows of a work list."""
    page = moderation.queue(who, moderation.Filters(), size=ON_DESK)
    return [
        {**row_of(one, brief=True), "href": url_for("moderation.case", ident=one.uuid)} for one in page.items
    ]


@bp.route("/arbejdsbord/roller", methods=["GET", "POST"])
def roles() -> Page:
    """Who may do what, and where."""
    require(actor(), "role:grant")
    form = GrantForm()
    institutions = themedays.institution_choices()
    form.organisation_id.choices = options(
        [("", _("Everywhere")), *((str(one.id), one.name) for one in institutions)]
    )
    if form.validate_on_submit():
        chosen = form.organisation_id.data
        try:
            person = accounts.make_person(actor(), str(form.email.data), name="")
            organisations.grant_role(
                actor(), person.id, role=form.role.data, organisation_id=int(chosen) if chosen else None
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("Saved. The role holds from the next page the person opens."))
            return see_other("admin.roles")
    page = render_template(
        "admin/roles.html", form=form, grants=organisation_queries.grants(), roles=rules.ROLES
    )
    return page, 422 if form.errors else 200


@bp.post("/arbejdsbord/roller/<int:grant_id>")
def end_role(grant_id: int) -> Page:
    """Take a role back."""
    if not Form().validate():
        return error_page(422, _("That could not be done"), _("Go back, reload the page and try again."))
    organisations.end_role(actor(), grant_id)
    tell(_("The role is taken back."))
    return see_other("admin.roles")


@bp.get("/arbejdsbord/spor")
def trail() -> str:
    """Who did what, and why."""
    require(actor(), "audit:see")
    about = request.args.get("om", "")
    page = trails.trail(about=about, cursor=request.args.get("efter"))
    return render_template(
        "admin/trail.html",
        page=page,
        about=about,
        days=[(day, list(of)) for day, of in groupby(page.items, lambda one: clock.to_local(one.at).date())],
        subjects=trails.subjects(page.items),
        sentence=_sentence,
        details=rules.details,
    )


def _sentence(entry: AuditEvent, who: Markup, what: Markup) -> Markup:
    """An entry of the trail as a sentence around marked-up names."""
    return Markup(str(rules.SENTENCES.get(entry.verb, rules.UNKNOWN_VERB))) % {"who": who, "what": what}  # noqa: S704 - our own sentence; what people wrote comes in escaped


@bp.get("/arbejdsbord/mail")
def mail() -> str:
    """Mail that has not got out."""
    require(actor(), "outbox:see")
    rows, queued = queries.outbox()
    return render_template("admin/outbox.html", rows=rows, queued=queued, form=Form())


@bp.post("/arbejdsbord/mail/<int:ident>")
def retry_mail(ident: int) -> Page:
    """Try a failed mail again."""
    require(actor(), "outbox:see")
    if not Form().validate():
        return error_page(422, _("That could not be done"), _("Go back, reload the page and try again."))
    outbox.retry(actor(), ident)
    tell(_("It is tried again now."))
    return see_other("admin.mail")


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return _machine({"status": "ok"}, 200)


@bp.get("/readyz")
@public
def readyz() -> Response:
    """The database answers; says how long the oldest due mail has waited (minutes)."""
    try:
        db.session.execute(sa.text("SELECT 1"))
        waited = round(queries.oldest_waiting_minutes(), 1)
    except sa.exc.SQLAlchemyError:
        return _machine({"status": "no database"}, 503)
    return _machine({"status": "ok", "oldest_mail_minutes": waited}, 200)


def _machine(answer: dict[str, object], status: int) -> Response:
    response = jsonify(answer)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
