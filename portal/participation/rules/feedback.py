"""Three questions after a date, and what may be shown of the answers (behaviour 2.11). Pure.

Answers cannot be led back to anybody: they carry a day and no time, they are not tied to a sign-up, and
nothing is shown before enough people have answered.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.core.errors import Refused, Says
from portal.core.text import _l

ASK_FROM, ASK_UNTIL = timedelta(hours=2), timedelta(days=7)
"""How long after the end people are asked, at the earliest and at the latest."""
ASK_AGAIN = timedelta(days=14)
"""Nobody is asked by mail more often than this, whatever they took part in."""
SHOWN_FROM = 5
"""Answers there must be before anything is shown."""
MOST_ON_PAPER = 500
"""Paper answers of one kind keyed in at once: more is a slip of the finger."""

FACES: dict[int, Says] = {
    5: _l("Really good"),
    4: _l("Good"),
    3: _l("So-so"),
    2: _l("Not good"),
    1: _l("Bad"),
}
"""How it was, best first."""

STATEMENTS: dict[str, Says] = {
    "together": _l("I talked with somebody I did not know"),
    "free": _l("I could be there just as I am"),
    "new_view": _l("I saw or learned something new"),
    "creative": _l("I made or tried something myself"),
}
"""One statement is picked by what the date is about (the four words of Danish culture surveys: Fællesskab,
Frirum, Perspektiv, Kreativitet)."""

AGREEMENT: dict[str, Says] = {"yes": _l("Yes"), "partly": _l("Partly"), "no": _l("No")}

LINK, DOOR, PAPER = "link", "door", "paper"
WAYS = (LINK, DOOR, PAPER)

UNREAD, SHOWN, HIDDEN = "unread", "shown", "hidden"
TEXT_STATES = (UNREAD, SHOWN, HIDDEN)
"""A free text is read by somebody before others see it: names are taken out."""

_CREATIVE = frozenset({"making", "crafts", "music_sound", "games"})
_FREE = frozenset({"wellbeing", "health", "inclusion"})


def statement_for(*, in_community: bool, themes: Collection[str]) -> str:
    """The statement that fits what a date is for: a key of ``STATEMENTS``."""
    if in_community or "social_ties" in themes:
        return "together"
    if _CREATIVE.intersection(themes):
        return "creative"
    return "free" if _FREE.intersection(themes) else "new_view"


def is_open(now: datetime, starts_at: datetime, ends_at: datetime, way: str) -> bool:
    """Whether answers are taken: at the door from the beginning on, by link and paper once it is over."""
    begins = starts_at if way == DOOR else ends_at
    return begins <= now <= ends_at + ASK_UNTIL


def check_answer(*, face: int | None, agrees: str, text: str) -> None:
    """Raise ``Refused`` for an answer that says nothing, or something we did not ask."""
    if face is not None and face not in FACES:
        raise Refused(_l("Choose one of the faces."), field="face")
    if agrees and agrees not in AGREEMENT:
        raise Refused(_l("Choose one of the answers."), field="agrees")
    if face is None and not agrees and not text.strip():
        raise Refused(_l("Answer at least one of the questions."), field="face")


@dataclass(frozen=True)
class Answer:
    """What one person said; ``None`` and ``""`` are unanswered."""

    face: int | None = None
    agrees: str = ""
    first_time: bool | None = None


@dataclass(frozen=True)
class Summary:
    """What may be shown of all answers of a date."""

    number: int
    faces: dict[int, int]
    """Face -> how many chose it, best first."""
    agreed: dict[str, int]
    first_time: tuple[int, int]
    """Those who came for the first time this year, of how many who said so or not."""


def summary(answers: Sequence[Answer]) -> Summary | None:
    """The answers together, or ``None`` while there are fewer than ``SHOWN_FROM``."""
    if len(answers) < SHOWN_FROM:
        return None
    told = [one.first_time for one in answers if one.first_time is not None]
    return Summary(
        number=len(answers),
        faces={face: sum(one.face == face for one in answers) for face in FACES},
        agreed={key: sum(one.agrees == key for one in answers) for key in AGREEMENT},
        first_time=(sum(told), len(told)),
    )
