"""Making an event, changing it, showing it to everybody, and the page from which it is run."""

from __future__ import annotations

from typing import Any, cast

from flask import render_template, request
from werkzeug.datastructures import FileStorage

from portal.core import clock, writing
from portal.core.access import can_somewhere, require
from portal.core.errors import Forbidden, Refused
from portal.core.text import _
from portal.core.web import actor, see_other, tell
from portal.events import actions, queries, rules
from portal.events.forms import CreateForm, EventForm, PublishForm, StaffEditForm, number
from portal.events.models import Event
from portal.events.rules import EventFacts
from portal.events.views.blueprint import Page, bp
from portal.events.views.proposals import Series, series_of, still_shown
from portal.places import queries as places


@bp.route("/arrangementer/nyt", methods=["GET", "POST"])
def create() -> Page:
    """A new event with one date or several: first the words, then the dates to tick, then done."""
    if not can_somewhere(actor(), "event:create"):
        raise Forbidden()
    form, series = CreateForm(), None
    _offer(form)
    form.offer_organisations(queries.unit_choices(actor()), queries.organiser_choices())
    if form.validate_on_submit():
        try:
            base = form.behind(EventFacts(title="", organiser_id=0, unit_id=0))
            facts = written(form, base)
            series = series_of(form, request.form.getlist("keep"), place=(facts.place_id, facts.room_id))
            if series.seen and request.form.get("do") != "dates":
                return _create(form, facts, series)
        except Refused as refusal:
            form.refuse(refusal)
    if not form.is_submitted():
        form.day.data = clock.today()
        form.host_name.data = actor().name.partition(" ")[0]
        form.unit.data = form.organiser.data = next(
            (one for one, _name in queries.unit_choices(actor())), None
        )
    return page(
        "create",
        form,
        series=series or still_shown(form, request.form.getlist("keep")),
        picture=picture_of(form),
    )


def _create(form: CreateForm, facts: EventFacts, series: Series) -> Page:
    event = actions.create_event(actor(), facts, series.slots, rrule=form.rrule())
    writing.advise()
    if request.form.get("do") == "publish":
        event = actions.publish(actor(), event.id)
        tell(_("Everybody can see the event now."))
        return see_other("pages.event", slug=event.slug)
    tell(_("The draft is saved. Only those who run it can see it."), "info")
    return see_other("events.manage", slug=event.slug)


@bp.route("/arrangementer/<slug>/ret", methods=["GET", "POST"])
def edit(slug: str) -> Page:
    """What an event says. Dates have pages of their own."""
    event = queries.event_by_slug(slug)
    require(actor(), "event:edit", event)
    before = queries.facts_of(event)
    form = _edit_form(event)
    if form.validate_on_submit():
        try:
            base = form.behind(before) if isinstance(form, StaffEditForm) else before
            facts = written(form, base)
            actions.edit_event(actor(), event.id, facts, version=number(form.version) or 0)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("The changes are saved."))
            writing.advise()
            return see_other("events.manage", slug=slug)
    if not form.is_submitted():
        _fill(form, event, before)
    return page("edit", form, event=event, picture=picture_of(form))


def _edit_form(event: Event) -> EventForm | StaffEditForm:
    """Staff of the unit may say who is behind; hosts may not."""
    units = queries.unit_choices(actor())
    form = StaffEditForm() if event.unit_id in dict(units) else EventForm()
    _offer(form)
    if isinstance(form, StaffEditForm):
        form.offer_organisations(units, queries.organiser_choices())
    return form


def _fill(form: EventForm, event: Event, facts: EventFacts) -> None:
    form.fill(facts, where=places.where_key(facts.place_id, facts.room_id))
    form.version.data = str(event.version)
    if isinstance(form, StaffEditForm):
        form.fill_behind(facts)
    if event.image is not None:
        form.alt.data, form.credit.data = event.image.alt, event.image.credit
        form.focus.data = event.image.focus


@bp.get("/arrangementer/<slug>/styr")
def manage(slug: str) -> Page:
    """Everything that can be done with an event and its dates, on one page."""
    event = queries.event_by_slug(slug)
    require(actor(), "event:edit", event)
    dates, now = queries.dates_of(event), clock.now()
    return render_template(
        "events/manage.html",
        event=event,
        form=PublishForm(),
        coming=[one for one in dates if one.starts_at > now],
        past=[one for one in reversed(dates) if one.starts_at <= now],
        drafted=event.state == rules.DRAFT,
    )


@bp.post("/arrangementer/<slug>/vis")
def publish(slug: str) -> Page:
    """Show a draft to everybody."""
    event = queries.event_by_slug(slug)
    if PublishForm().validate_on_submit():
        actions.publish(actor(), event.id)
        tell(_("Everybody can see the event now."))
    return see_other("pages.event", slug=slug)


def _offer(form: EventForm) -> None:
    form.offer_places(places.where_choices())
    form.offer_districts(places.district_choices())


def written(form: EventForm, base: EventFacts) -> EventFacts:
    """The facts of a checked form. An uploaded picture is kept at once: browsers forget files."""
    upload = cast("FileStorage | None", form.image.data)
    words = {
        "alt": form.alt.data or "",
        "credit": form.credit.data or "",
        "focus": form.focus.data or rules.CENTRE,
    }
    if upload:
        form.image_id.data = str(actions.store_image(actor(), upload.stream, **words).id)
    else:
        _describe(form, words)
    return form.facts(base, where=places.where(form.where.data or ""), image_id=_image_id(form, base))


def _describe(form: EventForm, words: dict[str, str]) -> None:
    """New words, or another focus, for the picture that is there already."""
    image = queries.image_by_id(number(form.image_id))
    if image is not None and words != {"alt": image.alt, "credit": image.credit, "focus": image.focus}:
        form.image_id.data = str(actions.describe_image(actor(), image.id, **words).id)


def _image_id(form: EventForm, base: EventFacts) -> int | None:
    """The picture the event had, or one that this person uploaded."""
    image = queries.image_by_id(number(form.image_id))
    if image is None or request.form.get("no_image"):
        return None
    mine = image.uploaded_by_id == actor().person_id
    if image.id != base.image_id and not mine:
        raise Refused(_("Choose the picture again."), field="image")
    return image.id


def picture_of(form: EventForm) -> dict[str, Any] | None:
    """The picture that goes with the form now, to show it."""
    image = queries.image_by_id(number(form.image_id))
    if image is None:
        return None
    return {"sha": image.sha256, "width": rules.image_widths(image.width)[0], "alt": image.alt}


def page(template: str, form: Any, **values: Any) -> Page:
    """A page with a form; 422 when something must be looked at."""
    status = 422 if form.errors else 200
    return render_template(f"events/{template}.html", form=form, **values), status
