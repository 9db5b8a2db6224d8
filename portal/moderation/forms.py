"""The forms of proposing and deciding.

The steps only show fields: what was typed is judged in one place, ``rules.wish``, and a wrong answer is
saved like a right one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from portal.core.text import _, _l, clock_time, long_date
from portal.moderation import rules
from portal.moderation.rules import wish, words

Choices = Sequence[tuple[str, Any]]


class Lists(SelectMultipleField):
    """Several choices; what is not among them is simply not chosen."""

    def pre_validate(self, form: Any) -> None:
        """Nothing to refuse: ``rules.wish`` reads the answers."""


class StepForm(Form):
    """One step. Its words, what must be filled and how long it may be come from the rules."""

    def __init__(self, kind: str, formdata: MultiDict[str, Any] | None = None) -> None:
        super().__init__(formdata=formdata)
        for name, field in self._fields.items():
            if name in wish.fields_of(kind):
                field.label.text = str(words.label(kind, name))
            field.flags.required = name in wish.REQUIRED[kind] or None
            field.flags.maxlength = wish.LIMITS.get(name)

    def show(self, problems: Mapping[str, Says]) -> None:
        """Say at each field what to do about it."""
        for name, text in problems.items():
            if name in self._fields:
                self._fields[name].errors = [str(text)]


class EventWhat(StepForm):
    """What is proposed."""

    title = StringField()
    summary = TextAreaField(render_kw={"rows": 3})
    text = TextAreaField(render_kw={"rows": 8})
    genre = SelectField()
    first_time = TextAreaField()


class CommunityWhat(StepForm):
    """What the community is about."""

    title = StringField()
    summary = TextAreaField(render_kw={"rows": 3})
    text = TextAreaField(render_kw={"rows": 8})
    first_time = TextAreaField()


class ThemeDayWhat(StepForm):
    """The idea of a theme day."""

    title = StringField()
    summary = TextAreaField(render_kw={"rows": 3})
    text = TextAreaField(render_kw={"rows": 8})


class EventWhen(StepForm):
    """One date, or a simple series."""

    day = LocalDate()
    starts = LocalTime()
    ends = LocalTime()
    repeat = RadioField()
    until = LocalDate()
    skip_holidays = BooleanField()


class CommunityWhen(StepForm):
    """How often, and the wished first meeting."""

    rhythm = StringField()
    day = LocalDate()
    starts = LocalTime()
    ends = LocalTime()


class ThemeDayWhen(StepForm):
    """The wished day."""

    day = LocalDate()


class EventWhere(StepForm):
    """Where people meet."""

    mode = RadioField()
    place = SelectField()
    place_words = StringField()
    district = SelectField()
    online_link = URLField()


class CommunityWhere(StepForm):
    """Where the community meets."""

    mode = RadioField()
    place = SelectField()
    place_words = StringField()
    district = SelectField()


class ThemeDayWhere(StepForm):
    """Where the day is held, and with whom."""

    place = SelectField()
    place_words = StringField()
    partners = Lists()


class EventWho(StepForm):
    """Who it is for and how it works."""

    host_name = StringField()
    audience = Lists()
    age_bands = Lists()
    spoken = SelectField()
    signup_mode = RadioField()
    capacity = StringField(render_kw={"inputmode": "numeric"})
    price = StringField(render_kw={"inputmode": "numeric"})
    needs = TextAreaField(render_kw={"rows": 4})


class CommunityWho(StepForm):
    """Who it is for and how new people come in."""

    host_name = StringField()
    audience = Lists()
    age_bands = Lists()
    spoken = SelectField()
    openness = RadioField()
    contact_email = EmailField()
    needs = TextAreaField(render_kw={"rows": 4})


class ThemeDayWho(StepForm):
    """What could happen that day."""

    lines = TextAreaField(render_kw={"rows": 6})
    needs = TextAreaField(render_kw={"rows": 4})


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
    """All answers of a proposal in the order of the form, empty ones too, but not what does not matter."""
    forms = (step_form(kind, step, typed, choices) for step in wish.STEPS)
    shown = set(wish.fields_of(kind)) - wish.beside_the_point(typed)
    return [
        Answer(field.name, str(field.label.text), _in_words(field))
        for form in forms
        for field in form
        if field.name in shown
    ]


def _in_words(field: Field) -> str:
    if isinstance(field, BooleanField):
        return _("yes") if field.data else _("no")
    if isinstance(field, SelectField | SelectMultipleField):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        offered: list[Any] = list(field.choices or [])
        said = isinstance(field, RadioField)  # its empty choice is an answer, that of a select is none
        return ", ".join(str(one[1]) for one in offered if one[0] in chosen and (one[0] or said))
    if isinstance(field, LocalDate) and field.data:
        return long_date(field.data)
    if isinstance(field, LocalTime) and field.data:
        return clock_time(datetime.combine(date.min, field.data))
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
