"""What each question is called: in the form, on the check page, and in the mail that asks for a change."""

from __future__ import annotations

from portal.core.errors import Says
from portal.core.text import _l

_ALL: dict[str, Says] = {
    "title": _l("Title"),
    "summary": _l("In short"),
    "text": _l("What happens?"),
    "genre": _l("What sort of thing is it?"),
    "first_time": _l("What happens when somebody comes for the first time?"),
    "day": _l("Day"),
    "starts": _l("Begins"),
    "ends": _l("Ends"),
    "repeat": _l("Does it happen again?"),
    "until": _l("Last day of the series"),
    "skip_holidays": _l("Skip public holidays"),
    "rhythm": _l("How often would you like to meet?"),
    "mode": _l("How do people take part?"),
    "place": _l("The place you would like"),
    "place_words": _l("Another place, in your own words"),
    "district": _l("Part of the municipality"),
    "online_link": _l("Link to the meeting online"),
    "partners": _l("Who would you like to do it with?"),
    "host_name": _l("First name of the host"),
    "audience": _l("Who is it for?"),
    "age_bands": _l("Which ages?"),
    "spoken": _l("Language spoken"),
    "signup_mode": _l("Do people sign up?"),
    "capacity": _l("How many is there room for?"),
    "price": _l("Price"),
    "openness": _l("How do new people join?"),
    "contact_email": _l("E-mail that visitors may write to"),
    "lines": _l("What could happen that day?"),
    "needs": _l("What do you need from us?"),
}
_BY_KIND: dict[tuple[str, str], Says] = {
    ("community", "title"): _l("Name of the community"),
    ("community", "text"): _l("What do you do together?"),
    ("theme_day", "title"): _l("Name of the day"),
    ("theme_day", "text"): _l("What is the idea?"),
    ("theme_day", "day"): _l("Which day?"),
}


def label(kind: str, name: str) -> Says:
    """The words of one question."""
    return _BY_KIND.get((kind, name), _ALL[name])
