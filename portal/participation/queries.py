"""Reading sign-ups, seats, the queue and the ledger of counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.core import clock
from portal.core.access import ADMINISTRATOR, MODERATOR
from portal.core.actor import Actor
from portal.core.db import STRICT, Page, db, keyset
from portal.core.errors import Missing
from portal.core.taxonomy import NOT_SUMMED
from portal.events import rules as events
from portal.events.models import Event, Occurrence
from portal.events.queries import CARD
from portal.organisations.rules import MANAGER
from portal.participation import rules
from portal.participation.models import Count, CountLine, Signup, SignupParty
from portal.participation.rules import Seats, offers
from portal.places.models import Place, Room

DATE = (
    joinedload(Occurrence.event).options(
        joinedload(Event.place).joinedload(Place.district),
        joinedload(Event.room),
        joinedload(Event.organiser),
        selectinload(Event.tags),
    ),
    joinedload(Occurrence.own_place).joinedload(Place.district),
    joinedload(Occurrence.own_room),
    STRICT,
)
"""What deciding and writing about one date needs."""

_superseding = aliased(Count)
CURRENT = ~sa.exists().where(_superseding.supersedes_id == Count.id)
"""SQL condition on ``Count``: nobody has corrected it."""

_ROOM_ID = sa.case(
    (Occurrence.own_room_id.is_not(None), Occurrence.own_room_id),
    (Occurrence.own_place_id.is_not(None), None),
    else_=Event.room_id,
)


def date(occurrence_id: int) -> Occurrence:
    """One date, read afresh, with its event, place, room and tags. Raises ``Missing``."""
    found = db.session.scalar(
        sa.select(Occurrence)
        .where(Occurrence.id == occurrence_id)
        .options(*DATE)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing()
    return found


# --- seats ---------------------------------------------------------------------------------------------


def _people_in(state: str) -> Any:
    number = sa.case((Signup.state == state, SignupParty.number), else_=0)
    return sa.func.coalesce(sa.func.sum(number), 0)


_holding = aliased(Signup)
_OFFERED = (
    sa.select(sa.func.coalesce(sa.func.sum(_holding.offered), 0))
    .where(_holding.occurrence_id == Occurrence.id, _holding.state == rules.OFFERED)
    .correlate(Occurrence)
    .scalar_subquery()
)
"""Seats held for parties that have not answered: as many as were offered, whatever the party's size."""


def seats(occurrences: Iterable[Occurrence]) -> dict[int, Seats]:
    """How full each date is, in one query, whatever the rows have loaded. Every given id has an answer."""
    return seats_by_id([one.id for one in occurrences])


def seats_by_id(ids: Sequence[int]) -> dict[int, Seats]:
    """The same as :func:`seats` for ids."""
    if not ids:
        return {}
    capacity = sa.func.coalesce(Occurrence.own_capacity, Event.capacity)
    here = sa.and_(Signup.occurrence_id == Occurrence.id, Signup.state.in_((rules.CONFIRMED, rules.WAITING)))
    rows = db.session.execute(
        sa.select(
            Occurrence.id,
            capacity,
            Room.fire_limit,
            Event.mode,
            _people_in(rules.CONFIRMED),
            _people_in(rules.WAITING),
            _OFFERED,
        )
        .join(Event, Event.id == Occurrence.event_id)
        .outerjoin(Room, Room.id == _ROOM_ID)
        .outerjoin(Signup, here)
        .outerjoin(SignupParty, SignupParty.signup_id == Signup.id)
        .where(Occurrence.id.in_(ids))
        .group_by(Occurrence.id, capacity, Room.fire_limit, Event.mode)
    )
    return {
        ident: Seats(int(seated) + int(held), int(waiting), rules.seats_for(limit, fire, mode), int(held))
        for ident, limit, fire, mode, seated, waiting, held in rows
    }


def seats_of(occurrence_id: int) -> Seats:
    """How full one date is."""
    return seats_by_id([occurrence_id])[occurrence_id]


def queue(occurrence_id: int) -> list[offers.Party]:
    """The waiting parties of a date, first come first."""
    rows = db.session.execute(
        sa.select(Signup.id, sa.func.sum(SignupParty.number), Signup.passes, Signup.at_least)
        .join(SignupParty, SignupParty.signup_id == Signup.id)
        .where(Signup.occurrence_id == occurrence_id, Signup.state == rules.WAITING)
        .group_by(Signup.id, Signup.passes, Signup.at_least)
        .order_by(Signup.id)
    )
    return [offers.Party(ident, int(size), passes, least) for ident, size, passes, least in rows]


