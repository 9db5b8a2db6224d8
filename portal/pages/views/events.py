"""The event list."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.web import public
from portal.pages.queries import cards, programme
from portal.pages.rules.filters import NAMES, Filters, read_filters
from portal.pages.views.blueprint import bp
from portal.pages.views.filters import chips, chosen, nearest, options

CURSOR = "efter"


@bp.get("/arrangementer", endpoint="events")
@public
def events_list() -> str | BaseResponse:
    """Everything that is coming, by filter. A form sent with empty fields leads to a clean address."""
    if "" in request.args.values():
        known = (*NAMES.values(), CURSOR)
        asked: dict[str, Any] = {name: request.args[name] for name in known if request.args.get(name)}
        return redirect(url_for("pages.events", **asked))
    offered = programme.choices()
    filters = read_filters(request.args, offered.known)
    cursor = request.args.get(CURSOR)
    page = programme.upcoming(filters, cursor)
    running = [] if cursor or filters.day else programme.running(filters)
    counts = programme.facets(filters)
    return render_template(
        "pages/events.html",
        filters=filters,
        total=counts.all,
        today=clock.today(),
        days=cards.by_day(cards.cards(page.items)),
        running=cards.cards(running),
        chips=chips(filters, counts),
        chosen=chosen(filters, offered),
        options=options(filters, offered),
        nearest=[] if page.items or running else nearest(filters, offered),
        first_page=_list_address(filters) if cursor else None,
        next_page=_list_address(filters, page.next) if page.next else None,
    )


def _list_address(filters: Filters, cursor: str | None = None) -> str:
    more: dict[str, Any] = {CURSOR: cursor} if cursor else {}
    return url_for("pages.events", **filters.query(), **more)
