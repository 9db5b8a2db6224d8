"""What a person is writing in a form, and the hints that go with it: live, and once more after saving."""

from __future__ import annotations

from flask import request

from portal.core import plain
from portal.core.text import _, language
from portal.core.web import tell

LONGEST = 20_000
"""Characters of each text that are looked at."""


def hints() -> list[plain.Hint]:
    """Hints about the texts of the form that was sent, whichever of the usual names its fields have."""
    said = {name: value[:LONGEST] for name, value in request.form.items()}
    found = plain.hints(
        title=said.get("title", said.get("name", "")),
        summary=said.get("summary", ""),
        text="\n\n".join(said[name] for name in ("text", "first_time", "about") if said.get(name)),
        language=said.get("written_in") or language(),
    )
    about_picture = plain.alt_hint(said.get("alt", ""))
    return [*found, *([about_picture] if about_picture else [])][: plain.MOST_HINTS]


def advise() -> None:
    """After saving: the hints as a notice, unless they stood beside the text while it was written."""
    found = [] if request.form.get("hints_seen") else hints()
    if found:
        said = " ".join(str(one.text) for one in found)
        tell(_("It is saved. If you like, make it easier to read: %(hints)s", hints=said), "info")
