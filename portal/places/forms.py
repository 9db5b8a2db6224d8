"""What is asked about places, rooms and getting in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from wtforms import BooleanField, FloatField, IntegerField, RadioField, SelectField, SelectMultipleField

from portal.core import taxonomy
from portal.core.forms import Form, Line, Needed, Prose, options
from portal.core.text import _, _l
from portal.places import rules
from portal.places.models import Place, Room

VALUES = ((rules.YES, _l("Yes")), (rules.NO, _l("No")), (rules.UNKNOWN, _l("Not known")))


class Whole(IntegerField):
    """A whole number, also below zero; left empty it is ``None``. Refuses with what to write."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read digits only."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"-?\d{1,6}", text, re.ASCII):
            raise ValueError(_("Write a whole number, for example 12."))
        self.data = int(text)


class Degrees(FloatField):
    """A coordinate, with comma or full stop; left empty it is ``None``."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a decimal number."""
        text = valuelist[0].strip().replace(",", ".") if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", text, re.ASCII):
            raise ValueError(_("Write the coordinate as a number, for example 56,4603."))
        self.data = float(text)


class PlaceForm(Form):
    """What is said about a place."""

    name = Line(_l("Name"), [Needed(_l("Write what people call the place."))])
    kind = SelectField(
        _l("Kind"), choices=lambda: options(taxonomy.PLACE_KINDS.items()), default="association_house"
    )
    address = Line(_l("Street and number"), limit=160)
    postal_code = Line(_l("Postal code"), limit=8)
    town = Line(_l("Town"), limit=80)
    district_id = SelectField(_l("Part of the municipality"), choices=[])
    lat = Degrees(_l("Latitude"))
    lon = Degrees(_l("Longitude"))
    owner_id = SelectField(_l("Belongs to"), choices=[])
    about = Prose(_l("How to find it and get in"), limit=3000)
    closed = BooleanField(_l("Not used any more"))

    def offer(self, districts: Sequence[tuple[str, str]], owners: Sequence[tuple[int, str]]) -> None:
        """Fill in what can be chosen."""
        self.district_id.choices = options([("", _l("Not known")), *districts])
        self.owner_id.choices = options(
            [("", _l("Nobody we know of")), *((str(one), name) for one, name in owners)]
        )

    def fill(self, place: Place) -> None:
        """Show what is known now."""
        self.district_id.data = place.district_id or ""
        self.owner_id.data = str(place.owner_id or "")

    def said(self) -> dict[str, Any]:
        """What was written, as the action takes it."""
        return {
            "name": self.name.data or "",
            "kind": self.kind.data,
            "address": self.address.data or "",
            "postal_code": self.postal_code.data or "",
            "town": self.town.data or "",
            "district_id": self.district_id.data or None,
            "lat": self.lat.data,
            "lon": self.lon.data,
            "owner_id": int(self.owner_id.data) if self.owner_id.data else None,
            "about": self.about.data or "",
        }


class RoomForm(Form):
    """What is said about a room."""

    name = Line(_l("Name of the room"), [Needed(_l("Write what the room is called."))])
    floor = Whole(_l("Floor"))
    seats = Whole(_l("Chairs"))
    fire_limit = Whole(_l("Most people allowed in"))
    features = SelectMultipleField(
        _l("What the room has"), choices=lambda: options(rules.ROOM_FEATURES.items())
    )
    closed = BooleanField(_l("Not used any more"))

    def fill(self, room: Room) -> None:
        """Show what is known now."""
        self.name.data, self.floor.data, self.seats.data = room.name, room.floor, room.seats
        self.fire_limit.data, self.closed.data = room.fire_limit, room.closed
        self.features.data = list(room.features)


def access_form(known: Mapping[str, str], **more: Any) -> Form:
    """A form with yes, no or not known for every access fact; ``known`` is what stands there now."""
    fields = {
        fact: RadioField(
            cast("str", label), choices=lambda: options(VALUES), default=known.get(fact, rules.UNKNOWN)
        )
        for fact, label in taxonomy.ACCESS_FACTS.items()
    }
    return cast("Form", type("AccessForm", (Form,), fields)(**more))
