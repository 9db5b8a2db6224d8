"""Who gets a seat, who waits, and what a count may say. Pure.

The queue in four sentences (behaviour 2.1): a party gets seats whole or waits whole, unless it said that
fewer will do. Freed seats go to the first waiting party that fits; a bigger one before it keeps its place and
is passed a few times at most. A newcomer gets seats only when no waiting party could have had them. Nothing
is given away once the date has begun. How seats reach those who wait is in ``offers``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.core.errors import Refused, Says
from portal.core.states import Lifecycle
from portal.core.taxonomy import BAND_TREE, BANDS, COUNT_METHODS
from portal.core.text import _, _l, _n

CONFIRMED, WAITING, OFFERED = "confirmed", "waiting", "offered"
CANCELLED, EXPIRED = "cancelled", "expired"
SIGNUP_STATES = (CONFIRMED, WAITING, OFFERED, CANCELLED, EXPIRED)
SIGNUP_LIFECYCLE: Lifecycle = {
    (CONFIRMED, "cancel"): CANCELLED,
    (WAITING, "cancel"): CANCELLED,
    (WAITING, "promote"): CONFIRMED,
    (WAITING, "offer"): OFFERED,
    (OFFERED, "accept"): CONFIRMED,
    (OFFERED, "cancel"): CANCELLED,
    (OFFERED, "expire"): EXPIRED,
}
"""New sign-ups begin confirmed or waiting; afmeldt and udløbet are final (a new sign-up joins the end)."""
GONE = (CANCELLED, EXPIRED)
"""States of those who are no longer on the list."""

DIRECT = "direct"
"""How seats reach those who wait when a date puts people in without asking first."""

CHANNELS = ("onsite", "online")
VIA = ("online", "desk", "phone", "host")

PARTY_LIMIT = 20
"""People one sign-up may bring; more ring or write, so that somebody can plan for them."""
GROUP_LIMIT = 60
"""The same for visits of classes and for sign-ups that the house makes for somebody."""
COUNT_LIMIT = 20_000
"""Most people a count may say in one line: above it is a slip of the finger."""
FEW = 3
"""Free seats at which a date is called nearly full."""
LINK_LIFETIME = timedelta(days=30)
"""How long after the end of the date the manage link opens."""

GROUP_AUDIENCES = frozenset({"daycare_group", "school_class"})
AUDIENCE_BANDS: dict[str, tuple[str, ...]] = {
    "families": ("children", "adults"),
    "babies": ("children", "adults"),
    "children": ("children", "adults"),
    "youth": ("youth", "adults"),
    "young_adults": ("adults",),
    "adults": ("adults",),
    "seniors": ("adults",),
    "students": ("adults",),
    "professionals": ("adults",),
    "carers": ("adults",),
    "volunteers": ("adults",),
    "associations": ("adults",),
}
"""The bands that an audience brings with it; audiences that say nothing about age are left out."""
EVERYBODY = ("children", "youth", "adults")
_PARENT = {leaf: coarse for coarse, leaves in BAND_TREE.items() for leaf in leaves}


# --- the band tree (behaviour 2.8) -------------------------------------------------------------------


def form_bands(kind: str, audiences: Iterable[str], age_bands: Iterable[str]) -> tuple[str, ...]:
    """The one to three bands a form asks for: whom the event is for decides, nobody meets eight fields."""
    for_whom, ages = set(audiences), {_PARENT.get(band, band) for band in age_bands}
    if kind == "class_visit" or for_whom & GROUP_AUDIENCES:
        young = [band for band in ("children", "youth") if band in ages]
        return (*(young or ["children"]), "accompanying")
    wanted = ages - {"accompanying"}
    if not wanted and "everyone" not in for_whom:
        wanted = {band for one in for_whom for band in AUDIENCE_BANDS.get(one, ())}
    if not wanted:
        return EVERYBODY
    return tuple(band for band in EVERYBODY if band in wanted or band == "adults")


def clash(bands: Iterable[str]) -> str | None:
    """A band whose people are also in another of the bands, or ``None`` when none overlap."""
    chosen = set(bands)
    if "all" in chosen and len(chosen) > 1:
        return "all"
    for coarse, leaves in BAND_TREE.items():
        if coarse in chosen and chosen.intersection(set(leaves) - {coarse}):
            return coarse
    return None


def _check_bands(lines: Mapping[str, int], field: str) -> None:
    if not lines.keys() <= BANDS.keys() or clash(lines) is not None:
        raise Refused(
            _l("Those age groups overlap, so somebody would be counted twice. Reload the page."), field=field
        )


def check_party(party: Mapping[str, int], *, limit: int = PARTY_LIMIT) -> dict[str, int]:
    """The party without its zeros. Raises ``Refused`` for nobody, too many, or overlapping bands."""
    if any(number < 0 for number in party.values()):
        raise Refused(_l("Write 0 or more in each field."), field="party")
    coming = {band: number for band, number in party.items() if number}
    _check_bands(coming, "party")
    size = sum(coming.values())
    if size == 0:
        raise Refused(_l("Say how many of you are coming: at least one."), field="party")
    if size > limit:
        raise Refused(
            _l(
                "You can sign up at most %(limit)s people at a time. Are you more? Write to us or call us, "
                "and we find a way together.",
                limit=limit,
            ),
            field="party",
        )
    return coming


def party_limit(kind: str, *, on_behalf: bool = False, size: int = 0) -> int:
    """The most people one sign-up may bring to an event of this kind; never fewer than it has (``size``)."""
    return max(size, GROUP_LIMIT if on_behalf or kind == "class_visit" else PARTY_LIMIT)


def _band_words(band: str, number: int) -> str:
    if band == "children":
        return _n("%(num)s child", "%(num)s children", number)
    if band == "youth":
        return _n("%(num)s young person", "%(num)s young people", number)
    if band == "adults":
        return _n("%(num)s adult", "%(num)s adults", number)
    if band == "accompanying":
        return _n("%(num)s accompanying adult", "%(num)s accompanying adults", number)
    if band == "all":
        return _n("%(num)s person", "%(num)s people", number)
    return _("%(num)s (%(band)s)", num=number, band=str(BANDS[band]))


def party_words(lines: Mapping[str, int]) -> str:
    """``2 children, 1 adult`` in the reader's language, youngest first."""
    order = list(BANDS)
    return ", ".join(_band_words(band, lines[band]) for band in sorted(lines, key=order.index))


