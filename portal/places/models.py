"""Districts, places, rooms and access facts."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.access import staff_roles
from portal.core.actor import Actor
from portal.core.db import Base, related
from portal.core.translated import Translated
from portal.organisations.models import Organisation


class District(Base):
    """A part of the municipality. Staff decide which are rural: postal codes alone cannot."""

    __tablename__ = "district"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    rural: Mapped[bool] = mapped_column(default=False)
    outside: Mapped[bool] = mapped_column(default=False)
    """Outside the municipality: what happens there does not count as reached inside it."""
    lat: Mapped[float | None]
    lon: Mapped[float | None]


class Place(Translated, Base):
    """Somewhere people meet, also the book bus and the net. Never deleted, only closed."""

    __tablename__ = "place"
    TRANSLATED = {"about": 3000}

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(90), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(40), index=True)
    """A key of ``taxonomy.PLACE_KINDS``; ``rules.is_decentral`` derives from it."""
    building: Mapped[str] = mapped_column(sa.String(60), default="")
    """Places with the same building are under one roof (``kulturhuset``)."""
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    address: Mapped[str] = mapped_column(sa.String(160), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(8), default="")
    town: Mapped[str] = mapped_column(sa.String(80), default="")
    district_id: Mapped[str | None] = mapped_column(sa.ForeignKey("district.id"), index=True)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    common_area: Mapped[bool] = mapped_column(default=False)
    about: Mapped[str] = mapped_column(sa.Text, default="")
    closed: Mapped[bool] = mapped_column(default=False)

    district: Mapped[District | None] = related()
    owner: Mapped[Organisation | None] = related()
    rooms: Mapped[list[Room]] = related(back_populates="place", order_by="Room.name")
    access: Mapped[list[AccessFact]] = related(back_populates="place")

    def roles_for(self, actor: Actor) -> set[str]:
        """Staff roles at the owner."""
        return staff_roles(actor, self.owner_id)


class Room(Base):
    """A room in a place. ``seats`` is what fits sitting; ``fire_limit`` the most people allowed in."""

    __tablename__ = "room"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    floor: Mapped[int | None]
    seats: Mapped[int | None]
    fire_limit: Mapped[int | None]
    common_area: Mapped[bool] = mapped_column(default=False)
    features: Mapped[list[str]] = mapped_column(default=list)
    closed: Mapped[bool] = mapped_column(default=False)

    place: Mapped[Place] = related(back_populates="rooms")


class AccessFact(Base):
    """One thing known about getting in: yes, no or unknown, and when somebody looked."""

    __tablename__ = "access_fact"

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), primary_key=True)
    fact: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    """A key of ``taxonomy.ACCESS_FACTS``."""
    value: Mapped[str] = mapped_column(
        sa.Enum("yes", "no", "unknown", name="value", native_enum=False, create_constraint=True, length=8)
    )
    checked_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    place: Mapped[Place] = related(back_populates="access")
