"""What is asked about theme days and about the lines of their programme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, widgets
from wtforms.validators import ValidationError

from portal.core.errors import Refused
from portal.core.forms import Form, Line, LocalDate, LocalTime, Needed, Prose, options, wall_clock
from portal.core.text import _, _l
from portal.events.rules import EventFacts, Slot
from portal.organisations.models import Organisation
from portal.themedays import rules
from portal.themedays.models import ThemeDay

TIMES = (1, 2, 3)
"""How many times that day one line can be given at once."""


def no_choice_kept(form: Any, field: Any) -> None:
    """WTForms validator: one of the choices must be taken."""
    if not field.data:
        raise ValidationError(_("Choose from the list."))


class ThemeDayForm(Form):
    """What a theme day says about itself."""

    title = Line(_l("Name of the theme day"), [Needed(_l("Give the theme day a name."))])
    on = LocalDate(_l("Date"), [Needed(_l("Choose the date of the day."))])
    lead_id = SelectField(_l("Institution that leads it"))
    summary = Line(
        _l("In one sentence"), [Needed(_l("Say in one sentence what the day is about."))], limit=300
    )
    text = Prose(_l("About the day"), limit=6000)
    place_id = SelectField(_l("Main place"))
    partner_ids = SelectMultipleField(_l("Partners"))
    version = IntegerField(widget=widgets.HiddenInput())

    def offer(
        self,
        leads: Sequence[tuple[int, str]],
        partners: Sequence[tuple[int, str]],
        places: Sequence[tuple[int, str]],
    ) -> None:
        """Fill in what can be chosen."""
        self.lead_id.choices = options([(str(ident), name) for ident, name in leads])
        self.partner_ids.choices = options([(str(ident), name) for ident, name in partners])
        self.place_id.choices = options(
            [("", _l("Several places")), *((str(ident), name) for ident, name in places)]
        )
        self.place_id.data = self.place_id.data or ""

    def facts(self, day: ThemeDay | None = None) -> rules.ThemeDayFacts:
        """What was written; the lead of a day is settled when it is made."""
        return rules.ThemeDayFacts(
            title=self.title.data or "",
            on=self.on.data or date.min,
            lead_id=day.lead_id if day else int(self.lead_id.data),
            summary=self.summary.data or "",
            text=self.text.data or "",
            language=day.language if day else "da",
            place_id=int(self.place_id.data) if self.place_id.data else None,
            partner_ids=[int(one) for one in self.partner_ids.data or []],
        )


class LineForm(Form):
    """A new event for the programme."""

    institution_id = SelectField(_l("Institution that answers for it"))
    title = Line(_l("What is it called?"), [Needed(_l("Write what the line is called."))])
    summary = Line(_l("In one sentence"), [Needed(_l("Say in one sentence what happens."))], limit=300)
    starts_1 = LocalTime(_l("Begins"), [Needed(_l("Write when it begins."))])
    ends_1 = LocalTime(_l("Ends"), [Needed(_l("Write when it ends."))])
    starts_2 = LocalTime(_l("Begins"))
    ends_2 = LocalTime(_l("Ends"))
    starts_3 = LocalTime(_l("Begins"))
    ends_3 = LocalTime(_l("Ends"))
    where = SelectField(_l("Where"))
    signup_mode = SelectField(_l("Sign-up"))
    capacity = Line(_l("Seats"), limit=5)
    host_name = Line(_l("First name of the host"), limit=80)

    def offer(
        self, institutions: Sequence[tuple[int, str]], places: dict[str, list[tuple[str, str]]]
    ) -> None:
        """Fill in what can be chosen."""
        self.institution_id.choices = options([(str(ident), name) for ident, name in institutions])
        flat = [entry for entries in places.values() for entry in entries]
        self.where.choices = options([("", _l("Not decided yet")), *flat])
        self.where.data = self.where.data or ""
        self.signup_mode.choices = options(
            [("none", _l("No sign-up: just come")), ("per_session", _l("People sign up"))]
        )

    def validate_capacity(self, field: Any) -> None:
        """A whole number of people, or nothing."""
        if field.data and not (field.data.isdecimal() and len(field.data) <= 6):
            raise ValidationError(_("Write the number of seats in digits."))

    def slots(self, on: date) -> list[Slot]:
        """The times that were given, all on the day itself. Raises ``Refused``."""
        found = []
        for number in TIMES:
            starts, ends = self[f"starts_{number}"].data, self[f"ends_{number}"].data
            if starts is None and ends is None:
                continue
            if starts is None or ends is None:
                raise Refused(
                    _l("Write both when it begins and when it ends."),
                    field=f"{'starts' if starts is None else 'ends'}_{number}",
                )
            if ends <= starts:
                raise Refused(_l("It must end after it begins, on the same day."), field=f"ends_{number}")
            found.append(
                Slot(
                    wall_clock(on, starts, field=f"starts_{number}"),
                    wall_clock(on, ends, field=f"ends_{number}"),
                )
            )
        return found

    def facts(self, place_id: int | None, room_id: int | None, institution: Organisation) -> EventFacts:
        """What was written, as an event of the institution."""
        return EventFacts(
            title=self.title.data or "",
            organiser_id=institution.id,
            unit_id=institution.id,
            summary=self.summary.data or "",
            place_id=place_id,
            room_id=room_id,
            initiated_by=rules.initiator(institution.kind, house=institution.house_member),
            host_name=self.host_name.data or "",
            signup_mode=self.signup_mode.data,
            capacity=int(self.capacity.data) if self.capacity.data else None,
        )


class AttachForm(Form):
    """An event that exists already and has a date that day."""

    event_id = SelectField(_l("Event"), [no_choice_kept])

    def offer(self, events: Sequence[tuple[str, str]]) -> None:
        """Fill in the events to choose from."""
        self.event_id.choices = options(events)


class DecideForm(Form):
    """Yes or no to one line; buttons say which."""

    verb = HiddenField()
    reason = Prose(_l("Your words to the person who proposed it"), limit=1000)


class ReasonForm(Form):
    """Why something is done."""

    reason = Prose(_l("Why"), limit=500)
