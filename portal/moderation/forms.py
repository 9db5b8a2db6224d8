"""The forms of proposing and deciding.

The steps only show fields: what was typed is judged in one place, ``rules.wish``, and a wrong answer is
saved like a right one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)

from portal.core import taxonomy
from portal.core.errors import Says
from portal.core.forms import Form, LocalDate, LocalTime, Needed, Prose
from portal.core.text import _, _l, long_date
from portal.moderation import rules
from portal.moderation.rules import wish

Choices = Sequence[tuple[str, Any]]


class Lists(SelectMultipleField):
    """Several choices; what is not among them is simply not chosen."""

    def pre_validate(self, form: Any) -> None:
        """Nothing to refuse: ``rules.wish`` reads the answers."""


class StepForm(Form):
    """One step. Which fields must be filled and how long they may be comes from the rules."""

    def __init__(self, kind: str, formdata: MultiDict[str, Any] | None = None) -> None:
        super().__init__(formdata=formdata)
        for name, field in self._fields.items():
            field.flags.required = name in wish.REQUIRED[kind] or None
            field.flags.maxlength = wish.LIMITS.get(name)

    def show(self, problems: Mapping[str, Says]) -> None:
        """Say at each field what to do about it."""
        for name, text in problems.items():
            if name in self._fields:
                self._fields[name].errors = [str(text)]


class EventWhat(StepForm):
    """What is proposed."""

    title = StringField(_l("Title"))
    summary = TextAreaField(_l("In short"), render_kw={"rows": 3})
    text = TextAreaField(_l("What happens?"), render_kw={"rows": 8})
    genre = SelectField(_l("What sort of thing is it?"))
    first_time = TextAreaField(_l("What happens when somebody comes for the first time?"))


class CommunityWhat(StepForm):
    """What the community is about."""

    title = StringField(_l("Name of the community"))
    summary = TextAreaField(_l("In short"), render_kw={"rows": 3})
    text = TextAreaField(_l("What do you do together?"), render_kw={"rows": 8})
    first_time = TextAreaField(_l("What happens when somebody comes for the first time?"))


class ThemeDayWhat(StepForm):
    """The idea of a theme day."""

    title = StringField(_l("Name of the day"))
    summary = TextAreaField(_l("In short"), render_kw={"rows": 3})
    text = TextAreaField(_l("What is the idea?"), render_kw={"rows": 8})


class EventWhen(StepForm):
    """One date, or a simple series."""

    day = LocalDate(_l("Day"))
    starts = LocalTime(_l("Begins"))
    ends = LocalTime(_l("Ends"))
    repeat = RadioField(_l("Does it happen again?"))
    until = LocalDate(_l("Last day of the series"))
    skip_holidays = BooleanField(_l("Step over public holidays"))


class CommunityWhen(StepForm):
    """How often, and the wished first meeting."""

    rhythm = StringField(_l("How often would you like to meet?"))
    day = LocalDate(_l("Day"))
    starts = LocalTime(_l("Begins"))
    ends = LocalTime(_l("Ends"))


class ThemeDayWhen(StepForm):
    """The wished day."""

    day = LocalDate(_l("Which day?"))


class EventWhere(StepForm):
    """Where people meet."""

    mode = RadioField(_l("How do people take part?"))
    place = SelectField(_l("Wished place"))
    place_words = StringField(_l("Another place, in your own words"))
    district = SelectField(_l("Part of the municipality"))
    online_link = URLField(_l("Link to the meeting online"))


class CommunityWhere(StepForm):
    """Where the community meets."""

    mode = RadioField(_l("How do people take part?"))
    place = SelectField(_l("Wished place"))
    place_words = StringField(_l("Another place, in your own words"))
    district = SelectField(_l("Part of the municipality"))


class ThemeDayWhere(StepForm):
    """Where the day is held, and with whom."""

    place = SelectField(_l("Wished place"))
    place_words = StringField(_l("Another place, in your own words"))
    partners = Lists(_l("Whom would you like to do it with?"))


class EventWho(StepForm):
    """Who it is for and how it works."""

    host_name = StringField(_l("First name of the host"))
    audience = Lists(_l("Who is it for?"))
    age_bands = Lists(_l("Which ages?"))
    spoken = SelectField(_l("Language spoken"))
    signup_mode = RadioField(_l("Do people sign up?"))
    capacity = StringField(_l("How many is there room for?"), render_kw={"inputmode": "numeric"})
    price = StringField(_l("Price"), render_kw={"inputmode": "numeric"})
    needs = TextAreaField(_l("What do you need from us?"), render_kw={"rows": 4})


class CommunityWho(StepForm):
    """Who it is for and how new people come in."""

    host_name = StringField(_l("First name of the host"))
    audience = Lists(_l("Who is it for?"))
    age_bands = Lists(_l("Which ages?"))
    spoken = SelectField(_l("Language spoken"))
    openness = RadioField(_l("How do new people join?"))
    contact_email = EmailField(_l("E-mail that visitors may write to"))
    needs = TextAreaField(_l("What do you need from us?"), render_kw={"rows": 4})


class ThemeDayWho(StepForm):
    """What could happen that day."""

    lines = TextAreaField(_l("What could happen that day?"), render_kw={"rows": 6})
    needs = TextAreaField(_l("What do you need from us?"), render_kw={"rows": 4})


_STEPS: dict[str, dict[str, type[StepForm]]] = {
    rules.EVENT: {
        wish.WHAT: EventWhat,
        wish.WHEN: EventWhen,
        wish.WHERE: EventWhere,
        wish.WHO: EventWho,
    },
    rules.COMMUNITY: {
        wish.WHAT: CommunityWhat,
        wish.WHEN: CommunityWhen,
        wish.WHERE: CommunityWhere,
        wish.WHO: CommunityWho,
    },
    rules.THEME_DAY: {
        wish.WHAT: ThemeDayWhat,
        wish.WHEN: ThemeDayWhen,
        wish.WHERE: ThemeDayWhere,
        wish.WHO: ThemeDayWho,
    },
}


def step_form(kind: str, step: str, typed: Mapping[str, Any], choices: Mapping[str, Choices]) -> StepForm:
    """The form of a step filled with what was typed. ``choices``: places, districts and partners."""
    filled: MultiDict[str, Any] = MultiDict()
    for name in wish.FIELDS[kind][step]:
        value = typed.get(name, wish.BEFOREHAND.get(name, ""))
        filled.setlist(name, list(value) if name in wish.LISTS else [value])
    form = _STEPS[kind][step](kind, filled)
    offered = {**_fixed_choices(), **choices}
    for field in form:
        if isinstance(field, SelectField | SelectMultipleField) and field.name in offered:
            field.choices = list(offered[field.name])
    return form


def typed_in(kind: str, step: str, sent: MultiDict[str, str]) -> dict[str, Any]:
    """What a step's form sent, as it is kept: lists stay lists, everything else is text."""
    return {
        name: sent.getlist(name) if name in wish.LISTS else sent.get(name, "")
        for name in wish.FIELDS[kind][step]
    }


