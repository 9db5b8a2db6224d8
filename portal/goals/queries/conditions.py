"""Tests of the catalogue as SQL: one dimension, one builder. Nothing else can reach the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.communities.models import Community, CommunityTag
from portal.core.taxonomy import ACCESSIBLE_FACTS, HOUSE_KINDS
from portal.events.models import Event, EventPartner, EventTag
from portal.goals.queries.facts import Condition, around, here, inside
from portal.goals.rules import Test
from portal.organisations.models import Organisation
from portal.places.models import AccessFact
from portal.themedays.models import ProgrammeLine, ThemeDay
from portal.themedays.rules import APPROVED, PUBLISHED

Builder = Callable[[Test], Condition]
Party = type[Organisation]


def _listed(column: Any) -> Builder:
    def build(test: Test) -> Condition:
        if isinstance(test, list):
            return sa.and_(column.is_not(None), column.in_(test))
        return sa.or_(column.is_(None), column.not_in(test["not"]))

    return build


def _flag(condition: Any) -> Builder:
    known = sa.func.coalesce(condition, sa.false())
    return lambda test: known if test else sa.not_(known)


def _tag(dimension: str) -> Builder:
    def any_of(*more: Condition) -> Condition:
        return (
            sa.exists()
            .where(EventTag.event_id == Event.id, EventTag.dimension == dimension, *more)
            .correlate(Event)
        )

    def build(test: Test) -> Condition:
        if isinstance(test, list):
            return any_of(EventTag.value.in_(test))
        return ~any_of(EventTag.value.in_(test["not"]))

    return build


def _community_tag(dimension: str) -> Builder:
    def build(test: Test) -> Condition:
        chosen = test if isinstance(test, list) else test["not"]
        found = (
            sa.exists()
            .where(
                CommunityTag.community_id == Community.id,
                CommunityTag.dimension == dimension,
                CommunityTag.value.in_(chosen),
            )
            .correlate(Community)
        )
        return found if isinstance(test, list) else ~found

    return build


def any_party(matches: Callable[[Any], Condition]) -> Condition:
    """The organiser or a partner (not a visiting group) matches."""
    organiser, partner = aliased(Organisation), aliased(Organisation)
    first = sa.exists().where(organiser.id == Event.organiser_id, matches(organiser)).correlate(Event)
    second = (
        sa.exists()
        .where(
            EventPartner.event_id == Event.id,
            EventPartner.visiting.is_(False),
            partner.id == EventPartner.organisation_id,
            matches(partner),
        )
        .correlate(Event)
    )
    return sa.or_(first, second)


def _organiser_kind(test: Test) -> Condition:
    if isinstance(test, list):
        return any_party(lambda party: party.kind.in_(test))
    if "other_than" in test:
        return any_party(lambda party: party.kind.not_in(test["other_than"]))
    return sa.not_(any_party(lambda party: party.kind.in_(test["not"])))


def of_library(party: Any) -> Condition:
    """The organisation is the library or one of its units."""
    parent = aliased(Organisation)
    unit = sa.exists().where(parent.id == party.parent_id, parent.kind == "library")
    return sa.or_(party.kind == "library", unit)


def _institution(test: Test) -> Condition:
    def named(party: Any) -> Condition:
        parent = aliased(Organisation)
        above = sa.exists().where(parent.id == party.parent_id, parent.key.in_(test))
        return sa.or_(party.key.in_(test), above)

    return any_party(named)


def _unit(test: Test) -> Condition:
    unit = aliased(Organisation)
    return sa.exists().where(unit.id == Event.unit_id, _listed(unit.key)(test)).correlate(Event)


def home_of(ident: Any) -> Any:
    """The house institution that an organisation is, or belongs to; null for everybody else."""
    own, parent = aliased(Organisation), aliased(Organisation)
    return (
        sa.select(sa.case((parent.house_member.is_(True), parent.id), (own.house_member.is_(True), own.id)))
        .select_from(own)
        .outerjoin(parent, parent.id == own.parent_id)
        .where(own.id == ident)
        .correlate(Event, here)
        .scalar_subquery()
    )


def _house_institutions(test: Test) -> Condition:
    party, parent = aliased(Organisation), aliased(Organisation)
    partners = (
        sa.select(EventPartner.organisation_id)
        .where(EventPartner.event_id == Event.id, EventPartner.visiting.is_(False))
        .correlate(Event)
    )
    homes = sa.case((parent.house_member.is_(True), parent.id), else_=party.id)
    number = (
        sa.select(sa.func.count(sa.distinct(homes)))
        .select_from(party)
        .outerjoin(parent, parent.id == party.parent_id)
        .where(
            sa.or_(party.id == Event.organiser_id, party.id.in_(partners)),
            sa.or_(party.house_member, parent.house_member),
        )
        .correlate(Event)
        .scalar_subquery()
    )
    return number >= int(test["min"])


def _room_owner_differs() -> Condition:
    common = sa.or_(here.kind == "house_common_area", here.common_area, inside.common_area)
    foreign = home_of(Event.organiser_id) != home_of(here.owner_id)
    return sa.and_(here.kind.in_(sorted(HOUSE_KINDS)), sa.or_(common, foreign))


def _accessible() -> Condition:
    def confirmed(fact: str) -> Condition:
        at_place = sa.exists().where(
            AccessFact.place_id == here.id, AccessFact.fact == fact, AccessFact.value == "yes"
        )
        return sa.or_(at_place.correlate(here), _tag("access")([fact]))

    return sa.and_(*(confirmed(fact) for fact in sorted(ACCESSIBLE_FACTS)))


def _umbrella(test: Test) -> Condition:
    named = _listed(sa.func.nullif(Event.umbrella, ""))(test)
    if not isinstance(test, list) or "house_theme_day" not in test:
        return named
    on_a_day = sa.exists().where(
        ProgrammeLine.event_id == Event.id,
        ProgrammeLine.state == APPROVED,
        ThemeDay.id == ProgrammeLine.theme_day_id,
        ThemeDay.state == PUBLISHED,
    )
    return sa.or_(named, on_a_day.correlate(Event))


def _sdg(test: Test) -> Condition:
    number = (
        sa.select(sa.func.count())
        .where(EventTag.event_id == Event.id, EventTag.dimension == "sdg")
        .correlate(Event)
        .scalar_subquery()
    )
    return number >= int(test["min"])


_DISTRICT = _listed(around.id)


def _district(test: Test) -> Condition:
    if test == ["inside"]:
        return sa.func.coalesce(around.outside, sa.false()).is_(sa.false())
    return _DISTRICT(test)


_PLACE_KIND = _listed(sa.func.coalesce(here.kind, sa.case((Event.mode == "online", "online"))))

OCCURRENCE: dict[str, Builder] = {
    "age_band": _tag("age_band"),
    "place_kind": _PLACE_KIND,
    "district": _district,
    "rural": _flag(around.rural),
    "organiser_kind": _organiser_kind,
    "initiated_by": _listed(Event.initiated_by),
    "has_partner": _flag(any_party(lambda party: sa.not_(of_library(party)))),
    "mode": _listed(Event.mode),
    "theme": _tag("theme"),
    "genre": _listed(Event.genre),
    "format": _listed(Event.format),
    "audience": _tag("audience"),
    "language": _tag("language"),
    "free": _flag(Event.price == 0),
    "accessible": _flag(_accessible()),
    "sdg": _sdg,
    "umbrella": _umbrella,
    "house_institutions": _house_institutions,
    "room_owner_differs": _flag(_room_owner_differs()),
    "community_linked": _flag(Event.community_id.is_not(None)),
    "book_bus": _flag(Event.book_bus),
    "team": _listed(Event.team),
    "institution": _institution,
    "kind": _listed(Event.kind),
    "unit": _unit,
}
"""Dimension -> what it means on a date that was held."""


def _community_by(matches: Callable[[Any], Condition]) -> Condition:
    organiser = aliased(Organisation)
    return sa.exists().where(organiser.id == Community.organiser_id, matches(organiser)).correlate(Community)


def _community_has_partner() -> Condition:
    citizens = sa.and_(Community.organiser_id.is_(None), Community.initiated_by == "citizens")
    return sa.or_(citizens, _community_by(lambda party: sa.not_(of_library(party))))


COMMUNITY: dict[str, Builder] = {
    "age_band": _community_tag("age_band"),
    "theme": _community_tag("theme"),
    "audience": _community_tag("audience"),
    "language": _community_tag("language"),
    "mode": _listed(Community.mode),
    "district": _district,
    "rural": _flag(around.rural),
    "place_kind": _listed(here.kind),
    "initiated_by": _listed(Community.initiated_by),
    "organiser_kind": lambda test: _community_by(lambda party: _listed(party.kind)(test)),
    "has_partner": _flag(_community_has_partner()),
}
"""Dimension -> what it means on a community."""


def all_of(builders: dict[str, Builder], tests: Iterable[tuple[str, Test]]) -> Condition:
    """All tests hold."""
    return sa.and_(sa.true(), *(builders[name](test) for name, test in tests))
