"""One case with everything that is needed to decide it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.actor import Actor
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.text import _, date_time_range
from portal.core.web import actor, see_other, tell
from portal.events import queries as events
from portal.events.models import Occurrence
from portal.moderation import actions, queries, rules
from portal.moderation.forms import ApproveForm, ChangesForm, DeclineForm, answers
from portal.moderation.models import Proposal
from portal.moderation.queries.standing import about, due_text, standing_of
from portal.moderation.rules import wish
from portal.moderation.views.blueprint import MADE_ENDPOINTS, bp, number
from portal.moderation.views.story import story

Page = str | Response | tuple[str, int]

MOST_DATES_LOOKED_AT = 6


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
        due=due_text(found),
        about=[text for text in about(found) if text],
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
        following=None if found.state == rules.SUBMITTED else _following(who),
    )


def _following(who: Actor) -> Proposal | None:
    """What waits longest for this person, once a case is dealt with."""
    return next(iter(queries.queue(who, queries.Filters(), size=1).items), None)


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
