"""A small town year with something for every measure."""

from __future__ import annotations

from datetime import timedelta

from portal.core import clock
from portal.core.db import db
from portal.moderation.models import Proposal
from tests import make


def a_busy_year(town: make.Town, dates: int = 3) -> None:
    """Something for every measure: series with gaps, communities, partners, a theme day, proposals."""
    circle = make.community(town.library, tags={"theme": ["wellbeing", "social_ties"]})
    hall = make.event(town.library, place_id=town.village_hall.id, tags={"theme": ["wellbeing"]})
    make.partner(hall, town.association)
    meeting = make.event(town.library, community_id=circle.id, initiated_by="citizens", price=20)
    swap = make.event(
        town.museum,
        place_id=town.main_library.id,
        format="new_format",
        tags={"age_band": ["3-5"], "sdg": ["4"], "theme": ["making"], "audience": ["students"]},
    )
    make.partner(swap, town.library)
    show = make.event(town.library, kind="exhibition")
    for number in range(dates):
        make.count(make.held(hall, days_ago=2 + number), {"children": 4, "adults": 5, "3-5": 2})
        make.count(make.held(meeting, days_ago=40 + number), {"all": 6})
        make.held(swap, days_ago=20 + number)
        make.held(show, days_ago=30 + number)
        make.signup(make.held(meeting, days_ago=90 + number))
        proposal(town, number)
    day = make.theme_day(town.library, town.museum, on=clock.today() - timedelta(days=2))
    other = make.event(town.museum)
    make.held(other, days_ago=2)
    make.line(day, hall, town.library)
    make.line(day, other, town.museum)
    old = make.community(town.library)
    old_meetings = make.event(town.library, community_id=old.id)
    make.count(make.held(old_meetings, days_ago=240), {"adults": 3})


def proposal(town: make.Town, number: int) -> None:
    made = Proposal(
        kind="event",
        title="Fælles suppe",
        unit_id=town.library.id,
        state="approved",
        created_at=clock.now(),
        saved_at=clock.now(),
        first_submitted_at=clock.now(),
        answered_at=clock.now(),
        decided_at=clock.now(),
        answer_minutes=60 * (1 + number),
    )
    db.session.add(made)
    db.session.flush()
