"""Stems, parts of compounds, ages and slips: pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.search import words


@pytest.mark.parametrize(
    "together",
    [
        "bog bogen bøger bøgerne boeger BØGER",
        "barn børn børnene boern",
        "billedbog billedbøger",
        "strik strikke strikker strikning",
        "læse læser læsning laesning",
        "højtlæsning hoejtlaesning højtlæsningen",
        "tegne tegning tegninger",
        "café cafe caféen cafeer",
        "museum museet museer",
        "mand mænd mændene",
        "århus aarhus",
        "forening foreninger foreningens",
    ],
)
def test_forms_of_a_word_are_one(together: str) -> None:
    assert len({words.stem(word) for word in words.split(together)}) == 1


@pytest.mark.parametrize(("one", "other"), [("bog", "bøn"), ("ren", "regn"), ("hus", "hest"), ("mål", "mor")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert words.stem(one) != words.stem(other)


def test_a_compound_is_found_by_its_ends_but_not_by_accidents() -> None:
    assert "caf" in words.parts("strikkecaf")
    assert "klub" in words.parts("laeseklub")
    assert "dag" in words.parts("temadag")
    assert "and" not in words.parts("strand")
    assert words.parts("2026") == []


def test_a_compound_falls_into_halves() -> None:
    assert (words.stem("strikke"), "klub") in words.halves("strikkeklub")
    assert ("bibliotek", words.stem("café")) in words.halves("bibliotekscafé")
    assert words.halves("kor") == []


@pytest.mark.parametrize(
    ("said", "bands"),
    [
        ("noget for en 4-årig", {"3-5"}),
        ("børn på 5 år", {"3-5"}),
        ("5-7 år", {"3-5", "6-9"}),
        ("8 måneder", {"0-2"}),
        ("14 years", {"13-17"}),
        ("70 år", {"65+"}),
        ("aar 2026", set()),
        ("4 venner", set()),
    ],
)
def test_ages_mean_bands(said: str, bands: set[str]) -> None:
    assert words.ages(said)[0] == {words.age_word(band) for band in bands}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("bibliotek", "biblotek", True),
        ("skak", "sakk", True),
        ("skak", "skka", True),
        ("garn", "barn", True),
        ("garn", "garn", True),
        ("garn", "barm", False),
        ("skak", "kask", False),
        ("", "a", True),
        ("", "ab", False),
    ],
)
def test_one_slip_is_one_letter_or_two_that_changed_places(one: str, other: str, alike: bool) -> None:
    assert words.one_slip(one, other) is words.one_slip(other, one) is alike


_LETTERS = st.text("abcdeklnorst", min_size=4, max_size=12)


@given(_LETTERS, st.data())
def test_words_one_slip_apart_share_a_clue(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdeklnorst"))
    less, wrong = word[:at] + word[at + 1 :], word[:at] + letter + word[at + 1 :]
    for typed in (less, wrong, word[:at] + letter + word[at:]):
        assert words.one_slip(word, typed)
    one, other = words.skeleton(word), words.skeleton(wrong)
    if words.one_slip(one, other) and min(len(one), len(other)) > 2:
        assert words.slips(word) & words.slips(wrong)


@given(st.text(max_size=300))
def test_any_text_gives_short_folded_words(text: str) -> None:
    for stem in words.stems(text):
        assert len(stem) <= words.LONGEST
        assert not set(stem) & set("æøå")
        assert "\0" not in stem
