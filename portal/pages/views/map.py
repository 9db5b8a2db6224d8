"""The map of the municipality, drawn here, with a list beside it that says the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, render_template, request, url_for
from flask_babel import ngettext

from portal.core import clock, text, web
from portal.core.settings import Settings
from portal.core.taxonomy import PLACE_KINDS
from portal.core.text import _
from portal.core.web import public
from portal.pages.queries import map as queries
from portal.pages.queries import programme
from portal.pages.rules.filters import TODAY, WEEKEND, Filters, read_filters
from portal.pages.rules.map import Drawing, draw, short, spans
from portal.pages.rules.markers import Marker, sections
from portal.pages.rules.tiles import Tile, tiles
from portal.pages.views.blueprint import bp
from portal.pages.views.filters import chosen

BACKGROUND, TILES = "baggrund", "fliser"
DAYS = ("day", "since", "until")


@bp.get("/kort", endpoint="map")
@public
def map_page() -> Response:
    """Places and what is planned there, by the list's filters; other people's tiles only when asked for."""
    offered = programme.choices()
    filters = read_filters(request.args, offered.known)
    days = spans(filters, clock.today())
    counted = queries.counted(filters, days)
    areas, spots = queries.areas(counted.districts), queries.spots(counted.places)
    drawing = draw(areas, spots)
    settings: Settings = current_app.config["SETTINGS"]
    shows_tiles = bool(settings.tile_url) and request.args.get(BACKGROUND) == TILES
    page = render_template(
        "pages/map.html",
        drawing=drawing,
        tiles=_tiles(drawing, settings) if shows_tiles else [],
        tile_host=urlsplit(settings.tile_url).netloc,
        tiles_on=_address(filters, True),
        tiles_off=_address(filters, False),
        titles=_titles(drawing, {one.id: one.name for one in areas}),
        sections=sections(areas, spots, drawing.markers if drawing else ()),
        nowhere=counted.nowhere,
        total=counted.totals["chosen"],
        when=_when(filters, days["chosen"]),
        kinds=PLACE_KINDS,
        query=_list_query(filters, days["chosen"]),
        filters=filters,
        days=_day_chips(filters, counted.totals, shows_tiles),
        wishes=_wish_chips(filters, offered, shows_tiles),
        canonical=web.absolute("pages.map"),
    )
    answer = make_response(page)
    if shows_tiles:
        answer.headers["Content-Security-Policy"] = web.CONTENT_SECURITY_POLICY.replace(
            "img-src 'self' data:", f"img-src 'self' data: {settings.tile_origin}"
        )
    return answer


def _titles(drawing: Drawing | None, districts: dict[str, str]) -> dict[str, str]:
    """Anchor of a marker -> what it is called."""
    return {one.anchor: _title(one, districts[one.district]) for one in (drawing.markers if drawing else ())}


def _title(marker: Marker, district: str) -> str:
    first, more = marker.spots[0].name, len(marker.spots) - 1
    if not more:
        return first
    if marker.building:
        return marker.building.replace("_", " ").capitalize()
    if marker.approximate:
        return _("Places in %(district)s", district=short(district))
    return str(ngettext("%(name)s and %(num)s more", "%(name)s and %(num)s more", more, name=first))


def _tiles(drawing: Drawing | None, settings: Settings) -> list[Tile]:
    if drawing is None:
        return []
    return tiles(settings.tile_url, width=drawing.view.width, **drawing.view.bounds)


def _address(filters: Filters, with_tiles: bool) -> str:
    more: dict[str, Any] = {BACKGROUND: TILES} if with_tiles else {}
    return url_for("pages.map", **filters.query(), **more)


def _when(filters: Filters, days: queries.Span) -> str:
    """The chosen days in words."""
    named = {TODAY: _("Today"), WEEKEND: _("This weekend")}
    if filters.day in named:
        return named[filters.day]
    if not any(getattr(filters, name) for name in DAYS):
        return _("The next 14 days")
    first, last = (text.short_date(day) for day in days)
    return first if first == last else f"{first} – {last}"


def _list_query(filters: Filters, days: queries.Span) -> dict[str, Any]:
    """The same wishes for the list, which would otherwise have no last day."""
    ahead = filters if filters.day else replace(filters, until=days[1])
    return ahead.query()


def _day_chips(filters: Filters, totals: dict[str, int], with_tiles: bool) -> list[dict[str, Any]]:
    """One of them is always chosen, unless the address asks for other days."""
    plain = filters.without(*DAYS)
    wishes = [
        (_("Today"), "sun", replace(plain, day=TODAY), totals["today"]),
        (_("This weekend"), "calendar", replace(plain, day=WEEKEND), totals["weekend"]),
        (_("14 days"), "calendar-days", plain, totals["ahead"]),
    ]
    return [
        {
            "text": words,
            "icon": icon,
            "href": _address(wish, with_tiles),
            "count": number,
            "current": wish == filters,
        }
        for words, icon, wish, number in wishes
    ]


def _wish_chips(filters: Filters, offered: programme.Choices, with_tiles: bool) -> list[dict[str, Any]]:
    """A few wishes to add, and every one that came along from the list, each to take away."""
    often: list[tuple[str, str, dict[str, Any]]] = [
        (_("Free"), "ticket", {"free": True}),
        (_("For children"), "baby", {"band": "children"}),
        (_("No sign-up"), "door-open", {"no_signup": True}),
        (_("Step-free access"), "accessibility", {"step_free": True}),
    ]
    named = {
        name for _words, _icon, wish in often for name, value in wish.items() if _has(filters, name, value)
    }
    chips = [
        {
            "text": words,
            "icon": icon,
            "href": _address(filters.toggled(**wish), with_tiles),
            "current": wish.keys() <= named,
        }
        for words, icon, wish in often
    ]
    others = [name for name in filters.chosen() if name not in named and name not in DAYS]
    return chips + [
        {"text": part["text"], "href": _address(filters.without(name), with_tiles), "current": True}
        for name in others
        for part in chosen(replace(Filters(), **{name: getattr(filters, name)}), offered)
    ]


def _has(filters: Filters, name: str, value: object) -> bool:
    return bool(getattr(filters, name) == value)
