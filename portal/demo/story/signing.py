"""People sign up: at the desk, by phone and from home; one date gets full, and somebody moves up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from portal.core.actor import ANONYMOUS
from portal.core.text import slugify
from portal.demo.story.activities import Activity, Planned
from portal.demo.story.narrator import Story, dice
from portal.demo.story.town import METTE
from portal.events.rules import Slot
from portal.participation import actions, queries
from portal.participation.rules import form_bands

REMEMBERED = timedelta(days=70)
"""How far back the lists of the story go."""
AHEAD = timedelta(days=40)
FULL = "robot_af_pap"
KAREN, KARENS = "borger", "forfatteraften"
BY_MAIL = 0.22
"""Share of the parties who sign up from home; the others call or come by."""

FAMILIES: Sequence[tuple[str, Mapping[str, int], str]] = (
    ("Familien Øster-Lund", {"children": 2, "adults": 1}, "Vi kommer med en klapvogn."),
    ("Thomas Riis", {"children": 2, "adults": 1}, ""),
    ("Signe og Mikkel Aaen", {"children": 2, "adults": 2}, "Alma er allergisk over for nødder."),
    ("Fatima Yıldız", {"children": 3, "adults": 1}, ""),
    ("Rune Hjorth", {"children": 1, "adults": 1}, ""),
)
"""Sixteen people: as many as there are seats."""
WAITING: Sequence[tuple[str, Mapping[str, int]]] = (
    ("Dalia Petrova", {"children": 1, "adults": 1}),
    (KAREN, {"children": 2}),
    ("Ebbe Quist", {"children": 1, "adults": 1}),
)
LEAVES = "Rune Hjorth"
LEAVES_LATE = "Thomas Riis"
MOST_TOGETHER = 45
"""Children on one group sign-up of the story."""


def plan(story: Story, planned: Sequence[Planned], facts: Mapping[str, Any]) -> None:
    """Sign-ups for the dates of the last ten weeks and the coming six."""
    slots = {one.activity.key: one.slots for one in planned}
    full = _next(story, slots[FULL])
    for one in planned:
        if one.activity.signup:
            for slot in one.slots:
                if slot is not full and _on_a_list(story, one.activity, slot):
                    _plan_list(story, one.activity, slot, facts)
    _plan_full(story, full)
    _plan_karen(story, _next(story, slots[KARENS]))


def _next(story: Story, slots: Sequence[Slot]) -> Slot:
    """The first date that is some days ahead, so that people have had time to hear of it."""
    soon = story.midnight + timedelta(days=5)
    return next(slot for slot in slots if slot.start > soon)


def _on_a_list(story: Story, activity: Activity, slot: Slot) -> bool:
    first, last = story.midnight - REMEMBERED, story.midnight + AHEAD
    return first <= slot.start <= last and (activity.key, slot.start) not in story.off


def _plan_list(story: Story, activity: Activity, slot: Slot, facts: Mapping[str, Any]) -> None:
    chance = dice("list", activity.key, slot.start)
    if activity.kind == "class_visit":
        _plan_class(story, activity, slot, chance)
        return
    bands = form_bands(activity.kind, activity.audiences, activity.ages)
    room = activity.capacity or 30
    for number in range(chance.randint(2, 5)):
        party = _party(chance, bands)
        room -= sum(party.values())
        if room < 0:
            return
        moment = min(story.instant(slot.start), story.now) - timedelta(hours=chance.randint(3, 24 * 12))
        name = f"{chance.choice(facts['guests'])} {chance.choice(facts['surnames'])}"
        coming = not story.over(slot)
        by_mail = coming and chance.random() < BY_MAIL
        story.at(moment, _signing(story, activity.key, slot, name, party, number, by_mail))


def _party(chance: Random, bands: Sequence[str]) -> dict[str, int]:
    young = [band for band in bands if band in {"children", "youth"}]
    if young and chance.random() < 0.8:
        return {chance.choice(young): chance.randint(1, 2), "adults": 1}
    return {"adults": chance.randint(1, 2)}


def _plan_class(story: Story, activity: Activity, slot: Slot, chance: Random) -> None:
    young = sum(most for band, (_least, most) in activity.crowd.items() if band != "accompanying")
    party = {"children": min(young, MOST_TOGETHER) - chance.randint(0, 3), "accompanying": 2}
    name = f"{chance.randint(1, 6)}.{chance.choice('abc')}, Søstjerneskolen"
    if "daycare_group" in activity.audiences:
        name = f"{chance.choice(('Kometerne', 'Måneungerne', 'Stjerneskud'))}, Børnehuset Månestøv"
    moment = min(story.instant(slot.start), story.now) - timedelta(days=chance.randint(6, 16), hours=4)
    story.at(moment, _signing(story, activity.key, slot, name, party, 0, by_mail=False))


def _signing(
    story: Story,
    key: str,
    slot: Slot,
    name: str,
    party: Mapping[str, int],
    number: int,
    by_mail: bool,
) -> Any:
    token = f"demo-{key}-{slot.start:%Y%m%d%H%M}-{number}"

    def sign() -> None:
        ident = story.dates.get((key, slot.start))
        if ident is None:  # not put up yet
            return
        if by_mail:
            email = f"{slugify(name)}@gaest.example"
            _from_home(story, ident, name=name, email=email, party=party, token=token)
            return
        actions.add_on_behalf(
            story.actor(METTE),
            ident,
            name=name,
            party=party,
            form_token=token,
            via=("desk", "phone")[number % 2],
        )

    return sign


def _from_home(
    story: Story,
    ident: int,
    *,
    name: str,
    email: str,
    party: Mapping[str, int],
    token: str,
    note: str = "",
    as_person: str = "",
) -> int:
    made = actions.sign_up(
        story.actor(as_person) if as_person else ANONYMOUS,
        ident,
        name=name,
        email=email,
        party=party,
        note=note,
        form_token=token,
        language="da",
    )
    return made.id


def _plan_full(story: Story, slot: Slot) -> None:
    """Five families fill the workshop and three parties wait. One family cancels, the first in line says yes
    to the seats; another cancels, and Karen has an offer to answer."""
    kept: dict[str, int] = {}

    def fill() -> None:
        ident = story.dates[FULL, slot.start]
        for number, (name, party, note) in enumerate(FAMILIES):
            email = f"{slugify(name)}@gaest.example"
            token = f"demo-full-{number}"
            kept[name] = _from_home(story, ident, name=name, email=email, party=party, token=token, note=note)

    def queue() -> None:
        ident = story.dates[FULL, slot.start]
        for number, (name, party) in enumerate(WAITING):
            person = name if name == KAREN else ""
            actor = story.actor(person) if person else None
            shown = actor.name if actor else name
            email = actor.email if actor else f"{slugify(name)}@gaest.example"
            token = f"demo-waiting-{number}"
            kept[name] = _from_home(
                story, ident, name=shown, email=email, party=party, token=token, as_person=person
            )

    story.at(story.now - timedelta(hours=52), fill)
    story.at(story.now - timedelta(hours=30), queue)
    story.at(story.now - timedelta(hours=7), lambda: _leave(story, kept[LEAVES]))
    story.at(story.now - timedelta(hours=5), lambda: _say_yes(kept[WAITING[0][0]]))
    story.at(story.now - timedelta(hours=2), lambda: _leave(story, kept[LEAVES_LATE]))


def _leave(story: Story, ident: int) -> None:
    actions.cancel_signup(story.actor(METTE), ident)


def _say_yes(ident: int) -> None:
    actions.accept_by_link(ANONYMOUS, queries.signup(ident).uuid)


def _plan_karen(story: Story, slot: Slot) -> None:
    def sign() -> None:
        karen = story.actor(KAREN)
        ident = story.dates[KARENS, slot.start]
        _from_home(
            story,
            ident,
            name=karen.name,
            email=karen.email,
            party={"adults": 2},
            token="demo-karen",  # noqa: S106 - names a form, opens nothing
            as_person=KAREN,
        )

    story.at(story.now - timedelta(hours=46), sign)
