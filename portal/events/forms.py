"""What is asked about events and their dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from portal.core import taxonomy
from portal.core.errors import Refused
from portal.core.forms import Form, Line, LocalDate, LocalTime, Needed, Prose, options, wall_clock
from portal.core.text import LANGUAGES, _, _l
from portal.events import rules
from portal.events.rules import DateFacts, EventFacts, Slot

ONCE = "once"
REPEATS = (
    (ONCE, _l("Just once")),
    ("weekly", _l("Every week on that weekday")),
    ("biweekly", _l("Every other week")),
    ("monthly_nth", _l("Once a month, the same weekday (for example the first Thursday)")),
    ("monthly_last", _l("Once a month, the last such weekday")),
    ("daily", _l("Every day")),
)
SCOPES = (
    ("this", _l("Only this date")),
    ("future", _l("This date and all later ones")),
)
TEAMS = ("", "KF", "BU", "SU", "AI", "KM", "MF", "ID", "FI", "BB", "SB", "TS")
"""Short names of the library's teams, as the staff use them."""


class Whole(IntegerField):
    """A whole number; left empty it is ``None``. Refuses with what to write."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read digits only."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise ValueError(_("Write a whole number, for example 12."))
        self.data = int(text)


def _dimension(label: Any, words: Mapping[str, Any]) -> SelectMultipleField:
    return SelectMultipleField(label, choices=lambda: options(words.items()))


def _select(label: Any, words: Mapping[str, Any], *, none: Any = None, **more: Any) -> SelectField:
    pairs: Iterable[tuple[str, Any]] = words.items() if none is None else [("", none), *words.items()]
    kept = list(pairs)
    return SelectField(label, choices=lambda: options(kept), **more)


def number(field: HiddenField) -> int | None:
    """The number that travelled along in a hidden field."""
    text = field.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _moment(day: date | None, at: time | None, *, field: str) -> datetime:
    """The wall-clock time of two fields. Raises ``Refused`` for an empty one and for the hour DST skips."""
    if day is None or at is None:
        raise Refused(_l("Write both day and time."), field=field)
    return wall_clock(day, at, field=field)


class SlotFields(Form):
    """When something is held, once or several times."""

    day = LocalDate(_l("Date"), [Needed(_l("Choose the date."))])
    starts = LocalTime(_l("Begins"), [Needed(_l("Write when it begins."))])
    ends = LocalTime(_l("Ends"), [Needed(_l("Write when it ends."))])
    ends_on = LocalDate(_l("Ends on another day"))
    repeat = RadioField(_l("How often"), choices=lambda: options(REPEATS), default=ONCE)
    until = LocalDate(_l("Last day (up to and including)"))
    times = Whole(_l("Or number of dates"))
    shown = HiddenField()
    """The slot and rule of the list of dates that the person has seen and ticked."""

    def slot(self) -> Slot:
        """The first date. Raises ``Refused``."""
        begin = _moment(self.day.data, self.starts.data, field="starts")
        end = _moment(self.ends_on.data or self.day.data, self.ends.data, field="ends")
        slot = Slot(begin, end)
        rules.check_slot(slot)
        return slot

    def rrule(self) -> str:
        """The iCalendar rule; empty for a single date. Raises ``Refused``."""
        if self.repeat.data == ONCE:
            return ""
        return rules.rule_for(
            self.repeat.data, self.slot().start.date(), until=self.until.data, count=self.times.data
        )

    def signature(self) -> str:
        """What a list of dates was made from: another signature means that the list is old."""
        slot = self.slot()
        return f"{slot.start:%Y%m%dT%H%M}/{slot.end:%Y%m%dT%H%M}/{self.rrule()}"


class WhereFields(Form):
    """Where something is held."""

    where = SelectField(_l("Place and room"), choices=[], validate_choice=False)

    def offer_places(self, groups: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Fill in the places and rooms to choose from, in groups."""
        self.where.choices = {
            "": [("", _("No fixed place"))],
            **{group: list(entries) for group, entries in groups.items()},
        }

    def validate_where(self, field: Any) -> None:
        """One of the places offered."""
        groups: Mapping[str, Any] = self.where.choices  # type: ignore[assignment]
        offered = {value for entries in groups.values() for value, _text in entries}
        if (field.data or "") not in offered:
            raise ValidationError(_("Choose the place again: it is not on the list any more."))


