"""The people move in: staff with their roles, associations with their managers, and what was looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.accounts import actions as accounts
from portal.core.actor import SYSTEM
from portal.core.text import slugify
from portal.demo.cast import PERSONAS
from portal.demo.story.narrator import Call, Story
from portal.organisations import actions as organisations
from portal.organisations.queries import managers_of
from portal.places import actions as places

METTE, MOGENS, KARLA = "moderator", "museum", "Karla Tind"
"""Moderators of the library, the museum and the art museum."""

GRANTS = (
    (METTE, "moderator", "randers_bibliotek"),
    (MOGENS, "moderator", "museum_oestjylland"),
    (KARLA, "moderator", "randers_kunstmuseum"),
    ("maal", "goal_owner", "randers_bibliotek"),
    ("administrator", "administrator", None),
)

LOOKED_AT = {
    "hovedbiblioteket": ("step_free", "accessible_toilet", "access_described", "lift", "changing_table"),
    "kulturhuset_faelles": ("step_free", "accessible_toilet", "access_described", "lift", "bus_nearby"),
    "langaa_bibliotek": ("step_free", "accessible_toilet", "access_described", "disabled_parking"),
}
"""Places whose access somebody has checked: what is there."""
MISSING_THERE = {"langaa_bibliotek": ("hearing_loop_fixed",), "kulturhuset_faelles": ("quiet_space",)}


def plan(story: Story, facts: dict[str, Any]) -> None:
    """Everybody who is there from the beginning."""
    story.at(story.before, lambda: _move_in(story, facts["neighbours"]))
    for number, entry in enumerate(facts["organisations"]):
        moment = story.before + timedelta(days=1, hours=3 * number)
        story.at(moment, _founding(story, entry))
        story.at(moment + timedelta(days=2), _verifying(story, entry["key"]))
    story.at(story.now - timedelta(days=4), _founding(story, facts["newcomer"]))
    story.at(story.now - timedelta(days=140), lambda: _look_at_access(story))


def _move_in(story: Story, neighbours: list[str]) -> None:
    for one in PERSONAS:
        person = accounts.make_person(SYSTEM, one.email, name=one.name, language=one.language)
        story.people[one.key] = person.id
    for name in (KARLA, *neighbours):
        settle(story, name)
    for key, role, where in GRANTS:
        there = story.organisations[where] if where else None
        organisations.grant_role(SYSTEM, story.people[key], role=role, organisation_id=there)


def settle(story: Story, name: str) -> None:
    """Make a neighbour known to the portal, once. Nobody's address leads anywhere."""
    if name not in story.people:
        email = f"{slugify(name)}@nabo.example"
        story.people[name] = accounts.make_person(SYSTEM, email, name=name).id


def _founding(story: Story, entry: dict[str, str]) -> Call:
    return lambda: _found(story, entry)


def _verifying(story: Story, key: str) -> Call:
    return lambda: _verify(story, key)


def _found(story: Story, entry: dict[str, str]) -> None:
    settle(story, entry["manager"])
    organisation = organisations.create_organisation(
        story.actor(entry["manager"]),
        name=entry["name"],
        kind=entry["kind"],
        about=entry["about"],
        email=entry["email"],
        cvr=entry.get("cvr", ""),
        district_id=entry["district"],
    )
    story.organisations[entry["key"]] = organisation.id
    story.forget(entry["manager"])


def _verify(story: Story, key: str) -> None:
    organisations.decide_verification(story.actor(METTE), story.organisations[key], verb="verify")


def _look_at_access(story: Story) -> None:
    for key, there in LOOKED_AT.items():
        facts = dict.fromkeys(there, "yes") | dict.fromkeys(MISSING_THERE.get(key, ()), "no")
        places.set_access(story.actor(METTE), story.places[key], facts=facts)


def manager_of(story: Story, organisation: str) -> str | None:
    """The key of somebody who manages an organisation; ``None`` where only staff do."""
    ids = {person.id for person in managers_of(story.organisations[organisation])}
    return next((key for key, ident in story.people.items() if ident in ids), None)
