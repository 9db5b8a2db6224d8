"""Planning meetings of a community, by its host."""

from __future__ import annotations

from flask import request

from portal.communities import queries as communities
from portal.communities.models import Community
from portal.core.access import require
from portal.core.errors import Refused
from portal.core.text import _n
from portal.core.web import actor, see_other, tell
from portal.events import actions
from portal.events.forms import MeetingForm
from portal.events.rules import EventFacts
from portal.events.views.blueprint import Page, bp
from portal.events.views.making import page
from portal.events.views.proposals import series_of, still_shown
from portal.places import queries as places


@bp.route("/faellesskaber/<slug>/nyt-moede", methods=["GET", "POST"])
def plan_meeting(slug: str) -> Page:
    """Plan one meeting or several; they are public at once."""
    community = communities.community_by_slug(slug)
    require(actor(), "community:plan_meeting", community)
    form, series = MeetingForm(), None
    form.offer_places(places.where_choices())
    if form.validate_on_submit():
        try:
            facts = _facts(form, community)
            series = series_of(form, request.form.getlist("keep"), place=(facts.place_id, facts.room_id))
            if series.seen and request.form.get("do") != "dates":
                actions.plan_meeting(actor(), community.id, facts, series.slots)
                tell(
                    _n(
                        "The meeting is planned and everybody can see it.",
                        "%(num)s meetings are planned and everybody can see them.",
                        len(series.slots),
                    )
                )
                return see_other("pages.community", slug=slug)
        except Refused as refusal:
            form.refuse(refusal)
    if not form.is_submitted():
        form.title.data, form.mode.data = community.title, community.mode
        form.where.data = places.where_key(community.place_id, None)
    return page(
        "meeting", form, community=community, series=series or still_shown(form, request.form.getlist("keep"))
    )


def _facts(form: MeetingForm, community: Community) -> EventFacts:
    place_id, room_id = places.where(form.where.data or "")
    return EventFacts(
        title=form.title.data or "",
        summary=community.summary,
        text=form.text.data or "",
        first_time=community.first_time,
        language=community.language,
        mode=form.mode.data,
        online_link=form.online_link.data or "",
        place_id=place_id,
        room_id=room_id,
        district_id=community.district_id,
        host_name=community.host_name or actor().name.partition(" ")[0],
        signup_mode=form.signup_mode.data,
        capacity=form.capacity.data,
        organiser_id=community.organiser_id or community.unit_id,
        unit_id=community.unit_id,
        tags={one: community.tagged(one) for one in ("theme", "audience", "language", "age_band")},
    )
