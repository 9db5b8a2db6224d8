"""Reading events and occurrences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock, text
from portal.core.access import ADMINISTRATOR, MODERATOR
from portal.core.actor import Actor
from portal.core.calendar import CalendarEntry
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.core.structured import EventData, PlaceData
from portal.core.taxonomy import ORGANISATION_GROUPS
from portal.core.text import _
from portal.events import rules
from portal.events.models import Event, EventPartner, Image, Occurrence
from portal.events.rules import DateFacts, EventFacts, Slot
from portal.organisations.models import Organisation
from portal.places.models import Place

CARD = (
    joinedload(Occurrence.event).options(
        joinedload(Event.organiser),
        joinedload(Event.place).joinedload(Place.district),
        joinedload(Event.room),
        joinedload(Event.image),
        selectinload(Event.tags),
    ),
    joinedload(Occurrence.own_place).joinedload(Place.district),
    joinedload(Occurrence.own_room),
    STRICT,
)
"""What a card of one date shows."""

WHOLE = (
    joinedload(Event.organiser),
    joinedload(Event.unit),
    joinedload(Event.community),
    joinedload(Event.image),
    joinedload(Event.room),
    joinedload(Event.place).options(joinedload(Place.district), selectinload(Place.access)),
    selectinload(Event.tags),
    selectinload(Event.partners).joinedload(EventPartner.organisation),
    STRICT,
)
"""What an event page shows, apart from its dates."""


def event_by_slug(slug: str) -> Event:
    """The event with everything its page shows, published or not. Raises ``Missing``."""
    event = db.session.scalar(sa.select(Event).where(Event.slug == slug).options(*WHOLE))
    if event is None:
        raise Missing()
    return event


def occurrence_by_slug(slug: str, date_slug: str) -> Occurrence:
    """One date of an event with everything its page shows. Raises ``Missing``."""
    event = event_by_slug(slug)
    occurrence = db.session.scalar(
        sa.select(Occurrence)
        .where(Occurrence.event_id == event.id, Occurrence.slug == date_slug)
        .options(
            joinedload(Occurrence.event),
            joinedload(Occurrence.own_place).options(joinedload(Place.district), selectinload(Place.access)),
            joinedload(Occurrence.own_room),
            STRICT,
        )
    )
    if occurrence is None:
        raise Missing()
    return occurrence


def where(occurrence: Occurrence) -> str:
    """Place, room and address on one line; empty when it is only online or not known yet."""
    place = occurrence.place
    if place is None:
        return ""
    room = occurrence.room.name if occurrence.room else ""
    town = f"{place.postal_code} {place.town}".strip()
    return ", ".join(part for part in (place.name, room, place.address, town) if part)


def calendar_entry(
    occurrence: Occurrence, url: str, *, changed: datetime | None = None, with_link: bool = False
) -> CalendarEntry:
    """One date for a calendar file (needs ``CARD`` loaded), titled in the language being written.

    ``url`` is the absolute address of its page. ``with_link`` adds the online link: only for people who
    are signed up. ``changed`` defaults to the last moment the rows themselves know of.
    """
    event, place = occurrence.event, occurrence.place
    link = (occurrence.own_online_link or event.online_link) if with_link else ""
    known = [event.created_at, event.published_at, occurrence.cancelled_at]
    title = occurrence.said("title")
    return CalendarEntry(
        uid=occurrence.uuid,
        title=_("Cancelled: %(title)s", title=title) if occurrence.cancelled else title,
        starts=occurrence.starts_at,
        ends=occurrence.ends_at,
        changed=changed or max(moment for moment in known if moment is not None),
        url=url,
        location=where(occurrence) or (_("Online") if event.mode == "online" else ""),
        description="\n\n".join(
            part for part in (occurrence.cancel_reason, event.said("summary"), link, url) if part
        ),
        sequence=occurrence.sequence,
        cancelled=occurrence.cancelled,
        organiser=event.organiser.name,
        geo=(place.lat, place.lon) if place and place.lat is not None and place.lon is not None else None,
    )


def place_data(place: Place | None) -> PlaceData | None:
    """A place as search engines read it."""
    if place is None:
        return None
    geo = (place.lat, place.lon) if place.lat is not None and place.lon is not None else None
    return PlaceData(place.name, place.address, place.postal_code, place.town, geo)


def structured_data(
    occurrence: Occurrence,
    url: str,
    *,
    organiser_url: str = "",
    image: str = "",
    capacity: int | None = None,
    free_seats: int | None = None,
) -> EventData:
    """One date as search engines read it (needs ``CARD`` loaded). Addresses are absolute."""
    event, title = occurrence.event, occurrence.said("title")
    takes_signups = event.signup_mode != "none"
    return EventData(
        title=title,
        url=url,
        starts=occurrence.starts_at,
        ends=occurrence.ends_at,
        organiser=event.organiser.name,
        organiser_url=organiser_url,
        description=event.said("summary"),
        language=title.lang or text.language(),
        spoken=event.tagged("language"),
        mode=event.mode,
        place=place_data(occurrence.place),
        price=event.price,
        moved_from=occurrence.moved_from,
        cancelled=occurrence.cancelled,
        image=image,
        capacity=capacity if takes_signups else None,
        free_seats=free_seats if takes_signups else None,
        signup=takes_signups,
    )


def next_meetings(community_ids: Collection[int]) -> dict[int, Occurrence]:
    """The next date of each community that is published and not cancelled, in one query (``CARD`` loaded)."""
    place_in_line = sa.func.row_number().over(
        partition_by=Event.community_id, order_by=(Occurrence.starts_at, Occurrence.id)
    )
    coming = (
        sa.select(Occurrence.id, place_in_line.label("turn"))
        .join(Occurrence.event)
        .where(
            Event.community_id.in_(community_ids),
            Event.state == rules.PUBLISHED,
            Occurrence.state == rules.SCHEDULED,
            Occurrence.ends_at > clock.now(),
        )
        .subquery()
    )
    first = sa.select(coming.c.id).where(coming.c.turn == 1)
    found = db.session.scalars(sa.select(Occurrence).where(Occurrence.id.in_(first)).options(*CARD))
    return {one.event.community_id: one for one in found if one.event.community_id is not None}


def facts_of(event: Event) -> EventFacts:
    """What an event says now, to begin a change from (needs ``tags`` and ``partners`` loaded)."""
    names = {field.name for field in fields(EventFacts)} - {"tags", "partner_ids", "visiting_ids"}
    return EventFacts(
        **{name: getattr(event, name) for name in names},
        tags={one: event.tagged(one) for one in sorted({tag.dimension for tag in event.tags})},
        partner_ids=sorted(one.organisation_id for one in event.partners if not one.visiting),
        visiting_ids=sorted(one.organisation_id for one in event.partners if one.visiting),
    )


def facts_of_date(occurrence: Occurrence) -> DateFacts:
    """What people see of one date, to begin a change from (needs ``event`` loaded)."""
    event = occurrence.event
    place_id, room_id = where_of(event, occurrence)
    link = occurrence.own_online_link
    return DateFacts(
        slot=Slot(occurrence.starts_local, occurrence.ends_local),
        title=occurrence.title,
        text=event.text if occurrence.own_text is None else occurrence.own_text,
        place_id=place_id,
        room_id=room_id,
        capacity=capacity_of(event, occurrence),
        online_link=event.online_link if link is None else link,
    )


def where_of(event: Event, occurrence: Occurrence) -> tuple[int | None, int | None]:
    """The ids of place and room of one date, own or inherited."""
    if occurrence.own_place_id is not None:
        return occurrence.own_place_id, occurrence.own_room_id
    own_room = occurrence.own_room_id
    return event.place_id, event.room_id if own_room is None else own_room


def capacity_of(event: Event, occurrence: Occurrence) -> int | None:
    """People one date has room for, own or inherited; ``None`` is no limit."""
    return event.capacity if occurrence.own_capacity is None else occurrence.own_capacity


def _dates(event_id: int, *conditions: sa.ColumnElement[bool]) -> list[Occurrence]:
    return list(
        db.session.scalars(
            sa.select(Occurrence)
            .where(Occurrence.event_id == event_id, *conditions)
            .order_by(Occurrence.starts_at, Occurrence.id)
        )
    )


def coming(event_id: int) -> list[Occurrence]:
    """The dates that have not begun and are not called off, soonest first; their columns only."""
    return _dates(event_id, Occurrence.starts_at > clock.now(), Occurrence.state == rules.SCHEDULED)


def begun_or_cancelled(event_id: int) -> list[Occurrence]:
    """The dates that a change of the event must leave as they were; their columns only."""
    over = sa.or_(Occurrence.starts_at <= clock.now(), Occurrence.state == rules.CANCELLED)
    return _dates(event_id, over)


def following(occurrence: Occurrence) -> list[Occurrence]:
    """This date and all later ones that can be changed; their columns only."""
    return [one for one in coming(occurrence.event_id) if one.starts_at >= occurrence.starts_at]


def other_dates(event_id: int, ids: Sequence[int]) -> list[Occurrence]:
    """The dates of an event apart from some; their columns only."""
    return _dates(event_id, Occurrence.id.not_in(ids))


def starts_of(event_id: int, *, without: Sequence[int] = ()) -> set[datetime]:
    """The wall-clock beginnings of an event's dates that are not called off."""
    others = _dates(event_id, Occurrence.id.not_in(without), Occurrence.state == rules.SCHEDULED)
    return {one.starts_local for one in others}


