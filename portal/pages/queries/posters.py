"""What stands on a poster, in words and in the language being written. Raises ``pdf.Unprintable``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.core import clock, qr, text
from portal.core.pdf import printable_or_nothing as plain
from portal.core.taxonomy import ACCESS_FACTS
from portal.core.text import _, _n
from portal.events.models import Event, Occurrence
from portal.events.rules import CANCELLED
from portal.pages.queries.dates import Dates
from portal.pages.rules.dates import floor_words
from portal.places.models import Place, Room
from portal.themedays import queries as themedays
from portal.themedays.models import ThemeDay
from portal.themedays.queries import Entry
from portal.themedays.rules import CANCELLED as DAY_CANCELLED

MOST_DATES = 36
"""More than these do not fit on a sheet that is read from two metres."""
MOST_ACCESS = 6

Facts = dict[str, Any]


def qr_of(address: str) -> str:
    """The QR code as a drawing."""
    return qr.svg(address)


def of_date(event: Event, one: Occurrence | None) -> Facts:
    """One date, or an event that has none yet (needs ``events.queries.WHOLE`` loaded)."""
    when = _when(one) if one else _fact(_("When"), _("No dates are planned"))
    place, room = (one.place, one.room) if one else (event.place, event.room)
    over = one.cancelled or one.ends_at <= clock.now() if one else event.state == CANCELLED
    return {
        **_about(event, place, room, when),
        "invitation": _invitation(event, over=over),
        "reason": plain(one.cancel_reason) if one else "",
        "dates": [],
        "dates_name": "",
        "more": "",
    }


def of_series(event: Event, its: Dates) -> Facts:
    """An event with all its coming dates."""
    hours = {_hours(one) for one in its.coming}
    same = hours.pop() if len(hours) == 1 else ""
    first = its.coming[0]
    when = _fact(_("When"), same or _("At different times"), _span(its.coming))
    hidden = len(its.coming) - MOST_DATES
    return {
        **_about(event, event.place or first.place, event.room, when),
        "invitation": _invitation(event, over=event.state == CANCELLED),
        "reason": "",
        "dates": [_listed(event, one, same) for one in its.coming[:MOST_DATES]],
        "dates_name": _("Dates"),
        "more": _n("and %(num)s more date", "and %(num)s more dates", hidden) if hidden > 0 else "",
    }


def of_day(day: ThemeDay) -> Facts:
    """The programme of a theme day (needs ``themedays.queries.WHOLE`` loaded)."""
    entries = themedays.times_of(day, themedays.public_lines(day))
    lines = [_line(entry) for entry in entries]
    over = day.state == DAY_CANCELLED or day.on < clock.today()
    where = plain(day.place.name) if day.place else _("Several places")
    return {
        "kicker": f"{text.long_date(day.on)} · {where}",
        "reason": plain(day.cancel_reason),
        "lines": lines,
        "times": list(dict.fromkeys(line["starts"] for line in lines)),
        "rooms": sorted({line["room"] for line in lines}),
        "words": {"time": _("Time"), "what": _("What happens"), "place": _("Where")},
        "nothing": _("The programme is on its way"),
        "invitation": _("See what else happens") if over else _("See the programme and sign up"),
    }


def _about(event: Event, place: Place | None, room: Room | None, when: Facts) -> Facts:
    """What holds whatever the date: where, price, host, who is behind, ways in."""
    price = _fact(_("Price"), text.kroner(event.price), plain(event.price_note))
    facts = [when, _where(event, place, room), price]
    if event.host_name and plain(event.host_name):
        facts.append(_fact(_("Host"), plain(event.host_name), _("You are welcome alone.")))
    partners = [one.organisation.name for one in event.partners if not one.visiting]
    behind = [name for name in map(plain, [event.organiser.name, *partners]) if name]
    facts.append(_fact(_("Held by"), ", ".join(behind)))
    return {"facts": [fact for fact in facts if fact["said"]], "access": _access(event, place)}


def _fact(name: str, said: str, *beside: str) -> Facts:
    return {"name": name, "said": said, "beside": list(beside)}


def _hours(one: Occurrence) -> str:
    hours = f"{text.clock_time(one.starts_at)}–{text.clock_time(one.ends_at)}"
    return _("At %(time)s", time=hours)


def _when(one: Occurrence) -> Facts:
    first, last = (clock.to_local(at).date() for at in (one.starts_at, one.ends_at))
    if first == last:
        return _fact(_("When"), text.long_date(first), _hours(one))
    days = _("%(first)s to %(last)s", first=text.short_date(first), last=text.short_date(last))
    return _fact(_("When"), days)


def _span(coming: Sequence[Occurrence]) -> str:
    first, last = text.short_date(coming[0].starts_at), text.short_date(coming[-1].starts_at)
    return _("%(first)s to %(last)s", first=first, last=last)


def _where(event: Event, place: Place | None, room: Room | None) -> Facts:
    if event.mode == "online" or place is None:
        return _fact(_("Where"), _("Online") if event.mode == "online" else "")
    floor = floor_words(room.floor) if room else None
    inside = [plain(room.name) if room else "", "" if floor is None else str(floor)]
    town = f"{place.postal_code} {place.town}".strip()
    address = ", ".join(part for part in map(plain, (place.address, town)) if part)
    return _fact(_("Where"), plain(place.name), ", ".join(part for part in inside if part), address)


def _access(event: Event, place: Place | None) -> str:
    """What is known to be there, in words; what is missing or unknown stands on the page."""
    there = set(event.tagged("access"))
    if place is not None and event.mode != "online":
        there |= {fact.fact for fact in place.access if fact.value == "yes"}
    return " · ".join([str(words) for key, words in ACCESS_FACTS.items() if key in there][:MOST_ACCESS])


def _invitation(event: Event, *, over: bool) -> str:
    if over:
        return _("See what else happens")
    if event.signup_mode == "none":
        return _("You do not need to sign up. Just come.")
    return _("Sign up here")


def _listed(event: Event, one: Occurrence, same_hours: str) -> Facts:
    notes = [_("Cancelled") if one.cancelled else "", plain(one.own_title or "")]
    if one.place is not None and one.place is not event.place:
        notes.append(plain(one.place.name))
    return {
        "day": text.short_date(one.starts_at),
        "hours": "" if same_hours else f"{text.clock_time(one.starts_at)}–{text.clock_time(one.ends_at)}",
        "note": " · ".join(note for note in notes if note),
        "struck": one.cancelled,
    }


def _line(entry: Entry) -> Facts:
    one = entry.occurrence
    place = [plain(part.name) for part in (one.place, one.room) if part is not None]
    starts, ends = text.clock_time(one.starts_at), text.clock_time(one.ends_at)
    return {
        "starts": starts,
        "time": f"{starts}–{ends}",
        "title": plain(one.title) or plain(entry.line.institution.name),
        "lang": one.event.language,
        "room": ", ".join(place) or _("Place to come"),
        "by": plain(entry.line.institution.name),
        "note": _("Cancelled") if one.cancelled else "",
        "struck": one.cancelled,
    }
