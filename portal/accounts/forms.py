"""Forms for signing in and for the profile."""

from __future__ import annotations

from wtforms import RadioField, StringField

from portal.core.forms import Email, Form, Line, Needed, options, strip
from portal.core.text import LANGUAGES, _l


class SignInForm(Form):
    """Where the code is sent."""

    email = Email(_l("Your e-mail address"), [Needed(_l("Write your e-mail address."))])


class CodeForm(Form):
    """The six digits from the mail."""

    code = StringField(
        _l("The code from the mail"),
        [Needed(_l("Write the six digits from the mail."))],
        filters=[strip, lambda value: value.replace(" ", "") if value else value],
    )


class ConfirmForm(Form):
    """A single button."""


class ProfileForm(Form):
    """How a person is called and written to."""

    name = Line(_l("What may we call you?"), [Needed(_l("Write the name we may call you by."))], limit=80)
    language = RadioField(_l("Language of our mails to you"), choices=lambda: options(LANGUAGES.items()))
