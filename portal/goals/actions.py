"""Reading the agreement's data file into the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
import yaml

from portal.core import audit
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, db
from portal.goals import rules
from portal.goals.models import Aim, Area, Indicator, IndicatorLink, Period

AGREEMENT = Path(__file__).with_name("agreement-2023-2026.yaml")

T = TypeVar("T", Period, Area, Aim, Indicator)
Facts = Mapping[str, Any]


@action
def load_agreement(actor: Actor, *, path: Path = AGREEMENT) -> Period:
    """Bring period, areas, aims and indicators up to date with the file; quick when nothing changed.

    Rows that staff have edited since the last load are kept as they are. Raises ``ValueError`` for a measure,
    dimension or operator that no figure can be made of, and ``KeyError`` for a missing field.
    """
    require(actor, "goal:edit")
    raw = path.read_bytes()
    checksum = hashlib.sha256(raw).hexdigest()
    data = yaml.safe_load(raw)
    key = data["period"]["id"]
    known = db.session.scalar(sa.select(Period).where(Period.key == key))
    if known is not None and known.checksum == checksum:
        return known
    period = _period(known, data["period"])
    period.checksum = checksum
    indicators = {one["id"]: _indicator(period, one) for one in data["indicators"]}
    _forget_links(period)
    for position, one in enumerate(data["areas"]):
        _area(period, position, one, indicators)
    audit.note(actor, "goals.load", period, checksum=checksum)
    return period


def _digest(values: Facts) -> str:
    plain = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _put(model: type[T], row: T | None, key: Facts, values: Facts) -> T:
    """The row with the file's values, unless staff have changed it since the file was last read."""
    if row is None:
        row = model(**key, **values, loaded=_digest(values))
        db.session.add(row)
        db.session.flush()
        return row
    current = {name: getattr(row, name) for name in values}
    if row.loaded == _digest(current):
        for name, value in values.items():
            setattr(row, name, value)
        row.loaded = _digest(values)
    return row


def _texts(one: Facts, *names: str) -> dict[str, str]:
    return {f"{name}_{code}": one.get(f"{name}_{code}", "") for name in names for code in ("da", "en")}


def _period(row: Period | None, one: Facts) -> Period:
    values = {
        "title_da": one["name_da"],
        "title_en": one["name_en"],
        "starts_on": date.fromisoformat(one["from"]),
        "ends_on": date.fromisoformat(one["to"]),
    }
    return _put(Period, row, {"key": one["id"]}, values)


def _indicator(period: Period, one: Facts) -> Indicator:
    _check(one)
    values = {
        **_texts(one, "title", "sentence", "unit"),
        "measure": one["measure"],
        "form": one.get("form", "count"),
        "where": one["where"],
        "share_of": one.get("share_of"),
        "distinct_of": one.get("distinct_of", ""),
        "direction": one["direction"],
        "targets": {str(year): number for year, number in one.get("targets", {}).items()},
        "show_from_n": one.get("show_from_n", 0),
        "readings": one.get("readings", []),
        "shared": one.get("shared", False),
        "with_visiting": one.get("with_visiting", False),
    }
    key = {"period_id": period.id, "code": one["id"]}
    return _put(Indicator, _found(Indicator, key), key, values)


def _check(one: Facts) -> None:
    if one["measure"] not in rules.MEASURES and one["measure"] not in rules.NOT_YET:
        raise ValueError(f"unknown measure {one['measure']!r}")
    if one.get("form", "count") not in rules.FORMS:
        raise ValueError(f"unknown form {one['form']!r}")
    rules.check(one["where"])
    rules.check(one.get("share_of") or {})


def _found(model: type[T], key: Facts) -> T | None:
    return db.session.scalar(sa.select(model).filter_by(**key))


def _area(period: Period, position: int, one: Facts, indicators: Mapping[str, Indicator]) -> None:
    values = {
        **_texts(one, "title", "statement", "why_not"),
        "position": position,
        "served": one["served"],
        "shared": one.get("shared", False),
    }
    key = {"period_id": period.id, "code": one["id"]}
    area = _put(Area, _found(Area, key), key, values)
    for place, code in enumerate(one["indicators"]):
        db.session.add(IndicatorLink(indicator_id=indicators[code].id, area_id=area.id, position=place))
    for place, aim in enumerate(one["aims"]):
        _aim(area, place, aim, indicators)


def _aim(area: Area, position: int, one: Facts, indicators: Mapping[str, Indicator]) -> None:
    rules.check(one.get("scope", {}))
    values = {
        **_texts(one, "title", "measured_by", "why_not"),
        "position": position,
        "served": one["served"],
    }
    key = {"area_id": area.id, "code": one["id"]}
    aim = _put(Aim, _found(Aim, key), key, values)
    for place, (code, scope) in enumerate(_scoped(one)):
        link = IndicatorLink(indicator_id=indicators[code].id, aim_id=aim.id, position=place, scope=scope)
        if scope:
            link.scope_da, link.scope_en = one["scope_da"], one["scope_en"]
        db.session.add(link)


def _scoped(one: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """The aim's indicators, each with the scope that narrows it there."""
    scope: dict[str, Any] = one.get("scope", {})
    narrowed: Sequence[str] = one.get("scope_on", one["indicators"])
    for code in one["indicators"]:
        yield code, scope if code in narrowed else {}


def _forget_links(period: Period) -> None:
    areas = sa.select(Area.id).where(Area.period_id == period.id)
    aims = sa.select(Aim.id).where(Aim.area_id.in_(areas))
    db.session.execute(
        sa.delete(IndicatorLink)
        .where(sa.or_(IndicatorLink.area_id.in_(areas), IndicatorLink.aim_id.in_(aims)))
        .execution_options(synchronize_session=False)
    )
