"""Hints about texts: few, friendly, and only where they help."""

from __future__ import annotations

import pytest

from portal.core import plain

EASY = (
    "Vi mødes og strikker. Kom alene eller med en ven. Der er kaffe og te. Du kan låne garn og pinde af os. "
)
LONG = (
    "Vi mødes hver torsdag i salen hvor der er kaffe og te og kage og hvor alle kan være med"
    " uanset alder og hvor man altid kan låne garn"
)


def codes(**texts: str) -> list[str]:
    return [one.code for one in plain.hints(**texts)]


def test_a_plain_text_is_left_in_peace() -> None:
    assert codes(title="Strikkecafé", summary="Kom og strik med os.", text=f"{EASY}\n\n{EASY}") == []


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"title": "x" * 56}, "title"),
        ({"summary": "ord " * 41}, "summary"),
        ({"text": LONG}, "sentence"),
        ({"text": "Såfremt du kommer, er der kaffe."}, "official"),
        ({"text": "Arrangementet afholdes i salen."}, "official"),
        ({"text": "I henhold til\nplanen begynder vi."}, "official"),
        ({"text": "Kom den 3. december."}, "weekday"),
        ({"text": "Klik her for at se mere."}, "click"),
        ({"text": "Se [her](https://example.org)."}, "click"),
        ({"text": "HUSK AT TAGE MADPAKKE med."}, "capitals"),
        ({"title": "FÆLLESSPISNING"}, "capitals"),
        ({"text": EASY * 3}, "paragraph"),
    ],
)
def test_each_hint_has_its_reason(texts: dict[str, str], code: str) -> None:
    assert code in codes(**texts)


@pytest.mark.parametrize(
    "text",
    [
        "Kom torsdag den 3. december.",
        "Vi ses tors. 3. december kl. 19.",
        "Vi hører DR og læser i NATO-bogen.",
        "Kl. 19. Vi begynder ca. kl. 19.30 i salen, og der er bl.a. kaffe, fx en latte.",
        "- garn\n- pinde\n- kaffe\n- kage\n- te\n" * 8,
    ],
)
def test_what_only_looks_like_a_fault_is_none(text: str) -> None:
    assert codes(text=text) == []


def test_there_are_never_more_than_three() -> None:
    everything = f"{LONG}. Såfremt klik her den 3. december. HUSK ALLE SAMMEN."
    assert codes(title="x" * 60, summary="y" * 200, text=everything) == ["title", "summary", "sentence"]


def test_only_danish_is_judged_by_danish_rules() -> None:
    danish = f"Såfremt {LONG}."
    assert codes(text=danish, language="en") == ["sentence"]
    assert codes(text=danish, language="ar") == []
    assert codes(title="x" * 60, language="ar") == ["title"]


def test_lix_counts_sentences_and_long_words() -> None:
    """40 words in 4 sentences, 8 of more than six letters: 10 + 20."""
    text = "Fællesskabet ligger en god tur ud ad vejen bibliotek. " * 4
    words = [word for sentence in plain.sentences(text) for word in sentence]
    assert (len(words), len(plain.sentences(text))) == (36, 4)
    assert plain.lix(text) is None
    assert plain.lix("Fællesskabet ligger en god tur ud ad den vejen biblioteket. " * 4) == 30


@pytest.mark.parametrize(
    ("number", "words"), [(20, "very easy"), (30, "easy"), (44, "medium"), (45, "hard"), (60, "very hard")]
)
def test_a_lix_in_words(number: int, words: str) -> None:
    assert str(plain.lix_words(number)) == words


def test_hard_words_are_told_by_their_lix() -> None:
    text = "Fællesskabsorienterede kulturinstitutioner understøtter borgerinddragende aktiviteter. " * 10
    [hint] = [one for one in plain.hints(text=text) if one.code == "lix"]
    assert "LIX 105" in str(hint.text)


@pytest.mark.parametrize(
    ("alt", "given"), [("Billede af en hest", True), ("Et foto af en bro", True), ("En hest", False)]
)
def test_words_for_a_picture_begin_with_what_one_sees(alt: str, given: bool) -> None:
    assert (plain.alt_hint(alt) is not None) is given
