"""Events, their tags, partners and pictures, and occurrences: every date is a row."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.communities.models import Community
from portal.core.access import HOST, PROPOSER, staff_roles
from portal.core.actor import Actor
from portal.core.db import Base, Held, related
from portal.core.states import state_column
from portal.core.translated import Said, Translated
from portal.events import rules
from portal.organisations.models import Organisation, membership_roles
from portal.places.models import Place, Room


class Image(Base):
    """An uploaded picture, re-encoded without metadata. Its files are in the media folder."""

    __tablename__ = "image"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    alt: Mapped[str] = mapped_column(sa.String(250))
    """What the picture shows, for people who cannot see it. Never empty."""
    credit: Mapped[str] = mapped_column(sa.String(120), default="")
    width: Mapped[int]
    height: Mapped[int]
    focus: Mapped[str] = mapped_column(sa.String(2), default=rules.CENTRE, server_default=rules.CENTRE)
    """The part that must be seen however the picture is cut: one of ``rules.FOCI``."""
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]


class Event(Translated, Held, Base):
    """What is held, once or as a series. Its dates inherit what they do not override."""

    __tablename__ = "event"
    TRANSLATED = {"title": 120, "summary": 300, "text": 20_000, "first_time": 20_000}
    __table_args__ = (
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        sa.CheckConstraint("price >= 0", name="price_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    slug: Mapped[str] = mapped_column(sa.String(90), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    first_time: Mapped[str] = mapped_column(sa.Text, default="")
    """What happens the first time somebody comes."""
    language: Mapped[str] = mapped_column(sa.String(8), default="da")
    """The language title, summary and text are written in."""
    kind: Mapped[str] = mapped_column(sa.String(24), default="event", index=True)
    genre: Mapped[str] = mapped_column(sa.String(40), default="")
    team: Mapped[str] = mapped_column(sa.String(4), default="")
    format: Mapped[str] = mapped_column(sa.String(16), default="known_format")
    umbrella: Mapped[str] = mapped_column(sa.String(24), default="")
    book_bus: Mapped[bool] = mapped_column(default=False)
    mode: Mapped[str] = mapped_column(sa.String(10), default="physical")
    online_link: Mapped[str] = mapped_column(sa.String(500), default="")
    """Only people who are signed up, hosts and staff ever see it."""
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    district_id: Mapped[str | None] = mapped_column(sa.ForeignKey("district.id"))
    """Where in the municipality, when there is no place or the place moves (the book bus)."""
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    """The organisation that holds it; the unit itself when the library does."""
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    """The library unit or house institution whose staff look after it."""
    initiated_by: Mapped[str] = mapped_column(sa.String(24), default="library")
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("community.id"), index=True)
    host_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """The person who runs it: may see the list, count and cancel."""
    host_name: Mapped[str] = mapped_column(sa.String(80), default="")
    """The first name visitors meet."""
    price: Mapped[int] = mapped_column(default=0)
    """Whole kroner; 0 is free of charge."""
    price_note: Mapped[str] = mapped_column(sa.String(120), default="")
    signup_mode: Mapped[str] = mapped_column(sa.String(16), default="none")
    capacity: Mapped[int | None]
    """People a date has room for; empty is no limit."""
    auto_promote: Mapped[bool] = mapped_column(default=False)
    """Freed seats go straight to those who wait, without asking first: for low-stakes events."""
    image_id: Mapped[int | None] = mapped_column(sa.ForeignKey("image.id"))
    rrule: Mapped[str] = mapped_column(sa.Text, default="")
    """The iCalendar rule (RFC 5545) a series was made from; empty for one-off events."""
    state: Mapped[str] = state_column(rules.EVENT_STATES, rules.DRAFT, index=False)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    """Grows with each edit; a form made from an older one is refused."""

    place: Mapped[Place | None] = related()
    room: Mapped[Room | None] = related()
    organiser: Mapped[Organisation] = related(foreign_keys=[organiser_id])
    unit: Mapped[Organisation] = related(foreign_keys=[unit_id])
    community: Mapped[Community | None] = related()
    image: Mapped[Image | None] = related()
    tags: Mapped[list[EventTag]] = related(back_populates="event", cascade="all, delete-orphan")
    partners: Mapped[list[EventPartner]] = related(back_populates="event", cascade="all, delete-orphan")
    occurrences: Mapped[list[Occurrence]] = related(back_populates="event", order_by="Occurrence.starts_at")

    def roles_for(self, actor: Actor) -> set[str]:
        """Host (own event or own community), member of the organiser, staff of unit or organiser."""
        roles = membership_roles(actor, self.organiser_id) | staff_roles(
            actor, self.unit_id, self.organiser_id
        )
        if actor.signed_in and self.host_id == actor.person_id:
            roles.add(HOST)
        if self.community_id is not None and self.community_id in actor.hosted:
            roles.add(HOST)
        if actor.signed_in and self.created_by_id == actor.person_id:
            roles.add(PROPOSER)
        return roles

    def tagged(self, dimension: str) -> list[str]:
        """The values of one dimension (needs ``tags`` loaded)."""
        return sorted(tag.value for tag in self.tags if tag.dimension == dimension)


class EventTag(Base):
    """One value of a list-like fact about an event."""

    __tablename__ = "event_tag"
    __table_args__ = (sa.Index("ix_event_tag_value", "dimension", "value"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    """``theme``, ``audience``, ``language``, ``age_band``, ``sdg`` or ``access`` (a fact that holds here)."""
    value: Mapped[str] = mapped_column(sa.String(40), primary_key=True)

    event: Mapped[Event] = related(back_populates="tags")


class EventPartner(Base):
    """An organisation that holds the event together with the organiser."""

    __tablename__ = "event_partner"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisation.id"), primary_key=True, index=True
    )
    visiting: Mapped[bool] = mapped_column(default=False)
    """A visiting class or group: not a partner in the figures."""

    event: Mapped[Event] = related(back_populates="partners")
    organisation: Mapped[Organisation] = related()


class Occurrence(Translated, Held, Base):
    """One date of an event: the thing that people sign up for, that is held, and that is counted.

    ``starts_local``/``ends_local`` are the wall-clock times people were promised (naive, Europe/Copenhagen);
    ``starts_at``/``ends_at`` are the instants computed from them. ``own_*`` override the event for this date.
    """

    __tablename__ = "occurrence"
    TRANSLATED = {"own_title": 120, "own_text": 20_000}
    __table_args__ = (
        sa.UniqueConstraint("event_id", "slug"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("own_capacity IS NULL OR own_capacity > 0", name="capacity_positive"),
        sa.Index("ix_occurrence_when", "starts_at", "id"),
        sa.Index("ix_occurrence_ends", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(20))
    """``2026-12-03``, or ``2026-12-03-1830`` for a second one that day. Stays when the date is moved."""
    starts_local: Mapped[datetime] = mapped_column(sa.DateTime())
    ends_local: Mapped[datetime] = mapped_column(sa.DateTime())
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    moved_from: Mapped[datetime | None]
    """When it was to begin before it was moved."""
    own_time: Mapped[bool] = mapped_column(default=False)
    """Given a time of its own: changes to "this and the following" leave its time alone."""
    own_title: Mapped[str | None] = mapped_column(sa.String(120))
    own_text: Mapped[str | None] = mapped_column(sa.Text)
    own_place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    own_room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    own_capacity: Mapped[int | None]
    own_online_link: Mapped[str | None] = mapped_column(sa.String(500))
    state: Mapped[str] = state_column(rules.OCCURRENCE_STATES, rules.SCHEDULED, index=False)
    cancel_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    cancelled_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    """iCalendar SEQUENCE: grows when date, place or state change."""

    event: Mapped[Event] = related(back_populates="occurrences")
    own_place: Mapped[Place | None] = related()
    own_room: Mapped[Room | None] = related()

    @property
    def title(self) -> str:
        """This date's title, as it was written."""
        return self.own_title or self.event.title

    @property
    def written_in(self) -> str:
        """A date is written in the language of its event (needs ``event`` loaded)."""
        return self.event.language

    def said(self, field: str) -> Said:
        """``title``, ``summary``, ``text`` or ``first_time`` of this date, in the reader's language."""
        own = f"own_{field}"
        if own in self.TRANSLATED and getattr(self, own):
            return self.said_own(own)
        return self.event.said(field)

    @property
    def place(self) -> Place | None:
        """Where this date is held (an own place brings its own room or none)."""
        return self.own_place if self.own_place_id is not None else self.event.place

    @property
    def room(self) -> Room | None:
        """The room of this date."""
        if self.own_room_id is not None:
            return self.own_room
        return None if self.own_place_id is not None else self.event.room

    @property
    def capacity(self) -> int | None:
        """People this date has room for; ``None`` is no limit."""
        return self.own_capacity if self.own_capacity is not None else self.event.capacity

    @property
    def cancelled(self) -> bool:
        """Whether this date is called off."""
        return self.state == rules.CANCELLED

    def roles_for(self, actor: Actor) -> set[str]:
        """What the actor is to the event (needs ``event`` loaded)."""
        return self.event.roles_for(actor)
