"""Two people at once, on a real database: one wins, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.outbox import OutboxMessage
from portal.events.models import Event
from portal.moderation import actions, queries, rules
from portal.moderation.models import ProposalEntry
from portal.pages.queries.who import actor_of
from tests import make
from tests.conftest import NOON
from tests.moderation.typed import EVENT

pytestmark = pytest.mark.race


def at_once(app, *acts):
    """Each act in a thread of its own, begun together; what each gave or raised."""
    gate = Barrier(len(acts))

    def run(act):
        with app.app_context(), clock.at(NOON):
            gate.wait()
            try:
                return act()
            except Conflict as conflict:
                return conflict
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(len(acts)) as pool:
        answers = [done.result() for done in [pool.submit(run, act) for act in acts]]
    db.session.rollback()  # look at what is there now
    return answers


@pytest.fixture
def waiting(scratch):
    """A submitted proposal with two who may decide it."""
    town = make.town()
    db.session.commit()
    citizen = actor_of(town.citizen)
    draft = actions.start(
        citizen, "event", typed={**EVENT, "place": str(town.main_library.id)}, language="da"
    )
    proposal = actions.submit(citizen, draft.uuid)
    people = (actor_of(town.moderator), actor_of(town.administrator), citizen)
    return scratch, proposal.uuid, proposal.version, people


@pytest.mark.parametrize("second", ["approve", "decline"])
def test_two_decide_at_once(waiting, second):
    app, ident, version, (moderator, administrator, _citizen) = waiting
    decline = {"reason_code": "other", "text": "Nej"} if second == "decline" else {}
    answers = at_once(
        app,
        lambda: actions.approve(moderator, ident, version=version).state,
        lambda: getattr(actions, second)(administrator, ident, version=version, **decline).state,
    )
    conflicts = [one for one in answers if isinstance(one, Conflict)]
    assert len(conflicts) == 1
    assert "Mette Moderator" in str(conflicts[0].text) or "Anders Admin" in str(conflicts[0].text)
    proposal = queries.known(ident)
    made = db.session.scalar(sa.select(sa.func.count(Event.id)))
    assert made == (1 if proposal.state == rules.APPROVED else 0)
    verbs = db.session.scalars(sa.select(ProposalEntry.verb)).all()
    assert len(verbs) == 2
    assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == 2


def test_withdrawing_while_it_is_approved(waiting):
    app, ident, version, (moderator, _administrator, citizen) = waiting
    answers = at_once(
        app,
        lambda: actions.approve(moderator, ident, version=version).state,
        lambda: actions.withdraw(citizen, ident).state,
    )
    assert sum(isinstance(one, Conflict) for one in answers) == 1
    assert queries.known(ident).state in (rules.APPROVED, rules.WITHDRAWN)


def test_sending_twice_at_once_is_one_proposal(scratch):
    town = make.town()
    db.session.commit()
    citizen = actor_of(town.citizen)
    draft = actions.start(
        citizen, "event", typed={**EVENT, "place": str(town.main_library.id)}, language="da"
    )
    ident = draft.uuid
    answers = at_once(scratch, *[lambda: actions.submit(citizen, ident).state] * 3)
    assert sorted(isinstance(one, Conflict) for one in answers) == [False, True, True]
    assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == 1