class EventForm(WhereFields):
    """What an event says about itself. Dates are asked for by ``SlotFields``."""

    title = Line(_l("Title"), [Needed(_l("Write a title: what would you call it to a neighbour?"))])
    summary = Prose(_l("In short"), [Needed(_l("Say in one or two sentences what happens."))], limit=300)
    text = Prose(_l("What happens"))
    first_time = Prose(_l("The first time somebody comes"), limit=2000)
    written_in = _select(_l("Language you write in"), LANGUAGES | taxonomy.LANGUAGES_SPOKEN, default="da")
    kind = _select(_l("Kind"), taxonomy.KINDS, default="event")
    genre = _select(_l("Form of the event"), taxonomy.GENRES, none=_l("Choose, if one fits"))
    theme = _dimension(_l("What it is about"), taxonomy.THEMES)

    mode = RadioField(
        _l("How people take part"), choices=lambda: options(taxonomy.MODES.items()), default="physical"
    )
    district = SelectField(_l("Part of the municipality"), choices=[])
    online_link = Line(_l("Link for those who take part online"), limit=500)

    audience = _dimension(_l("Made for"), taxonomy.AUDIENCES)
    age_band = _dimension(_l("Ages"), taxonomy.AGE_BANDS)
    spoken = _dimension(_l("Languages spoken"), taxonomy.LANGUAGES_SPOKEN)

    signup_mode = RadioField(
        _l("Do people sign up?"), choices=lambda: options(taxonomy.SIGNUP_MODES.items()), default="none"
    )
    capacity = Whole(_l("Room for how many people"))
    auto_promote = BooleanField(_l("Put people from the waiting list straight in"))

    price = Whole(_l("Price"), default=0)
    price_note = Line(_l("About the price"), limit=120)
    access = _dimension(_l("We promise here"), taxonomy.ACCESS_FACTS)
    host_name = Line(_l("First name of the host"), limit=80)

    image = FileField(_l("Picture"))
    alt = Line(_l("What the picture shows"), limit=250)
    credit = Line(_l("Who took or made it"), limit=120)
    focus = RadioField(
        _l("What must always be seen"), choices=lambda: options(rules.FOCI.items()), default=rules.CENTRE
    )
    image_id = HiddenField()
    version = HiddenField()

    def offer_districts(self, districts: Sequence[tuple[str, str]]) -> None:
        """Fill in the districts to choose from."""
        self.district.choices = options([("", _l("As the place")), *districts])

    def validate_alt(self, field: Any) -> None:
        """A picture comes with a description."""
        if (self.image.data or self.image_id.data) and not field.data:
            raise ValidationError(
                _("Write what the picture shows: it is read aloud to those who cannot see it.")
            )

    def validate_district(self, field: Any) -> None:
        """People must be able to find it: a place, or at least a part of the municipality."""
        if self.mode.data != "online" and not self.where.data and not field.data:
            raise ValidationError(_("Choose a place above, or at least the part of the municipality."))

    def facts(
        self, base: EventFacts, *, where: tuple[int | None, int | None], image_id: int | None
    ) -> EventFacts:
        """What was written, over ``base`` for what this form does not ask."""
        return replace(
            base,
            title=self.title.data or "",
            summary=self.summary.data or "",
            text=self.text.data or "",
            first_time=self.first_time.data or "",
            language=self.written_in.data,
            kind=self.kind.data,
            genre=self.genre.data or "",
            mode=self.mode.data,
            online_link=self.online_link.data or "",
            place_id=where[0],
            room_id=where[1],
            district_id=self.district.data or None,
            host_name=self.host_name.data or "",
            price=self.price.data or 0,
            price_note=self.price_note.data or "",
            signup_mode=self.signup_mode.data,
            capacity=self.capacity.data,
            auto_promote=self.auto_promote.data,
            image_id=image_id,
            tags={
                **base.tags,
                **{name: list(field.data or []) for name, field in self._dimensions().items()},
            },
        )

    def _dimensions(self) -> dict[str, SelectMultipleField]:
        return {
            "theme": self.theme,
            "audience": self.audience,
            "age_band": self.age_band,
            "language": self.spoken,
            "access": self.access,
        }

    def fill(self, facts: EventFacts, *, where: str) -> None:
        """Show what an event says now."""
        self.title.data, self.summary.data, self.text.data = facts.title, facts.summary, facts.text
        self.first_time.data, self.written_in.data = facts.first_time, facts.language
        self.kind.data, self.genre.data, self.mode.data = facts.kind, facts.genre, facts.mode
        self.online_link.data, self.where.data = facts.online_link, where
        self.district.data, self.host_name.data = facts.district_id or "", facts.host_name
        self.price.data, self.price_note.data = facts.price, facts.price_note
        self.signup_mode.data, self.capacity.data = facts.signup_mode, facts.capacity
        self.auto_promote.data = facts.auto_promote
        for dimension, field in self._dimensions().items():
            field.data = list(facts.tags.get(dimension, ()))
        self.image_id.data = str(facts.image_id or "")


