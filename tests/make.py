"""Builders for tests: rows made directly, each with sensible defaults, committed (an action begins by
ending the reads before it, so what was only flushed would be gone)."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from portal.accounts.models import Person
from portal.communities.models import Community, CommunityMember, CommunityTag
from portal.core import clock
from portal.core.db import db
from portal.core.text import slugify
from portal.events.models import Event, EventPartner, EventTag, Occurrence
from portal.organisations.models import Membership, Organisation, RoleGrant
from portal.participation.models import Count, CountLine, Feedback, Signup, SignupParty
from portal.places.models import AccessFact, District, Place, Room
from portal.themedays.models import ProgrammeLine, ThemeDay, ThemeDayPartner

T = TypeVar("T")
_serial = itertools.count(1)


def _add(row: T) -> T:
    db.session.add(row)
    db.session.commit()
    return row


def person(name: str = "Karen Borger", **more: Any) -> Person:
    number = next(_serial)
    values = {
        "email": f"{slugify(name)}-{number}@example.org",
        "session_token": secrets.token_urlsafe(32),
        "created_at": clock.now(),
    }
    return _add(Person(name=name, **{**values, **more}))


def organisation(
    name: str = "Foreningen Garn", kind: str = "interest_association", **more: Any
) -> Organisation:
    values = {
        "slug": f"{slugify(name)}-{next(_serial)}",
        "created_at": clock.now(),
        "verification": "verified",
    }
    return _add(Organisation(name=name, kind=kind, **{**values, **more}))


def membership(who: Person, where: Organisation, role: str = "manager") -> Membership:
    return _add(Membership(person_id=who.id, organisation_id=where.id, role=role, joined_at=clock.now()))


def grant(who: Person, role: str, where: Organisation | None = None) -> RoleGrant:
    return _add(
        RoleGrant(
            person_id=who.id,
            role=role,
            organisation_id=where.id if where else None,
            granted_at=clock.now(),
        )
    )


def district(ident: str = "randers_c", name: str = "Randers C", **more: Any) -> District:
    return db.session.get(District, ident) or _add(District(id=ident, name=name, **more))


def place(name: str = "Hovedbiblioteket", kind: str = "main_library", **more: Any) -> Place:
    values: dict[str, Any] = {"slug": f"{slugify(name)}-{next(_serial)}", "district_id": district().id}
    return _add(Place(name=name, kind=kind, **{**values, **more}))


def room(where: Place, name: str = "Scenen", seats: int | None = 40, **more: Any) -> Room:
    return _add(Room(place_id=where.id, name=name, seats=seats, **more))


def access(where: Place, fact: str, value: str = "yes") -> AccessFact:
    return _add(AccessFact(place_id=where.id, fact=fact, value=value, checked_on=clock.today()))


def event(organiser: Organisation, *, tags: dict[str, list[str]] | None = None, **more: Any) -> Event:
    title = more.pop("title", "Strikkecafé")
    values: dict[str, Any] = {
        "slug": f"{slugify(title)}-{next(_serial)}",
        "unit_id": organiser.id,
        "state": "published",
        "created_at": clock.now(),
        "published_at": clock.now(),
        "summary": "Kom og strik med os.",
        "auto_promote": True,  # tests of offers say otherwise
    }
    made = _add(Event(title=title, organiser_id=organiser.id, **{**values, **more}))
    for dimension, chosen in (tags or {}).items():
        for value in chosen:
            _add(EventTag(event_id=made.id, dimension=dimension, value=value))
    return made


def partner(of: Event, organisation: Organisation, **more: Any) -> EventPartner:
    return _add(EventPartner(event_id=of.id, organisation_id=organisation.id, **more))


def occurrence(of: Event, local: datetime | None = None, hours: float = 2, **more: Any) -> Occurrence:
    """A date of an event; ``local`` is naive wall-clock time, a week ahead at 18.30 unless given."""
    if local is None:
        day = clock.today() + timedelta(days=7)
        local = datetime(day.year, day.month, day.day, 18, 30)  # noqa: DTZ001 - wall clock
    end = local + timedelta(hours=hours)
    values: dict[str, Any] = {
        "slug": f"{local:%Y-%m-%d-%H%M}",
        "starts_local": local,
        "ends_local": end,
        "starts_at": clock.to_utc(local),
        "ends_at": clock.to_utc(end),
    }
    return _add(Occurrence(event_id=of.id, **{**values, **more}))


def held(of: Event, days_ago: int = 7, **more: Any) -> Occurrence:
    """A date that was held some days ago at 18.30."""
    day = clock.today() - timedelta(days=days_ago)
    return occurrence(of, datetime(day.year, day.month, day.day, 18, 30), **more)  # noqa: DTZ001 - wall clock


def signup(to: Occurrence, party: dict[str, int] | None = None, **more: Any) -> Signup:
    number = next(_serial)
    values: dict[str, Any] = {
        "name": "Gæst",
        "email": f"gaest-{number}@example.org",
        "form_token": f"token-{number}",
        "created_at": clock.now(),
    }
    made = _add(Signup(occurrence_id=to.id, **{**values, **more}))
    for band, how_many in (party or {"adults": 1}).items():
        _add(SignupParty(signup_id=made.id, band=band, number=how_many))
    return made


def count(of: Occurrence, lines: dict[str, int] | None = None, **more: Any) -> Count:
    values: dict[str, Any] = {
        "channel": "onsite",
        "method": "headcount",
        "counted_at": clock.now(),
        "counted_by": "Vært",
    }
    made = _add(Count(occurrence_id=of.id, **{**values, **more}))
    for band, how_many in (lines or {"children": 8, "adults": 4}).items():
        _add(CountLine(count_id=made.id, band=band, number=how_many))
    return made


def feedback(of: Occurrence, **more: Any) -> Feedback:
    values: dict[str, Any] = {
        "face": 5,
        "statement": "new_view",
        "agrees": "yes",
        "way": "link",
        "on": clock.today(),
    }
    return _add(Feedback(occurrence_id=of.id, **{**values, **more}))


def community(unit: Organisation, host: Person | None = None, **more: Any) -> Community:
    title = more.pop("title", "Læsekredsen Nordlys")
    tags = more.pop("tags", {})
    values: dict[str, Any] = {"slug": f"{slugify(title)}-{next(_serial)}", "created_at": clock.now()}
    made = _add(Community(title=title, unit_id=unit.id, **{**values, **more}))
    if host is not None:
        community_member(made, host, "host")
    for dimension, chosen in tags.items():
        for value in chosen:
            _add(CommunityTag(community_id=made.id, dimension=dimension, value=value))
    return made


def community_member(of: Community, who: Person, role: str = "member") -> CommunityMember:
    return _add(CommunityMember(community_id=of.id, person_id=who.id, role=role, joined_at=clock.now()))


def theme_day(lead: Organisation, *partners: Organisation, **more: Any) -> ThemeDay:
    title = more.pop("title", "Åens dag")
    values: dict[str, Any] = {
        "slug": f"{slugify(title)}-{next(_serial)}",
        "on": clock.today() + timedelta(days=30),
        "state": "published",
        "created_at": clock.now(),
    }
    made = _add(ThemeDay(title=title, lead_id=lead.id, **{**values, **more}))
    for one in (lead, *partners):
        _add(ThemeDayPartner(theme_day_id=made.id, organisation_id=one.id))
    return made


def line(of: ThemeDay, what: Event, institution: Organisation, **more: Any) -> ProgrammeLine:
    values: dict[str, Any] = {"state": "approved", "proposed_at": clock.now()}
    return _add(
        ProgrammeLine(
            theme_day_id=of.id, event_id=what.id, institution_id=institution.id, **{**values, **more}
        )
    )


@dataclass
class Town:
    """The shared cast of the tests."""

    library: Organisation
    branch: Organisation
    museum: Organisation
    art_museum: Organisation
    association: Organisation
    main_library: Place
    branch_place: Place
    village_hall: Place
    stage: Room
    citizen: Person
    outsider: Person
    chairman: Person
    member: Person
    host: Person
    moderator: Person
    museum_moderator: Person
    goal_owner: Person
    administrator: Person


def town() -> Town:
    """Institutions, places and one person for each role; the moderator is the library's."""
    library = organisation("Randers Bibliotek", "library", house_member=True)
    branch = organisation("Langå Bibliotek", "library", parent_id=library.id)
    museum = organisation("Museum Østjylland", "culture_institution", house_member=True)
    art_museum = organisation("Randers Kunstmuseum", "culture_institution", house_member=True)
    association = organisation("Foreningen Garn og Gys", "adult_education_association")
    main = place("Hovedbiblioteket", building="kulturhuset", owner_id=library.id)
    district("langaa", "Langå")
    district("gjerlev", "Gjerlev", rural=True)
    cast = Town(
        library=library,
        branch=branch,
        museum=museum,
        art_museum=art_museum,
        association=association,
        main_library=main,
        branch_place=place("Langå Bibliotek", "branch", owner_id=branch.id, district_id="langaa"),
        village_hall=place("Lærkely Forsamlingshus", "association_house", district_id="gjerlev"),
        stage=room(main),
        citizen=person("Karen Borger"),
        outsider=person("Ole Udefra"),
        chairman=person("Finn Formand"),
        member=person("Mia Medlem"),
        host=person("Villy Vært"),
        moderator=person("Mette Moderator"),
        museum_moderator=person("Mogens Museum"),
        goal_owner=person("Gitte Goal"),
        administrator=person("Anders Admin"),
    )
    membership(cast.chairman, association)
    membership(cast.member, association, "member")
    grant(cast.moderator, "moderator", library)
    grant(cast.museum_moderator, "moderator", museum)
    grant(cast.goal_owner, "goal_owner", library)
    grant(cast.administrator, "administrator")
    return cast
