"""Making theme days and deciding what is on their programme."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import audit, clock
from portal.core.actor import ANONYMOUS, Actor
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.core.outbox import OutboxMessage
from portal.events.models import Event
from portal.events.rules import EventFacts, Slot
from portal.themedays import actions, queries, rules
from portal.themedays.models import ProgrammeLine, ThemeDay
from tests import make

Acting = Callable[[Any], Actor]
ON = date(2026, 10, 3)


def facts(town: make.Town, **more: Any) -> rules.ThemeDayFacts:
    values: dict[str, Any] = {
        "title": "Åens dag",
        "on": ON,
        "lead_id": town.library.id,
        "partner_ids": [town.museum.id],
        "place_id": town.main_library.id,
    }
    return rules.ThemeDayFacts(**{**values, **more})


def slot(hour: int = 10, day: date = ON) -> Slot:
    start = datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - wall clock
    return Slot(start, start + timedelta(hours=1))


def event_facts(town: make.Town, **more: Any) -> EventFacts:
    values: dict[str, Any] = {
        "title": "Fortællinger ved åen",
        "organiser_id": town.museum.id,
        "unit_id": town.museum.id,
        "place_id": town.main_library.id,
    }
    return EventFacts(**{**values, **more})


def mails() -> list[OutboxMessage]:
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


@pytest.fixture
def day(town: make.Town) -> ThemeDay:
    return make.theme_day(town.library, town.museum, on=ON)


@pytest.fixture
def waiting(town: make.Town, day: ThemeDay, acting: Acting) -> ProgrammeLine:
    """A line that the library's moderator has proposed for the museum."""
    return actions.propose_line(acting(town.moderator), day.id, event_facts(town), [slot(10), slot(13)])


def test_make_publish(town: make.Town, acting: Acting) -> None:
    staff = acting(town.moderator)
    made = actions.create_theme_day(staff, facts(town), proposer_id=town.citizen.id)
    assert (made.slug, made.state, made.proposer_id) == ("aaens-dag", rules.DRAFT, town.citizen.id)
    partners = {one.organisation_id for one in queries.with_partners(made.id).partners}
    assert partners == {town.library.id, town.museum.id}
    assert actions.publish_day(staff, made.id).state == rules.PUBLISHED
    with pytest.raises(Conflict):
        actions.publish_day(staff, made.id)
    assert [one.verb for one in audit.about("theme_day", made.id)] == ["themeday.create", "themeday.publish"]


def test_make_refused(town: make.Town, acting: Acting) -> None:
    staff = acting(town.moderator)
    for more, field in (({"title": ""}, "title"), ({"on": date(2026, 1, 1)}, "on")):
        with pytest.raises(Refused) as refusal:
            actions.create_theme_day(staff, facts(town, **more))
        assert refusal.value.field == field
    with pytest.raises(Refused) as refusal:
        actions.create_theme_day(acting(town.administrator), facts(town, lead_id=town.association.id))
    assert refusal.value.field == "lead_id"
    assert db.session.scalar(sa.select(sa.func.count(ThemeDay.id))) == 0


def test_make_forbidden(town: make.Town, acting: Acting) -> None:
    for who in (town.citizen, town.museum_moderator, town.goal_owner, town.chairman):
        with pytest.raises(Forbidden):
            actions.create_theme_day(acting(who), facts(town))


def test_edit(town: make.Town, day: ThemeDay, acting: Acting) -> None:
    staff = acting(town.moderator)
    new = facts(town, title="Fjordens dag", partner_ids=[town.museum.id, town.art_museum.id])
    changed = actions.edit_theme_day(staff, day.id, new, version=1)
    assert (changed.title, changed.version) == ("Fjordens dag", 2)
    partners = {one.organisation_id for one in queries.with_partners(day.id).partners}
    assert partners == {town.library.id, town.museum.id, town.art_museum.id}
    with pytest.raises(Conflict):
        actions.edit_theme_day(staff, day.id, facts(town), version=1)