def _ahead(*conditions: Any) -> sa.Select[int]:
    """Dates to come that are not cancelled and have such a sign-up."""
    return (
        sa.select(Occurrence.id)
        .where(
            Occurrence.starts_at > clock.now(),
            Occurrence.state == events.SCHEDULED,
            sa.exists().where(Signup.occurrence_id == Occurrence.id, *conditions),
        )
        .order_by(Occurrence.id)
    )


def with_queue() -> list[int]:
    """Dates to come, not cancelled, that somebody waits for."""
    return list(db.session.scalars(_ahead(Signup.state == rules.WAITING)))


def with_expired_offers() -> list[int]:
    """Dates to come, not cancelled, with an offer that nobody answered in time."""
    late = (Signup.state == rules.OFFERED, Signup.answer_by <= clock.now())
    return list(db.session.scalars(_ahead(*late)))


def with_big_parties(hours: int) -> list[int]:
    """Dates that begin within so many hours where a party waits whole and was not asked to come fewer."""
    unasked = (
        Signup.state == rules.WAITING,
        Signup.at_least.is_(None),
        Signup.asked_fewer_at.is_(None),
    )
    near = Occurrence.starts_at <= clock.now() + timedelta(hours=hours)
    return list(db.session.scalars(_ahead(*unasked).where(near)))


def to_remind(until: Mapping[str, datetime]) -> list[int]:
    """Dates with somebody to remind: those that begin before ``until`` of a kind that was not sent yet.

    ``until`` is in the order of the kinds; an earlier kind counts only where no later one is reached.
    """
    kinds = list(until)
    conditions, nearer = [], None
    for kind in reversed(kinds):
        span = [Occurrence.starts_at <= until[kind]]
        if nearer is not None:
            span.append(Occurrence.starts_at > nearer)
        conditions.append(sa.and_(*span, Signup.reminded != kind))
        nearer = until[kind]
    unaware = (Signup.state == rules.CONFIRMED, Signup.email.is_not(None), sa.or_(*conditions))
    return list(db.session.scalars(_ahead(*unaware).where(Occurrence.starts_at <= max(until.values()))))


def seated(occurrence_id: int) -> list[Signup]:
    """Sign-ups of a date that have seats and an address, with their parties, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Signup)
            .where(
                Signup.occurrence_id == occurrence_id,
                Signup.state == rules.CONFIRMED,
                Signup.email.is_not(None),
            )
            .options(selectinload(Signup.party), STRICT)
            .order_by(Signup.id)
        )
    )


def expired_offers(occurrence_id: int) -> list[int]:
    """Sign-ups of a date whose offer has run out."""
    late = sa.select(Signup.id).where(
        Signup.occurrence_id == occurrence_id,
        Signup.state == rules.OFFERED,
        Signup.answer_by <= clock.now(),
    )
    return list(db.session.scalars(late.order_by(Signup.id)))


@dataclass(frozen=True)
class Chances:
    """What became of those who waited last time: ``got_in`` of ``waited`` sign-ups."""

    got_in: int
    waited: int


def chances(occurrence: Occurrence) -> Chances | None:
    """How it went with the line at the latest earlier date of the same event that had one."""
    got_in = sa.func.sum(sa.case((Signup.promoted_at.is_not(None), 1), else_=0))
    waited = sa.or_(Signup.promoted_at.is_not(None), Signup.state.in_((rules.WAITING, rules.EXPIRED)))
    row = db.session.execute(
        sa.select(got_in, sa.func.count(Signup.id))
        .join(Occurrence, Occurrence.id == Signup.occurrence_id)
        .where(
            Occurrence.event_id == occurrence.event_id,
            Occurrence.starts_at < min(occurrence.starts_at, clock.now()),
            waited,
        )
        .group_by(Occurrence.id, Occurrence.starts_at)
        .order_by(Occurrence.starts_at.desc())
        .limit(1)
    ).one_or_none()
    return Chances(int(row[0]), row[1]) if row else None


def changed_dates() -> list[int]:
    """Dates whose sign-ups have not all been told of the latest change; none that ended over a day ago."""
    return list(
        db.session.scalars(
            sa.select(Occurrence.id)
            .where(
                Occurrence.ends_at > clock.now() - timedelta(days=1),
                Occurrence.sequence > 0,
                sa.exists().where(
                    Signup.occurrence_id == Occurrence.id,
                    Signup.state.not_in(rules.GONE),
                    Signup.told_sequence < Occurrence.sequence,
                ),
            )
            .order_by(Occurrence.id)
        )
    )


# --- sign-ups ------------------------------------------------------------------------------------------

_SIGNUP = (joinedload(Signup.occurrence).options(*DATE), selectinload(Signup.party), STRICT)


def _one(condition: Any) -> Signup | None:
    return db.session.scalar(
        sa.select(Signup).where(condition).options(*_SIGNUP).execution_options(populate_existing=True)
    )


def signup(signup_id: int) -> Signup:
    """A sign-up with its party and date. Raises ``Missing``."""
    found = _one(Signup.id == signup_id)
    if found is None:
        raise Missing()
    return found


def signup_by_uuid(uuid: str) -> Signup:
    """The sign-up that a manage link is about. Raises ``Missing``."""
    found = _one(Signup.uuid == uuid)
    if found is None:
        raise Missing()
    return found


def by_form_token(token: str) -> Signup | None:
    """What this very form has already made."""
    return _one(Signup.form_token == token)


def active(occurrence_id: int, email: str) -> Signup | None:
    """The sign-up of an address that is on the list of a date."""
    return _one(
        sa.and_(
            Signup.occurrence_id == occurrence_id,
            Signup.email == email,
            Signup.state.not_in(rules.GONE),
        )
    )


def to_tell(occurrence: Occurrence) -> list[Signup]:
    """Sign-ups that do not know of the latest change of their date."""
    return list(
        db.session.scalars(
            sa.select(Signup)
            .where(
                Signup.occurrence_id == occurrence.id,
                Signup.state.not_in(rules.GONE),
                Signup.told_sequence < occurrence.sequence,
            )
            .options(selectinload(Signup.party), STRICT)
            .order_by(Signup.id)
        )
    )


def position(of: Signup) -> int:
    """A waiting sign-up's place in the line, from 1; 0 for one that does not wait."""
    if of.state != rules.WAITING:
        return 0
    ahead = sa.select(sa.func.count()).where(
        Signup.occurrence_id == of.occurrence_id, Signup.state == rules.WAITING, Signup.id <= of.id
    )
    return db.session.scalar(ahead) or 0


