"""Every catalogue is complete: each text the language is to have, with placeholders and plural forms."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from portal.core.languages import COMPLETE, LANGUAGES
from tools.messages import HEAD, SOURCE, extract, path_of, read, untranslated, update, wanted, write

NAMED = re.compile(r"%\((\w+)\)[sd]")
CODES = [code for code in LANGUAGES if code != SOURCE]

each = pytest.mark.parametrize("code", CODES)


@cache
def catalogue(code: str) -> Catalog:
    return read(code)


@cache
def every_text() -> Catalog:
    return extract()


def strings(message: Message) -> list[str]:
    return [str(one) for one in (message.string if message.pluralizable else [message.string])]


def sources(message: Message) -> list[str]:
    return [str(one) for one in (message.id if message.pluralizable else [message.id])]


def keys(texts: Catalog) -> set[str]:
    return {sources(message)[0] for message in texts if message.id}


def foreign(message: Message) -> bool:
    """Whether a text is WTForms' own."""
    return all("wtforms" in place for place, _line in message.locations)


@each
def test_the_catalogue_holds_the_texts_its_readers_meet_and_no_others(code: str) -> None:
    assert keys(catalogue(code)) ^ keys(wanted(code, every_text())) == set()


@each
def test_every_text_is_translated_in_every_plural_form(code: str) -> None:
    assert untranslated(catalogue(code)) == []


@each
def test_nothing_is_guessed(code: str) -> None:
    assert [str(message.id) for message in catalogue(code) if message.fuzzy and message.id] == []


def loose(message: Message) -> list[str]:
    """Translations that lost a placeholder or made one up; a plural form may say the number in words."""
    named = {name for source in sources(message) for name in NAMED.findall(source)}
    free = {"num"} if message.pluralizable else set()
    return [said for said in strings(message) if not named - free <= set(NAMED.findall(said)) <= named]


@each
def test_placeholders_are_those_of_the_source(code: str) -> None:
    assert [(str(one.id), said) for one in catalogue(code) if one.id for said in loose(one)] == []


READ_THROUGH: set[str] = set()
"""Languages for citizens that somebody who grew up with them has read through: say who, and when."""


def test_a_language_nobody_has_read_through_says_so() -> None:
    awaited = {code for code, one in LANGUAGES.items() if one.awaits_reader}
    assert awaited == set(LANGUAGES).difference(COMPLETE, READ_THROUGH)


def test_placeholders_have_names() -> None:
    """``%s`` says nothing to a translator, and cannot change places."""
    bare = re.compile(r"%[sd]")
    ours = [one for one in every_text() if one.id and not foreign(one)]
    assert [str(one.id) for one in ours if any(bare.search(source) for source in sources(one))] == []


@pytest.mark.parametrize("word", ["feltet er påkrævet", "ugyldig", "venligst"])
def test_danish_says_what_to_do_in_the_tone_of_the_house(word: str) -> None:
    found = [
        said
        for message in catalogue("da")
        if message.id and not foreign(message)
        for said in strings(message)
        if word in said.lower()
    ]
    assert found == []


class TestANewLanguage:
    """``python3 dev.py messages cy`` begins Welsh, which has five plural forms."""

    @pytest.fixture(autouse=True)
    def elsewhere(self, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
        folder = tmp_path_factory.mktemp("translations")
        monkeypatch.setattr("tools.messages.FOLDER", folder)

    def test_begins_with_what_citizens_meet_and_says_whom_it_awaits(self) -> None:
        begun = update("cy", every_text())
        assert len(keys(begun)) == len(untranslated(begun)) < len(keys(every_text()))
        assert path_of("cy").read_text(encoding="utf-8").startswith(HEAD.format(name="Welsh"))
        assert {len(strings(one)) for one in read("cy") if one.pluralizable and one.id} == {5}

    def test_keeps_its_head_and_its_words_when_the_sources_move_on(self) -> None:
        begun = update("cy", every_text())
        begun["Events"].string = "Digwyddiadau"
        write("cy", begun)
        before = path_of("cy").read_bytes()
        assert update("cy", every_text())["Events"].string == "Digwyddiadau"
        assert path_of("cy").read_bytes() == before

    def test_a_plural_form_that_is_missing_is_missing(self) -> None:
        begun = update("cy", every_text())
        counted = next(one for one in begun if one.pluralizable and one.id)
        counted.string = ("a", "b", "c", "d", "e")
        assert str(counted.id) not in untranslated(begun)
        counted.string = ("a", "b", "c", "d", "")
        assert str(counted.id) in untranslated(begun)