class BehindFields(Form):
    """Who is behind an event: asked of staff."""

    unit = SelectField(_l("Looked after by"), choices=[], coerce=int)
    organiser = SelectField(_l("Held by"), choices=[], coerce=int)
    partners = SelectMultipleField(_l("Together with"), choices=[], coerce=int)
    initiated_by = _select(_l("Whose idea was it?"), taxonomy.INITIATORS, default="library")
    format = RadioField(
        _l("Tried before?"), choices=lambda: options(taxonomy.FORMATS.items()), default="known_format"
    )
    team = SelectField(_l("Team"), choices=lambda: options((one, one or "–") for one in TEAMS))
    book_bus = BooleanField(_l("The book bus is part of it"))

    def offer_organisations(
        self, units: Sequence[tuple[int, str]], organisers: Sequence[tuple[int, str]]
    ) -> None:
        """Fill in the units and organisations to choose from."""
        self.unit.choices, self.organiser.choices = list(units), list(organisers)
        self.partners.choices = list(organisers)

    def behind(self, base: EventFacts) -> EventFacts:
        """Who is behind, over ``base``."""
        return replace(
            base,
            unit_id=self.unit.data,
            organiser_id=self.organiser.data,
            partner_ids=list(self.partners.data or []),
            initiated_by=self.initiated_by.data,
            format=self.format.data,
            team=self.team.data or "",
            book_bus=bool(self.book_bus.data),
        )

    def fill_behind(self, facts: EventFacts) -> None:
        """Show who is behind now."""
        self.unit.data, self.organiser.data = facts.unit_id, facts.organiser_id
        self.partners.data, self.initiated_by.data = list(facts.partner_ids), facts.initiated_by
        self.format.data, self.team.data, self.book_bus.data = facts.format, facts.team, facts.book_bus


class CreateForm(SlotFields, BehindFields, EventForm):
    """A new event with its dates, by staff."""


class StaffEditForm(BehindFields, EventForm):
    """An event's facts, by staff of its unit."""


class AddDatesForm(SlotFields):
    """More dates for an event."""


class MeetingForm(SlotFields, WhereFields):
    """A meeting of a community, planned by its host: only what a host needs to say."""

    title = Line(_l("Title"), [Needed(_l("Write a title, for example the name of the community."))])
    text = Prose(_l("What you do this time"))
    mode = RadioField(
        _l("How people take part"), choices=lambda: options(taxonomy.MODES.items()), default="physical"
    )
    online_link = Line(_l("Link for those who take part online"), limit=500)
    signup_mode = RadioField(
        _l("Do people sign up?"), choices=lambda: options(taxonomy.SIGNUP_MODES.items()), default="none"
    )
    capacity = Whole(_l("Room for how many people"))


class DateForm(WhereFields):
    """One date: when, where, how many. ``scope`` says how far a change goes."""

    day = LocalDate(_l("Date"), [Needed(_l("Choose the date."))])
    starts = LocalTime(_l("Begins"), [Needed(_l("Write when it begins."))])
    ends = LocalTime(_l("Ends"), [Needed(_l("Write when it ends."))])
    capacity = Whole(_l("Room for how many people"))
    title = Line(_l("Title"), [Needed(_l("Write a title: what would you call it to a neighbour?"))])
    text = Prose(_l("What happens"))
    online_link = Line(_l("Link for those who take part online"), limit=500)
    scope = RadioField(_l("What does the change apply to?"), choices=lambda: options(SCOPES), default="this")
    version = HiddenField()

    def fill(self, facts: DateFacts, *, where: str) -> None:
        """Show what people see of the date now."""
        self.day.data, self.starts.data = facts.slot.start.date(), facts.slot.start.time()
        self.ends.data, self.capacity.data, self.where.data = facts.slot.end.time(), facts.capacity, where
        self.title.data, self.text.data, self.online_link.data = facts.title, facts.text, facts.online_link

    def facts(self, old: Slot, *, where: tuple[int | None, int | None]) -> DateFacts:
        """What was written. A date over several days keeps its number of days. Raises ``Refused``."""
        begin = _moment(self.day.data, self.starts.data, field="starts")
        last = begin.date() + timedelta(days=(old.end.date() - old.start.date()).days)
        end = _moment(last, self.ends.data, field="ends")
        return DateFacts(
            slot=Slot(begin, end),
            title=self.title.data or "",
            text=self.text.data or "",
            place_id=where[0],
            room_id=where[1],
            capacity=self.capacity.data,
            online_link=self.online_link.data or "",
        )


class ReasonForm(Form):
    """Why something is called off."""

    reason = Prose(
        _l("Why?"),
        [Needed(_l("Write why: those who are signed up are told, and it stands on the page."))],
        limit=500,
    )


class PublishForm(Form):
    """One button."""
