"""Those who came are counted: mostly soon, sometimes late, now and then wrongly, a few times never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from portal.core.taxonomy import NOT_SUMMED
from portal.demo.story.activities import Activity, Planned
from portal.demo.story.narrator import Story, dice
from portal.demo.story.town import METTE, manager_of
from portal.events.rules import Slot
from portal.participation import actions

FORGOTTEN = 0.075
"""Share of the held dates that nobody counts."""
CORRECTED = 0.015
INGAS = "braetspil_langaa"
INGAS_OPEN = 2
"""Inga's latest meetings, which wait for her to count them."""
COUNTERS = {"garn_og_gys", "varme_vanter", "kvarte_toner", "stok_og_sten", "pixelgeden", "sprogbroen"}
"""Associations that count by themselves; the library counts for the others."""

REASONS = (
    "Talte skolens liste efter. Der var to flere.",
    "Havde glemt dem i den anden ende af rummet.",
    "Slog forkert på tasterne.",
    "Et par af forældrene var talt med som børn.",
)
NOTES = ("God stemning. Flere nye ansigter.", "Halvdelen kom med bus.", "Vi manglede stole.")


def plan(story: Story, planned: Sequence[Planned]) -> None:
    """A count for most dates that were held."""
    for one in planned:
        held = [slot for slot in one.slots if _to_count(story, one.activity, slot)]
        if one.activity.key == INGAS:
            held = held[:-INGAS_OPEN]
        for slot in held:
            _plan_count(story, one.activity, slot)


def _to_count(story: Story, activity: Activity, slot: Slot) -> bool:
    if not activity.crowd or not story.over(slot) or (activity.key, slot.start) in story.off:
        return False
    return activity.kind in NOT_SUMMED or dice("forgotten", activity.key, slot.start).random() >= FORGOTTEN


def _plan_count(story: Story, activity: Activity, slot: Slot) -> None:
    chance = dice("count", activity.key, slot.start)
    moment = story.instant(slot.end) + _delay(chance)
    lines, online = _turnout(chance, activity.crowd), _turnout(chance, activity.online)
    method = _method(chance, activity)
    if method == "estimate" and chance.random() < 0.4:
        lines = {"all": sum(lines.values())}
    note = chance.choice(NOTES) if chance.random() < 0.06 else ""
    channel = "online" if activity.mode == "online" else "onsite"
    story.at(moment, lambda: _count(story, activity, slot, channel, method, lines, note))
    if online:
        late = moment + timedelta(minutes=4)
        story.at(late, lambda: _count(story, activity, slot, "online", "online_peak", online, ""))
    if chance.random() < CORRECTED:
        _plan_correction(story, activity, slot, moment, chance, channel, lines)


def _delay(chance: Random) -> timedelta:
    kind = chance.random()
    if kind < 0.78:
        return timedelta(minutes=chance.randint(5, 240))
    if kind < 0.92:
        return timedelta(hours=chance.randint(18, 60))
    return timedelta(days=chance.randint(4, 8))


def _turnout(chance: Random, crowd: Mapping[str, Sequence[int]]) -> dict[str, int]:
    return {band: chance.randint(least, most) for band, (least, most) in crowd.items()}


def _method(chance: Random, activity: Activity) -> str:
    kind = chance.random()
    if activity.mode == "online":
        return "online_peak"
    if activity.kind == "class_visit" and kind < 0.5:
        return "group_leader"
    if activity.kind == "exhibition":
        return "sensor"
    if kind < 0.05:
        return "estimate"
    if activity.signup and kind < 0.12:
        return "signups"
    return "clicker" if kind > 0.9 else "headcount"


def _counter(story: Story, activity: Activity) -> str:
    if activity.host_is:
        return activity.host_is
    return (manager_of(story, activity.behind) if activity.behind in COUNTERS else None) or METTE


def _count(
    story: Story,
    activity: Activity,
    slot: Slot,
    channel: str,
    method: str,
    lines: Mapping[str, int],
    note: str,
) -> int:
    made = actions.count(
        story.actor(_counter(story, activity)),
        story.dates[activity.key, slot.start],
        channel=channel,
        method=method,
        lines=lines,
        note=note,
    )
    story.counts[activity.key, slot.start, channel] = made.id
    return made.id


def _plan_correction(
    story: Story,
    activity: Activity,
    slot: Slot,
    counted: datetime,
    chance: Random,
    channel: str,
    lines: Mapping[str, int],
) -> None:
    band = next(iter(lines))
    better = {**lines, band: max(0, lines[band] + chance.choice((-2, 2, 3)))}
    reason = chance.choice(REASONS)
    moment = counted + timedelta(hours=chance.randint(20, 70))

    def correct() -> Any:
        return actions.count(
            story.actor(METTE),
            story.dates[activity.key, slot.start],
            channel=channel,
            method="headcount",
            lines=better,
            reason=reason,
            supersedes_id=story.counts[activity.key, slot.start, channel],
        )

    story.at(moment, correct)
