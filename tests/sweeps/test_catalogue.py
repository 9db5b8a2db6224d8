"""The Danish catalogue is complete: every text of the interface, with the same placeholders."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from tests.sweeps.test_pages import catalogue
from tools.messages import extract

NAMED = re.compile(r"%\((\w+)\)[sd]")


def strings(message: Message) -> list[str]:
    return [str(one) for one in (message.string if message.pluralizable else [message.string])]


def sources(message: Message) -> list[str]:
    return [str(one) for one in (message.id if message.pluralizable else [message.id])]


def foreign(message: Message) -> bool:
    """Whether a text is WTForms' own."""
    return all("wtforms" in place for place, _line in message.locations)


def test_every_text_of_the_sources_is_in_the_catalogue() -> None:
    known = {str(sources(message)[0]) for message in catalogue() if message.id}
    assert sorted({str(sources(message)[0]) for message in extract() if message.id} - known) == []


def test_every_text_has_its_danish() -> None:
    bare = [str(sources(one)[0]) for one in catalogue() if one.id and not all(map(str.strip, strings(one)))]
    assert bare == []


def test_nothing_is_guessed() -> None:
    assert [str(message.id) for message in catalogue() if message.fuzzy and message.id] == []


def test_placeholders_are_those_of_the_source() -> None:
    wrong = []
    for message in catalogue():
        wanted = {name for source in sources(message) for name in NAMED.findall(source)}
        for said in strings(message) if message.id else ():
            if not set(NAMED.findall(said)) <= wanted or (
                not message.pluralizable and set(NAMED.findall(said)) != wanted
            ):
                wrong.append((str(message.id), said))
    assert wrong == []


def test_placeholders_have_names() -> None:
    """``%s`` says nothing to a translator, and cannot change places."""
    bare = re.compile(r"%[sd]")
    ours = [
        one for one in extract() if one.id and not all("wtforms" in place for place, _line in one.locations)
    ]
    assert [str(one.id) for one in ours if any(bare.search(source) for source in sources(one))] == []


@pytest.mark.parametrize("word", ["feltet er påkrævet", "ugyldig", "venligst"])
def test_danish_says_what_to_do_in_the_tone_of_the_house(word: str) -> None:
    found = [
        said
        for message in catalogue()
        if message.id and not foreign(message)
        for said in strings(message)
        if word in said.lower()
    ]
    assert found == []
