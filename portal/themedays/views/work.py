"""The work on a programme: every line with its state, new lines, and each institution's yes or no."""

from __future__ import annotations

from flask import render_template

from portal.core import writing
from portal.core.access import can, require
from portal.core.errors import Forbidden, Missing, Refused
from portal.core.forms import Form
from portal.core.text import _
from portal.core.web import actor, see_other, tell
from portal.places import queries as places
from portal.themedays import actions, queries, rules
from portal.themedays.forms import TIMES, AttachForm, DecideForm, LineForm
from portal.themedays.models import ProgrammeLine, ThemeDay
from portal.themedays.views.blueprint import Page, bp, visible_day


@bp.get("/temadage/<slug>/program")
def lines(slug: str) -> Page:
    """The work of the institutions: every line with its state, and how far each has come."""
    found = visible_day(slug)
    require(actor(), "themeday:add_line", found)
    return _lines_page(found, _attach_form(found))


def _lines_page(found: ThemeDay, attach_form: AttachForm) -> Page:
    institutions = queries.institutions_of(found)
    entries = queries.times_of(found, found.lines)
    page = render_template(
        "themedays/lines.html",
        day=found,
        institutions=institutions,
        shares=rules.completeness(
            [one.id for one in institutions], [(line.institution_id, line.state) for line in found.lines]
        ),
        times={line.id: [one.occurrence for one in entries if one.line is line] for line in found.lines},
        attach_form=attach_form,
        form=Form(formdata=None),
    )
    return page, 422 if attach_form.errors else 200


def _attach_form(found: ThemeDay) -> AttachForm:
    form = AttachForm()
    form.offer(
        [("", _("Choose an event"))]
        + [
            (f"{event.id}:{held_by.id}", f"{event.title} ({held_by.name})")
            for event, held_by in queries.attachable(found)
        ]
    )
    return form


@bp.post("/temadage/<slug>/program")
def attach(slug: str) -> Page:
    """Put an event that exists on the programme."""
    found = visible_day(slug)
    require(actor(), "themeday:add_line", found)
    form = _attach_form(found)
    if form.validate_on_submit():
        event_id, _colon, institution_id = form.event_id.data.partition(":")
        try:
            actions.add_line(actor(), found.id, event_id=int(event_id), institution_id=int(institution_id))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("Proposed. The institution has been told."))
            return see_other("themedays.lines", slug=slug)
    return _lines_page(queries.day_by_slug(slug), form)


@bp.route("/temadage/<slug>/program/ny", methods=["GET", "POST"])
def new_line(slug: str) -> Page:
    """A new event for the programme, proposed to the institution that answers for it."""
    found = visible_day(slug)
    require(actor(), "themeday:add_line", found)
    form = LineForm()
    institutions = queries.institutions_of(found)
    form.offer([(one.id, one.name) for one in institutions], places.where_choices())
    if form.validate_on_submit():
        place_id, room_id = places.where(form.where.data or "")
        institution = next(one for one in institutions if str(one.id) == form.institution_id.data)
        try:
            slots = form.slots(found.on)
            actions.propose_line(actor(), found.id, form.facts(place_id, room_id, institution), slots)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("Proposed. It is shown as soon as the institution has approved it."))
            writing.advise()
            return see_other("themedays.lines", slug=slug)
    page = render_template("themedays/new_line.html", form=form, day=found, times=TIMES)
    return page, 422 if form.errors else 200


@bp.route("/temadage/<slug>/program/<int:line_id>", methods=["GET", "POST"])
def decide(slug: str, line_id: int) -> Page:
    """One line as visitors will see it, and the institution's yes or no."""
    found = visible_day(slug)
    line = _line(found, line_id)
    form = DecideForm()
    if form.validate_on_submit():
        try:
            actions.decide_line(actor(), line.id, verb=form.verb.data or "", reason=form.reason.data or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("Decided. The person who proposed it has been told."))
            return see_other("themedays.lines", slug=slug)
        found = visible_day(slug)
        line = _line(found, line_id)
    elif not (can(actor(), "themeday:add_line", found) or can(actor(), "themeday_line:decide", line)):
        raise Forbidden()
    page = render_template(
        "themedays/decide.html",
        day=found,
        line=line,
        form=form,
        times=[one.occurrence for one in queries.times_of(found, [line])],
    )
    return page, 422 if form.errors else 200


@bp.post("/temadage/<slug>/program/<int:line_id>/flyt")
def change(slug: str, line_id: int) -> Page:
    """Move a line up or down, withdraw it, or propose it again."""
    found = visible_day(slug)
    line = _line(found, line_id)
    form = DecideForm()
    if not form.validate():
        raise Missing()
    verb = form.verb.data or ""
    if verb in {"up", "down"}:
        actions.move_line(actor(), line.id, up=verb == "up")
    else:
        actions.change_line(actor(), line.id, verb=verb)
        tell(_("Saved."))
    return see_other("themedays.lines", slug=slug)


def _line(found: ThemeDay, line_id: int) -> ProgrammeLine:
    for line in found.lines:
        if line.id == line_id:
            return line
    raise Missing()
