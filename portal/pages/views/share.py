"""Passing things on: the block on a page, short links and QR codes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, current_app, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from portal.communities.models import Community
from portal.core import clock, qr, text, web
from portal.core.language_choice import prefix_of
from portal.core.web import actor, public
from portal.events.models import Event, Occurrence
from portal.organisations.models import Organisation
from portal.pages.queries import share
from portal.pages.queries.dates import Dates
from portal.pages.queries.share import Shared
from portal.pages.rules.dates import State
from portal.pages.rules.share import write_code
from portal.pages.views.blueprint import bp
from portal.pages.views.share_images import image_address, state_words
from portal.themedays.models import ThemeDay

SHAREABLE = frozenset({"pages", "themedays", "goals", "interop"})
"""Blueprints whose public pages have an address for everybody; others carry tokens or forms."""
LONGEST_CODED = 500
"""Characters of an address whose QR code a telephone still reads from paper (ISO/IEC 18004: version 17 with
level M holds 504)."""


@dataclass(frozen=True)
class Sharing:
    """What ``ui/share.html`` and ``ui/meta.html`` show of one thing."""

    title: str
    address: str
    short: str
    code: str
    image: str
    image_alt: str
    mail: str
    """A ``mailto:`` address with subject and text."""
    calendar: str
    """Address of a calendar file, or empty."""
    posters: tuple[tuple[str, str], ...]
    """Paper size and address of a poster."""


@bp.app_template_global()
def share_event(event: Event, one: Occurrence | None, its: Dates, states: dict[int, State]) -> Sharing | None:
    """What the page of an event passes on: the date when it is about one of several, else the event."""
    state = states[one.id].kind if one else ""
    about_one = one is not None and its.several and request.endpoint == "pages.occurrence"
    return _sharing(
        share.of_date(one, state)
        if about_one and one
        else share.of_event(event, one, more=its.several, state=state)
    )


@bp.app_template_global()
def share_thing(thing: Community | ThemeDay | Organisation) -> Sharing | None:
    """What the page of anything else passes on."""
    if isinstance(thing, Community):
        return _sharing(share.of_community(thing))
    return _sharing(share.of_day(thing) if isinstance(thing, ThemeDay) else share.of_organisation(thing))


@bp.app_template_global()
def public_address() -> str:
    """The whole address of the page that is shown, for print and previews; empty when it is not for all."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.blueprint not in SHAREABLE or request.method != "GET" or not getattr(view, "is_public", False):
        return ""
    home: str = current_app.config["SETTINGS"].address
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    page = home + prefix_of(text.language()) + quote(request.path)
    return next((one for one in (page + query, page) if len(one) <= LONGEST_CODED), "")


@bp.app_context_processor
def locales_of_page() -> dict[str, object]:
    """The locale of the page and all others, as Open Graph writes them (``da_DK``)."""
    locales = {code: text.region(code) for code in text.LANGUAGES}
    return {"current_locale": locales.get(text.language(), ""), "locales": locales.values()}


@bp.app_template_global()
def qr_symbol(address: str) -> Markup:
    """The QR code of an address, to stand once on a page."""
    return qr.symbol(address)


@bp.app_template_global()
def qr_side(address: str) -> int:
    """How many modules wide the drawing of :func:`qr_symbol` is."""
    return qr.side(address)


def short_address(shown: Shared) -> str:
    """The whole short address of a thing, in the language of the page."""
    return web.absolute("pages.short", code=write_code(shown.code.kind, shown.code.number))


def _sharing(shown: Shared) -> Sharing | None:
    """``None`` for a draft: there is nothing to pass on yet."""
    if not shown.public:
        return None
    address = web.absolute(shown.endpoint, **shown.values)
    return Sharing(
        title=shown.title,
        address=address,
        short=short_address(shown),
        code=write_code(shown.code.kind, shown.code.number),
        image=image_address(shown),
        image_alt=", ".join(_lines(shown)),
        mail=_mail(shown, address),
        calendar=url_for(shown.calendar[0], **shown.calendar[1]) if shown.calendar else "",
        posters=posters(shown),
    )


def posters(shown: Shared) -> tuple[tuple[str, str], ...]:
    """Paper sizes and where the poster in that size is."""
    if shown.poster is None:
        return ()
    endpoint, values = shown.poster
    return tuple((size.upper(), url_for(endpoint, size=size, **values)) for size in ("a4", "a3"))


def _lines(shown: Shared) -> list[str]:
    """Title, time and place, as one says them in a mail."""
    when = ""
    if shown.start and shown.end:
        when = text.date_time_range(shown.start, shown.end)
    elif shown.on:
        when = text.long_date(shown.on)
    state = state_words(shown)
    return [line for line in (f"{state}: {shown.title}" if state else shown.title, when, shown.where) if line]


def _mail(shown: Shared, address: str) -> str:
    body = "\r\n".join([*_lines(shown), "", address])
    return f"mailto:?subject={quote(shown.title, safe='')}&body={quote(body, safe='')}"


@bp.get("/k/<code>")
@public
def short(code: str) -> BaseResponse:
    """From a code on paper to the page. Not for good: a page may move to another address."""
    shown = share.find_code(actor(), code)
    return redirect(url_for(shown.endpoint, **shown.values))


@bp.get("/k/<code>.svg")
@public
def qr_drawing(code: str) -> Response:
    """The QR code of the short link, for people's own posters."""
    shown = share.find_code(actor(), code)
    return _file(Response(qr.svg(short_address(shown)), mimetype="image/svg+xml"), f"qr-{code}.svg")


@bp.get("/k/<code>.png")
@public
def qr_picture(code: str) -> Response:
    """The same as pixels."""
    shown = share.find_code(actor(), code)
    return _file(Response(qr.png(short_address(shown)), mimetype="image/png"), f"qr-{code}.png")


def _file(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.app_template_global()
def printed_on() -> str:
    """Today, for the foot of a printed page."""
    return text.long_date(clock.today())
