"""Joint theme days: one that was held last spring, and one ahead that waits for two answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.core.db import get
from portal.demo.story.calendar import is_quiet
from portal.demo.story.narrator import Story, dice
from portal.demo.story.town import KARLA, METTE, MOGENS
from portal.events import queries as events
from portal.events.rules import EventFacts, Slot
from portal.participation import actions as participation
from portal.themedays import actions
from portal.themedays.models import ProgrammeLine
from portal.themedays.rules import ThemeDayFacts

LIBRARY, MUSEUM, ART = "randers_bibliotek", "museum_oestjylland", "randers_kunstmuseum"
MODERATOR_OF = {LIBRARY: METTE, MUSEUM: MOGENS, ART: KARLA}
WEEKS_AHEAD = 5
PLACE = "kulturhuset_faelles"
PLANNED_BEFORE = timedelta(days=60)

Entry = Mapping[str, Any]


def plan(story: Story, facts: Mapping[str, Entry]) -> None:
    """The day of last spring with its counts, and the one that is coming."""
    ahead = _saturday(story.today + timedelta(weeks=WEEKS_AHEAD))
    while is_quiet(ahead):
        ahead += timedelta(weeks=1)
    _plan_day(story, facts["ahead"], ahead, story.now - timedelta(days=26), partners=(MUSEUM, ART))
    held = last_spring(story.today)
    opened = story.instant(datetime.combine(held, time(9))) - PLANNED_BEFORE
    _plan_day(story, facts["held"], held, opened, partners=(MUSEUM,))


def _saturday(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


def last_spring(today: date) -> date:
    """The second Saturday of April, this year or last, at least three weeks ago."""
    this = _saturday(date(today.year, 4, 8))
    return this if this <= today - timedelta(weeks=3) else _saturday(date(today.year - 1, 4, 8))


def _plan_day(story: Story, entry: Entry, on: date, opened: datetime, *, partners: tuple[str, ...]) -> None:
    known: dict[str, int] = {}

    def open_day() -> None:
        facts = ThemeDayFacts(
            title=entry["title"],
            on=on,
            lead_id=story.organisations[LIBRARY],
            summary=entry["summary"],
            text=entry["text"],
            place_id=story.places[PLACE],
            partner_ids=[story.organisations[one] for one in partners],
        )
        day = actions.create_theme_day(story.actor(METTE), facts)
        actions.publish_day(story.actor(METTE), day.id)
        known["day"] = day.id

    story.at(opened, open_day)
    for number, line in enumerate(entry["lines"]):
        _plan_line(story, known, line, on, opened + timedelta(hours=5 + 3 * number))


def _plan_line(story: Story, known: dict[str, int], line: Entry, on: date, moment: datetime) -> None:
    answers = MODERATOR_OF[line["who"]]
    # A line that still waits was proposed by somebody else than the one who decides.
    proposer = METTE if line.get("waits") else answers

    def propose() -> None:
        slots = [_slot(on, times) for times in line["times"]]
        made = actions.propose_line(story.actor(proposer), known["day"], _facts(story, line), slots)
        known[line["title"]] = made.id

    story.at(moment, propose)
    if not line.get("waits"):
        decided = moment + timedelta(hours=2)
        story.at(
            decided, lambda: actions.decide_line(story.actor(answers), known[line["title"]], verb="approve")
        )
    if "crowd" in line:
        _plan_count(story, known, line, on)


def _slot(on: date, times: str) -> Slot:
    begins, ends = (datetime.combine(on, time.fromisoformat(one)) for one in times.split("-"))
    return Slot(begins, ends)


def _facts(story: Story, line: Entry) -> EventFacts:
    ours = line["who"] == LIBRARY
    return EventFacts(
        title=line["title"],
        organiser_id=story.organisations[line["who"]],
        unit_id=story.organisations[line["who"]],
        kind=line.get("kind", "event"),
        genre=line["genre"],
        place_id=story.places[line["place"]],
        room_id=story.rooms[line["room"]],
        initiated_by="library" if ours else "house_institution",
        signup_mode="per_session" if line.get("signup") else "none",
        capacity=line.get("capacity"),
        tags={"theme": line["themes"], "audience": ["everyone"], "language": ["da"], "sdg": _goals(line)},
        partner_ids=[story.organisations[one] for one in line.get("with", ())],
    )


def _goals(line: Entry) -> list[str]:
    """Life in and by the water, for the lines that are about it."""
    return ["14"] if "nature" in line["themes"] else []


def _plan_count(story: Story, known: dict[str, int], line: Entry, on: date) -> None:
    chance = dice("theme day", line["title"])
    numbers = {band: chance.randint(least, most) for band, (least, most) in line["crowd"].items()}
    counter = MODERATOR_OF[line["who"]]

    def count() -> None:
        event_id = get(ProgrammeLine, known[line["title"]]).event_id
        for one in events.other_dates(event_id, []):
            participation.count(story.actor(counter), one.id, method="clicker", lines=numbers)

    end = max(_slot(on, times).end for times in line["times"])
    story.at(story.instant(end) + timedelta(minutes=20 + chance.randint(0, 60)), count)
