"""The goals in public, the rows behind them, and the receipt after a count."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from portal.core import clock, text
from portal.core.access import can, require
from portal.core.taxonomy import BANDS, COUNT_METHODS, PLACE_KINDS
from portal.core.text import _
from portal.core.web import actor, public
from portal.goals import rules
from portal.goals.models import Period
from portal.goals.queries import catalogue, moved
from portal.goals.queries.catalogue import Card
from portal.goals.queries.rows import Row, months_held, rows, split
from portal.goals.rules import Window
from portal.participation import queries as participation

bp = Blueprint("goals", __name__)

CSV_BATCH = 500


def _chosen() -> tuple[Period, Window]:
    """The agreement, and the year that the address asks for."""
    period = catalogue.period_on(clock.today())
    years = catalogue.years(period)
    year = rules.chosen_year(request.args.get("aar"), years[-1], years[0])
    return period, rules.window(year, clock.now())


def _year_chips(period: Period, window: Window) -> list[dict[str, Any]]:
    return [
        {
            "text": str(year),
            "href": url_for(request.endpoint or "", **_kept(), aar=year),
            "current": year == window.year,
        }
        for year in catalogue.years(period)
    ]


def _kept() -> dict[str, Any]:
    """What of the address stays when the year is changed."""
    under = request.args.get("under")
    return {**(request.view_args or {}), **({"under": under} if under else {})}


@bp.route("/maal")
@public
def index() -> str:
    """The five goal areas with the figures that stand for each."""
    period, window = _chosen()
    areas = catalogue.areas(period)
    cards = catalogue.cards(catalogue.headlines(areas), window)
    return render_template(
        "goals/index.html",
        period=period,
        window=window,
        years=_year_chips(period, window),
        areas=[(area, [card for card in cards if card.area is area]) for area in areas],
        not_measured=[(area, aim) for area in areas for aim in area.aims if aim.served != "yes"],
    )


@bp.route("/maal/<code>")
@public
def area(code: str) -> str:
    """One goal area: its aims, each with its indicators or why there are none."""
    period, window = _chosen()
    shown = catalogue.area_by_code(period, code)
    cards = catalogue.cards(catalogue.everywhere([shown]), window)
    return render_template(
        "goals/area.html",
        area=shown,
        window=window,
        years=_year_chips(period, window),
        headlines=[card for card in cards if card.aim is None],
        aims=[(aim, [card for card in cards if card.aim is aim]) for aim in shown.aims],
    )


def _card(code: str) -> tuple[Period, Window, Card]:
    period, window = _chosen()
    indicator = catalogue.indicator_by_code(period, code)
    under = request.args.get("under", "")
    link = catalogue.link_under(indicator, under) if under else None
    if link is None:
        places = catalogue.places_of(indicator)
        link = next((one for one in places if not one.scope), None)
    return period, window, catalogue.card(indicator, link, window)


@bp.route("/maal/tal/<code>")
@public
def indicator(code: str) -> str:
    """One figure: how it is read, how it is made up, and every row behind it."""
    period, window, card = _card(code)
    page = rows(card.ask, window, cursor=request.args.get("efter"))
    return render_template(
        "goals/indicator.html",
        card=card,
        window=window,
        years=_year_chips(period, window),
        places=catalogue.places_of(card.indicator),
        page=page,
        next=_next(window, page.next),
        months=_months(card, window),
        splits=_splits(card, window),
        bands=BANDS,
        methods=COUNT_METHODS,
    )


def _next(window: Window, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    return url_for("goals.indicator", **_kept(), aar=window.year, efter=cursor, _anchor="rows")


def _hidden(card: Card, numbers: list[Any]) -> list[Any]:
    """The numbers as the reader may see them: small numbers of people are for staff."""
    if card.of_people and not can(actor(), "goal:rows"):
        known = rules.hide_small([number or 0 for number in numbers])
        return [None if number is None else shown for number, shown in zip(numbers, known, strict=True)]
    return numbers


def _months(card: Card, window: Window) -> list[dict[str, Any]]:
    """A bar for each month so far; a month with dates but no count at all is not known."""
    found = split(card.ask, window, "month")
    if not found:
        return []
    held = months_held(card.ask, window) if card.of_people else set()
    last = clock.to_local(window.end).month if window.until == window.end else 12
    months = range(1, last + 1)
    numbers = [found.get(one, None if one in held else 0) for one in months]
    values = _hidden(card, numbers)
    return [
        {"label": text.month_name(one), "value": value} for one, value in zip(months, values, strict=True)
    ]


def _splits(card: Card, window: Window) -> list[dict[str, Any]]:
    """The figure by kind of place and by district, largest first."""
    tables = []
    for by, title in (("place_kind", _("Kind of place")), ("district", _("District"))):
        found = split(card.ask, window, by)
        names = sorted(found, key=lambda name: (-found[name], str(name)))
        numbers = _hidden(card, [found[name] for name in names])
        lines = [
            [
                str(PLACE_KINDS.get(name, name)) if name else _("No place"),
                _("not shown") if number is None else number,
            ]
            for name, number in zip(names, numbers, strict=True)
        ]
        if lines:
            tables.append({"title": title, "rows": lines})
    return tables


@bp.route("/maal/tal/<code>.csv")
def export(code: str) -> Response:
    """All rows behind a figure as a file for spreadsheets: for staff, with counters' names."""
    require(actor(), "goal:rows")
    _period, window, card = _card(code)
    name = f"{code}-{window.year}.csv"
    return Response(
        "\ufeff" + "".join(_lines(card, window)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(card: Card, window: Window) -> Iterator[str]:
    head = [
        _("Date"),
        _("What"),
        _("Place"),
        _("Number"),
        _("Ages"),
        _("How it was counted"),
        _("Counted by"),
    ]
    yield _line(head)
    cursor = None
    while True:
        page = rows(card.ask, window, cursor=cursor, size=CSV_BATCH)
        yield from (_line(_cells(row)) for row in page.items)
        cursor = page.next
        if cursor is None:
            return


def _cells(row: Row) -> list[str]:
    ages = ", ".join(f"{BANDS.get(band, band)} {number}" for band, number in row.bands.items())
    visible = row.proposal is None or can(actor(), "proposal:see", row.proposal)
    return [
        row.when.isoformat() if row.when else "",
        row.title if visible else _("A proposal"),
        row.place,
        _("count missing") if row.missing and row.of_people else text.number(row.number),
        ages,
        ", ".join(str(COUNT_METHODS.get(count.method, count.method)) for count in row.counts),
        ", ".join(count.counted_by for count in row.counts),
    ]


def _line(cells: list[str]) -> str:
    """One line for a spreadsheet; what it would take for a formula becomes text."""
    out = io.StringIO()
    safe = [f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell for cell in cells]
    csv.writer(out, delimiter=";").writerow(safe)
    return out.getvalue()


@bp.route("/maal/kvittering/<int:count_id>")
def receipt(count_id: int) -> str:
    """Thanks after a count: what was saved, and what it did to the goals."""
    count = participation.count_by_id(count_id)
    occurrence = count.occurrence
    require(actor(), "count:make", occurrence)
    ledger = participation.counts_of(occurrence.id)
    waiting = participation.missing_counts(actor(), limit=1)
    return render_template(
        "goals/receipt.html",
        count=count,
        occurrence=occurrence,
        before=next((one for one in ledger if one.id == count.supersedes_id), None),
        corrected=any(one.supersedes_id == count.id for one in ledger),
        receipt=moved.moved_by(count),
        next_missing=waiting[0] if waiting else None,
        bands=BANDS,
        methods=COUNT_METHODS,
    )
