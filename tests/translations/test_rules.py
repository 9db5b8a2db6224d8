"""What is translated, what is missing, and what is older than its original."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.core.errors import Refused
from portal.core.text import speaking
from portal.core.translated import mark
from portal.translations import rules

ORIGINALS = {"title": "Strikkecafé", "summary": "Kom og strik.", "text": "  "}


def written(**said: str) -> rules.Translations:
    found = rules.fields(ORIGINALS, {}, "en")
    return rules.merged({}, "en", found, said)


def test_a_field_without_an_original_has_nothing_to_translate() -> None:
    assert [one.name for one in rules.fields(ORIGINALS, {}, "en")] == ["title", "summary"]


def test_what_is_written_remembers_its_original() -> None:
    known = written(title=" Knitting café ", summary="")
    assert known == {"en": {"title": {"text": "Knitting café", "of": mark("Strikkecafé")}}}
    assert rules.standing(rules.fields(ORIGINALS, known, "en")) == rules.Standing(done=1, all=2, older=0)


def test_a_changed_original_makes_the_translation_older_until_it_is_looked_through() -> None:
    known = written(title="Knitting café")
    changed = {**ORIGINALS, "title": "Hæklecafé"}
    found = rules.fields(changed, known, "en")
    assert [one.older for one in found] == [True, False]
    assert rules.standing(found).older == 1
    again = rules.merged(known, "en", found, {"title": "Knitting café"})
    assert not any(one.older for one in rules.fields(changed, again, "en"))


def test_emptying_every_field_takes_the_language_away_and_leaves_the_others() -> None:
    known = {**written(title="Knitting café"), "de": {"title": {"text": "Strickcafé", "of": "x"}}}
    found = rules.fields(ORIGINALS, known, "en")
    assert list(rules.merged(known, "en", found, {"title": "", "summary": ""})) == ["de"]


def test_a_translation_whose_original_is_gone_for_now_is_kept() -> None:
    known = written(title="Knitting café", summary="Come and knit.")
    bare = {**ORIGINALS, "summary": ""}
    after = rules.merged(known, "en", rules.fields(bare, known, "en"), {"title": "Knitting"})
    assert after["en"]["summary"]["text"] == "Come and knit."


def test_the_stamp_moves_with_original_and_translation() -> None:
    plain = rules.stamp(rules.fields(ORIGINALS, {}, "en"))
    assert plain == rules.stamp(rules.fields(ORIGINALS, {}, "en"))
    assert plain != rules.stamp(rules.fields({**ORIGINALS, "title": "Andet"}, {}, "en"))
    assert plain != rules.stamp(rules.fields(ORIGINALS, written(title="Knitting"), "en"))


@pytest.mark.parametrize(("words", "said"), [("x" * 121, "Shorten"), ("Ring til 010190-1234", "CPR")])
def test_what_cannot_stand_is_refused_at_its_field(app: Flask, words: str, said: str) -> None:
    with app.app_context(), pytest.raises(Refused) as refused:
        rules.check({"title": words}, {"title": 120})
    assert refused.value.field == "title"
    with app.app_context(), speaking("en"):
        assert said in str(refused.value.text)
