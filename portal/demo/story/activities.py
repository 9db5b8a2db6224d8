"""Everyday life: what is planned, put up, called off and moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from portal.demo.story import calendar
from portal.demo.story.calendar import Run
from portal.demo.story.narrator import AHEAD, Story, dice
from portal.demo.story.pictures import draw
from portal.demo.story.town import METTE
from portal.events import actions, queries
from portal.events.rules import EventFacts, Slot
from portal.participation import queries as participation

NOTICE = timedelta(days=30)
"""How long beforehand dates are put up."""
FRESH = timedelta(days=3)
"""What was put up most lately was put up at least this long ago."""
CALLED_OFF = 0.02
"""Share of the dates of a series that are called off."""
CALLED_OFF_AHEAD = ("skriv_dit_liv", 1)
MOVED_AHEAD = ("tegn_i_ro", 1)
"""Activity, and which of the dates of its coming run."""
TOURNAMENT = timedelta(days=24)


@dataclass(frozen=True)
class Activity:
    """One entry of ``activities.yaml``."""

    key: str
    title: str
    summary: str
    kind: str
    place: str
    team: str
    when: Mapping[str, Any]
    themes: Sequence[str]
    audiences: Sequence[str]
    text: str = ""
    first_time: str = ""
    language: str = "da"
    genre: str = ""
    ages: Sequence[str] = ()
    room: str = ""
    unit: str = "hovedbiblioteket"
    organiser: str = ""
    partners: Sequence[str] = ()
    visiting: Sequence[str] = ()
    initiated_by: str = "library"
    format: str = "known_format"
    umbrella: str = ""
    book_bus: bool = False
    mode: str = "physical"
    link: str = ""
    district: str = ""
    community: str = ""
    host: str = ""
    host_is: str = ""
    signup: bool = False
    capacity: int | None = None
    price: int = 0
    price_note: str = ""
    languages: Sequence[str] = ("da",)
    sdgs: Sequence[str] = ()
    access: Sequence[str] = ()
    picture: Mapping[str, str] = field(default_factory=dict)
    crowd: Mapping[str, Sequence[int]] = field(default_factory=dict)
    online: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def behind(self) -> str:
        """The organisation that holds it."""
        return self.organiser or self.unit

    @property
    def apart(self) -> bool:
        """Whether each run is an event of its own: courses and exhibitions begin anew."""
        return self.kind == "exhibition" or int(self.when.get("times", 1)) > 1


@dataclass(frozen=True)
class Planned:
    """An activity and all dates it gets."""

    activity: Activity
    runs: Sequence[Run]

    @property
    def slots(self) -> list[Slot]:
        """All dates in the order of time."""
        return sorted((slot for run in self.runs for slot in run.slots), key=lambda slot: slot.start)


def imagine(story: Story, entries: Sequence[Mapping[str, Any]]) -> list[Planned]:
    """All activities with their dates, before any of it has happened."""
    until = story.today + AHEAD
    found = [Activity(**entry) for entry in entries]
    return [Planned(one, calendar.runs(one.when, story.begins, story.today, until)) for one in found]


def plan(story: Story, planned: Sequence[Planned]) -> None:
    """Every activity is put up, run by run; some dates are called off, one is moved."""
    for one in planned:
        made: list[int] = []
        for run in one.runs:
            announced = story.instant(run.slots[0].start) - NOTICE
            moment = max(story.before + timedelta(days=6), min(announced, story.now - FRESH))
            story.at(moment, _announcing(story, one.activity, run, [] if one.activity.apart else made))
        _plan_calling_off(story, one)
    _plan_moving(story, planned)
    story.at(story.now - timedelta(days=2), lambda: _plan_tournament(story))


def first_meetings(planned: Sequence[Planned]) -> dict[str, datetime]:
    """Community -> the wall-clock start of its first meeting."""
    return {one.activity.community: one.slots[0].start for one in planned if one.activity.community}


def _announcing(story: Story, activity: Activity, run: Run, made: list[int]) -> Any:
    def announce() -> None:
        mette = story.actor(METTE)
        if made:
            dates = actions.add_dates(mette, made[0], run.slots)
        else:
            event = actions.create_event(mette, facts_of(story, activity), run.slots, rrule=run.rrule)
            actions.publish(mette, event.id)
            made.append(event.id)
            dates = queries.other_dates(event.id, [])
        for one in dates:
            story.dates[activity.key, one.starts_local] = one.id

    return announce


def facts_of(story: Story, activity: Activity) -> EventFacts:
    """What an activity says about itself, with the ids of the town."""
    ids = story.organisations
    return EventFacts(
        title=activity.title,
        organiser_id=ids[activity.behind],
        unit_id=ids[activity.unit],
        summary=activity.summary,
        text=activity.text,
        first_time=activity.first_time,
        language=activity.language,
        kind=activity.kind,
        genre=activity.genre,
        team=activity.team,
        format=activity.format,
        umbrella=activity.umbrella,
        book_bus=activity.book_bus,
        mode=activity.mode,
        online_link=activity.link,
        place_id=story.places[activity.place],
        room_id=story.rooms[activity.room] if activity.room else None,
        district_id=activity.district or None,
        initiated_by=activity.initiated_by,
        community_id=story.communities[activity.community] if activity.community else None,
        host_id=story.people[activity.host_is] if activity.host_is else None,
        host_name=activity.host,
        price=activity.price,
        price_note=activity.price_note,
        signup_mode="per_session" if activity.signup else "none",
        capacity=activity.capacity,
        image_id=_picture(story, activity),
        tags=_tags(activity),
        partner_ids=[ids[one] for one in activity.partners],
        visiting_ids=[ids[one] for one in activity.visiting],
    )


def _tags(activity: Activity) -> dict[str, Sequence[str]]:
    return {
        "theme": activity.themes,
        "audience": activity.audiences,
        "language": activity.languages,
        "age_band": activity.ages,
        "sdg": activity.sdgs,
        "access": activity.access,
    }


def _picture(story: Story, activity: Activity) -> int | None:
    if not activity.picture:
        return None
    file = draw(activity.key, activity.picture["hue"])
    credit = "Randers Bibliotek"
    return actions.store_image(story.actor(METTE), file, alt=activity.picture["alt"], credit=credit).id


def _plan_calling_off(story: Story, one: Planned) -> None:
    for number, slot in enumerate(one.slots):
        chance = dice("called off", one.activity.key, slot.start)
        coming = [later for later in one.slots if not story.over(later)]
        chosen = one.activity.key == CALLED_OFF_AHEAD[0] and coming[CALLED_OFF_AHEAD[1] :][:1] == [slot]
        if not chosen and (not number or not story.over(slot) or chance.random() >= CALLED_OFF):
            continue
        moment = min(story.instant(slot.start) - timedelta(hours=chance.randint(5, 60)), story.now)
        story.off.add((one.activity.key, slot.start))
        reason = REASONS[chance.randrange(len(REASONS))]
        story.at(moment - timedelta(minutes=90), _calling_off(story, one.activity.key, slot, reason))


def _calling_off(story: Story, key: str, slot: Slot, reason: str) -> Any:
    return lambda: actions.cancel_date(story.actor(METTE), story.dates[key, slot.start], reason=reason)


REASONS = (
    "Værten er blevet syg, og vi fandt ingen afløser. Kom igen næste gang.",
    "Lokalet får nyt gulv den dag. De andre datoer står ved magt.",
    "Oplægsholderen er forhindret. Vi prøver at finde en ny dag.",
    "Der er varslet storm, og vi vil ikke have nogen på vejene for vores skyld.",
)


def _plan_moving(story: Story, planned: Sequence[Planned]) -> None:
    key, number = MOVED_AHEAD
    chosen = next(one for one in planned if one.activity.key == key)
    slot = [one for one in chosen.slots if not story.over(one)][number]

    def move() -> None:
        ident = story.dates[key, slot.start]
        facts = queries.facts_of_date(participation.date(ident))
        later = Slot(slot.start + timedelta(days=2), slot.end + timedelta(days=2))
        actions.edit_date(story.actor(METTE), ident, scope="this", facts=replace(facts, slot=later))

    story.at(story.now - timedelta(days=1), move)


def _plan_tournament(story: Story) -> None:
    """Inga plans an evening more than the usual ones, by herself."""
    day = story.today + TOURNAMENT
    day += timedelta(days=(4 - day.weekday()) % 7)
    while calendar.is_quiet(day):
        day += timedelta(weeks=1)
    start = datetime.combine(day, datetime.min.time()).replace(hour=18, minute=30)
    facts = EventFacts(
        title="Turneringsaften: Langå mod resten",
        organiser_id=story.organisations["nordlys"],
        unit_id=story.organisations["langaa"],
        summary="Fire borde, fire spil og en vandrepokal af karton. Begyndere spiller sammen med øvede.",
        first_time="Inga fordeler bordene kl. 18.30. Kommer du senere, så hep på dem, der spiller.",
        genre="board_games",
        place_id=story.places["langaa_bibliotek"],
        room_id=story.rooms["langaa_udlaan"],
        host_name="Inga",
        tags={"theme": ["games", "social_ties"], "audience": ["everyone"], "language": ["da"]},
    )
    slot = Slot(start, start + timedelta(hours=3))
    actions.plan_meeting(story.actor("frivillig"), story.communities["braetspil"], facts, [slot])
