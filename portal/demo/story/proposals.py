"""What citizens, associations and schools propose, and what becomes of it: one in every state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from portal.core import clock
from portal.demo.story.narrator import Story
from portal.demo.story.town import METTE, settle
from portal.events import queries as events
from portal.moderation import actions, queries
from portal.moderation.rules import promise
from portal.participation import actions as participation

ANSWER_AFTER = timedelta(days=3)
PARTNERS = ("museum_oestjylland",)
PEOPLE_THERE = {"adults": 11}
"""How many came to what was proposed long ago."""

Entry = Mapping[str, Any]


def plan(story: Story, entries: Sequence[Entry]) -> None:
    """Every proposal, from the first word as far as it has come."""
    for entry in entries:
        begun = _begun(story, entry)
        known: dict[str, str] = {}
        story.at(begun - timedelta(minutes=25), _starting(story, entry, known))
        if entry["ends"] == "draft":
            continue
        story.at(begun, _submitting(story, entry, known))
        if entry["ends"] == "submitted":
            continue
        answered = begun + ANSWER_AFTER
        story.at(answered, _ending(story, entry, known))
        if entry["ends"] == "approved":
            _plan_count(story, entry, known, begun)


def _begun(story: Story, entry: Entry) -> datetime:
    """When it was sent: at eleven in the morning, or so many working days ago that an answer is due."""
    age = entry.get("age", {"days": entry.get("days", 0)})
    if "days" in age:
        local = clock.to_local(story.now - timedelta(days=age["days"])).replace(hour=11, minute=0)
        return min(story.instant(local), story.now - timedelta(hours=2))
    wanted = int(age["working_days"] * 7 * 60)
    now = clock.to_local(story.now)
    local = now
    while promise.working_minutes(local, now) < wanted:
        local -= timedelta(minutes=30)
    return story.instant(local)


def _starting(story: Story, entry: Entry, known: dict[str, str]) -> Any:
    def start() -> None:
        settle(story, entry["by"])
        typed = _typed(story, entry)
        proposal = actions.start(story.actor(entry["by"]), entry["kind"], typed=typed, language="da")
        known["ident"] = proposal.uuid

    return start


def _typed(story: Story, entry: Entry) -> dict[str, Any]:
    typed = dict(entry["data"])
    if "place" in typed:
        typed["place"] = str(story.places[typed["place"]])
    if "ahead" in entry:
        day = clock.today() + timedelta(days=entry["ahead"])
        typed["day"] = day.isoformat()
    if entry["kind"] == "theme_day":
        typed["partners"] = [str(story.organisations[one]) for one in PARTNERS]
    return typed


def _submitting(story: Story, entry: Entry, known: dict[str, str]) -> Any:
    organisation = entry.get("acts_for")
    return lambda: actions.submit(
        story.actor(entry["by"]),
        known["ident"],
        organisation_id=story.organisations[organisation] if organisation else None,
    )


def _ending(story: Story, entry: Entry, known: dict[str, str]) -> Any:
    def end() -> None:
        ident, mette = known["ident"], story.actor(METTE)
        version = queries.known(ident).version
        if entry["ends"] == "withdrawn":
            actions.withdraw(story.actor(entry["by"]), ident, reason=entry["answer"])
        elif entry["ends"] == "changes_requested":
            notes = {"capacity": "Hvor mange er der plads til?"}
            actions.request_changes(mette, ident, version=version, text=entry["answer"], notes=notes)
        elif entry["ends"] == "declined":
            actions.decline(
                mette,
                ident,
                version=version,
                reason_code=entry["code"],
                text=entry["answer"],
                alternative=entry["alternative"],
            )
        else:
            actions.approve(mette, ident, version=version)

    return end


def _plan_count(story: Story, entry: Entry, known: dict[str, str], begun: datetime) -> None:
    """What was approved is held and counted, when its day has come."""

    def count() -> None:
        proposal = queries.known(known["ident"])
        if proposal.event_id is None:
            return
        for one in events.other_dates(proposal.event_id, []):
            participation.count(story.actor(METTE), one.id, lines=PEOPLE_THERE)

    story.at(begun + timedelta(days=entry["ahead"] + 1), count)
