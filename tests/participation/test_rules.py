"""Bands, parties, seats, the queue and what may be done when. Pure: no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Conflict, Refused
from portal.core.states import advance
from portal.core.taxonomy import BANDS
from portal.core.text import speaking
from portal.participation import rules
from portal.participation.models import Signup
from portal.participation.rules import Seats, Situation

START = datetime(2026, 9, 16, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "audiences", "ages", "bands"),
    [
        ("event", (), (), ("children", "youth", "adults")),
        ("event", ("everyone",), (), ("children", "youth", "adults")),
        ("event", ("families",), (), ("children", "adults")),
        ("event", ("babies",), ("0-2",), ("children", "adults")),
        ("event", ("youth",), (), ("youth", "adults")),
        ("event", ("adults", "seniors"), (), ("adults",)),
        ("event", ("newcomers",), (), ("children", "youth", "adults")),
        ("event", ("everyone",), ("65+",), ("adults",)),
        ("event", (), ("6-9", "13-17"), ("children", "youth", "adults")),
        ("event", ("children",), ("6-9", "accompanying"), ("children", "adults")),
        ("class_visit", (), (), ("children", "accompanying")),
        ("event", ("school_class",), ("13-17",), ("youth", "accompanying")),
        ("event", ("daycare_group",), ("3-5",), ("children", "accompanying")),
    ],
)
def test_a_form_asks_for_one_to_three_bands(
    kind: str, audiences: tuple[str, ...], ages: tuple[str, ...], bands: tuple[str, ...]
) -> None:
    assert rules.form_bands(kind, audiences, ages) == bands
    assert rules.clash(bands) is None


@pytest.mark.parametrize(
    ("bands", "clashing"),
    [
        (["children", "adults"], None),
        (["6-9", "10-12", "adults"], None),
        (["accompanying", "children"], None),
        (["children", "6-9"], "children"),
        (["all"], None),
        (["all", "adults"], "all"),
        (["adults", "65+"], "adults"),
    ],
)
def test_a_number_may_be_given_at_any_level_but_only_once(bands: list[str], clashing: str | None) -> None:
    assert rules.clash(bands) == clashing


@pytest.mark.parametrize(
    "party", [{}, {"adults": 0}, {"adults": 500}, {"adults": -1}, {"x": 2}, {"children": 1, "6-9": 1}]
)
def test_a_party_of_nobody_too_many_or_nonsense_is_refused(party: dict[str, int]) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_party(party)
    assert refusal.value.field == "party"


def test_a_party_keeps_its_bands_and_drops_zeros() -> None:
    assert rules.check_party({"children": 2, "adults": 1, "youth": 0}) == {"children": 2, "adults": 1}
    assert rules.check_party({"adults": rules.PARTY_LIMIT})
    assert rules.check_party({"children": 28}, limit=rules.party_limit("class_visit"))
    assert rules.party_limit("event", on_behalf=True) == rules.GROUP_LIMIT


def test_the_room_limits_what_a_date_takes() -> None:
    assert rules.seats_for(None, None, "physical") is None
    assert rules.seats_for(30, 20, "physical") == 20
    assert rules.seats_for(None, 20, "hybrid") == 20
    assert rules.seats_for(300, 20, "online") == 300


def test_seats_say_how_full_a_date_is() -> None:
    assert Seats(3, 0, 5).free == 2
    assert Seats(7, 0, 5).free == 0
    assert Seats(7, 0, 5).over == 2
    assert Seats(7, 0, None).free is None
    assert not Seats(7, 0, None).full
    kinds = [rules.seat_state(capacity, taken) for capacity, taken in [(None, 9), (9, 2), (9, 6), (9, 9)]]
    assert kinds == ["ok", "ok", "few", "full"]


def test_words_follow_the_reader(app: Flask) -> None:
    with app.app_context(), speaking("en"):
        assert rules.party_words({"adults": 1, "children": 2}) == "2 children, 1 adult"
        assert rules.party_words({"6-9": 3, "all": 1}) == "1 person, 3 (6–9 years)"
        assert rules.party_words({"youth": 1, "accompanying": 2}) == "1 young person, 2 accompanying adults"
        words = [rules.seat_words(Seats(*facts)) for facts in [(1, 0, None), (4, 0, 5), (5, 0, 5), (5, 2, 5)]]
    assert words == ["Seats free", "1 seat left", "Full, with a waiting list", "Full, 2 waiting"]


def at(now: datetime, **more: bool) -> Situation:
    return Situation(now=now, starts_at=START, ends_at=START + timedelta(hours=2), **more)


BEFORE, DURING, AFTER = START - timedelta(hours=1), START, START + timedelta(hours=2)


@pytest.mark.parametrize(
    ("when", "possible"),
    [
        (BEFORE, {"sign_up", "add", "change", "manage"}),
        (DURING, {"add", "manage", "count"}),
        (AFTER, {"count"}),
    ],
)
def test_what_may_be_done_before_during_and_after(when: datetime, possible: set[str]) -> None:
    for verb in ("sign_up", "add", "change", "manage", "count"):
        assert (rules.why_not(verb, at(when)) is None) == (verb in possible), verb


@pytest.mark.parametrize("facts", [{"published": False}, {"cancelled": True}])
def test_nothing_is_done_with_a_cancelled_or_unpublished_date(facts: dict[str, bool]) -> None:
    for verb in ("sign_up", "add", "change", "manage", "count"):
        assert rules.why_not(verb, at(BEFORE, **facts)) is not None


def test_a_date_without_sign_up_has_no_list_but_is_counted() -> None:
    assert rules.why_not("sign_up", at(BEFORE, takes_signups=False)) is not None
    assert rules.why_not("add", at(BEFORE, takes_signups=False)) is not None
    assert rules.why_not("count", at(AFTER, takes_signups=False)) is None


@pytest.mark.parametrize("state", rules.SIGNUP_STATES)
@pytest.mark.parametrize("verb", ["cancel", "promote", "offer", "accept", "expire", "uncancel"])
def test_every_state_and_verb(state: str, verb: str) -> None:
    signup = Signup(state=state)
    allowed = {
        ("confirmed", "cancel"): "cancelled",
        ("waiting", "cancel"): "cancelled",
        ("waiting", "promote"): "confirmed",
        ("waiting", "offer"): "offered",
        ("offered", "accept"): "confirmed",
        ("offered", "cancel"): "cancelled",
        ("offered", "expire"): "expired",
    }
    if (state, verb) in allowed:
        advance(signup, verb, rules.SIGNUP_LIFECYCLE)
        assert signup.state == allowed[state, verb]
    else:
        with pytest.raises(Conflict):
            advance(signup, verb, rules.SIGNUP_LIFECYCLE)
        assert signup.state == state


@pytest.mark.parametrize(
    "lines", [{}, {"adults": -1}, {"adults": 20_001}, {"children": 1, "0-2": 1}, {"all": 3, "adults": 1}]
)
def test_an_empty_absurd_or_overlapping_count_is_refused(lines: dict[str, int]) -> None:
    with pytest.raises(Refused):
        rules.check_lines(lines)


def test_zero_is_a_number() -> None:
    assert rules.check_lines({"all": 0}) == {"all": 0}


def test_channels_and_methods_are_known_words() -> None:
    assert rules.channels_of("physical") == ("onsite",)
    assert rules.channels_of("online") == ("online",)
    assert rules.channels_of("hybrid") == ("onsite", "online")
    for channel in rules.CHANNELS:
        rules.check_method(channel, rules.usual_method(channel))
    with pytest.raises(Refused):
        rules.check_method("moon", "headcount")
    with pytest.raises(Refused):
        rules.check_method("onsite", "guessing")


def test_a_surprising_count_is_asked_about(app: Flask) -> None:
    with app.app_context(), speaking("en"):
        assert rules.count_warning(12, 40) is None
        assert rules.count_warning(12, None) is None
        assert "40" in (rules.count_warning(120, 40) or "")
        assert rules.count_warning(0, 40) is not None
        assert rules.count_warning(120, 40, "online") is None


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Karen Borger", "Karen"),
        ("Anne-Marie", "Anne-Marie"),
        ("مريم", "مريم"),
        ("[Vind](http://x.example)", ""),
        ("http://x.example", ""),
        ("   ", ""),
    ],
)
def test_a_mail_greets_with_a_plain_name_only(name: str, greeted: str) -> None:
    assert rules.first_name(name) == greeted


@given(st.dictionaries(st.sampled_from(sorted(BANDS)), st.integers(0, 30), max_size=6))
def test_lines_are_summed_once_or_refused(lines: dict[str, int]) -> None:
    try:
        kept = rules.check_lines(lines)
    except Refused:
        return
    assert sum(kept.values()) == sum(lines.values())
    assert rules.clash(kept) is None
