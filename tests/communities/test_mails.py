"""What is written to members and hosts, in their own language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from portal.communities import actions
from portal.core.actor import SYSTEM, Actor
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.settings import Settings
from portal.messages.actions import welcome_members
from portal.messages.sender import compose
from tests import make

Acting = Callable[[Any], Actor]


def written(kind: str, settings: Settings) -> tuple[str, str]:
    """Subject and text of the mail of a kind."""
    row = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == kind)).one()
    mail = compose(row, settings)
    part = mail.get_body(("plain",))
    assert part is not None
    return str(mail["Subject"]), part.get_content()


def test_joining(town: make.Town, acting: Acting, app: Any) -> None:
    town.host.language = town.citizen.language = "en"
    db.session.commit()
    made = make.community(town.library, town.host, slug="nordlys", host_name="Villy", first_time="Ring på.")
    make.occurrence(make.event(town.library, community_id=made.id, place_id=town.main_library.id, slug="bog"))
    actions.join(acting(town.citizen), made.id, message="Hej\nalle")
    welcome_members(SYSTEM)
    settings = app.config["SETTINGS"]
    subject, text = written("communities/newcomer", settings)
    assert subject == "Karen has joined Læsekredsen Nordlys"
    assert "> Hej\n> alle" in text
    assert "http://portal.test/en/faellesskaber/nordlys/medlemmer" in text
    subject, text = written("communities/welcome", settings)
    assert "Læsekredsen Nordlys" in subject
    assert "Villy hosts it" in text
    assert "Ring på." in text
    assert "Hovedbiblioteket" in text
    assert "http://portal.test/en/arrangementer/bog/2026-09-16-1830" in text
    assert "http://portal.test/en/faellesskaber/nordlys.ics" in text


def test_welcome_without_a_meeting(town: make.Town, acting: Acting, app: Any) -> None:
    town.citizen.language = "en"
    db.session.commit()
    made = make.community(town.library, town.host, slug="nordlys")
    actions.join(acting(town.citizen), made.id)
    welcome_members(SYSTEM)
    assert "No meeting is planned" in written("communities/welcome", app.config["SETTINGS"])[1]


def test_asking(town: make.Town, acting: Acting, app: Any) -> None:
    town.host.language = town.citizen.language = "en"
    db.session.commit()
    made = make.community(town.library, town.host, slug="nordlys", openness="ask_first")
    asking = actions.join(acting(town.citizen), made.id)
    actions.answer_request(acting(town.host), asking.id, verb="decline")
    settings = app.config["SETTINGS"]
    assert town.citizen.email in written("communities/asked", settings)[1]
    assert "nothing about you" in written("communities/not_now", settings)[1]


def test_becoming_host_and_closing(town: make.Town, acting: Acting, app: Any) -> None:
    made = make.community(town.library, town.host, slug="nordlys")
    member = make.community_member(made, town.citizen)
    actions.set_member_role(acting(town.host), member.id, verb="make_host")
    settings = app.config["SETTINGS"]
    assert "http://portal.test/faellesskaber/nordlys" in written("communities/now_host", settings)[1]
    actions.leave(acting(town.citizen), made.id)
    actions.change_state(acting(town.host), made.id, verb="close", reason="Tak for alt")
    assert "> Tak for alt" in written("communities/closed", settings)[1]
