"""Forms for organisations and their members."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from portal.core import taxonomy
from portal.core.forms import Email, Form, Line, Needed, Prose, options, strip
from portal.core.text import _, _l


def _web_address(form: Any, field: Any) -> None:
    if field.data and not field.data.startswith(("http://", "https://")):
        raise ValidationError(_("Write the whole address, beginning with https://"))


class OrganisationForm(Form):
    """The profile of an organisation."""

    name = Line(_l("Name"), [Needed(_l("Write the name of the organisation."))])
    kind = SelectField(_l("What kind is it?"))
    about = Prose(_l("What do you do?"), limit=3000)
    district_id = SelectField(_l("Where do you belong?"))
    email = Email(_l("E-mail that everybody may write to"))
    website = StringField(_l("Website"), [_web_address], filters=[strip])
    cvr = StringField(_l("CVR number"), filters=[strip])

    def offer(self, districts: list[tuple[str, str]]) -> None:
        """Fill the lists to choose from."""
        self.kind.choices = options(taxonomy.ORGANISATION_KINDS.items())
        self.district_id.choices = options([("", _("The whole municipality")), *districts])


class InviteForm(Form):
    """Who is asked to join."""

    email = Email(_l("E-mail address"), [Needed(_l("Write the e-mail address of the person."))])
    role = RadioField(
        _l("What may they do?"),
        choices=lambda: options(
            [
                ("member", _("Member: may act for the organisation")),
                ("manager", _("Manager: may also edit and invite")),
            ]
        ),
        default="member",
    )


class VerificationForm(Form):
    """What staff decide, and why."""

    verb = RadioField(
        _l("Decision"),
        choices=lambda: options([("verify", _("Verify")), ("reject", _("Turn down"))]),
        validators=[Needed(_l("Choose one of the two."))],
    )
    reason = Prose(_l("Why?"), limit=1000)


class RoleForm(Form):
    """A change of a membership."""

    role = RadioField(choices=options([("manager", ""), ("member", ""), ("", "")]), default="member")
