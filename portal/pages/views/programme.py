"""The event list."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock, web
from portal.core.web import public
from portal.pages.queries import cards, counted, programme
from portal.pages.queries.cards import Card
from portal.pages.rules.filters import NAMES, NOW, TODAY, Filters, read_filters
from portal.pages.rules.near import TOWNS
from portal.pages.views import filters as parts
from portal.pages.views.blueprint import bp
from portal.pages.views.nearest import nearest

CURSOR = "efter"
RUNNING_ON = ("", NOW, TODAY)
"""Days for which exhibitions that began earlier are shown as well."""


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
    looked = counted.look(filters)
    page = (
        counted.nearest_first(looked, cursor)
        if filters.by_distance
        else programme.upcoming(looked.filters, cursor)
    )
    running = [] if cursor or filters.day not in RUNNING_ON else programme.running(looked.filters)
    made = cards.cards([*page.items, *running], looked.near)
    shown, still_open = made[: len(page.items)], made[len(page.items) :]
    chips, rows = parts.chips(filters, looked.counts, offered), parts.finer(filters, looked)
    chosen = parts.chosen(filters, offered)
    return render_template(
        "pages/events.html",
        filters=filters,
        radius=looked.filters.radius,
        total=looked.counts.total,
        today=clock.today(),
        days=[] if filters.by_distance else cards.by_day(shown),
        places=_by_place(shown) if filters.by_distance else [],
        running=still_open,
        chips=chips,
        rows=rows,
        chosen=chosen,
        others=parts.without_chip(chosen, chips, *(row["chips"] for row in rows)),
        options=parts.options(filters, offered, looked.counts),
        towns=TOWNS,
        asked_near=request.args.get(NAMES["near"], ""),
        until=looked.until if filters.by_distance else None,
        nearest=[] if page.items or cursor else nearest(filters, looked, offered),
        feed=web.absolute("interop.programme", **filters.query()),
        first_page=_list_address(filters) if cursor else None,
        next_page=_list_address(filters, page.next) if page.next else None,
    )


def _by_place(shown: list[Card]) -> list[tuple[str, str, list[Card]]]:
    """Cards in order of distance as a list of places: name, how far, cards."""

    def where(card: Card) -> tuple[str, str]:
        return card.place or card.district, card.distance

    return [(place, far, list(group)) for (place, far), group in groupby(shown, where)]


def _list_address(filters: Filters, cursor: str | None = None) -> str:
    more: dict[str, Any] = {CURSOR: cursor} if cursor else {}
    return url_for("pages.events", **filters.query(), **more)
