"""The people of the demo story. All invented."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.errors import Says
from portal.core.text import _l


@dataclass(frozen=True)
class Persona:
    """Somebody a newcomer can sign in as."""

    key: str
    name: str
    email: str
    role: Says
    text: Says
    hue: str
    language: str = "da"


PERSONAS: tuple[Persona, ...] = (
    Persona(
        "borger",
        "Karen Holm",
        "karen@borger.example",
        _l("Citizen"),
        _l("Signs up her family and has proposed something herself."),
        "coral",
    ),
    Persona(
        "formand",
        "Finn Bjerre",
        "finn@garn-og-gys.example",
        _l("Chairman of an association"),
        _l("Has ten minutes, and acts for Foreningen Garn og Gys."),
        "amber",
    ),
    Persona(
        "frivillig",
        "Inga Lund",
        "inga@frivillig.example",
        _l("Volunteer, 75"),
        _l("Hosts the board games in Langå and counts who came."),
        "blue",
    ),
    Persona(
        "moderator",
        "Mette Dahl",
        "mette@bibliotek.example",
        _l("Moderator at the library"),
        _l("Answers what citizens and associations propose."),
        "green",
    ),
    Persona(
        "museum",
        "Mogens Friis",
        "mogens@museum.example",
        _l("Moderator at the museum"),
        _l("Approves the museum's own lines on joint theme days."),
        "plum",
    ),
    Persona(
        "maal",
        "Gitte Skov",
        "gitte@bibliotek.example",
        _l("Goal owner"),
        _l("Meets the municipality in March with the figures."),
        "amber",
    ),
    Persona(
        "administrator",
        "Anders Vang",
        "anders@bibliotek.example",
        _l("Administrator"),
        _l("Gives roles and sees that mail gets out."),
        "green",
    ),
)


def persona(key: str) -> Persona | None:
    """The persona with this key."""
    return next((one for one in PERSONAS if one.key == key), None)
