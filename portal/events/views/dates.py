"""Adding dates, changing one or the following, calling off."""

from __future__ import annotations

from flask import render_template, request

from portal.core import writing
from portal.core.access import require
from portal.core.errors import Conflict, Forbidden, Refused
from portal.core.text import _, _n
from portal.core.web import actor, see_other, tell
from portal.events import actions, queries, rules
from portal.events.forms import AddDatesForm, DateForm, ReasonForm, number
from portal.events.models import Occurrence
from portal.events.rules import DateFacts, Reach
from portal.events.views.blueprint import Page, bp
from portal.events.views.making import page
from portal.events.views.proposals import series_of, still_shown
from portal.places import queries as places


@bp.route("/arrangementer/<slug>/nye-datoer", methods=["GET", "POST"])
def add_dates(slug: str) -> Page:
    """More dates for an event, with the same list to tick as for a new one."""
    event = queries.event_by_slug(slug)
    require(actor(), "event:edit", event)
    form, series = AddDatesForm(), None
    if form.validate_on_submit():
        try:
            series = series_of(
                form,
                request.form.getlist("keep"),
                place=(event.place_id, event.room_id),
                event_id=event.id,
            )
            if series.seen and request.form.get("do") != "dates":
                made = actions.add_dates(actor(), event.id, series.slots)
                tell(_n("%(num)s date is added.", "%(num)s dates are added.", len(made)))
                return see_other("events.manage", slug=slug)
        except Refused as refusal:
            form.refuse(refusal)
    return page(
        "add_dates", form, event=event, series=series or still_shown(form, request.form.getlist("keep"))
    )


@bp.post("/arrangementer/forslag-til-datoer")
def proposed_dates() -> Page:
    """The list of dates alone, for a page that shows it while somebody chooses a pattern."""
    if not actor().signed_in:
        raise Forbidden()
    form = AddDatesForm()
    series, refusal = None, ""
    if form.validate() and form.repeat.data != "once":
        try:
            place = places.where(request.form.get("where", ""))
            series = series_of(form, request.form.getlist("keep"), place=place)
        except (Refused, ValueError) as error:
            refusal = str(error)
    return render_template("events/proposed_dates.html", series=series, refusal=refusal)


@bp.route("/arrangementer/<slug>/<date>/ret", methods=["GET", "POST"])
def edit_date(slug: str, date: str) -> Page:
    """One date, or it and the following: the latter shows how far it goes before it is done."""
    occurrence = queries.occurrence_by_slug(slug, date)
    require(actor(), "event:edit", occurrence)
    form, reach = DateForm(), None
    form.offer_places(places.where_choices())
    shown = queries.facts_of_date(occurrence)
    if form.validate_on_submit():
        try:
            facts = form.facts(shown.slot, where=places.where(form.where.data or ""))
            reach = _to_confirm(occurrence, form, facts)
            if reach is None:
                return _save(slug, occurrence, form, facts)
        except Refused as refusal:
            form.refuse(refusal)
    if not form.is_submitted():
        form.fill(shown, where=places.where_key(shown.place_id, shown.room_id))
        form.version.data = str(occurrence.event.version)
    several = not queries.is_only_date(occurrence)
    return page("edit_date", form, occurrence=occurrence, reach=reach, several=several)


def _to_confirm(occurrence: Occurrence, form: DateForm, facts: DateFacts) -> Reach | None:
    """What a change of the following dates would touch, until the person has said yes to just that."""
    if form.scope.data != "future":
        return None
    targets = queries.following(occurrence)
    reach = rules.reach(occurrence, targets, moves=facts.slot != rules.slot_of(occurrence))
    return None if request.form.get("reach") == f"{reach.dates}/{reach.own_time}" else reach


def _save(slug: str, occurrence: Occurrence, form: DateForm, facts: DateFacts) -> Page:
    actions.edit_date(
        actor(), occurrence.id, scope=form.scope.data, facts=facts, version=number(form.version) or 0
    )
    tell(_("The change is saved. Those who are signed up are told."))
    writing.advise()
    return see_other("events.manage", slug=slug)


@bp.route("/arrangementer/<slug>/<date>/aflys", methods=["GET", "POST"])
def cancel_date(slug: str, date: str) -> Page:
    """Call off one date, with a reason."""
    occurrence = queries.occurrence_by_slug(slug, date)
    require(actor(), "event:cancel", occurrence)
    if occurrence.cancelled:
        raise Conflict(_("This date is called off already."))
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            actions.cancel_date(actor(), occurrence.id, reason=form.reason.data or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("The date is called off. Those who are signed up are told."))
            return see_other("events.manage", slug=slug)
    return page("cancel", form, event=occurrence.event, occurrence=occurrence, coming=[occurrence])


@bp.route("/arrangementer/<slug>/aflys", methods=["GET", "POST"])
def cancel_event(slug: str) -> Page:
    """Call off every coming date, with one reason."""
    event = queries.event_by_slug(slug)
    require(actor(), "event:cancel", event)
    form = ReasonForm()
    coming = queries.coming(event.id)
    if not coming:
        raise Conflict(_("There are no coming dates left to call off."))
    if form.validate_on_submit():
        try:
            actions.cancel_event(actor(), event.id, reason=form.reason.data or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("All coming dates are called off. Those who are signed up are told."))
            return see_other("events.manage", slug=slug)
    return page("cancel", form, event=event, occurrence=None, coming=coming)
