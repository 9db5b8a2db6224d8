"""Mails, copies and calendars carry the translation in the recipient's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.communities import mails as communities_mails
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.events import actions as events
from portal.events.models import Event
from portal.events.queries import occurrence_by_slug
from portal.events.rules import EventFacts, Slot
from portal.participation import mails
from portal.participation.models import Signup
from tests import make

SAID = {"en": {"title": {"text": "Knitting café", "of": "x"}}}


def posted() -> list[dict[str, Any]]:
    return [one.facts for one in db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))]


def _whole(signup: Signup) -> Signup:
    loaded = sa.select(Signup).where(Signup.id == signup.id).options(selectinload(Signup.party))
    return db.session.scalars(loaded, execution_options={"populate_existing": True}).one()


def test_a_confirmation_names_the_event_in_the_language_of_who_signed_up(town: make.Town) -> None:
    event = make.event(town.library, slug="strik", title="Strikkecafé", translations=SAID)
    date = make.occurrence(event)
    for language in ("en", "da"):
        signup = _whole(make.signup(date, {"adults": 1}, language=language))
        mails.placed(signup, occurrence_by_slug("strik", date.slug), 0)
    assert [one["title"] for one in posted()] == ["Knitting café", "Strikkecafé"]
    assert ["Knitting café" in one["calendar"] for one in posted()] == [True, False]


def test_members_read_the_name_of_their_community_in_their_language(town: make.Town) -> None:
    town.citizen.language = "en"
    circle = make.community(town.library, title="Strikkecafé", translations=SAID)
    make.community_member(circle, town.citizen)
    make.community_member(circle, town.member)
    communities_mails.closed(circle)
    assert sorted(one["community"] for one in posted()) == ["Knitting café", "Strikkecafé"]


def test_a_meeting_brings_the_words_of_its_community_with_their_translation(
    town: make.Town, acting: Callable[[Any], Actor]
) -> None:
    circle = make.community(town.library, town.host, title="Strikkecafé", translations=SAID)
    start = clock.to_local(clock.now()).replace(tzinfo=None, microsecond=0) + timedelta(days=3)
    facts = EventFacts(title="Strikkecafé", organiser_id=town.library.id, unit_id=town.library.id)
    made = events.plan_meeting(acting(town.host), circle.id, facts, [Slot(start, start + timedelta(hours=2))])
    assert db.session.get_one(Event, made.id).translations == SAID
