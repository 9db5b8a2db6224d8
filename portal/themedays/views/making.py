"""Making, editing, publishing and cancelling a theme day."""

from __future__ import annotations

from flask import render_template

from portal.core import writing
from portal.core.access import can, can_somewhere, require
from portal.core.errors import Forbidden, Missing, Refused
from portal.core.forms import Form
from portal.core.text import _
from portal.core.web import actor, see_other, tell
from portal.places import queries as places
from portal.themedays import actions, queries
from portal.themedays.forms import ReasonForm, ThemeDayForm
from portal.themedays.views.blueprint import Page, bp, visible_day


@bp.route("/temadage/ny", methods=["GET", "POST"])
def create() -> Page:
    """A new theme day, as a draft."""
    if not can_somewhere(actor(), "themeday:create"):
        raise Forbidden()
    form = ThemeDayForm()
    _offer_day(form)
    if form.validate_on_submit():
        try:
            made = actions.create_theme_day(actor(), form.facts())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("The theme day is a draft. Put lines on the programme, then publish it."))
            writing.advise()
            return see_other("themedays.lines", slug=made.slug)
    return render_template("themedays/edit.html", form=form, day=None), 422 if form.errors else 200


@bp.route("/temadage/<slug>/ret", methods=["GET", "POST"])
def edit(slug: str) -> Page:
    """What the day says about itself."""
    found = visible_day(slug)
    require(actor(), "themeday:edit", found)
    form = ThemeDayForm(
        obj=found,
        lead_id=str(found.lead_id),
        place_id=str(found.place_id or ""),
        partner_ids=[str(one.organisation_id) for one in found.partners],
    )
    _offer_day(form)
    if form.validate_on_submit():
        try:
            actions.edit_theme_day(actor(), found.id, form.facts(found), version=form.version.data or 0)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("Saved."))
            writing.advise()
            return see_other("themedays.lines", slug=slug)
    return render_template("themedays/edit.html", form=form, day=found), 422 if form.errors else 200


def _offer_day(form: ThemeDayForm) -> None:
    leads = [one for one in queries.institution_choices() if can(actor(), "themeday:create", one)]
    if form.lead_id.data and form.version.data:
        leads = queries.institution_choices()
    partners = queries.partner_choices()
    form.offer(
        [(one.id, one.name) for one in leads], [(one.id, one.name) for one in partners], places.choices()
    )


@bp.post("/temadage/<slug>/udgiv")
def publish(slug: str) -> Page:
    """Show the day to everybody."""
    found = visible_day(slug)
    if not Form().validate_on_submit():
        raise Missing()
    actions.publish_day(actor(), found.id)
    tell(_("The theme day is public. Lines follow as their institutions approve them."))
    return see_other("themedays.lines", slug=slug)


@bp.route("/temadage/<slug>/aflys", methods=["GET", "POST"])
def cancel(slug: str) -> Page:
    """Call the day off, with a reason."""
    found = visible_day(slug)
    require(actor(), "themeday:edit", found)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            actions.cancel_day(actor(), found.id, reason=form.reason.data or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("The theme day is cancelled. Its institutions are asked what to do with their events."))
            return see_other("themedays.day", slug=slug)
    return render_template("themedays/cancel.html", form=form, day=found), 422 if form.errors else 200
