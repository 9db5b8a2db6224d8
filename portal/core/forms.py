"""The base form: CSRF, our own wording, and fields that the whole site shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, StringField, TextAreaField, widgets  # type: ignore[attr-defined]
from wtforms.validators import StopValidation, ValidationError

from portal.core import clock
from portal.core.errors import Refused
from portal.core.text import _, _l, _n, holds_cpr


class _Translations:
    """WTForms' own messages from our catalogue: it ships none in Danish."""

    def gettext(self, text: str) -> str:
        return _(text)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return _n(singular, plural, number, value="%(value)s")  # which WTForms fills in afterwards


class Form(FlaskForm):  # type: ignore[misc]
    """Every form on the site. Text is stripped, CPR numbers are refused in free text."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where translations come from."""

        def get_translations(self, form: Any) -> _Translations:
            return _Translations()

    def refuse(self, refusal: Refused) -> None:
        """Show an action's refusal where it belongs: at its field, or on top of the form."""
        field = self._fields.get(refusal.field or "")
        if field is not None:
            field.errors = [*field.errors, str(refusal.text)]
        else:
            self.form_errors.append(str(refusal.text))


def strip(value: Any) -> Any:
    """WTForms filter: no blanks around text."""
    return value.strip() if isinstance(value, str) else value


def one_line(value: Any) -> Any:
    """WTForms filter: text on one line, whatever was sent: titles become subjects of mails."""
    return " ".join(value.split()) if isinstance(value, str) else value


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Choices of a select or radio field from ``(value, label)`` pairs, said in the reader's language."""
    return [SelectChoice(value, str(label)) for value, label in pairs]


class Needed:
    """The field must be filled; ``text`` says what to do ("Write your first name")."""

    field_flags = {"required": True}

    def __init__(self, text: Any) -> None:
        self.text = text

    def __call__(self, form: Any, field: Field) -> None:
        if field.process_errors:
            return  # something was written that cannot be read; that was said already
        data = field.data
        if data is None or data == [] or (isinstance(data, str) and not data.strip()):
            field.errors = []
            raise StopValidation(str(self.text))


def no_cpr(form: Any, field: Field) -> None:
    """WTForms validator: refuse what reads like a CPR number (we never ask for one)."""
    if field.data and holds_cpr(str(field.data)):
        raise ValidationError(
            _("This looks like a CPR number. Remove it: we never need it, and others may read this text.")
        )


def max_length(length: int) -> Callable[[Any, Field], None]:
    """WTForms validator with our wording; the flag ``limit`` lets the page count down without blocking."""

    def check(form: Any, field: Field) -> None:
        if field.data and len(field.data) > length:
            over = len(field.data) - length
            raise ValidationError(
                _(
                    "Shorten the text by %(over)s characters: there is room for %(max)s.",
                    over=over,
                    max=length,
                )
            )

    check.field_flags = {"limit": length}  # type: ignore[attr-defined]
    return check


class Line(StringField):
    """One line of text."""

    def __init__(
        self, label: Any = None, validators: Sequence[Any] = (), *, limit: int = 120, **kw: Any
    ) -> None:
        kw.setdefault("filters", [one_line])
        super().__init__(label, [*validators, max_length(limit), no_cpr], **kw)


class Prose(TextAreaField):
    """Several lines of Markdown text."""

    def __init__(
        self, label: Any = None, validators: Sequence[Any] = (), *, limit: int = 6000, **kw: Any
    ) -> None:
        kw.setdefault("filters", [strip])
        super().__init__(label, [*validators, max_length(limit), no_cpr], **kw)


def normal_email(text: str) -> str:
    """An address in the form we compare and store. Raises ``ValueError`` when it cannot be one."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error


class Email(StringField):
    """An e-mail address, normalised. Refuses with what to look at."""

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), **kw: Any) -> None:
        kw.setdefault("filters", [strip])
        super().__init__(label, [*validators, self._check], **kw)

    def _check(self, form: Any, field: Field) -> None:
        if not field.data:
            return
        try:
            field.data = normal_email(field.data)
        except ValueError:
            raise ValidationError(
                _("Check the e-mail address: it must look like name@example.dk, with an @ in it.")
            ) from None


class LocalDate(Field):
    """``<input type=date>``; also accepts 03-12-2026, 3.12.2026 and 3/12/2026."""

    widget = widgets.DateInput()
    data: date | None

    def _value(self) -> str:
        raw = self.raw_data
        if raw:
            return str(raw[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        self.data = clock.read_day(text)
        if self.data is not None:
            return
        raise ValueError(_("Write the date as day-month-year, for example 03-12-2026."))


class LocalTime(Field):
    """``<input type=time>``; also accepts 18.30, 1830 and 18."""

    widget = widgets.TimeInput()
    data: time | None

    def _value(self) -> str:
        raw = self.raw_data
        if raw:
            return str(raw[0])
        return self.data.strftime("%H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        self.data = clock.read_time(text)
        if self.data is not None:
            return
        raise ValueError(_("Write the time as hours and minutes, for example 18.30."))


def wall_clock(day: date, at: time, *, field: str) -> datetime:
    """The naive local time of a day and a time. Raises ``Refused`` for an hour that DST skips."""
    local = datetime.combine(day, at)
    if not clock.exists(local):
        raise Refused(
            _l("That time does not exist: the clock is set forward that night. Choose another time."),
            field=field,
        )
    return local
