"""What people are asked when they sign up, change, and count."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Optional

from portal.core.errors import Refused
from portal.core.forms import Email, Form, Line, Needed, Prose, max_length, options
from portal.core.taxonomy import BANDS, COUNT_METHODS
from portal.core.text import _, _l
from portal.participation import rules
from portal.participation.rules import feedback

VIA_WORDS = {"desk": _l("At the desk"), "phone": _l("By phone"), "host": _l("To the host")}
"""How a sign-up made on somebody's behalf came in."""

F = TypeVar("F", bound="PartyForm")


class People(IntegerField):
    """A number of people; nothing written is ``None``."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not text.lstrip("-").isdecimal() or len(text) > 9:
            raise ValueError(_("Write a whole number, for example 2."))
        self.data = int(text)


class PartyForm(Form):
    """A form with one number for each band; :func:`asking_for` makes the fields."""

    bands: Sequence[str] = ()
    limit: int | None = None
    """The most people the numbers may add up to; ``None`` leaves the judging to the action."""
    party_error: str = ""

    @property
    def party_fields(self) -> list[Any]:
        """The number fields, in the order of the bands."""
        return [self._fields[f"party_{band}"] for band in self.bands]

    @property
    def written(self) -> dict[str, int]:
        """Band -> number, for the fields that were filled."""
        pairs = zip(self.bands, self.party_fields, strict=True)
        return {band: field.data for band, field in pairs if field.data is not None}

    def show(self, numbers: Mapping[str, int]) -> None:
        """Put numbers into the fields of a form that nobody has sent yet."""
        for band, field in zip(self.bands, self.party_fields, strict=True):
            field.data = numbers.get(band, 0)

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the numbers together with the fields, so that everything to mend is said at once."""
        fine = bool(super().validate(extra_validators))
        if self.limit is None or any(field.errors for field in self.party_fields):
            return fine
        try:
            rules.check_party(self.written, limit=self.limit)
        except Refused as refusal:
            self.refuse(refusal)
            return False
        return fine

    def refuse(self, refusal: Refused) -> None:
        """A refusal of the numbers belongs to all of them together."""
        if refusal.field == "party":
            self.party_error = str(refusal.text)
        else:
            super().refuse(refusal)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What ``error_summary`` says besides the fields' own errors."""
        return [(self.party_error, "#party-field")] if self.party_error else []


def asking_for(form: type[F], bands: Iterable[str], limit: int | None = None) -> type[F]:
    """The form with a number field for each band, and the most people they may add up to."""
    chosen = tuple(bands)
    fields: dict[str, Any] = {f"party_{band}": People(str(BANDS[band])) for band in chosen}
    return type(form.__name__, (form,), {**fields, "bands": chosen, "limit": limit})


def _new_token() -> str:
    return secrets.token_urlsafe(24)


class SignUpForm(PartyForm):
    """Name, address, party, and what the host should know."""

    name = Line(
        _l("Your name"), [Needed(_l("Write your name, so that the host knows whom to look for."))], limit=80
    )
    email = Email(
        _l("Your e-mail"), [Needed(_l("Write your e-mail address. We send your confirmation there."))]
    )
    note = Prose(_l("Anything the host should know?"), limit=500)
    fewer = BooleanField(_l("If we have to wait, we would also take fewer seats"))
    form_token = HiddenField(default=_new_token, validators=[max_length(64)])


class OnBehalfForm(PartyForm):
    """Somebody who rang, came to the desk, or told the host."""

    name = Line(_l("Name"), [Needed(_l("Write a name, so that we know whom to look for."))], limit=80)
    email = Email(_l("E-mail"))
    phone = Line(_l("Phone"), limit=24)
    note = Prose(_l("What should the host know?"), limit=500)
    via = SelectField(
        _l("How did they sign up?"),
        choices=lambda: options(VIA_WORDS.items()),
        default="desk",
    )
    squeeze = BooleanField(_l("Make room, although it is full"))
    form_token = HiddenField(default=_new_token, validators=[max_length(64)])


class ChangeForm(PartyForm):
    """Fewer or more."""

    squeeze = BooleanField(_l("Make room, although it is full"))


class CancelForm(Form):
    """Nothing but the button."""


class AcceptForm(PartyForm):
    """Yes to an offer; the numbers are asked for only when fewer seats are held than they are people."""


class FewerForm(Form):
    """How few seats a waiting party would take; nothing written: all or none."""

    at_least = People(_l("We would come, if there are seats for at least"))


class RemoveForm(Form):
    """Why somebody is taken off the list."""

    reason = Line(_l("Why?"), [Needed(_l("Write why, in words that the person may read."))], limit=300)


class FeedbackForm(Form):
    """How was it? Every question may be left out."""

    face = RadioField(
        _l("How was it?"),
        choices=lambda: options((str(key), words) for key, words in feedback.FACES.items()),
        validators=[Optional()],
    )
    agrees = RadioField(
        _l("Is this true for you?"),
        choices=lambda: options(feedback.AGREEMENT.items()),
        validators=[Optional()],
    )
    first_time = RadioField(
        _l("Was it your first time at something of ours this year?"),
        choices=lambda: options({"yes": _l("Yes"), "no": _l("No")}.items()),
        validators=[Optional()],
    )
    text = Prose(_l("Anything you would like to say?"), limit=500)


class PaperFacesForm(Form):
    """How many ticked each face on paper."""

    face_5 = People(_l("Really good"))
    face_4 = People(_l("Good"))
    face_3 = People(_l("So-so"))
    face_2 = People(_l("Not good"))
    face_1 = People(_l("Bad"))

    @property
    def faces(self) -> dict[int, int]:
        """Face -> how many, those that were written."""
        return {face: self[f"face_{face}"].data for face in feedback.FACES if self[f"face_{face}"].data}


class TextForm(Form):
    """A free text, and whether others see it."""

    text = Prose(_l("What others will read"), limit=500)
    verdict = StringField()


class CountForm(PartyForm):
    """How many came. ``total`` is for when only one number is known."""

    total = People(_l("Everyone together"))
    method = SelectField(_l("How did you get the number?"), choices=lambda: options(COUNT_METHODS.items()))
    note = Line(_l("Note"), limit=300)
    reason = Line(_l("Why is the number corrected?"), limit=300)
    supersedes = HiddenField()
    sure = BooleanField(_l("Yes, the number is right"))

    @property
    def lines(self) -> dict[str, int]:
        """The one number when it is all there is, else the bands; both at once are left for the rule."""
        if self.total.data is None:
            return self.written
        return {"all": self.total.data, **{band: number for band, number in self.written.items() if number}}


def bands_for(event_bands: Sequence[str], given: Iterable[str] = ()) -> tuple[str, ...]:
    """The bands to ask for, with those a number was given for already: never two that overlap."""
    missing = [band for band in given if band not in event_bands]
    together = (*event_bands, *missing)
    return together if rules.clash(together) is None else tuple(given)
