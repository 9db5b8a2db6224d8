"""Which languages there are: a catalogue is all it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.core import languages
from portal.core.languages import AWAITS_READER, complete_only, find


def lay(folder: Path, code: str, head: str = "") -> None:
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "messages.po").write_text(f'{head}\nmsgid ""\nmsgstr ""\n', encoding="utf-8")


def test_without_any_catalogue_danish_and_english_are_there(tmp_path: Path) -> None:
    assert list(find(tmp_path)) == ["da", "en"]


def test_a_catalogue_brings_its_language_with_name_and_direction(tmp_path: Path) -> None:
    for code in ("uk", "de", "ar"):
        lay(tmp_path, code)
    found = find(tmp_path)
    assert [(one.code, one.name, one.right_to_left) for one in found.values()] == [
        ("da", "Dansk", False),
        ("en", "English", False),
        ("ar", "العربية", True),
        ("de", "Deutsch", False),
        ("uk", "Українська", False),
    ]
    assert [code for code, one in found.items() if one.complete] == ["da", "en"]


def test_a_folder_that_is_no_language_is_none(tmp_path: Path) -> None:
    lay(tmp_path, "klingonsk")
    lay(tmp_path, "notes")
    assert list(find(tmp_path)) == ["da", "en"]


def test_only_the_head_of_a_catalogue_says_that_it_awaits_a_reader(tmp_path: Path) -> None:
    lay(tmp_path, "de", f"# Deutsch\n{AWAITS_READER}")
    lay(tmp_path, "pl", "# polski")
    with (tmp_path / "pl/LC_MESSAGES/messages.po").open("a", encoding="utf-8") as file:
        file.write(f'\n{AWAITS_READER}\nmsgid "a"\nmsgstr "b"\n')
    assert {code: one.awaits_reader for code, one in find(tmp_path).items()} == {
        "da": False,
        "en": False,
        "de": True,
        "pl": False,
    }


@pytest.mark.parametrize(
    ("source", "staff"),
    [
        ("portal/admin/rules.py", True),
        ("templates/moderation/queue.html", True),
        ("templates/moderation/step.html", False),
        ("portal/pages/views/home.py", False),
        ("templates/base.html", False),
    ],
)
def test_what_is_for_staff(source: str, staff: bool) -> None:
    assert complete_only(source) is staff


def test_every_line_of_the_list_names_something() -> None:
    root = languages.FOLDER.parent
    assert [one for one in languages.COMPLETE_ONLY if not list(root.glob(one))] == []
