"""Reading the agreement, with its figures beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.db import STRICT, db
from portal.core.errors import Missing
from portal.goals import rules
from portal.goals.models import Aim, Area, Indicator, IndicatorLink, Period
from portal.goals.queries.dates import is_share
from portal.goals.queries.figures import figures
from portal.goals.rules import Ask, Figure, Window

_LINKS = (
    selectinload(Area.links).joinedload(IndicatorLink.indicator),
    selectinload(Area.aims).selectinload(Aim.links).joinedload(IndicatorLink.indicator),
    STRICT,
)


@dataclass(frozen=True)
class Card:
    """One indicator as it is shown somewhere: its figure now, at the same time last year, and the target."""

    indicator: Indicator
    ask: Ask
    area: Area | None
    aim: Aim | None
    link: IndicatorLink | None
    year: int
    figure: Figure
    before: Figure

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share between 0 and 1."""
        return is_share(self.ask) or self.ask.measure == "community_survival_180d"

    @property
    def of_people(self) -> bool:
        """Whether small numbers are for staff only."""
        return self.ask.measure == rules.PEOPLE

    @property
    def target(self) -> int | None:
        """The number that was agreed for the year; an aim's narrower figure has none."""
        if self.ask.scope:
            return None
        return rules.target_of(self.indicator.targets, self.year)

    @property
    def progress(self) -> float | None:
        """How much of the target is reached."""
        return rules.progress(self.figure.value, self.target)


def ask_of(indicator: Indicator, link: IndicatorLink | None = None, *, shared: bool = False) -> Ask:
    """The question that an indicator asks where it is shown. ``shared``: under a goal of the whole house."""
    return Ask(
        measure=indicator.measure,
        where=indicator.where,
        scope=link.scope if link else {},
        form=indicator.form,
        share_of=indicator.share_of or {},
        distinct_of=indicator.distinct_of,
        shared=shared or indicator.shared,
        with_visiting=indicator.with_visiting,
    )


def period_on(day: date) -> Period:
    """The agreement that holds on a day, or the latest before it. Raises ``Missing`` when none is loaded."""
    found = db.session.scalar(
        sa.select(Period).where(Period.starts_on <= day).order_by(Period.starts_on.desc()).limit(1)
    )
    if found is None:
        raise Missing()
    return found


def years(period: Period) -> list[int]:
    """The years of the agreement that have begun, latest first."""
    last = min(clock.today().year, period.ends_on.year)
    return list(range(last, period.starts_on.year - 1, -1))


def areas(period: Period) -> Sequence[Area]:
    """The goal areas with aims, and indicators at both."""
    return db.session.scalars(
        sa.select(Area).where(Area.period_id == period.id).options(*_LINKS).order_by(Area.position)
    ).all()


def area_by_code(period: Period, code: str) -> Area:
    """One goal area with all that its page shows. Raises ``Missing``."""
    area = db.session.scalar(
        sa.select(Area).where(Area.period_id == period.id, Area.code == code.upper()).options(*_LINKS)
    )
    if area is None:
        raise Missing()
    return area


def indicator_by_code(period: Period, code: str) -> Indicator:
    """One indicator. Raises ``Missing``."""
    found = db.session.scalar(
        sa.select(Indicator).where(Indicator.period_id == period.id, Indicator.code == code)
    )
    if found is None:
        raise Missing()
    return found


def link_under(indicator: Indicator, code: str) -> IndicatorLink | None:
    """Where an indicator stands under an aim or an area, by its code; ``None`` when it does not."""
    return db.session.scalar(
        sa.select(IndicatorLink)
        .outerjoin(Aim, Aim.id == IndicatorLink.aim_id)
        .outerjoin(Area, Area.id == IndicatorLink.area_id)
        .where(IndicatorLink.indicator_id == indicator.id, sa.or_(Aim.code == code, Area.code == code))
        .options(joinedload(IndicatorLink.aim).joinedload(Aim.area), joinedload(IndicatorLink.area), STRICT)
        .limit(1)
    )


def places_of(indicator: Indicator) -> Sequence[IndicatorLink]:
    """Everywhere an indicator is used, with area and aim."""
    return db.session.scalars(
        sa.select(IndicatorLink)
        .where(IndicatorLink.indicator_id == indicator.id)
        .options(joinedload(IndicatorLink.aim).joinedload(Aim.area), joinedload(IndicatorLink.area), STRICT)
        .order_by(IndicatorLink.id)
    ).all()


Shown = tuple[Area, "Aim | None", IndicatorLink]


def headlines(found: Iterable[Area]) -> list[Shown]:
    """The figures that stand for each area."""
    return [(area, None, link) for area in found for link in area.links]


def everywhere(found: Iterable[Area]) -> list[Shown]:
    """Every figure of areas and aims."""
    shown: list[Shown] = []
    for area in found:
        shown += headlines([area])
        shown += [(area, aim, link) for aim in area.aims for link in aim.links]
    return shown


def cards(shown: Sequence[Shown], window: Window) -> list[Card]:
    """The figures of many indicators, this year and last, in a number of queries that does not grow."""
    asks = [ask_of(link.indicator, link, shared=area.shared) for area, _aim, link in shown]
    now, before = figures(asks, window), figures(asks, rules.year_before(window))
    return [
        Card(link.indicator, ask, area, aim, link, window.year, this, last)
        for (area, aim, link), ask, this, last in zip(shown, asks, now, before, strict=True)
    ]


def card(indicator: Indicator, link: IndicatorLink | None, window: Window) -> Card:
    """One indicator, under an aim or an area or on its own."""
    aim = link.aim if link else None
    area = aim.area if aim else (link.area if link else None)
    ask = ask_of(indicator, link, shared=bool(area and area.shared))
    this, last = figures([ask], window), figures([ask], rules.year_before(window))
    return Card(indicator, ask, area, aim, link, window.year, this[0], last[0])


def house_total(year: int) -> Figure:
    """Attendances at everything the house has held in a year."""
    return figures([Ask(rules.PEOPLE, shared=True)], rules.window(year, clock.now()))[0]
