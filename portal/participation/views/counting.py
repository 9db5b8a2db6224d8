"""Counting a date in ten seconds, and the list of dates nobody has counted."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.core import web
from portal.core.access import require
from portal.core.errors import Refused
from portal.core.web import see_other
from portal.events.models import Occurrence
from portal.participation import actions, queries, rules
from portal.participation.forms import CountForm, asking_for, bands_for
from portal.participation.models import Count
from portal.participation.views.common import about, bands_of, bp, date_for, page


def _channel(occurrence: Occurrence) -> str:
    """Which channel the address asks for; the first of the date's own by default."""
    possible = rules.channels_of(occurrence.event.mode)
    asked = request.args.get("kanal", "")
    return asked if asked in possible else possible[0]


def _form(occurrence: Occurrence, current: Count | None, channel: str) -> CountForm:
    given = [band for band in (current.bands if current else ()) if band != "all"]
    form = asking_for(CountForm, bands_for(bands_of(occurrence), given))()
    if not form.is_submitted():
        form.method.data = current.method if current else rules.usual_method(channel)
        form.supersedes.data = str(current.id) if current else ""
        if current is not None:
            _show(form, current)
    return form


def _show(form: CountForm, current: Count) -> None:
    """Begin a correction with the numbers that hold now."""
    form.total.data = current.bands.get("all")
    form.note.data = current.note
    for band, field in zip(form.bands, form.party_fields, strict=True):
        field.data = current.bands.get(band)


def _page(occurrence: Occurrence, form: CountForm, status: int = 200, warning: str | None = None) -> Response:
    channel = _channel(occurrence)
    return page(
        "count.html",
        status,
        form=form,
        warning=warning,
        channel=channel,
        channels=rules.channels_of(occurrence.event.mode),
        current=queries.current_count(occurrence.id, channel),
        history=[one for one in queries.counts_of(occurrence.id) if one.channel == channel],
        reason=rules.why_not("count", actions.situation(occurrence)),
        **about(occurrence),
    )


@bp.get("/arrangementer/<slug>/<date>/optael")
def count(slug: str, date: str) -> Response:
    """One number or a few big ones; the present count and its story when there is one."""
    occurrence = date_for("count:make", slug, date)
    channel = _channel(occurrence)
    form = _form(occurrence, queries.current_count(occurrence.id, channel), channel)
    return _page(occurrence, form)


def _warning(occurrence: Occurrence, form: CountForm, channel: str) -> str | None:
    if form.sure.data or not form.lines:
        return None
    room = occurrence.room
    return rules.count_warning(sum(form.lines.values()), room.seats if room else None, channel)


@bp.post("/arrangementer/<slug>/<date>/optael")
def count_send(slug: str, date: str) -> BaseResponse:
    """Save the count and show what it moved; ask once more about a surprising number."""
    occurrence = date_for("count:make", slug, date)
    channel = _channel(occurrence)
    form = _form(occurrence, queries.current_count(occurrence.id, channel), channel)
    if not form.validate_on_submit():
        return _page(occurrence, form, 422)
    warning = _warning(occurrence, form, channel)
    if warning is not None:
        return _page(occurrence, form, 422, warning)
    supersedes = form.supersedes.data or ""
    try:
        made = actions.count(
            web.actor(),
            occurrence.id,
            channel=channel,
            method=form.method.data,
            lines=form.lines,
            note=form.note.data or "",
            reason=form.reason.data or "",
            supersedes_id=int(supersedes) if supersedes.isdecimal() and len(supersedes) <= 9 else None,
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _page(date_for("count:make", slug, date), form, refusal.status)
    return see_other("goals.receipt", count_id=made.id)


@bp.get("/arbejdsbord/optaelling")
def missing() -> Response:
    """Held dates without a count, newest first: for staff their units', for hosts their own."""
    require(web.actor(), "count:list_missing")
    found = queries.missing_page(web.actor(), cursor=request.args.get("efter"), newest=True)
    return page("missing.html", found=found, total=queries.missing_total(web.actor()))
