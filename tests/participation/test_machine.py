"""Any order of signing up, changing, cancelling, lowering and raising capacity keeps the queue's promises."""

from __future__ import annotations

import itertools
from typing import Any

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.core.actor import ANONYMOUS, SYSTEM
from portal.core.db import db
from portal.core.errors import Conflict, Refused
from portal.events.models import Occurrence
from portal.participation import actions, queries
from portal.participation.models import Signup
from tests import make
from tests.make import Town

FIRE_LIMIT = 9
_serial = itertools.count()
Lines = dict[int, tuple[str, int]]


class QueueMachine(RuleBasedStateMachine):
    """One date with a queue. Hypothesis makes the machines, so the test's town is bound to the class."""

    town: Town
    signups = Bundle("signups")

    @initialize(
        target=signups, capacity=st.integers(2, 6), sizes=st.lists(st.integers(1, 3), min_size=5, max_size=9)
    )
    def open_the_doors(self, capacity: int, sizes: list[int]) -> Any:
        room = make.room(self.town.main_library, fire_limit=FIRE_LIMIT)
        event = make.event(self.town.library, capacity=capacity, signup_mode="per_session", room_id=room.id)
        self.date = make.occurrence(event).id
        db.session.commit()
        self.asked: dict[int, int] = {}
        self.open, self.squeezing = True, False
        self.before: Lines = {}
        return multiple(*(uuid for uuid in (self.join(size) for size in sizes) if uuid))

    def join(self, size: int) -> str | None:
        number = next(_serial)
        try:
            made = actions.sign_up(
                ANONYMOUS,
                self.date,
                name="Gæst",
                email=f"m{number}@example.org",
                party={"adults": size},
                form_token=f"m{number}",
                language="da",
            )
        except Refused:
            return None
        self.asked[made.id] = size
        return made.uuid

    @rule(target=signups, size=st.integers(1, 4))
    def sign_up(self, size: int) -> Any:
        uuid = self.join(size)
        return uuid if uuid else multiple()

    @rule(target=signups, size=st.integers(1, 2))
    def squeeze_in(self, size: int) -> Any:
        self.squeezing = True
        try:
            made = actions.add_on_behalf(SYSTEM, self.date, name="Gæst", party={"adults": size}, squeeze=True)
        except Refused:
            return multiple()
        self.asked[made.id] = size
        return made.uuid

    @rule(uuid=signups, size=st.integers(1, 5))
    def change(self, uuid: str, size: int) -> None:
        try:
            made = actions.change_party_by_link(ANONYMOUS, uuid, party={"children": size})
        except (Refused, Conflict):
            return
        self.asked[made.id] = size

    @rule(uuid=consumes(signups))
    def cancel(self, uuid: str) -> None:
        try:
            actions.cancel_by_link(ANONYMOUS, uuid)
        except (Refused, Conflict):
            assert not self.open or self.lines()[self.ident(uuid)][0] == "cancelled"

    @rule(capacity=st.integers(1, 12))
    def set_capacity(self, capacity: int) -> None:
        date = db.session.get_one(Occurrence, self.date)
        date.own_capacity = capacity
        db.session.commit()
        actions.settle(SYSTEM)

    @precondition(lambda self: len(self.asked) > 12)
    @rule()
    def call_off(self) -> None:
        date = db.session.get_one(Occurrence, self.date)
        date.state, date.sequence = "cancelled", 1
        db.session.commit()
        self.open, self.before = False, self.lines()
        actions.tell_changes(SYSTEM)
        actions.settle(SYSTEM)

    def ident(self, uuid: str) -> int:
        return queries.signup_by_uuid(uuid).id

    def lines(self) -> Lines:
        rows = db.session.scalars(
            sa.select(Signup)
            .where(Signup.occurrence_id == self.date)
            .options(sa.orm.selectinload(Signup.party))
            .execution_options(populate_existing=True)
            .order_by(Signup.id)
        )
        return {row.id: (row.state, row.size) for row in rows}

    @invariant()
    def promises_are_kept(self) -> None:
        now, before, seats = self.lines(), self.before, queries.seats_of(self.date)
        self.before = now
        assert {ident: size for ident, (_state, size) in now.items()} == self.asked, "a party was torn"
        assert seats.taken <= FIRE_LIMIT, "too many for the room"
        taken_before = sum(size for state, size in before.values() if state == "confirmed")
        grown = seats.taken > taken_before and not self.squeezing
        assert not grown or seats.taken <= (seats.capacity or 0), "oversold"
        self.squeezing = False
        if not self.open:
            assert now == before, "somebody moved on a cancelled date"
            return
        free, line = seats.free or 0, queries.queue(self.date)
        kept = [one.ident for one in line if one.passes >= 3]  # seats are kept for the first of these
        served = [one for one in line if not kept or one.ident <= kept[0]]
        assert all(one.size > free for one in served), "a seat is free and somebody who fits waits"
        assert [one.ident for one in line] == sorted(one.ident for one in line)
        for ident, (state, size) in now.items():
            if state == "confirmed" and before.get(ident, ("", 0))[0] == "waiting":
                ahead = [other.size for other in line if other.ident < ident]
                assert all(big > free + size for big in ahead), "somebody was overtaken who would fit"


def test_the_queue_keeps_its_promises(town: Town) -> None:
    db.session.commit()
    run_state_machine_as_test(
        type("Bound", (QueueMachine,), {"town": town}),
        settings=settings(max_examples=10, stateful_step_count=20, deadline=None, derandomize=True),
    )
