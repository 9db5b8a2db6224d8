"""Pages on which staff keep places, rooms and access facts. Public pages are drawn in ``portal.pages``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from portal.core import writing
from portal.core.access import require
from portal.core.errors import Missing, Refused
from portal.core.text import _
from portal.core.web import actor, see_other, tell
from portal.places import actions, queries
from portal.places.forms import PlaceForm, RoomForm, access_form
from portal.places.models import Place, Room

bp = Blueprint("places", __name__)

Page = str | Response | tuple[str, int]


def _page(template: str, form: Any, **values: Any) -> Page:
    return render_template(f"places/{template}.html", form=form, **values), 422 if form.errors else 200


@bp.route("/steder/nyt", methods=["GET", "POST"])
def create() -> Page:
    """A new place."""
    require(actor(), "place:edit")
    form = PlaceForm()
    form.offer(queries.district_choices(), queries.owner_choices())
    if form.validate_on_submit():
        try:
            place = actions.create_place(actor(), **form.said())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("The place is there. Add its rooms, and what you know about getting in."))
            return see_other("places.edit", slug=place.slug)
    return _page("edit", form, place=None)


@bp.route("/steder/<slug>/ret", methods=["GET", "POST"])
def edit(slug: str) -> Page:
    """What is said about a place, with ways to its rooms and access facts."""
    place = queries.place_by_slug(slug)
    require(actor(), "place:edit", place)
    form = PlaceForm(obj=place)
    form.offer(queries.district_choices(), queries.owner_choices())
    if form.validate_on_submit():
        try:
            actions.edit_place(actor(), place.id, closed=form.closed.data, **form.said())
        except Refused as refusal:
            form.refuse(refusal)
            place = queries.place_by_slug(slug)  # what was loaded ended with the action's transaction
        else:
            tell(_("The changes are saved."))
            writing.advise()
            return see_other("pages.place", slug=slug)
    if not form.is_submitted():
        form.fill(place)
    return _page("edit", form, place=place)


@bp.route("/steder/<slug>/nyt-rum", methods=["GET", "POST"])
def add_room(slug: str) -> Page:
    """A new room."""
    place = queries.place_by_slug(slug)
    require(actor(), "place:edit", place)
    form = RoomForm()
    if form.validate_on_submit():
        try:
            actions.add_room(
                actor(),
                place.id,
                name=form.name.data or "",
                floor=form.floor.data,
                seats=form.seats.data,
                fire_limit=form.fire_limit.data,
                features=form.features.data or [],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("The room is added."))
            return see_other("places.edit", slug=slug)
    return _page("edit_room", form, place=place, room=None)


@bp.route("/steder/<slug>/rum/<int:room_id>", methods=["GET", "POST"])
def edit_room(slug: str, room_id: int) -> Page:
    """A room's name, floor, chairs and the most people allowed in."""
    place = queries.place_by_slug(slug)
    require(actor(), "place:edit", place)
    room, form = _room(place, room_id), RoomForm()
    if form.validate_on_submit():
        try:
            actions.edit_room(
                actor(),
                room.id,
                name=form.name.data or "",
                floor=form.floor.data,
                seats=form.seats.data,
                fire_limit=form.fire_limit.data,
                features=form.features.data or [],
                closed=form.closed.data,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(_("The changes are saved."))
            return see_other("places.edit", slug=slug)
    if not form.is_submitted():
        form.fill(room)
    return _page("edit_room", form, place=place, room=room)


def _room(place: Place, room_id: int) -> Room:
    found = [room for room in place.rooms if room.id == room_id]
    if not found:
        raise Missing()
    return found[0]


@bp.route("/steder/<slug>/adgang", methods=["GET", "POST"])
def edit_access(slug: str) -> Page:
    """What is known about getting in, as looked at today."""
    place = queries.place_by_slug(slug)
    require(actor(), "place:edit", place)
    known = {one.fact: one.value for one in place.access}
    form = access_form(known)
    if form.validate_on_submit():
        said = {fact: value for fact, value in form.data.items() if fact != "csrf_token"}
        changed = {fact: value for fact, value in said.items() if value != known.get(fact, "unknown")}
        actions.set_access(actor(), place.id, facts=changed)
        tell(_("Thank you. What you looked at today is shown with the date."))
        return see_other("pages.place", slug=slug)
    return _page("edit_access", form, place=place, checked={one.fact: one.checked_on for one in place.access})
