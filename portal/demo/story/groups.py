"""Communities are founded, people join, two of them end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal.communities import actions, queries
from portal.communities.rules import CommunityFacts
from portal.demo.story.narrator import Story, dice
from portal.demo.story.town import METTE, settle

BEFORE_FIRST_MEETING = timedelta(days=35)
"""A community is founded before its first dates are put up."""


def plan(story: Story, facts: dict[str, Any], first_meetings: dict[str, datetime]) -> None:
    """Every community, five weeks before its first meeting (or a year ago when it had none)."""
    for entry in facts["communities"]:
        meeting = first_meetings.get(entry["key"])
        founded = (
            story.instant(meeting) - BEFORE_FIRST_MEETING if meeting else story.now - timedelta(days=400)
        )
        story.at(founded, lambda entry=entry: _found(story, entry))  # type: ignore[misc]
        _plan_members(story, entry, facts["neighbours"], founded)
        if "ends" in entry:
            ending = story.now - timedelta(days=60)
            story.at(ending, lambda entry=entry: _end(story, entry))  # type: ignore[misc]


def _found(story: Story, entry: dict[str, Any]) -> None:
    settle(story, entry["host"])
    organiser = entry.get("organiser")
    facts = CommunityFacts(
        title=entry["title"],
        unit_id=story.organisations[entry["unit"]],
        summary=entry["summary"],
        text=entry["text"],
        first_time=entry.get("first_time", ""),
        mode=entry.get("mode", "physical"),
        openness=entry.get("openness", "open"),
        rhythm=entry["rhythm"],
        organiser_id=story.organisations[organiser] if organiser else None,
        initiated_by=entry.get("initiated_by", "citizens"),
        place_id=story.places[entry["place"]] if "place" in entry else None,
        district_id=entry.get("district"),
        tags={"theme": entry["themes"], "language": entry.get("languages", ["da"])},
    )
    host_id = story.people[entry["host"]]
    community = actions.create_community(story.actor(METTE), facts, host_id=host_id)
    story.communities[entry["key"]] = community.id
    story.forget(entry["host"])


def _plan_members(story: Story, entry: dict[str, Any], neighbours: list[str], founded: datetime) -> None:
    chance = dice("members", entry["key"])
    joining = [*entry.get("joined_by", ()), *chance.sample(neighbours, entry["members"])]
    span = max(1, (story.now - founded).days - 5)
    for number, name in enumerate(joining):
        moment = founded + timedelta(days=chance.randint(1, span), hours=number % 9)
        story.at(moment, _joining(story, entry, name, show=chance.random() < 0.6))
        if entry.get("openness") == "ask_first" and number >= entry.get("asking", 0):
            story.at(moment + timedelta(hours=30), _admitting(story, entry, name))


def _joining(story: Story, entry: dict[str, Any], name: str, *, show: bool) -> Any:
    message = "Jeg bor lige om hjørnet og læser gerne med." if entry.get("openness") == "ask_first" else ""
    return lambda: actions.join(
        story.actor(name), story.communities[entry["key"]], show_name=show, message=message
    )


def _admitting(story: Story, entry: dict[str, Any], name: str) -> Any:
    def admit() -> None:
        member = queries.membership(story.communities[entry["key"]], story.people[name])
        if member is not None:
            actions.answer_request(story.actor(entry["host"]), member.id, verb="admit")

    return admit


def _end(story: Story, entry: dict[str, Any]) -> None:
    actions.change_state(
        story.actor(METTE),
        story.communities[entry["key"]],
        verb=entry["ends"]["verb"],
        reason=entry["ends"].get("reason", ""),
    )