def test_edit_refused_and_forbidden(
    town: make.Town, day: ThemeDay, waiting: ProgrammeLine, acting: Acting
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.edit_theme_day(acting(town.moderator), day.id, facts(town, partner_ids=[]), version=1)
    assert refusal.value.field == "partner_ids"
    for who in (town.museum_moderator, town.citizen):
        with pytest.raises(Forbidden):
            actions.edit_theme_day(acting(who), day.id, facts(town), version=1)
        with pytest.raises(Forbidden):
            actions.publish_day(acting(who), day.id)


def test_propose_a_new_event(town: make.Town, day: ThemeDay, acting: Acting) -> None:
    line = actions.propose_line(acting(town.moderator), day.id, event_facts(town), [slot(10), slot(13)])
    assert (line.state, line.position, line.institution_id) == (rules.PROPOSED, 0, town.museum.id)
    event = db.session.get_one(Event, line.event_id)
    assert (event.state, event.umbrella, event.created_by_id) == (
        "draft",
        rules.HOUSE_UMBRELLA,
        town.moderator.id,
    )
    told = mails()
    assert [(one.kind, one.recipient) for one in told] == [
        ("themedays/line_waits", town.museum_moderator.email)
    ]
    second = actions.propose_line(
        acting(town.museum_moderator), day.id, event_facts(town, title="Mere"), [slot()]
    )
    assert second.position == 1
    assert len(mails()) == 1


def test_propose_refused(town: make.Town, day: ThemeDay, acting: Acting) -> None:
    staff = acting(town.moderator)
    with pytest.raises(Refused) as refusal:
        actions.propose_line(staff, day.id, event_facts(town), [slot(day=ON + timedelta(days=1))])
    assert refusal.value.field == "starts"
    outside = event_facts(town, unit_id=town.art_museum.id, organiser_id=town.art_museum.id)
    with pytest.raises(Refused) as refusal:
        actions.propose_line(staff, day.id, outside, [slot()])
    assert refusal.value.field == "institution_id"
    with pytest.raises(Refused):
        actions.propose_line(staff, day.id, event_facts(town), [])
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


def test_associations_do_not_answer_for_lines(town: make.Town, acting: Acting) -> None:
    day = make.theme_day(town.library, town.association, on=ON)
    theirs = event_facts(town, unit_id=town.association.id, organiser_id=town.association.id)
    with pytest.raises(Refused) as refusal:
        actions.propose_line(acting(town.moderator), day.id, theirs, [slot()])
    assert refusal.value.field == "institution_id"


def test_propose_forbidden(town: make.Town, day: ThemeDay, acting: Acting) -> None:
    for who in (town.citizen, town.chairman, town.goal_owner):
        with pytest.raises(Forbidden):
            actions.propose_line(acting(who), day.id, event_facts(town), [slot()])
    with pytest.raises(Forbidden):
        actions.propose_line(ANONYMOUS, day.id, event_facts(town), [slot()])


def test_put_an_event_on_the_programme(town: make.Town, day: ThemeDay, acting: Acting) -> None:
    event = make.event(town.library)
    line = actions.add_line(
        acting(town.museum_moderator), day.id, event_id=event.id, institution_id=town.library.id
    )
    assert line.state == rules.PROPOSED
    assert mails()[0].recipient == town.moderator.email
    with pytest.raises(Refused) as refusal:
        actions.add_line(acting(town.moderator), day.id, event_id=event.id, institution_id=town.library.id)
    assert refusal.value.field == "event_id"
    other = make.event(town.library)
    with pytest.raises(Refused):
        actions.add_line(acting(town.moderator), day.id, event_id=other.id, institution_id=town.museum.id)
    with pytest.raises(Missing):
        actions.add_line(acting(town.moderator), day.id, event_id=999, institution_id=town.museum.id)


def test_nothing_new_on_a_cancelled_day(town: make.Town, acting: Acting) -> None:
    day = make.theme_day(town.library, on=ON, state="cancelled")
    event = make.event(town.library)
    with pytest.raises(Refused):
        actions.add_line(acting(town.moderator), day.id, event_id=event.id, institution_id=town.library.id)


def test_approve_publishes_and_tells(town: make.Town, waiting: ProgrammeLine, acting: Acting) -> None:
    line = actions.decide_line(acting(town.museum_moderator), waiting.id, verb="approve")
    assert (line.state, line.decided_at, line.decided_by_id) == (
        rules.APPROVED,
        clock.now(),
        town.museum_moderator.id,
    )
    assert db.session.get_one(Event, line.event_id).state == "published"
    assert (mails()[-1].kind, mails()[-1].recipient) == ("themedays/line_approved", town.moderator.email)


def test_decline_keeps_the_draft(town: make.Town, waiting: ProgrammeLine, acting: Acting) -> None:
    museum = acting(town.museum_moderator)
    with pytest.raises(Refused) as refusal:
        actions.decide_line(museum, waiting.id, verb="decline", reason=" ")
    assert refusal.value.field == "reason"
    line = actions.decide_line(museum, waiting.id, verb="decline", reason="Båden er i dok.")
    assert (line.state, line.reason) == (rules.DECLINED, "Båden er i dok.")
    assert db.session.get_one(Event, line.event_id).state == "draft"
    assert mails()[-1].kind == "themedays/line_declined"
    assert mails()[-1].facts["reason"] == "Båden er i dok."


def test_a_second_decision_changes_nothing(town: make.Town, waiting: ProgrammeLine, acting: Acting) -> None:
    museum = acting(town.museum_moderator)
    actions.decide_line(museum, waiting.id, verb="approve")
    with pytest.raises(Conflict):
        actions.decide_line(museum, waiting.id, verb="decline", reason="Alligevel ikke.")
    assert db.session.get_one(ProgrammeLine, waiting.id).state == rules.APPROVED


def test_the_lead_cannot_decide_for_the_museum(
    town: make.Town, waiting: ProgrammeLine, acting: Acting
) -> None:
    for who in (town.moderator, town.citizen, town.goal_owner):
        with pytest.raises(Forbidden):
            actions.decide_line(acting(who), waiting.id, verb="approve")
    with pytest.raises(Refused):
        actions.decide_line(acting(town.museum_moderator), waiting.id, verb="ponder")
    with pytest.raises(Missing):
        actions.decide_line(acting(town.museum_moderator), 999, verb="approve")


def test_withdraw_and_propose_again(town: make.Town, waiting: ProgrammeLine, acting: Acting) -> None:
    staff = acting(town.moderator)
    assert actions.change_line(staff, waiting.id, verb="withdraw").state == rules.WITHDRAWN
    with pytest.raises(Conflict):
        actions.decide_line(acting(town.museum_moderator), waiting.id, verb="approve")
    with clock.at(clock.now() + timedelta(hours=1)):
        assert actions.change_line(staff, waiting.id, verb="propose_again").state == rules.PROPOSED
    assert len([one for one in mails() if one.kind == "themedays/line_waits"]) == 2
    with pytest.raises(Refused):
        actions.change_line(staff, waiting.id, verb="approve")
    with pytest.raises(Forbidden):
        actions.change_line(acting(town.citizen), waiting.id, verb="withdraw")


def test_move_a_line(town: make.Town, day: ThemeDay, acting: Acting) -> None:
    lines = [make.line(day, make.event(town.library), town.library, position=n).id for n in range(3)]
    staff = acting(town.moderator)

    def order() -> list[int]:
        db.session.expire_all()
        return [line.id for line in queries.day_by_slug(slug).lines]

    slug = day.slug
    actions.move_line(staff, lines[2], up=True)
    assert order() == [lines[0], lines[2], lines[1]]
    actions.move_line(staff, lines[0], up=False)
    assert order() == [lines[2], lines[0], lines[1]]
    actions.move_line(staff, lines[2], up=True)
    assert order() == [lines[2], lines[0], lines[1]]
    with pytest.raises(Forbidden):
        actions.move_line(acting(town.citizen), lines[0], up=True)


def test_cancel_asks_the_institutions(
    town: make.Town, day: ThemeDay, waiting: ProgrammeLine, acting: Acting
) -> None:
    actions.decide_line(acting(town.museum_moderator), waiting.id, verb="approve")
    staff = acting(town.moderator)
    with pytest.raises(Refused) as refusal:
        actions.cancel_day(staff, day.id, reason="")
    assert refusal.value.field == "reason"
    with pytest.raises(Forbidden):
        actions.cancel_day(acting(town.museum_moderator), day.id, reason="Regn")
    cancelled = actions.cancel_day(staff, day.id, reason="Åen er gået over sine bredder.")
    assert (cancelled.state, cancelled.cancel_reason) == (rules.CANCELLED, "Åen er gået over sine bredder.")
    assert (mails()[-1].kind, mails()[-1].recipient) == (
        "themedays/day_cancelled",
        town.museum_moderator.email,
    )
    assert db.session.get_one(Event, waiting.event_id).state == "published"
    with pytest.raises(Conflict):
        actions.cancel_day(staff, day.id, reason="Igen")


def test_a_draft_day_is_not_cancelled(town: make.Town, acting: Acting) -> None:
    day = make.theme_day(town.library, on=ON, state="draft")
    with pytest.raises(Conflict):
        actions.cancel_day(acting(town.moderator), day.id, reason="Nej")


def test_what_waits_for_whom(town: make.Town, waiting: ProgrammeLine, acting: Acting) -> None:
    assert [one.id for one in queries.lines_waiting(acting(town.museum_moderator))] == [waiting.id]
    assert queries.lines_waiting(acting(town.moderator)) == []
    assert queries.lines_waiting(acting(town.citizen)) == []
    assert [one.id for one in queries.lines_waiting(acting(town.administrator))] == [waiting.id]
