"""The staff queue, and one case with everything that is needed to decide it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.text import _, _n, clock_time, date_time_range, short_date
from portal.core.web import actor, see_other, tell
from portal.events import queries as events
from portal.events.models import Occurrence
from portal.moderation import actions, queries, rules
from portal.moderation.forms import ApproveForm, ChangesForm, DeclineForm, answers
from portal.moderation.models import Proposal
from portal.moderation.rules import promise, wish
from portal.moderation.views.blueprint import KIND_WORDS, MADE_ENDPOINTS, bp, number
from portal.moderation.views.story import story
from portal.organisations import queries as organisations
from portal.themedays import queries as themedays

Page = str | Response | tuple[str, int]

LINES, ORGANISATIONS = "linje", "forening"
_KIND_OF = {word: kind for kind, word in KIND_WORDS.items()}
_VIEW_WORDS = {
    queries.WAITING: "venter",
    queries.WITH_PROPOSER: "hos-forslagsstiller",
    queries.DECIDED: "afgjort",
}
_VIEW_OF = {word: view for view, word in _VIEW_WORDS.items()}
MOST_DATES_LOOKED_AT = 6


# the queue


@dataclass(frozen=True)
class _Waits:
    """One row of the queue. ``due`` is the promise; ``row`` is what ``work_list`` takes."""

    due: datetime | None
    row: dict[str, Any]


@bp.route("/arbejdsbord/forslag")
def queue() -> Page:
    """Everything that waits for a decision the reader may make, the oldest promise first."""
    who = actor()
    require(who, "desk:see")
    view = _VIEW_OF.get(request.args.get("vis", ""), queries.WAITING)
    word, unit = request.args.get("slags", ""), request.args.get("enhed", "")
    filters = queries.Filters(view=view, kind=_KIND_OF.get(word, ""), unit=unit)
    others = {LINES: _lines(who), ORGANISATIONS: _organisations(who)} if view == queries.WAITING else {}
    rows, following = _proposals(who, filters) if word not in (LINES, ORGANISATIONS) else ([], None)
    if not request.args.get("efter") and not unit:
        rows += [one for key, more in others.items() if word in ("", key) for one in more]
    rows.sort(key=lambda one: (one.due is None, one.due or clock.now()) if view != queries.DECIDED else 0)
    return render_template(
        "moderation/queue.html",
        rows=[one.row for one in rows],
        view=view,
        tabs_shown=_tabs(view),
        chips=_kind_chips(who, view, word, others),
        units=_unit_chips(who, unit),
        following=_here(efter=following) if following else None,
        filtered=bool(word or unit),
        clear=url_for("moderation.queue", vis=_VIEW_WORDS[view]),
    )


def _here(**changes: Any) -> str:
    """The address of this list with some filters changed; ``None`` takes one away."""
    kept = {name: request.args[name] for name in ("vis", "slags", "enhed") if request.args.get(name)}
    return url_for("moderation.queue", **{**kept, **changes})


def _proposals(who: Actor, filters: queries.Filters) -> tuple[list[_Waits], str | None]:
    page = queries.queue(who, filters, request.args.get("efter"))
    return [_Waits(one.due_at, _proposal_row(one)) for one in page.items], page.next


def _proposal_row(one: Proposal) -> dict[str, Any]:
    standing = standing_of(one)
    return {
        "title": one.title or _("Without a title"),
        "href": url_for("moderation.case", ident=one.uuid),
        "lang": one.language,
        "meta": [text for text in _about(one) if text],
        "due": _due_text(one),
        **standing,
    }


def _about(one: Proposal) -> list[str]:
    behind = one.organisation.name if one.organisation else ""
    return [
        str(rules.KIND_NAMES[one.kind]),
        one.owner.name or one.owner.email if one.owner else "",
        behind,
        _("decided by %(unit)s", unit=one.unit.name) if one.unit else "",
        _age(one.first_submitted_at),
        one.number or "",
    ]


def _age(since: datetime | None) -> str:
    if since is None:
        return ""
    days = (clock.today() - clock.to_local(since).date()).days
    return _n("sent %(num)s day ago", "sent %(num)s days ago", days) if days else _("sent today")


def _due_text(one: Proposal) -> str:
    if one.state == rules.SUBMITTED and one.due_at:
        return _("Answer by %(when)s", when=f"{short_date(one.due_at)} {clock_time(one.due_at)}")
    return ""


_STANDINGS = {promise.ON_TIME: "ok", promise.SOON: "few", promise.OVERDUE: "warn", promise.PAUSED: "waiting"}


def standing_of(one: Proposal) -> dict[str, str]:
    """The state label of a proposal: how the promise stands, or what was decided."""
    words = {
        promise.ON_TIME: _("On time"),
        promise.SOON: _("Soon due"),
        promise.OVERDUE: _("Overdue"),
        promise.PAUSED: _("The clock waits"),
    }
    state = promise.state(
        queries.local_now(),
        clock.to_local(one.due_at) if one.due_at else None,
        queries.promised_minutes(),
        running=one.state == rules.SUBMITTED,
        decided=one.state in (rules.APPROVED, rules.DECLINED, rules.WITHDRAWN),
    )
    if state == promise.ANSWERED:
        return {"state": rules.STATE_KINDS[one.state], "state_text": str(rules.STATE_NAMES[one.state])}
    return {"state": _STANDINGS[state], "state_text": words[state]}


def _promised(since: datetime) -> datetime:
    """What also gets an answer in the promised time, although nobody was told a date."""
    return clock.to_utc(promise.add_working_minutes(clock.to_local(since), queries.promised_minutes()))


def _lines(who: Actor) -> list[_Waits]:
    return [
        _Waits(
            due := _promised(line.proposed_at),
            {
                "title": line.event.title,
                "href": url_for("themedays.decide", slug=line.theme_day.slug, line_id=line.id),
                "lang": line.event.language,
                "meta": [
                    _("Programme line"),
                    line.theme_day.title,
                    line.institution.name,
                    _age(line.proposed_at),
                ],
                "due": _("Answer by %(when)s", when=short_date(due)),
                "state": "warn" if due < clock.now() else "ok",
                "state_text": _("Overdue") if due < clock.now() else _("On time"),
            },
        )
        for line in themedays.lines_waiting(who)
    ]


def _organisations(who: Actor) -> list[_Waits]:
    return [
        _Waits(
            _promised(one.created_at),
            {
                "title": one.name,
                "href": url_for("organisations.verify", slug=one.slug),
                "lang": "",
                "meta": [_("Organisation to verify"), _age(one.created_at)],
                "state": "waiting",
                "state_text": _("Waiting"),
            },
        )
        for one in organisations.waiting_for_verification(who)
    ]


def _tabs(view: str) -> list[dict[str, Any]]:
    names = {
        queries.WAITING: _("Waiting for us"),
        queries.WITH_PROPOSER: _("Waiting for the proposer"),
        queries.DECIDED: _("Decided"),
    }
    return [
        {"text": name, "href": url_for("moderation.queue", vis=_VIEW_WORDS[one]), "current": one == view}
        for one, name in names.items()
    ]


def _kind_chips(who: Actor, view: str, word: str, others: dict[str, list[_Waits]]) -> list[dict[str, Any]]:
    numbers = queries.waiting(who) if view == queries.WAITING else None
    chips = [
        _chip(KIND_WORDS[kind], str(name), word, numbers.get(kind, 0) if numbers is not None else None)
        for kind, name in rules.KIND_NAMES.items()
    ]
    names = {LINES: _("Programme line"), ORGANISATIONS: _("Organisation")}
    return [*chips, *(_chip(key, names[key], word, len(rows)) for key, rows in others.items() if rows)]


def _chip(key: str, name: str, chosen: str, count: int | None) -> dict[str, Any]:
    current = key == chosen
    return {
        "text": name,
        "href": _here(slags=None if current else key),
        "count": count,
        "current": current,
    }


def _unit_chips(who: Actor, chosen: str) -> list[dict[str, Any]]:
    units = queries.units_of(who)
    if len(units) < 2:
        return []
    return [
        {
            "text": one.name,
            "href": _here(enhed=None if one.slug == chosen else one.slug),
            "current": one.slug == chosen,
        }
        for one in units
    ]


# one case


@bp.route("/arbejdsbord/forslag/<uuid:ident>")
def case(ident: UUID) -> Page:
    """One proposal with everything that is needed to decide it."""
    return _case_page(queries.for_staff(actor(), str(ident)), {})


@bp.route("/arbejdsbord/forslag/<uuid:ident>/godkend", methods=["POST"])
def approve(ident: UUID) -> Page:
    """Say yes; what was proposed is public at once."""
    form = ApproveForm(prefix="approve")
    return _decide(
        str(ident),
        form,
        lambda version: actions.approve(actor(), str(ident), version=version),
        _("Approved and published. The proposer has been told."),
    )


@bp.route("/arbejdsbord/forslag/<uuid:ident>/ret", methods=["POST"])
def request_changes(ident: UUID) -> Page:
    """Ask the proposer to change something."""
    form = ChangesForm(prefix="changes")
    return _decide(
        str(ident),
        form,
        lambda version: actions.request_changes(
            actor(), str(ident), version=version, text=str(form.text.data or ""), notes=_notes()
        ),
        _("Sent to the proposer. The clock waits until the changes come."),
    )


@bp.route("/arbejdsbord/forslag/<uuid:ident>/afvis", methods=["POST"])
def decline(ident: UUID) -> Page:
    """Say no, with reason, rule and own words."""
    form = DeclineForm(prefix="decline")
    return _decide(
        str(ident),
        form,
        lambda version: actions.decline(
            actor(),
            str(ident),
            version=version,
            reason_code=str(form.reason_code.data or ""),
            text=str(form.text.data or ""),
            alternative=str(form.alternative.data or ""),
        ),
        _("Declined. The proposer has been told why."),
    )


def _notes() -> dict[str, str]:
    """The note at each field, from ``note-<field>``."""
    return {
        name.removeprefix("note-"): text for name, text in request.form.items() if name.startswith("note-")
    }


def _decide(key: str, form: Form, act: Callable[[int], Proposal], done: str) -> Page:
    found = queries.for_staff(actor(), key)
    prefix = form._prefix
    try:
        act(number(form._fields["version"].data) or 0)
    except Refused as refusal:
        form.refuse(refusal)
        found = queries.for_staff(actor(), key)
        form._fields["version"].data = str(found.version)  # the page shows it as it is now
        return _case_page(found, {prefix.rstrip("-"): form}), refusal.status
    tell(done)
    return see_other("moderation.case", ident=found.uuid)


def _case_page(found: Proposal, forms: dict[str, Form]) -> str:
    who = actor()
    read = queries.wish_of(found)
    problems = {**read.problems, **queries.unknown_choices(read)}
    slug = queries.made_slug(found)
    return render_template(
        "moderation/case.html",
        proposal=found,
        wish=read,
        rules=rules,
        place=queries.place_of(read),
        district=queries.district_name(read.district_id),
        partners=[one.name for one in queries.house_institutions() if one.id in read.partner_ids],
        problems=list(problems.values()),
        standing=standing_of(found),
        due=_due_text(found),
        about=[text for text in _about(found) if text],
        why_not={
            verb: rules.why_not(
                found, verb, who, problems=list(problems.values()) if verb == "approve" else ()
            )
            for verb in rules.DECIDING
        },
        forms={**_empty_forms(found), **forms},
        notes=_notes(),
        answers=answers(found.kind, found.data, queries.choices()),
        story=story(found, for_staff=True),
        earlier=queries.earlier(found),
        similar=queries.similar(read.title),
        neighbours=_neighbours(read),
        made=url_for(MADE_ENDPOINTS[found.kind], slug=slug) if slug else "",
    )


def _empty_forms(found: Proposal) -> dict[str, Form]:
    forms: dict[str, Form] = {
        "approve": ApproveForm(prefix="approve", formdata=None),
        "changes": ChangesForm(prefix="changes", formdata=None),
        "decline": DeclineForm(prefix="decline", formdata=None),
    }
    for form in forms.values():
        form._fields["version"].data = str(found.version)
    return forms


def _neighbours(read: wish.Wish) -> list[tuple[str, list[Occurrence]]]:
    """What else happens at the wished place around each of the first dates: an hour before and after."""
    if read.place_id is None:
        return []
    hour = timedelta(hours=1)
    return [
        (
            date_time_range(slot.start, slot.end),
            events.neighbours(
                read.place_id, None, clock.to_utc(slot.start) - hour, clock.to_utc(slot.end) + hour
            ),
        )
        for slot in read.slots[:MOST_DATES_LOOKED_AT]
    ]
