"""What is written to institutions and to those who propose lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.events.rules import EventFacts, Slot
from portal.messages.sender import compose
from portal.themedays import actions
from tests import make

ON = date(2026, 10, 3)


def test_every_mail_of_a_line(town: make.Town, acting: Callable[[Any], Actor], app: Any) -> None:
    town.moderator.language = town.museum_moderator.language = "en"
    db.session.commit()
    day = make.theme_day(town.library, town.museum, on=ON, slug="aaens-dag")
    start, end = datetime(2026, 10, 3, 10), datetime(2026, 10, 3, 11)  # noqa: DTZ001 - wall clock
    staff, museum = acting(town.moderator), acting(town.museum_moderator)
    for title, verb in (("Sejltur", "approve"), ("Fyrværkeri", "decline")):
        facts = EventFacts(title=title, organiser_id=town.museum.id, unit_id=town.museum.id)
        line = actions.propose_line(staff, day.id, facts, [Slot(start, end)])
        actions.decide_line(museum, line.id, verb=verb, reason="Åen er for lav.")
    actions.cancel_day(staff, day.id, reason="Storm")
    rows = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
    found = {}
    for row in rows:
        mail = compose(row, app.config["SETTINGS"])
        part = mail.get_body(("plain",))
        assert part is not None
        found[row.kind] = (mail["To"], mail["Subject"], part.get_content())
    museum_address, staff_address = town.museum_moderator.email, town.moderator.email
    assert found["themedays/line_waits"][0] == museum_address
    assert "Saturday 3 October 2026" in found["themedays/line_waits"][2]
    assert "http://portal.test/en/temadage/aaens-dag/program" in found["themedays/line_waits"][2]
    assert found["themedays/line_approved"][:2] == (staff_address, "On the programme: Sejltur")
    assert "> Åen er for lav." in found["themedays/line_declined"][2]
    assert found["themedays/day_cancelled"][0] == museum_address
    assert "> Storm" in found["themedays/day_cancelled"][2]
