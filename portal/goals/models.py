"""The agreement as data with validity dates: period, areas, aims, indicators."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, related
from portal.core.text import language


class Said:
    """Mixin for rows whose texts are kept in Danish and English."""

    def says(self, name: str) -> str:
        """The text ``name`` (``title``, ``sentence`` ..) in the reader's language."""
        code = "en" if language() == "en" else "da"
        return str(getattr(self, f"{name}_{code}"))


class Loaded:
    """Mixin for rows that come from a file and may be edited by staff afterwards.

    ``loaded`` is a digest of what the file last gave. A row that no longer matches it was edited by staff,
    and is kept when the file is read again.
    """

    loaded: Mapped[str] = mapped_column(sa.String(64), default="")


class Period(Said, Loaded, Base):
    """One agreement with the municipality. ``checksum`` tells whether its file has changed since."""

    __tablename__ = "goal_period"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    title_da: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str] = mapped_column(sa.String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    checksum: Mapped[str] = mapped_column(sa.String(64), default="")

    areas: Mapped[list[Area]] = related(back_populates="period", order_by="Area.position")


class Area(Said, Loaded, Base):
    """One of the five goal areas. ``shared``: carried by the whole house, so the whole house counts."""

    __tablename__ = "goal_area"
    __table_args__ = (sa.UniqueConstraint("period_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey("goal_period.id"))
    code: Mapped[str] = mapped_column(sa.String(4))
    position: Mapped[int]
    title_da: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str] = mapped_column(sa.String(200))
    statement_da: Mapped[str] = mapped_column(sa.Text, default="")
    statement_en: Mapped[str] = mapped_column(sa.Text, default="")
    served: Mapped[str] = mapped_column(sa.String(8))
    why_not_da: Mapped[str] = mapped_column(sa.Text, default="")
    why_not_en: Mapped[str] = mapped_column(sa.Text, default="")
    shared: Mapped[bool] = mapped_column(default=False)

    period: Mapped[Period] = related(back_populates="areas")
    aims: Mapped[list[Aim]] = related(back_populates="area", order_by="Aim.position")
    links: Mapped[list[IndicatorLink]] = related(
        back_populates="area", order_by="IndicatorLink.position", foreign_keys="IndicatorLink.area_id"
    )


class Aim(Said, Loaded, Base):
    """What the library will do within an area."""

    __tablename__ = "goal_aim"
    __table_args__ = (sa.UniqueConstraint("area_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("goal_area.id"))
    code: Mapped[str] = mapped_column(sa.String(6))
    position: Mapped[int]
    title_da: Mapped[str] = mapped_column(sa.String(300))
    title_en: Mapped[str] = mapped_column(sa.String(300))
    measured_by_da: Mapped[str] = mapped_column(sa.Text, default="")
    measured_by_en: Mapped[str] = mapped_column(sa.Text, default="")
    served: Mapped[str] = mapped_column(sa.String(8))
    """``yes``, ``partly`` or ``no``: what the portal can honestly measure."""
    why_not_da: Mapped[str] = mapped_column(sa.Text, default="")
    why_not_en: Mapped[str] = mapped_column(sa.Text, default="")

    area: Mapped[Area] = related(back_populates="aims")
    links: Mapped[list[IndicatorLink]] = related(
        back_populates="aim", order_by="IndicatorLink.position", foreign_keys="IndicatorLink.aim_id"
    )


class Indicator(Said, Loaded, Base):
    """A figure: what is measured, over which facts, against which target."""

    __tablename__ = "goal_indicator"
    __table_args__ = (sa.UniqueConstraint("period_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(sa.ForeignKey("goal_period.id"))
    code: Mapped[str] = mapped_column(sa.String(60))
    title_da: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str] = mapped_column(sa.String(200))
    sentence_da: Mapped[str] = mapped_column(sa.Text, default="")
    """What the figure counts, in plain Danish: the reading printed beside it."""
    sentence_en: Mapped[str] = mapped_column(sa.Text, default="")
    unit_da: Mapped[str] = mapped_column(sa.String(40))
    unit_en: Mapped[str] = mapped_column(sa.String(40))
    measure: Mapped[str] = mapped_column(sa.String(40))
    form: Mapped[str] = mapped_column(sa.String(12), default="count")
    where: Mapped[dict[str, Any]] = mapped_column("filters", default=dict)
    share_of: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    distinct_of: Mapped[str] = mapped_column(sa.String(40), default="")
    direction: Mapped[str] = mapped_column(sa.String(8), default="none")
    targets: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Year (as text, JSON keys) -> the number that was agreed."""
    show_from_n: Mapped[int] = mapped_column(default=0)
    readings: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    """Open questions about how to read it, with options; nothing decided is ``decided: false``."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Counts what the whole house holds, not only what the library holds."""
    with_visiting: Mapped[bool] = mapped_column(default=False)
    """Visiting classes and groups count as partners in this one figure."""


class IndicatorLink(Said, Base):
    """An indicator shown under an area or an aim, narrowed by ``scope``."""

    __tablename__ = "goal_indicator_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("goal_indicator.id"))
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("goal_area.id"), index=True)
    aim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("goal_aim.id"), index=True)
    position: Mapped[int]
    scope: Mapped[dict[str, Any]] = mapped_column(default=dict)
    scope_da: Mapped[str] = mapped_column(sa.String(200), default="")
    scope_en: Mapped[str] = mapped_column(sa.String(200), default="")

    indicator: Mapped[Indicator] = related()
    area: Mapped[Area | None] = related(back_populates="links", foreign_keys=[area_id])
    aim: Mapped[Aim | None] = related(back_populates="links", foreign_keys=[aim_id])