@dataclass(frozen=True)
class Attendees:
    """Everybody on the list of one date; ``waiting`` stands in the order of the line.

    ``offered`` have seats held for them and have not answered; ``gone`` cancelled or did not answer.
    """

    confirmed: list[Signup]
    waiting: list[Signup]
    offered: list[Signup]
    gone: list[Signup]

    def people(self) -> dict[str, int]:
        """Band -> people with a seat."""
        total: dict[str, int] = {}
        for one in self.confirmed:
            for band, number in one.bands.items():
                total[band] = total.get(band, 0) + number
        return total


def attendees(occurrence_id: int) -> Attendees:
    """The list of a date, with contact details: for those who may ``signup:list`` only."""
    rows = db.session.scalars(
        sa.select(Signup)
        .where(Signup.occurrence_id == occurrence_id)
        .options(selectinload(Signup.party), STRICT)
        .order_by(Signup.id)
    ).all()
    by_state: dict[str, list[Signup]] = {state: [] for state in rules.SIGNUP_STATES}
    for row in rows:
        by_state[row.state].append(row)
    confirmed = sorted(by_state[rules.CONFIRMED], key=lambda one: (one.name.casefold(), one.id))
    gone = [*by_state[rules.CANCELLED], *by_state[rules.EXPIRED]]
    return Attendees(confirmed, by_state[rules.WAITING], by_state[rules.OFFERED], gone)


@dataclass(frozen=True)
class Mine:
    """A sign-up of the reader; ``position`` is the place in the line, 0 when not waiting."""

    signup: Signup
    position: int


def my_signups(actor: Actor, *, past: bool = False, limit: int = 50) -> list[Mine]:
    """What the reader is signed up for or waits for: to come (soonest first), or ``past`` (latest first).

    Found by account or by the address, which signing in has proved.
    """
    if not actor.signed_in:
        return []
    earlier = aliased(Signup)
    place = (
        sa.select(sa.func.count())
        .where(
            earlier.occurrence_id == Signup.occurrence_id,
            earlier.state == rules.WAITING,
            earlier.id <= Signup.id,
        )
        .scalar_subquery()
    )
    when = Occurrence.ends_at <= clock.now() if past else Occurrence.ends_at > clock.now()
    rows = db.session.execute(
        sa.select(Signup, place)
        .join(Occurrence, Occurrence.id == Signup.occurrence_id)
        .where(
            sa.or_(Signup.person_id == actor.person_id, Signup.email == actor.email),
            Signup.state.not_in(rules.GONE),
            when,
        )
        .options(joinedload(Signup.occurrence).options(*CARD), selectinload(Signup.party), STRICT)
        .order_by(Occurrence.starts_at.desc() if past else Occurrence.starts_at, Signup.id)
        .limit(limit)
    )
    return [Mine(row, line if row.state == rules.WAITING else 0) for row, line in rows]


