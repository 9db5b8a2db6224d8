"""The list of communities and the page of one."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from portal.communities import queries as communities
from portal.communities.queries import Choice, Facets, Filters
from portal.core import taxonomy, web
from portal.core.text import _
from portal.core.web import actor, public
from portal.pages.queries import cards, gatherings
from portal.pages.views.blueprint import bp

MOST_CHIPS = 8
NAMES = {"theme": "tema", "place": "sted", "mode": "form", "q": "q"}
"""Field of ``Filters`` -> its name in the address."""


@bp.get("/faellesskaber", endpoint="communities")
@public
def communities_list() -> str:
    """Communities that would like company, those about to meet first."""
    offered = communities.facets()
    filters = _read(offered)
    return render_template(
        "pages/communities.html",
        filters=filters,
        found=gatherings.gathered(communities.listed(filters)),
        rows=_chips(filters, offered),
        kept={NAMES[name]: value for name, value in vars(filters).items() if value and name != "q"},
    )


def _read(offered: Facets) -> Filters:
    """The filters in the address; a value that nothing has is no filter."""

    def known(name: str, choices: list[Choice]) -> str:
        value = request.args.get(name, "")
        return value if value in {one.value for one in choices} else ""

    return Filters(
        theme=known("tema", offered.themes),
        place=known("sted", offered.places),
        mode=known("form", offered.modes),
        q=request.args.get("q", "").strip()[:120],
    )


def _chips(filters: Filters, offered: Facets) -> list[tuple[str, list[dict[str, Any]]]]:
    themes = [
        (one, str(taxonomy.THEMES[one.value])) for one in offered.themes if one.value in taxonomy.THEMES
    ]
    modes = [(one, str(taxonomy.MODES[one.value])) for one in offered.modes if one.value in taxonomy.MODES]
    places = [(one, one.name) for one in offered.places]
    rows = [("theme", _("About"), themes), ("place", _("Where"), places), ("mode", _("How"), modes)]
    return [
        (label, [_chip(filters, field, one, words) for one, words in choices[:MOST_CHIPS]])
        for field, label, choices in rows
        if len(choices) > 1
    ]


def _chip(filters: Filters, field: str, choice: Choice, words: str) -> dict[str, Any]:
    """One tap chooses, another takes the choice away."""
    chosen = getattr(filters, field) == choice.value
    wishes = {**vars(filters), field: "" if chosen else choice.value}
    address = {NAMES[name]: value for name, value in wishes.items() if value}
    return {
        "text": words,
        "href": url_for("pages.communities", **address),
        "count": choice.number,
        "current": chosen,
    }


@bp.get("/faellesskaber/<slug>")
@public
def community(slug: str) -> str:
    """One community: the next meeting before anything else."""
    found = communities.community_by_slug(slug)
    meetings = gatherings.meetings_of(found)
    shown = cards.cards([*meetings.coming, *meetings.past])
    coming = shown[: len(meetings.coming)]
    upcoming = meetings.next
    return render_template(
        "pages/community.html",
        community=found,
        next_meeting=upcoming,
        next_card=next((one for one in coming if upcoming and one.date_slug == upcoming.slug), None),
        coming=coming,
        past=shown[len(meetings.coming) :],
        names=communities.shown_names(found.id),
        members=communities.member_counts([found.id]).get(found.id, 0),
        membership=communities.membership(found.id, actor().person_id),
        calendar=web.absolute("interop.community_calendar", slug=slug),
        theme_words=taxonomy.THEMES,
        audience_words=taxonomy.AUDIENCES,
        canonical=web.absolute("pages.community", slug=slug),
    )