def is_only_date(occurrence: Occurrence) -> bool:
    """Whether the event has no other date: its own facts are then the event's."""
    return not other_dates(occurrence.event_id, [occurrence.id])


def has_been_held(event_id: int) -> bool:
    """Whether any date was held: scheduled and ended."""
    return bool(_dates(event_id, Occurrence.ends_at <= clock.now(), Occurrence.state == rules.SCHEDULED))


def dates_of(event: Event) -> list[Occurrence]:
    """All dates of an event as its people see them, soonest first."""
    return list(
        db.session.scalars(
            sa.select(Occurrence)
            .where(Occurrence.event_id == event.id)
            .order_by(Occurrence.starts_at)
            .options(*CARD)
        ).unique()
    )


def neighbours(
    place_id: int | None,
    room_id: int | None,
    start: datetime,
    end: datetime,
    *,
    without: int | None = None,
) -> list[Occurrence]:
    """What else happens in the room (in the whole place when no room is given) between two instants.

    Drafts are among them: they hold the room in people's minds. ``without`` leaves one event out.
    """
    if place_id is None:
        return []
    in_place = sa.func.coalesce(Occurrence.own_place_id, Event.place_id) == place_id
    inherited = sa.case((Occurrence.own_place_id.is_(None), Event.room_id), else_=None)
    in_room = sa.func.coalesce(Occurrence.own_room_id, inherited) == room_id
    wanted = [in_place] if room_id is None else [in_place, in_room]
    if without is not None:
        wanted.append(Event.id != without)
    statement = (
        sa.select(Occurrence)
        .join(Event, Occurrence.event_id == Event.id)
        .where(
            Occurrence.starts_at < end,
            Occurrence.ends_at > start,
            Occurrence.state == rules.SCHEDULED,
            *wanted,
        )
        .order_by(Occurrence.starts_at)
        .limit(200)
        .options(*CARD)
    )
    return list(db.session.scalars(statement).unique())