@dataclass(frozen=True)
class Answer:
    """One answer in words, as it is read back to the one who gave it."""

    name: str
    label: str
    value: str


def answers(kind: str, typed: Mapping[str, Any], choices: Mapping[str, Choices]) -> list[Answer]:
    """All answers of a proposal in the order of the form; empty ones too."""
    forms = (step_form(kind, step, typed, choices) for step in wish.STEPS)
    return [
        Answer(field.name, str(field.label.text), _in_words(field))
        for form in forms
        for field in form
        if field.name in wish.fields_of(kind)
    ]


def _in_words(field: Field) -> str:
    if isinstance(field, BooleanField):
        return _("yes") if field.data else _("no")
    if isinstance(field, SelectField | SelectMultipleField):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        offered: list[Any] = list(field.choices or [])
        return ", ".join(str(one[1]) for one in offered if one[0] and one[0] in chosen)
    if isinstance(field, LocalDate) and field.data:
        return long_date(field.data)
    return str((field.raw_data or [""])[0])


def _named(words: Mapping[str, Says], only: Sequence[str] | None = None) -> Choices:
    return [(key, words[key]) for key in (only or words)]


def _fixed_choices() -> dict[str, Choices]:
    return {
        "genre": [("", _("I do not know yet")), *_named(taxonomy.GENRES)],
        "repeat": [
            ("", _("No, only that day")),
            ("weekly", _("Every week")),
            ("biweekly", _("Every second week")),
            ("monthly", _("Every month, on the same weekday")),
        ],
        "mode": _named(taxonomy.MODES),
        "audience": _named(taxonomy.AUDIENCES, wish.AUDIENCES),
        "age_bands": _named(taxonomy.AGE_BANDS, wish.AGE_BANDS),
        "spoken": _named(taxonomy.LANGUAGES_SPOKEN),
        "signup_mode": [
            ("none", _("No, people just come")),
            ("per_session", _("Yes, people sign up beforehand")),
        ],
        "openness": [
            ("open", _("Everybody can come at once")),
            ("ask_first", _("People ask first")),
        ],
    }


class SendForm(Form):
    """The last step: on whose behalf, and send."""

    behalf = RadioField(_l("On behalf of"), validate_choice=False)
    version = HiddenField()


class WithdrawForm(Form):
    """Take a proposal back."""

    reason = Prose(_l("Why? It helps us to know"), limit=500)


class ApproveForm(Form):
    """Say yes."""

    version = HiddenField()


class ChangesForm(Form):
    """Ask for changes: a note for each field that needs one, and a text to the proposer."""

    version = HiddenField()
    text = TextAreaField(_l("To the proposer"), render_kw={"rows": 4})


class DeclineForm(Form):
    """Say no, so that it can be understood."""

    version = HiddenField()
    reason_code = SelectField(_l("Reason"), validators=[Needed(_l("Choose the reason that fits best."))])
    text = TextAreaField(_l("In your own words"), render_kw={"rows": 5})
    alternative = TextAreaField(_l("What could the person do instead?"), render_kw={"rows": 3})

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.reason_code.choices = [
            ("", _("Choose a reason")),
            *((code, str(reason.label)) for code, reason in rules.DECLINE_REASONS.items()),
        ]
        self.text.flags.required = True
