"""Any order of joining, answering, letting offers run out and changing capacity keeps the promises of the
line that asks first (behaviour 2.1)."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from portal.core import clock
from portal.core.actor import ANONYMOUS, SYSTEM
from portal.core.db import db
from portal.core.errors import Conflict, Refused
from portal.events.models import Occurrence
from portal.participation import actions, queries
from portal.participation.models import Signup
from tests import make
from tests.make import Town

FIRE_LIMIT = 8
_serial = itertools.count()
STEPS = st.sampled_from([1, 5, 20, 30])


class OfferMachine(RuleBasedStateMachine):
    """One date eight days ahead, and time that passes."""

    town: Town
    signups = Bundle("signups")

    @initialize(capacity=st.integers(2, 6))
    def open_the_doors(self, capacity: int) -> None:
        room = make.room(self.town.main_library, fire_limit=FIRE_LIMIT)
        event = make.event(
            self.town.library,
            capacity=capacity,
            signup_mode="per_session",
            room_id=room.id,
            auto_promote=False,
        )
        self.start = clock.now() + timedelta(days=8)
        self.date = make.occurrence(event, clock.to_local(self.start)).id
        db.session.commit()
        self.moment, self.by_hand = clock.now(), False
        self.taken = 0

    def attempt(self, act: Any, *args: Any, **facts: Any) -> Any:
        with clock.at(self.moment):
            try:
                return act(ANONYMOUS if act not in (actions.add_on_behalf,) else SYSTEM, *args, **facts)
            except (Refused, Conflict):
                return None

    @rule(target=signups, size=st.integers(1, 4), fewer=st.booleans())
    def sign_up(self, size: int, fewer: bool) -> Any:
        number = next(_serial)
        made = self.attempt(
            actions.sign_up,
            self.date,
            name="Gæst",
            email=f"o{number}@example.org",
            party={"adults": size},
            form_token=f"o{number}",
            language="da",
            fewer=fewer,
        )
        return made.uuid if made else multiple()

    @rule(target=signups, size=st.integers(1, 2))
    def squeeze_in(self, size: int) -> Any:
        self.by_hand = True
        made = self.attempt(
            actions.add_on_behalf, self.date, name="Gæst", party={"adults": size}, squeeze=True
        )
        return made.uuid if made else multiple()

    @rule(uuid=signups)
    def say_yes(self, uuid: str) -> None:
        self.attempt(actions.accept_by_link, uuid)

    @rule(uuid=signups, size=st.integers(1, 3))
    def say_yes_for_some(self, uuid: str, size: int) -> None:
        self.attempt(actions.accept_by_link, uuid, party={"adults": size})

    @rule(uuid=signups)
    def take(self, uuid: str) -> None:
        self.attempt(actions.take_by_link, uuid)

    @rule(uuid=signups, size=st.integers(1, 5))
    def change(self, uuid: str, size: int) -> None:
        self.attempt(actions.change_party_by_link, uuid, party={"children": size})

    @rule(uuid=signups, least=st.one_of(st.none(), st.integers(1, 3)))
    def fewer_will_do(self, uuid: str, least: int | None) -> None:
        self.attempt(actions.fewer_by_link, uuid, at_least=least)

    @rule(uuid=signups)
    def cancel(self, uuid: str) -> None:
        self.attempt(actions.cancel_by_link, uuid)

    @rule(capacity=st.integers(1, 10))
    def set_capacity(self, capacity: int) -> None:
        db.session.get_one(Occurrence, self.date).own_capacity = capacity
        db.session.commit()
        self.work()

    @rule(hours=STEPS)
    def time_passes(self, hours: int) -> None:
        self.moment += timedelta(hours=hours)
        self.work()

    def work(self) -> None:
        """What the worker does each minute."""
        with clock.at(self.moment):
            actions.settle(SYSTEM)
            actions.ask_fewer(SYSTEM)

    @invariant()
    def promises_are_kept(self) -> None:
        rows = db.session.scalars(
            sa.select(Signup)
            .where(Signup.occurrence_id == self.date)
            .options(sa.orm.selectinload(Signup.party))
            .execution_options(populate_existing=True)
            .order_by(Signup.id)
        ).all()
        seats = queries.seats_of(self.date)
        held = sum(one.offered for one in rows)
        seated = sum(one.size for one in rows if one.state == "confirmed")
        assert seats.taken == seated + held
        assert seats.taken <= FIRE_LIMIT, "too many for the room"
        grown = seats.taken > self.taken and not self.by_hand
        assert not grown or seats.taken <= (seats.capacity or 0), "oversold"
        self.taken, self.by_hand = seats.taken, False
        for one in rows:
            assert (one.offered > 0) == (one.state == "offered")
            assert one.offered <= one.size
            assert one.passes <= 3
            if one.state == "offered" and self.moment < self.start:
                assert one.answer_by is not None
                assert one.answer_by <= self.start - timedelta(hours=3)

    @invariant()
    def nobody_waits_for_a_seat_that_is_free(self) -> None:
        if self.start - self.moment <= timedelta(hours=24):
            return
        seats, line = queries.seats_of(self.date), queries.queue(self.date)
        kept = [one.ident for one in line if one.passes >= 3]
        for one in line:
            if not kept or one.ident <= kept[0]:
                assert (one.at_least or one.size) > (seats.free or 0)


def test_the_line_that_asks_keeps_its_promises(town: Town) -> None:
    db.session.commit()
    run_state_machine_as_test(
        type("Bound", (OfferMachine,), {"town": town}),
        settings=settings(max_examples=12, stateful_step_count=25, deadline=None, derandomize=True),
    )