def proposed_skips(start: date, end: date) -> dict[date, str]:
    """Bank and school holidays between two dates: date -> kind (see ``rules.proposed_skips``)."""
    return rules.proposed_skips(start, end)


def image_by_id(image_id: int | None) -> Image | None:
    """A picture, or ``None``."""
    return db.session.get(Image, image_id) if image_id is not None else None


def unit_choices(actor: Actor) -> list[tuple[int, str]]:
    """The institutions, then units, whose events the actor may make, as ``(id, name)``."""
    scopes = {scope for role, scope in actor.grants if role in (MODERATOR, ADMINISTRATOR)}
    statement = sa.select(Organisation.id, Organisation.name).where(
        Organisation.kind.in_([kind for kind, group in ORGANISATION_GROUPS.items() if group == "institution"])
    )
    if None not in scopes and not actor.system:
        statement = statement.where(Organisation.id.in_(scopes))
    order = (Organisation.parent_id.is_not(None), Organisation.name)
    return [(row.id, row.name) for row in db.session.execute(statement.order_by(*order))]


def organiser_choices() -> list[tuple[int, str]]:
    """Everybody who may hold an event together with the library, as ``(id, name)``."""
    statement = sa.select(Organisation.id, Organisation.name).order_by(Organisation.name)
    return [(row.id, row.name) for row in db.session.execute(statement)]
