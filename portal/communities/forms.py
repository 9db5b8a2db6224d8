"""What is asked about communities and of the people who join them."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    widgets,
)

from portal.communities import rules
from portal.communities.models import Community
from portal.core import taxonomy
from portal.core.forms import Form, Line, Needed, Prose, options
from portal.core.text import _l

OPENNESS = (
    (rules.OPEN, _l("Anybody can join")),
    (rules.ASK_FIRST, _l("The hosts are asked first")),
)


class CommunityForm(Form):
    """What a community says about itself."""

    title = Line(_l("Name of the community"), [Needed(_l("Give the community a name."))])
    summary = Line(
        _l("In one sentence"), [Needed(_l("Say in one sentence what you do together."))], limit=300
    )
    text = Prose(_l("What you do"), limit=6000)
    first_time = Prose(_l("The first time"), limit=2000)
    rhythm = Line(_l("When you usually meet"), limit=120)
    host_name = Line(_l("First name of the host"), limit=80)
    mode = RadioField(
        _l("Where you meet"), choices=lambda: options(taxonomy.MODES.items()), default="physical"
    )
    place_id = SelectField(_l("Place"), choices=[])
    openness = RadioField(_l("Who can join"), choices=lambda: options(OPENNESS), default=rules.OPEN)
    themes = SelectMultipleField(_l("What it is about"), choices=lambda: options(taxonomy.THEMES.items()))
    audiences = SelectMultipleField(_l("Who it is for"), choices=lambda: options(taxonomy.AUDIENCES.items()))
    version = IntegerField(widget=widgets.HiddenInput())

    def offer(self, places: Sequence[tuple[str, str]]) -> None:
        """Fill in the places to choose from."""
        self.place_id.choices = options([("", _l("No fixed place")), *places])
        self.place_id.data = self.place_id.data or ""

    def facts(self, community: Community) -> rules.CommunityFacts:
        """What was written; what an edit cannot change stays as it is."""
        kept = {one: community.tagged(one) for one in ("language", "age_band")}
        return rules.CommunityFacts(
            title=self.title.data or "",
            unit_id=community.unit_id,
            organiser_id=community.organiser_id,
            summary=self.summary.data or "",
            text=self.text.data or "",
            first_time=self.first_time.data or "",
            language=community.language,
            mode=self.mode.data,
            openness=self.openness.data,
            rhythm=self.rhythm.data or "",
            host_name=self.host_name.data or "",
            contact_email=community.contact_email,
            initiated_by=community.initiated_by,
            place_id=int(self.place_id.data) if self.place_id.data else None,
            district_id=community.district_id,
            tags={"theme": self.themes.data or [], "audience": self.audiences.data or [], **kept},
        )


class JoinForm(Form):
    """What somebody says when joining."""

    show_name = BooleanField(_l("Show my first name on the community's page"))
    message = Prose(_l("A greeting to the hosts"), limit=500)


class ShowNameForm(Form):
    """Whether a member's first name is shown."""

    show_name = BooleanField(_l("Show my first name on the community's page"))


class ReasonForm(Form):
    """Why something is done, in one's own words."""

    reason = Prose(_l("Why"), limit=500)


class VerbForm(Form):
    """A button that says what to do."""

    verb = HiddenField()
