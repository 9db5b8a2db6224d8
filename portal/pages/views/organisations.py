"""The list of organisations and the page of one. Never the people in them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template, request

from portal.communities import queries as communities
from portal.core import taxonomy, web
from portal.core.errors import Says
from portal.core.text import _l
from portal.core.web import actor, public
from portal.events.models import Occurrence
from portal.pages.queries import cards, gatherings, programme
from portal.pages.queries import organisations as queries
from portal.pages.rules.filters import Filters
from portal.pages.views.blueprint import bp

SHOWN, READ = 8, 40
"""Events on the page of one organisation, each by its next date; and the dates they are looked for in."""

GROUPS: dict[str, Says] = {
    "association": _l("Associations"),
    "institution": _l("Institutions"),
    "citizens": _l("Groups of citizens"),
    "education": _l("Schools and day-care"),
    "business": _l("Businesses"),
}
"""Group of ``taxonomy.ORGANISATION_GROUPS`` -> its name in the list."""


@bp.get("/foreninger", endpoint="organisations")
@public
def organisations_list() -> str:
    """Who makes things happen here."""
    group = request.args.get("slags", "")
    group = group if group in GROUPS else ""
    query = " ".join(request.args.get("q", "").replace("\0", " ").split())
    return render_template(
        "pages/organisations.html",
        listed=queries.listed(group, query),
        groups=GROUPS,
        group=group,
        query=query,
        kept={"slags": group} if group else {},
        kinds=taxonomy.ORGANISATION_KINDS,
    )


def _one_of_each_event(dates: Iterable[Occurrence]) -> list[Occurrence]:
    """The first date of every event, in the order given: a weekly series does not crowd out the rest."""
    found: dict[int, Occurrence] = {}
    for one in dates:
        found.setdefault(one.event_id, one)
    return list(found.values())


@bp.get("/foreninger/<slug>")
@public
def organisation(slug: str) -> str:
    """One organisation: what it does, its programme and its communities."""
    found = queries.organisation(actor(), slug)
    coming = programme.upcoming(Filters(institution=slug), size=READ)
    nexts = _one_of_each_event(coming.items)
    return render_template(
        "pages/organisation.html",
        organisation=found,
        kind=taxonomy.ORGANISATION_KINDS[found.kind],
        coming=cards.cards(nexts[:SHOWN]),
        more=len(nexts) < len(coming.items) or len(nexts) > SHOWN or coming.next is not None,
        past=queries.held_by(slug),
        email=queries.public_email(found),
        communities=gatherings.gathered(communities.of_organisation(found.id)),
        theme_days=queries.theme_days_of(found.id),
        units=queries.units_of(found.id),
        feed=web.absolute("interop.organisation_calendar", slug=slug),
        canonical=web.absolute("pages.organisation", slug=slug),
    )
