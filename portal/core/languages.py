"""The languages the interface speaks: Danish, English, and every language that has a catalogue.

A folder ``translations/<code>/LC_MESSAGES`` with a ``messages.po`` adds a language, and nothing else does:
its name, the direction it is written in and its plural forms come from CLDR. Danish and English are complete.
The others are for citizens: their catalogues hold what people meet who look, join and propose, and the
other pages answer in Danish or English (``COMPLETE_ONLY`` is the one place that says which).
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

DEFAULT_LANGUAGE = "da"
COMPLETE = ("da", "en")
"""Languages of every page; English is what the sources are written in, so it needs no catalogue."""
AWAITS_READER = "# Review: awaiting a native reader"
"""The line in the head of a catalogue that nobody who grew up with the language has read yet."""
FOLDER = Path(__file__).resolve().parents[2] / "translations"

COMPLETE_ONLY = (
    "portal/admin/*",
    "portal/demo/*",
    "portal/events/actions/*",
    "portal/events/forms.py",
    "portal/events/rules/*",
    "portal/events/views/dates.py",
    "portal/events/views/making.py",
    "portal/events/views/meetings.py",
    "portal/goals/*",
    "portal/moderation/actions/deciding.py",
    "portal/moderation/views/case.py",
    "portal/moderation/views/queue.py",
    "portal/participation/views/counting.py",
    "portal/participation/views/listing.py",
    "portal/places/forms.py",
    "portal/places/rules.py",
    "portal/places/views.py",
    "portal/themedays/actions.py",
    "portal/themedays/forms.py",
    "portal/themedays/views/making.py",
    "portal/themedays/views/work.py",
    "templates/admin/*",
    "templates/demo/*",
    "templates/events/*",
    "templates/goals/*",
    "templates/mail/themedays/line_waits.txt",
    "templates/moderation/case.html",
    "templates/moderation/queue.html",
    "templates/participation/add.html",
    "templates/participation/attendees.html",
    "templates/participation/count.html",
    "templates/participation/missing.html",
    "templates/participation/remove.html",
    "templates/participation/sheet.html",
    "templates/places/edit*.html",
    "templates/style*.html",
    "templates/themedays/cancel.html",
    "templates/themedays/decide.html",
    "templates/themedays/edit.html",
    "templates/themedays/lines.html",
    "templates/themedays/new_line.html",
)
"""Sources of the pages that are in the complete languages only, as patterns of paths: what people meet who
work with the programme, and the goals, whose agreement is written in Danish and English.

Texts that stand nowhere else are left out of the catalogues for citizens, and views that are written in
these files answer in a complete language. New code for staff belongs in a file that a line here names.
"""


@dataclass(frozen=True)
class Language:
    """One language of the interface."""

    code: str
    name: str
    """What those who speak it call it, with a capital letter where the script has them."""
    right_to_left: bool
    awaits_reader: bool
    """Nobody who grew up with it has read the translation yet; pages say so."""

    @property
    def complete(self) -> bool:
        """Whether staff pages speak it too."""
        return self.code in COMPLETE


def find(folder: Path) -> dict[str, Language]:
    """The languages of a folder of catalogues: the complete ones first, then by code."""
    found = {path.parents[1].name for path in folder.glob("*/LC_MESSAGES/messages.po")}
    others = sorted(code for code in found.difference(COMPLETE) if _known(code))
    return {code: _language(folder, code) for code in (*COMPLETE, *others)}


def _known(code: str) -> bool:
    try:
        return Locale.parse(code).language == code
    except (ValueError, UnknownLocaleError):
        return False


def _language(folder: Path, code: str) -> Language:
    locale = Locale.parse(code)
    name = locale.get_display_name() or code
    return Language(
        code, name[:1].upper() + name[1:], locale.character_order == "right-to-left", _awaits(folder, code)
    )


def _awaits(folder: Path, code: str) -> bool:
    path = folder / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return False
    head = path.read_text(encoding="utf-8").partition("\nmsgid")[0]
    return AWAITS_READER in head.splitlines()


@cache
def complete_only(source: str) -> bool:
    """Whether what stands in this source file is met in Danish and English only."""
    return any(fnmatchcase(source, pattern) for pattern in COMPLETE_ONLY)


LANGUAGES = find(FOLDER)
"""Code -> language, in the order of menus."""
