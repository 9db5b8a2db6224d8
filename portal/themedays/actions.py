"""Making theme days and deciding what is on their programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core import audit, clock, search
from portal.core.access import require
from portal.core.actor import SYSTEM, Actor
from portal.core.db import action, db, free_slug, get, hold
from portal.core.errors import Conflict, Refused
from portal.core.states import advance
from portal.core.text import _l
from portal.events import actions as event_actions
from portal.events import rules as event_rules
from portal.events.models import Event
from portal.organisations.models import Organisation
from portal.themedays import mails, queries, rules
from portal.themedays.models import ProgrammeLine, ThemeDay, ThemeDayPartner


@action
def create_theme_day(actor: Actor, facts: rules.ThemeDayFacts, *, proposer_id: int | None = None) -> ThemeDay:
    """Make a theme day as a draft; the lead is always one of its partners.

    Raises ``Refused`` for facts that cannot stand, ``Forbidden`` unless the actor is staff of the lead.
    """
    rules.check(facts, today=clock.today())
    lead = get(Organisation, facts.lead_id)
    require(actor, "themeday:create", lead)
    _needs_institution(lead)
    day = ThemeDay(
        slug=free_slug(ThemeDay.slug, facts.title, "temadag"),
        lead_id=facts.lead_id,
        proposer_id=proposer_id,
        created_at=clock.now(),
        **_columns(facts),
    )
    db.session.add(day)
    db.session.flush()
    _set_partners(day.id, facts)
    make_findable(day)
    audit.note(actor, "themeday.create", day)
    return day


@action
def edit_theme_day(actor: Actor, theme_day_id: int, facts: rules.ThemeDayFacts, *, version: int) -> ThemeDay:
    """Change what is said about a day. A partner with lines stays. ``Conflict`` for an old form."""
    day = hold(ThemeDay, theme_day_id)
    require(actor, "themeday:edit", queries.with_partners(theme_day_id))
    if day.version != version:
        raise Conflict(
            _l("Somebody else changed this page while you wrote. Copy your text, reload and put it in again.")
        )
    rules.check(facts, today=clock.today(), on_before=day.on)
    _keep_partners_with_lines(theme_day_id, facts)
    columns = _columns(facts)
    db.session.execute(
        sa.update(ThemeDay).where(ThemeDay.id == theme_day_id).values(**columns, version=version + 1)
    )
    db.session.refresh(day)
    _set_partners(theme_day_id, facts)
    make_findable(day)
    audit.note(actor, "themeday.edit", day)
    return day


@action
def publish_day(actor: Actor, theme_day_id: int) -> ThemeDay:
    """Show the day to everybody. Lines follow as their institutions approve them."""
    day = hold(ThemeDay, theme_day_id)
    require(actor, "themeday:edit", queries.with_partners(theme_day_id))
    advance(day, "publish", rules.DAY_LIFECYCLE)
    audit.note(actor, "themeday.publish", day)
    return day


@action
def cancel_day(actor: Actor, theme_day_id: int, *, reason: str) -> ThemeDay:
    """Call the day off, with a reason. Its events belong to their institutions, who are asked what to do."""
    day = hold(ThemeDay, theme_day_id)
    require(actor, "themeday:edit", queries.with_partners(theme_day_id))
    if not reason.strip():
        raise Refused(_l("Write why the day is cancelled: visitors will read it."), field="reason")
    rules.check_text("reason", reason, 500)
    advance(day, "cancel", rules.DAY_LIFECYCLE)
    day.cancel_reason = reason.strip()
    on_programme = sa.select(ProgrammeLine.institution_id).where(
        ProgrammeLine.theme_day_id == theme_day_id, ProgrammeLine.state == rules.APPROVED
    )
    mails.day_cancelled(
        day, db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(on_programme)))
    )
    audit.note(actor, "themeday.cancel", day, reason)
    return day


@action
def add_line(
    actor: Actor, theme_day_id: int, *, event_id: int, institution_id: int, position: int | None = None
) -> ProgrammeLine:
    """Put an event on the programme as a proposal; the institution's own moderators decide it.

    Raises ``Refused`` for an institution that is not in on the day, and for an event it does not look after.
    """
    hold(ThemeDay, theme_day_id)
    day = queries.with_partners(theme_day_id)
    require(actor, "themeday:add_line", day)
    institution = _institution_on(day, institution_id)
    event = get(Event, event_id)
    unit = get(Organisation, event.unit_id)
    if not rules.answers_for(institution_id, (unit.id, unit.parent_id), event.organiser_id, event.state):
        raise Refused(
            _l("That institution does not look after that event. Choose the one that does."), field="event_id"
        )
    known = sa.select(ProgrammeLine.id).where(
        ProgrammeLine.theme_day_id == theme_day_id, ProgrammeLine.event_id == event_id
    )
    if db.session.scalar(known) is not None:
        raise Refused(_l("That event is on the programme already."), field="event_id")
    line = ProgrammeLine(
        theme_day_id=theme_day_id,
        event_id=event_id,
        institution_id=institution_id,
        position=queries.last_position(theme_day_id) + 1 if position is None else position,
        proposed_by_id=actor.person_id,
        proposed_at=clock.now(),
    )
    db.session.add(line)
    db.session.flush()
    mails.line_waits(day, line, event.title, institution)
    audit.note(actor, "themeday.propose_line", line, theme_day_id=theme_day_id)
    return line


@action
def propose_line(
    actor: Actor, theme_day_id: int, facts: event_rules.EventFacts, slots: Sequence[event_rules.Slot]
) -> ProgrammeLine:
    """Make a new event for the programme (a draft until its institution says yes) and propose its line.

    The institution is the unit in ``facts``. Everybody on the day's team may propose for it, also where
    they could not make events themselves, because nothing is shown before the institution has approved.
    """
    day = queries.with_partners(theme_day_id)
    require(actor, "themeday:add_line", day)
    _institution_on(day, facts.unit_id)
    if any(slot.start.date() != day.on for slot in slots):
        raise Refused(_l("A line begins on the theme day itself. Check the time."), field="starts")
    umbrella = facts.umbrella or rules.HOUSE_UMBRELLA
    event = event_actions.create_event(SYSTEM, replace(facts, umbrella=umbrella), slots)
    event.created_by_id = actor.person_id
    return add_line(actor, theme_day_id, event_id=event.id, institution_id=facts.unit_id)


@action
def decide_line(actor: Actor, line_id: int, *, verb: str, reason: str = "") -> ProgrammeLine:
    """``approve`` (which publishes the event) or ``decline`` a line, as staff of its institution.

    Raises ``Conflict`` for a second decision, ``Forbidden`` for everybody else, the day's lead included.
    """
    line = _held_line(line_id)
    require(actor, "themeday_line:decide", line)
    if verb not in {"approve", "decline"}:
        raise Refused(_l("Choose whether to approve or decline."))
    problem = rules.why_not_decline(reason) if verb == "decline" else None
    if problem is not None:
        raise Refused(problem, field="reason")
    rules.check_text("reason", reason, 1000)
    advance(line, verb, rules.LINE_LIFECYCLE)
    line.reason, line.decided_at, line.decided_by_id = reason.strip(), clock.now(), actor.person_id
    event = get(Event, line.event_id)
    if verb == "approve" and event.state == event_rules.DRAFT:
        event_actions.publish(actor, event.id)
    if line.proposed_by_id is not None and line.proposed_by_id != actor.person_id:
        mails.line_decided(
            get(ThemeDay, line.theme_day_id), line, event.title, get(Person, line.proposed_by_id)
        )
    audit.note(actor, f"themeday.{verb}_line", line, reason)
    return line


@action
def change_line(actor: Actor, line_id: int, *, verb: str) -> ProgrammeLine:
    """``withdraw`` a line that waits, or ``propose_again`` one that was declined or withdrawn."""
    line = _held_line(line_id)
    day = queries.with_partners(line.theme_day_id)
    require(actor, "themeday:add_line", day)
    if verb not in {"withdraw", "propose_again"}:
        raise Refused(_l("Choose what to do with the line."))
    advance(line, verb, rules.LINE_LIFECYCLE)
    if line.state == rules.PROPOSED:
        line.proposed_at, line.proposed_by_id = clock.now(), actor.person_id
        institution = get(Organisation, line.institution_id)
        mails.line_waits(day, line, get(Event, line.event_id).title, institution)
    audit.note(actor, f"themeday.{verb}_line", line)
    return line


@action
def move_line(actor: Actor, line_id: int, *, up: bool) -> None:
    """Swap a line with the one before (or after) it. At the end of the list nothing happens."""
    line = _held_line(line_id)
    day = queries.with_partners(line.theme_day_id)
    require(actor, "themeday:add_line", day)
    lines = list(
        db.session.scalars(
            sa.select(ProgrammeLine)
            .where(ProgrammeLine.theme_day_id == day.id)
            .order_by(ProgrammeLine.position, ProgrammeLine.id)
        )
    )
    here = lines.index(line)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(lines):
        return
    lines[here], lines[there] = lines[there], lines[here]
    for position, one in enumerate(lines):
        one.position = position
    audit.note(actor, "themeday.move_line", line)


def make_findable(day: ThemeDay) -> None:
    """Index a day by its texts and the names of its place and of all who are in on it. Does not commit."""
    partners = sa.select(ThemeDayPartner.organisation_id).where(ThemeDayPartner.theme_day_id == day.id)
    links = [("organisation", ident) for ident in sorted({day.lead_id, *db.session.scalars(partners)})]
    if day.place_id is not None:
        links.append(("place", day.place_id))
    label = search.tags_words([("genre", "theme_day")])
    text = (day.text, *day.said_everywhere())
    search.index("theme_day", day.id, day.title, about=(day.summary, *label), text=text, links=links)


def _columns(facts: rules.ThemeDayFacts) -> dict[str, object]:
    return {
        "title": facts.title,
        "on": facts.on,
        "summary": facts.summary,
        "text": facts.text,
        "language": facts.language,
        "place_id": facts.place_id,
    }


def _needs_institution(lead: Organisation) -> None:
    if not rules.can_answer(lead.kind):
        raise Refused(_l("Choose an institution to lead the day."), field="lead_id")


def _institution_on(day: ThemeDay, institution_id: int) -> Organisation:
    """The institution, when it may answer for a line of the day. Raises ``Refused`` otherwise."""
    on_day = {day.lead_id, *(one.organisation_id for one in day.partners)}
    reason = rules.why_not_line(day.state, institution_id, on_day)
    if reason is not None:
        raise Refused(reason, field="institution_id")
    institution = get(Organisation, institution_id)
    if not rules.can_answer(institution.kind):
        raise Refused(
            _l(
                "Choose the institution that answers for the line; associations hold lines together with one."
            ),
            field="institution_id",
        )
    return institution


def _held_line(line_id: int) -> ProgrammeLine:
    """The line as it is now, with its day held so that two decisions queue up."""
    line = get(ProgrammeLine, line_id)
    hold(ThemeDay, line.theme_day_id)
    db.session.refresh(line)
    return line


def _keep_partners_with_lines(theme_day_id: int, facts: rules.ThemeDayFacts) -> None:
    with_lines = db.session.scalars(
        sa.select(ProgrammeLine.institution_id).where(
            ProgrammeLine.theme_day_id == theme_day_id,
            ProgrammeLine.state.in_([rules.PROPOSED, rules.APPROVED]),
        )
    )
    if not set(with_lines) <= {facts.lead_id, *facts.partner_ids}:
        raise Refused(
            _l("A partner that has lines on the programme cannot be taken off."), field="partner_ids"
        )


def _set_partners(theme_day_id: int, facts: rules.ThemeDayFacts) -> None:
    db.session.execute(sa.delete(ThemeDayPartner).where(ThemeDayPartner.theme_day_id == theme_day_id))
    db.session.add_all(
        ThemeDayPartner(theme_day_id=theme_day_id, organisation_id=one)
        for one in sorted({facts.lead_id, *facts.partner_ids})
    )
    db.session.flush()
