"""Posters: an event, one of its dates or a whole series on one sheet, and the programme of a theme day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from portal.core import pdf, text
from portal.core.errors import Refused
from portal.core.limits import spend
from portal.core.shelf import name_of
from portal.core.text import _, _l
from portal.core.web import actor, public
from portal.events import queries as events
from portal.pages.queries import dates, posters, share
from portal.pages.queries.share import Shared
from portal.pages.views.blueprint import bp
from portal.pages.views.paper import art, cached, house, paper_language, picture_of, shelf
from portal.pages.views.share import short_address
from portal.pages.views.share_images import state_words

SHEETS = "200 per hour"
WIDEST = 1600
"""Pixels of the picture across the top."""
SIZE = "<any(a4, a3):size>"


@bp.get(f"/arrangementer/<slug>/plakat-{SIZE}.pdf")
@public
def event_poster(slug: str, size: str) -> Response:
    """The poster of an event: of its only date, or with all coming ones."""
    event = share.event_seen_by(actor(), slug)
    its = dates.dates_of(event)
    one, series = its.first(), len(its.coming) > 1
    shown = share.of_event(event, one, more=series, state="" if series else share.state_of_date(one))

    def facts() -> dict[str, Any]:
        return posters.of_series(event, its) if series else posters.of_date(event, one)

    return _sheet(pdf.POSTER, shown, size, facts)


@bp.get(f"/arrangementer/<slug>/<date>/plakat-{SIZE}.pdf")
@public
def date_poster(slug: str, date: str, size: str) -> Response:
    """The poster of one date."""
    event = share.event_seen_by(actor(), slug)
    one = events.occurrence_by_slug(slug, date)
    shown = share.of_date(one, share.state_of_date(one))
    return _sheet(pdf.POSTER, shown, size, lambda: posters.of_date(event, one))


@bp.get(f"/temadage/<slug>/plakat-{SIZE}.pdf")
@public
def day_poster(slug: str, size: str) -> Response:
    """The programme of a theme day."""
    day = share.day_seen_by(actor(), slug)
    return _sheet(pdf.PROGRAMME, share.of_day(day), size, lambda: posters.of_day(day))


def _sheet(template: str, shown: Shared, size: str, facts: Callable[[], dict[str, Any]]) -> Response:
    """The document, kept since it was first made. Raises ``Refused`` for letters we cannot print."""
    with text.speaking(paper_language()):
        try:
            data = {**_common(shown, size), **facts()}
        except pdf.Unprintable as letter:
            told = _l("Our posters cannot be written in these letters. Print the page itself.")
            raise Refused(told) from letter
    version = name_of(data, pdf.template_version(template))

    def make() -> bytes:
        spend("poster", SHEETS)
        return pdf.pdf(template, {**data, "art": art(shown.hue)})

    answer = Response(shelf().fetch(f"{version}.pdf", make), mimetype="application/pdf")
    name = "-".join(["plakat", *map(str, shown.values.values()), size])
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return cached(answer, version, exact=False, draft=not shown.public)


def _common(shown: Shared, size: str) -> dict[str, Any]:
    """What every sheet says: names, state, picture, and the way to the page."""
    short = short_address(shown)
    moment = shown.start if not shown.more_dates else None
    weekday, day, month = text.date_parts(moment) if moment else ("", None, "")
    return {
        **house(),
        **picture_of(shown.image, WIDEST),
        "size": size,
        "hue": shown.hue,
        "title": pdf.printable(shown.title),
        "title_lang": shown.language,
        "heading": pdf.printable(shown.title),
        "summary": pdf.printable_or_nothing(text.shorten(shown.summary, 260)),
        "state": state_words(shown).upper() or None,
        "cancelled": shown.state == share.CALLED_OFF,
        "weekday": weekday,
        "day": day,
        "month": month,
        "url": short,
        "address": short.partition("://")[2],
        "qr": posters.qr_of(short),
        "qr_alt": _("QR code that opens %(address)s", address=short),
    }
