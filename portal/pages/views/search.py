"""The search page and the suggestions under every search box."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock, text
from portal.core.errors import Says
from portal.core.text import _, _l
from portal.core.web import public
from portal.pages.queries import cards, search
from portal.pages.rules.search import KINDS, PAST, SHORTEST_SUGGESTED, TABS, Hit, asked, suggested
from portal.pages.views.blueprint import bp

Line = dict[str, Any]

NAMES: dict[str, Says] = {
    "event": _l("Events"),
    "community": _l("Communities"),
    "theme_day": _l("Theme days"),
    "place": _l("Places"),
    "organisation": _l("Organisers"),
    PAST: _l("Past"),
}
ONE: dict[str, Says] = {
    "event": _l("Event"),
    "community": _l("Community"),
    "theme_day": _l("Theme day"),
    "place": _l("Place"),
    "organisation": _l("Organiser"),
}
ICONS = {
    "event": "calendar",
    "community": "users",
    "theme_day": "sparkles",
    "place": "map-pin",
    "organisation": "building-2",
}
PAGES = {
    "event": "pages.event",
    "community": "pages.community",
    "theme_day": "themedays.day",
    "place": "pages.place",
    "organisation": "pages.organisation",
}


@bp.get("/soeg", endpoint="search")
@public
def search_page() -> str:
    """One search over everything public, by kind; what is over stands behind its own tab."""
    query = asked(request.args.get("q", ""))
    kind = TABS.get(request.args.get("slags", ""), "")
    answer = search.look_for(query, kind)
    found = answer.found
    past = kind == PAST or not found.total
    dates = search.next_dates(found.hits) if not past else {}
    return render_template(
        "pages/search.html",
        query=query,
        kind=kind,
        corrected=answer.corrected,
        total=found.total,
        anything=bool(found.total or found.past),
        tabs=_tabs(query, kind, found.numbers, found.total),
        groups=[
            {
                "kind": name,
                "name": NAMES[name],
                "number": found.numbers[name],
                "lines": [line(hit) for hit in hits],
                "cards": cards.cards([dates[hit.id] for hit in hits if hit.id in dates]),
                "all": _address(query, name),
            }
            for name, hits in found.groups()
        ],
        past=[line(hit) for hit in found.past] if past else [],
        past_number=found.numbers.get(PAST, 0),
        past_address=_address(query, PAST),
        near=[line(hit) for hit in answer.near],
    )


@bp.get("/soeg/forslag", endpoint="suggestions")
@public
def suggestions() -> str | BaseResponse:
    """The options of the list under a search box: a part of a page, for scripts."""
    query = asked(request.args.get("q", ""))
    if len(query) < SHORTEST_SUGGESTED:
        return BaseResponse(status=204)
    found = search.suggest(query)
    return render_template(
        "pages/suggestions.html",
        query=query,
        total=found.total,
        lines=[line(hit) for hit in suggested(found.hits)],
        address=_address(query),
    )


def line(hit: Hit) -> Line:
    """A hit as a line says it: what it is, when and where."""
    facts = (when(hit), hit.place if hit.place != hit.title else "")
    return {
        "kind": ONE[hit.kind],
        "icon": ICONS[hit.kind],
        "title": hit.title,
        "href": url_for(PAGES[hit.kind], slug=hit.slug),
        "text": text.shorten(hit.text, 140),
        "meta": " · ".join(fact for fact in facts if fact),
    }


def when(hit: Hit) -> str:
    """The next date in words; of a community its next meeting, of what is over the last time."""
    if hit.day is not None:
        return text.short_date(hit.day)
    if hit.at is None:
        return ""
    if hit.over:
        return _("Last held %(day)s", day=text.short_date(hit.at))
    if hit.at <= clock.now():
        return _("Open now")
    moment = text.short_moment(hit.at)
    return _("Next meeting %(moment)s", moment=moment) if hit.kind == "community" else moment


def _address(query: str, kind: str = "") -> str:
    tab: str | None = next((tab for tab, shown in TABS.items() if shown == kind), None)
    return url_for("pages.search", q=query, slags=tab)


def _tabs(query: str, kind: str, numbers: Any, total: int) -> list[Line]:
    """Everything, each kind that has something, and the past; the tab one stands on is always there."""
    entries = [{"text": _("Everything"), "href": _address(query), "current": not kind, "count": total}]
    return entries + [
        {
            "text": str(NAMES[one]),
            "href": _address(query, one),
            "current": one == kind,
            "count": numbers.get(one, 0),
        }
        for one in (*KINDS, PAST)
        if numbers.get(one) or one == kind
    ]