# --- counts --------------------------------------------------------------------------------------------


def current_counts(occurrence_ids: Sequence[int]) -> dict[int, list[Count]]:
    """Date id -> its current counts with lines, on site before online; dates without one are left out."""
    found: dict[int, list[Count]] = {}
    rows = db.session.scalars(
        sa.select(Count)
        .where(Count.occurrence_id.in_(occurrence_ids), CURRENT)
        .options(selectinload(Count.lines), STRICT)
        .order_by(Count.channel.desc())
    )
    for row in rows:
        found.setdefault(row.occurrence_id, []).append(row)
    return found


def current_count(occurrence_id: int, channel: str) -> Count | None:
    """The count that holds for one channel of a date; ``None`` is unknown, never 0."""
    return next(
        (one for one in current_counts([occurrence_id]).get(occurrence_id, []) if one.channel == channel),
        None,
    )


def counts_of(occurrence_id: int) -> list[Count]:
    """The whole ledger of a date, superseded counts too, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Count)
            .where(Count.occurrence_id == occurrence_id)
            .options(selectinload(Count.lines), STRICT)
            .order_by(Count.id)
        )
    )


def count_by_id(count_id: int) -> Count:
    """One count with its lines and its date. Raises ``Missing``."""
    found = db.session.scalar(
        sa.select(Count)
        .where(Count.id == count_id)
        .options(selectinload(Count.lines), joinedload(Count.occurrence).options(*DATE), STRICT)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing()
    return found


def _may_count(actor: Actor) -> Any:
    """SQL condition on ``Event``: the actor has ``count:make`` (a test holds it against ``can``)."""
    if not actor.signed_in:
        return sa.false()
    units: set[int] = set()
    for role in (MODERATOR, ADMINISTRATOR):
        held = actor.units(role)
        if held is None:
            return sa.true()
        units |= held
    managed = units | {ident for ident, role in actor.memberships.items() if role == MANAGER}
    return sa.or_(
        Event.unit_id.in_(units),
        Event.organiser_id.in_(managed),
        Event.host_id == actor.person_id,
        Event.community_id.in_(actor.hosted),
    )


def _missing(actor: Actor) -> sa.Select[Occurrence]:
    held = sa.and_(
        Occurrence.state == events.SCHEDULED,
        Occurrence.ends_at <= clock.now(),
        Event.state != events.DRAFT,
        Event.kind.not_in(NOT_SUMMED),
    )
    uncounted = ~sa.exists().where(Count.occurrence_id == Occurrence.id)
    return (
        sa.select(Occurrence)
        .join(Event, Event.id == Occurrence.event_id)
        .where(held, uncounted, sa.true() if actor.system else _may_count(actor))
    )


def missing_page(
    actor: Actor, *, cursor: str | None = None, size: int = 30, newest: bool = False
) -> Page[Occurrence]:
    """Held dates without a count that the actor may count, oldest (or ``newest``) first, paged by key.

    Exhibitions, self-directed offers and ordinary bus stops are not counted date by date and left out.
    """
    statement = _missing(actor).options(*CARD)
    order = [Occurrence.starts_at, Occurrence.id]
    return keyset(statement, order, cursor=cursor, size=size, descending=newest)


def missing_counts(actor: Actor, *, limit: int = 30, newest: bool = False) -> list[Occurrence]:
    """The first held dates without a count that the actor may count."""
    return list(missing_page(actor, size=limit, newest=newest).items)


def missing_total(actor: Actor) -> int:
    """How many held dates the actor may count and nobody has counted."""
    rows = _missing(actor).with_only_columns(sa.func.count(Occurrence.id))
    return db.session.scalar(rows) or 0


def counted_people(since: Any, until: Any) -> int:
    """Everybody in the current counts of dates that began between two instants: attendances, not people."""
    return (
        db.session.scalar(
            sa.select(sa.func.sum(CountLine.number))
            .join(Count, Count.id == CountLine.count_id)
            .join(Occurrence, Occurrence.id == Count.occurrence_id)
            .where(
                CURRENT,
                Occurrence.state == events.SCHEDULED,
                Occurrence.starts_at >= since,
                Occurrence.starts_at < until,
            )
        )
        or 0
    )
