"""Forms of the administration."""

from __future__ import annotations

from wtforms import RadioField, SelectField

from portal.core.forms import Email, Form, Needed, options
from portal.core.text import _, _l


class GrantForm(Form):
    """A staff role for somebody."""

    email = Email(_l("E-mail address"), [Needed(_l("Write the e-mail address of the person."))])
    role = RadioField(
        _l("Role"),
        choices=lambda: options(
            [
                ("moderator", _("Moderator: decides on proposals, edits, counts")),
                ("goal_owner", _("Goal owner: sees the rows behind the figures")),
                ("administrator", _("Administrator: gives roles")),
            ]
        ),
        validators=[Needed(_l("Choose a role."))],
    )
    organisation_id = SelectField(_l("Where does it hold?"))
