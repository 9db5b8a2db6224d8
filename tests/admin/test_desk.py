"""The desk: what needs somebody now."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from portal.admin.queries import desk
from portal.core import clock
from portal.core.actor import SYSTEM, Actor
from portal.goals.actions import load_agreement
from portal.participation import queries as participation
from tests import make
from tests.make import Town

SignIn = Callable[[Any], FlaskClient]
Acting = Callable[[Any], Actor]


def test_goals_at_a_glance_are_one_figure_an_area(town: Town) -> None:
    assert desk.goals() == []
    load_agreement(SYSTEM)
    shown = {card.area.code: card for card in desk.goals() if card.area}
    assert list(shown) == ["F", "B", "R", "A", "K"]
    assert shown["B"].target == 10000


def test_the_desk_shows_the_goals_and_the_queue_to_a_moderator(town: Town, sign_in: SignIn) -> None:
    load_agreement(SYSTEM)
    page = sign_in(town.moderator).get("/arbejdsbord").text
    assert 'data-area="B"' in page
    assert 'aria-labelledby="queue"' in page


def test_the_counts_that_are_missing_begin_with_what_people_remember(town: Town) -> None:
    event = make.event(town.library)
    older, newer = make.held(event, days_ago=30), make.held(event, days_ago=2)
    shown = participation.missing_counts(SYSTEM, newest=True)
    assert [one.id for one in shown] == [newer.id, older.id]


def test_what_began_on_an_earlier_day_is_under_way(town: Town, acting: Acting) -> None:
    event = make.event(town.library)
    make.occurrence(event, clock.to_local(clock.now() - timedelta(days=3)).replace(tzinfo=None), hours=200)
    make.occurrence(event, clock.to_local(clock.now() + timedelta(hours=2)).replace(tzinfo=None))
    assert [one.under_way for one in desk.today(acting(town.moderator))] == [True, False]


def test_the_desk_offers_only_what_the_person_may_do(town: Town, sign_in: SignIn) -> None:
    """No link of the desk ends in a refusal, whoever reads it."""
    for who in (town.moderator, town.museum_moderator, town.goal_owner, town.administrator):
        browser = sign_in(who)
        page = browser.get("/arbejdsbord").text
        for path in set(re.findall(r'href="(/(?:arbejdsbord|arrangementer/nyt|temadage/ny)[^"]*)"', page)):
            assert browser.get(path.replace("&amp;", "&")).status_code == 200, (who.name, path)