# --- seats and the queue (behaviour 2.1) -------------------------------------------------------------


@dataclass(frozen=True)
class Seats:
    """How full one date is: seats taken, people waiting, the most it takes (``None``: no limit).

    ``taken`` has the seats in it that are ``offered`` to somebody who has not answered yet.
    """

    taken: int = 0
    waiting: int = 0
    capacity: int | None = None
    offered: int = 0

    @property
    def free(self) -> int | None:
        """Seats nobody has; never below 0; ``None`` without a limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def over(self) -> int:
        """People more than there are seats for (capacity was lowered, or the host made room)."""
        return 0 if self.capacity is None else max(0, self.taken - self.capacity)

    @property
    def full(self) -> bool:
        """Whether nobody more gets a seat."""
        return self.free == 0


def seats_for(capacity: int | None, fire_limit: int | None, mode: str) -> int | None:
    """The most people a date takes: its capacity, and never more than its room may hold.

    Who joins a hybrid date from home is not known at sign-up, so the room's limit holds for all of them.
    """
    limits = [one for one in (capacity, None if mode == "online" else fire_limit) if one is not None]
    return min(limits) if limits else None


def fits(capacity: int | None, taken: int, size: int) -> bool:
    """Whether a party of ``size`` gets seats together."""
    return capacity is None or taken + size <= capacity


def seat_state(capacity: int | None, taken: int, waiting: int = 0) -> str:
    """The kind of ``ui/state.html`` that says how full a date is: ``ok``, ``few`` or ``full``."""
    free = Seats(taken, waiting, capacity).free
    if free is None or free > FEW:
        return "ok"
    return "few" if free else "full"


def seat_words(seats: Seats) -> str:
    """How full a date is, in words short enough for a card."""
    free = seats.free
    if free is None or free > FEW:
        return _("Seats free")
    if free:
        return _n("%(num)s seat left", "%(num)s seats left", free)
    if seats.waiting:
        return _("Full, %(num)s waiting", num=seats.waiting)
    return _("Full, with a waiting list")


# --- what may be done with a date ---------------------------------------------------------------------


@dataclass(frozen=True)
class Situation:
    """What the verbs depend on. All instants are aware."""

    now: datetime
    starts_at: datetime
    ends_at: datetime
    published: bool = True
    cancelled: bool = False
    takes_signups: bool = True


_Reasons = tuple[tuple[Callable[[Situation], bool], Says], ...]

_ITSELF: _Reasons = (
    (lambda at: not at.published, _l("This is not public yet.")),
    (lambda at: at.cancelled, _l("This date is cancelled.")),
)
_NO_LIST: _Reasons = (
    (lambda at: not at.takes_signups, _l("There is no sign-up for this date, so there is no list.")),
    (
        lambda at: at.now >= at.ends_at,
        _l("This date is over, so the list is closed. Count those who came instead."),
    ),
)
_WHY_NOT: dict[str, _Reasons] = {
    "sign_up": (
        (lambda at: not at.takes_signups, _l("You do not need to sign up. Just come.")),
        (lambda at: at.now >= at.starts_at, _l("This date has begun, so signing up is closed.")),
    ),
    "change": (
        (
            lambda at: at.now >= at.starts_at,
            _l("This date has begun, so your sign-up can no longer be changed."),
        ),
    ),
    "add": _NO_LIST,
    "manage": _NO_LIST,
    "count": (
        (lambda at: at.now < at.starts_at, _l("This date has not begun. Count when people are there.")),
    ),
}


def why_not(verb: str, at: Situation) -> Says | None:
    """The reason that a verb is not possible now, or ``None``.

    ``sign_up`` and ``change`` are done by people themselves, ``add`` and ``manage`` on their behalf.
    """
    return next((text for hinders, text in (*_ITSELF, *_WHY_NOT[verb]) if hinders(at)), None)


# --- counting (behaviour 2.8) --------------------------------------------------------------------------


def check_lines(lines: Mapping[str, int]) -> dict[str, int]:
    """The lines of a count. Raises ``Refused`` when empty, negative, absurd or overlapping; 0 is a number."""
    if not lines:
        raise Refused(_l("Write how many came. 0 is an answer too."), field="party")
    if any(number < 0 or number > COUNT_LIMIT for number in lines.values()):
        raise Refused(
            _l("Check the number: it must be between 0 and %(limit)s.", limit=COUNT_LIMIT), field="party"
        )
    _check_bands(lines, "party")
    return dict(lines)


def check_method(channel: str, method: str) -> None:
    """Raises ``Refused`` for a channel or a method we do not know."""
    if channel not in CHANNELS:
        raise Refused(_l("Choose whether you counted on site or online."), field="channel")
    if method not in COUNT_METHODS:
        raise Refused(_l("Choose how you got the number."), field="method")


def method_words(method: str | None) -> str:
    """The name of a method; empty for one we do not know."""
    return str(COUNT_METHODS.get(method or "", ""))


def channels_of(mode: str) -> tuple[str, ...]:
    """Where people can take part: a hybrid date is counted once for each channel."""
    return {"online": ("online",), "hybrid": CHANNELS}.get(mode, ("onsite",))


def usual_method(channel: str) -> str:
    """How most numbers of a channel come about."""
    return "online_peak" if channel == "online" else "headcount"


def count_warning(total: int, seats: int | None, channel: str = "onsite") -> str | None:
    """What to ask once more before a surprising number is saved, or ``None``."""
    if total == 0:
        return _("0 means that it was held and nobody came. Was it not held at all? Then cancel the date.")
    if channel == "onsite" and seats is not None and total > seats:
        return _(
            "That is %(total)s people, and the room has %(seats)s seats. Is the number right?",
            total=total,
            seats=seats,
        )
    return None


def first_name(name: str) -> str:
    """The name a mail greets with: one plain word, or nothing.

    Anybody can sign up anybody's address, so a "name" must not be able to carry a message or a link.
    """
    first = name.split()[0] if name.split() else ""
    return first if first.replace("-", "").replace("'", "").isalpha() and len(first) <= 30 else ""
