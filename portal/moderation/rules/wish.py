"""From what was typed, field by field, to a wish that can be judged and carried out. Pure.

What was typed is kept as text, right or wrong, so that nothing is lost; this is where it is read. One
reading serves the steps of the form, the check page, submitting and approving, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from portal.core import clock, taxonomy
from portal.core.errors import Refused, Says
from portal.core.forms import normal_email
from portal.core.text import _l, holds_cpr
from portal.events.rules import Slot, expand, rule_for
from portal.moderation.rules.promise import is_holiday

EVENT, COMMUNITY, THEME_DAY = "event", "community", "theme_day"

WHAT, WHEN, WHERE, WHO = "what", "when", "where", "who"
STEPS = (WHAT, WHEN, WHERE, WHO)

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    EVENT: {
        WHAT: ("title", "summary", "text", "genre", "first_time"),
        WHEN: ("day", "starts", "ends", "repeat", "until", "skip_holidays"),
        WHERE: ("mode", "place", "place_words", "district", "online_link"),
        WHO: (
            "host_name",
            "audience",
            "age_bands",
            "spoken",
            "signup_mode",
            "capacity",
            "price",
            "needs",
        ),
    },
    COMMUNITY: {
        WHAT: ("title", "summary", "text", "first_time"),
        WHEN: ("rhythm", "day", "starts", "ends"),
        WHERE: ("mode", "place", "place_words", "district"),
        WHO: ("host_name", "audience", "age_bands", "spoken", "openness", "contact_email", "needs"),
    },
    THEME_DAY: {
        WHAT: ("title", "summary", "text"),
        WHEN: ("day",),
        WHERE: ("place", "place_words", "partners"),
        WHO: ("lines", "needs"),
    },
}
"""Kind -> step -> the names of its fields."""

LISTS = frozenset({"audience", "age_bands", "partners"})
"""Fields with several answers; all others are one text."""

REQUIRED: dict[str, frozenset[str]] = {
    EVENT: frozenset({"title", "summary", "text", "day", "starts", "ends", "mode", "host_name"}),
    COMMUNITY: frozenset({"title", "summary", "text", "rhythm", "mode", "host_name"}),
    THEME_DAY: frozenset({"title", "summary", "text", "day", "lines"}),
}

LIMITS: dict[str, int] = {
    "title": 120,
    "summary": 300,
    "text": 6000,
    "first_time": 1000,
    "rhythm": 120,
    "place_words": 200,
    "online_link": 500,
    "host_name": 40,
    "contact_email": 254,
    "needs": 1000,
    "lines": 4000,
}
"""Most characters of a text."""

LONG = frozenset({"summary", "text", "first_time", "needs", "lines"})
"""Texts with several lines; all others are one, whatever was sent."""

MOST_KEPT, MOST_CHOSEN = 20_000, 60
"""What a draft keeps of an answer that is far too long (characters), and of a list."""

BEFOREHAND: dict[str, str] = {"mode": "physical", "spoken": "da", "signup_mode": "none", "skip_holidays": "y"}
"""What stands in a form before anybody has typed."""

_UNCHOSEN = {"mode": "physical", "spoken": "da", "signup_mode": "none", "openness": "open"}
"""What no choice at all is read as."""

REPEATS = ("", "weekly", "biweekly", "monthly")
AUDIENCES = (
    "everyone",
    "families",
    "babies",
    "children",
    "youth",
    "adults",
    "seniors",
    "newcomers",
    "danish_learners",
)
"""The audiences a proposer chooses among; staff have the whole list."""
AGE_BANDS = tuple(band for band in taxonomy.AGE_BANDS if band != "accompanying")
MOST_PEOPLE, MOST_PRICE = 10_000, 10_000
FURTHEST = timedelta(days=3 * 365)

_ASK: dict[str, Says] = {
    "title": _l("Write a title: what would you call it to a neighbour?"),
    "summary": _l("Write one or two sentences that make people want to come."),
    "text": _l("Tell what happens, so that somebody who has never been there can picture it."),
    "day": _l("Choose a day."),
    "starts": _l("Write when it begins."),
    "ends": _l("Write when it ends."),
    "until": _l("Choose the last day of the series."),
    "mode": _l("Choose whether people meet on site, online or both."),
    "host_name": _l("Write the first name of the one who welcomes people."),
    "rhythm": _l('Write how often you would like to meet, for example "every other Thursday".'),
    "lines": _l("Write one or more things that could happen that day, one on each line."),
    "district": _l("Choose a place, or the part of the municipality where it is."),
}
_CPR: Says = _l("This looks like a CPR number. Remove it: we never need it, and others may read this text.")
_GAP: Says = _l("That time does not exist: the clock is set forward that night. Choose another time.")

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Wish:
    """A proposal as it was understood. ``problems``: field -> what to do about it, in the order of the form.

    Times are naive wall-clock times; ``slots`` are all dates of an event, or the wished first meeting.
    """

    kind: str
    title: str
    summary: str
    text: str
    first_time: str = ""
    genre: str = ""
    day: date | None = None
    slots: Sequence[Slot] = ()
    rrule: str = ""
    mode: str = "physical"
    place_id: int | None = None
    place_words: str = ""
    district_id: str | None = None
    online_link: str = ""
    audience: Sequence[str] = ()
    age_bands: Sequence[str] = ()
    spoken: str = "da"
    signup_mode: str = "none"
    capacity: int | None = None
    price: int = 0
    host_name: str = ""
    contact_email: str = ""
    needs: str = ""
    rhythm: str = ""
    openness: str = "open"
    partner_ids: Sequence[int] = ()
    lines: str = ""
    problems: Mapping[str, Says] = field(default_factory=dict)

    @property
    def tags(self) -> dict[str, Sequence[str]]:
        """Dimension -> values, as events and communities are tagged."""
        return {"audience": self.audience, "age_band": self.age_bands, "language": [self.spoken]}


def fields_of(kind: str) -> list[str]:
    """All fields of a kind in the order of the form."""
    return [name for names in FIELDS[kind].values() for name in names]


def step_of(kind: str, name: str) -> str:
    """The step that asks for a field."""
    return next(step for step, names in FIELDS[kind].items() if name in names)


def beside_the_point(typed: Typed) -> set[str]:
    """Fields that do not matter after other answers: the end of a series that is none, and the like."""
    found: set[str] = set()
    if not typed.get("repeat"):
        found |= {"until", "skip_holidays"}
    if typed.get("mode", BEFOREHAND["mode"]) == "physical":
        found.add("online_link")
    if typed.get("signup_mode", BEFOREHAND["signup_mode"]) == "none":
        found.add("capacity")
    return found


def keepable(typed: Typed, kept: Typed) -> dict[str, Any]:
    """``typed`` over ``kept``, without texts that hold a CPR number: those we may not store."""
    cut = {name: _cut(value) for name, value in typed.items()}
    return {**kept, **{name: value for name, value in cut.items() if not holds_cpr(str(value))}}


def _cut(value: Any) -> Any:
    """An answer with room for whatever people write, but not for filling our disks."""
    if isinstance(value, str):
        return value[:MOST_KEPT]
    return [str(one)[:40] for one in list(value)[:MOST_CHOSEN]]


def read(kind: str, typed: Typed, now: datetime) -> Wish:
    """What was typed as a :class:`Wish`. ``now`` is the present wall-clock time."""
    reader = _Reader(kind, typed, now)
    values = {name: reader.value(name) for name in fields_of(kind)}
    slots, rrule = reader.dates(values)
    reader.check_where(values)
    order = fields_of(kind)
    problems = dict(sorted(reader.problems.items(), key=lambda item: order.index(item[0])))
    plain = set(Wish.__dataclass_fields__)
    return Wish(
        kind=kind,
        slots=slots,
        rrule=rrule,
        place_id=values.get("place"),
        district_id=values.get("district") or None,
        partner_ids=values.get("partners", ()),
        problems=problems,
        **{name: value for name, value in values.items() if name in plain and name != "day"},
        day=values.get("day"),
    )


class _Reader:
    """Reads field after field and notes what is wrong with each."""

    def __init__(self, kind: str, typed: Typed, now: datetime) -> None:
        self.kind, self.typed, self.now = kind, typed, now
        self.problems: dict[str, Says] = {}

    def value(self, name: str) -> Any:
        """One field by the way it is read; a problem leaves its empty value."""
        if name in LISTS:
            return self._many(name)
        text = str(self.typed.get(name, BEFOREHAND.get(name, "")) or "").strip()
        if not text and name in REQUIRED[self.kind]:
            self.problems[name] = _ASK[name]
        return self._one(name, text)

    def _one(self, name: str, text: str) -> Any:
        if name in ("day", "until"):
            return self._day(name, text)
        if name in ("starts", "ends"):
            return self._time(name, text)
        if name == "place":
            return _ident(text)
        if name == "capacity":
            return self._number(name, text, 1, MOST_PEOPLE) if text else None
        if name == "price":
            return self._number(name, text, 0, MOST_PRICE) or 0
        if name in _ONE_OF:
            return self._choice(name, text)
        return self._text(name, text if name in LONG else " ".join(text.split()))

    def _text(self, name: str, text: str) -> str:
        limit = LIMITS.get(name, 200)
        if len(text) > limit:
            self.problems[name] = _l(
                "Shorten the text by %(over)s characters: there is room for %(max)s.",
                over=len(text) - limit,
                max=limit,
            )
        elif holds_cpr(text):
            self.problems[name] = _CPR
        elif name == "online_link" and text and not _is_link(text):
            self.problems[name] = _l("Write the whole link, beginning with https://.")
        elif name == "contact_email" and text and not _is_email(text):
            self.problems[name] = _l(
                "Check the e-mail address: it must look like name@example.dk, with an @ in it."
            )
        return text

    def _choice(self, name: str, text: str) -> str:
        allowed = _ONE_OF[name]
        if text and text not in allowed:
            self.problems[name] = _l("Choose one of the possibilities.")
            text = ""
        return text or _UNCHOSEN.get(name, "")

    def _many(self, name: str) -> Sequence[Any]:
        given = self.typed.get(name) or ()
        values = [given] if isinstance(given, str) else list(given)
        if name == "partners":
            return [ident for one in values if (ident := _ident(str(one))) is not None]
        allowed: Container[str] = AUDIENCES if name == "audience" else AGE_BANDS
        return [one for one in values if one in allowed]

    def _number(self, name: str, text: str, least: int, most: int) -> int | None:
        if not text:
            return None
        if not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
            self.problems[name] = _l(
                "Write a whole number between %(least)s and %(most)s.", least=least, most=most
            )
            return None
        return int(text)

    def _day(self, name: str, text: str) -> date | None:
        if not text:
            return None
        day = clock.read_day(text)
        if day is None:
            self.problems[name] = _l("Write the date as day-month-year, for example 03-12-2026.")
        elif day < self.now.date():
            self.problems[name] = _l("That day has passed. Choose a day from today on.")
        elif day > self.now.date() + FURTHEST:
            self.problems[name] = _l("That is more than three years ahead. Choose an earlier day.")
        else:
            return day
        return None

    def _time(self, name: str, text: str) -> time | None:
        if not text:
            return None
        at = clock.read_time(text)
        if at is None:
            self.problems[name] = _l("Write the time as hours and minutes, for example 18.30.")
        return at

    def dates(self, values: Mapping[str, Any]) -> tuple[Sequence[Slot], str]:
        """All dates and the iCalendar rule they come from; nothing while day or times are not readable."""
        if "starts" not in values:
            return (), ""
        day, starts, ends = values["day"], values["starts"], values["ends"]
        if self.kind == COMMUNITY and (day or starts or ends):
            self._whole_wish(values)
        if day is None or starts is None or ends is None:
            return (), ""
        first = Slot(datetime.combine(day, starts), datetime.combine(day, ends))
        if not self._fits(first):
            return (), ""
        if not values.get("repeat"):
            return [first], ""
        return self._series(first, values)

    def _whole_wish(self, values: Mapping[str, Any]) -> None:
        for name in ("day", "starts", "ends"):
            if values[name] is None:
                self.problems.setdefault(name, _ASK[name])

    def _fits(self, slot: Slot) -> bool:
        if not clock.exists(slot.start):
            self.problems["starts"] = _GAP
        elif not clock.exists(slot.end):
            self.problems["ends"] = _GAP
        elif slot.end <= slot.start:
            self.problems["ends"] = _l("It must end after it begins. Look at the times again.")
        elif slot.start <= self.now:
            self.problems["starts"] = _l("That time has passed. Choose a later one.")
        else:
            return True
        return False

    def _series(self, first: Slot, values: Mapping[str, Any]) -> tuple[Sequence[Slot], str]:
        until = values["until"]
        if until is None or until < first.start.date():
            self.problems.setdefault("until", _ASK["until"])
            return [first], ""
        rrule = rule_for(_pattern(values["repeat"], first.start.date()), first.start.date(), until=until)
        skip = _holidays_between(first.start.date(), until) if values["skip_holidays"] else ()
        try:
            return expand(first, rrule, skip), rrule
        except Refused as refusal:
            named = refusal.field if refusal.field in FIELDS[self.kind][WHEN] else "until"
            self.problems[named or "until"] = refusal.text
            return [first], ""

    def check_where(self, values: Mapping[str, Any]) -> None:
        """Somebody who meets in person meets somewhere: a place, or at least a part of the municipality."""
        if "district" not in values or values["mode"] == "online":
            return
        if values["place"] is None and not values["district"]:
            self.problems["district"] = _ASK["district"]


_ONE_OF: dict[str, Collection[str]] = {
    "genre": taxonomy.GENRES,
    "repeat": REPEATS,
    "mode": taxonomy.MODES,
    "spoken": taxonomy.LANGUAGES_SPOKEN,
    "signup_mode": taxonomy.SIGNUP_MODES,
    "openness": ("open", "ask_first"),
    "skip_holidays": ("y",),
}


def _pattern(repeat: str, first: date) -> str:
    if repeat != "monthly":
        return repeat
    return "monthly_last" if first.day > 28 else "monthly_nth"


def _holidays_between(first: date, last: date) -> set[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day for day in days if is_holiday(day)}


def _ident(text: str) -> int | None:
    """The id that a choice sent; ``None`` for what can be none."""
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_email(text: str) -> bool:
    try:
        normal_email(text)
    except ValueError:
        return False
    return True
