"""How the programme's filters look: chips, finer chips, lists to choose from, and what is chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, url_for

from portal.core import clock, text
from portal.core.taxonomy import BAND_TREE, BANDS, LANGUAGES_SPOKEN, MODES, THEMES
from portal.core.text import _
from portal.pages.queries import programme
from portal.pages.queries.counted import Looked
from portal.pages.rules.facets import Counts
from portal.pages.rules.filters import (
    BY_DISTANCE,
    NAMES,
    NOW,
    OTHER_LANGUAGES,
    TODAY,
    TONIGHT,
    WEEKEND,
    Filters,
    weekend,
)
from portal.pages.rules.near import RADII, TOWNS

Part = dict[str, Any]
ASK_WHERE = "mig"
"""What the chip "near me" writes for the town: the page then asks where the reader is."""


def address(filters: Filters) -> str:
    """The list under these wishes."""
    return url_for("pages.events", **filters.query())


def house_words(building: str) -> str:
    """The name of a building in lists."""
    if building == programme.HOUSE:
        return str(current_app.config["SETTINGS"].house_name)
    return building.replace("_", " ").capitalize()


def chips(filters: Filters, counts: Counts, offered: programme.Choices) -> list[Part]:
    """One tap each; tapping a chosen one takes it away again. Chosen ones first, empty ones last."""
    children = filters.band if filters.band in BAND_TREE["children"] else "children"
    language = filters.language or OTHER_LANGUAGES
    wishes: list[tuple[str, str, str, Any]] = [
        (_("Right now"), "zap", "day", NOW),
        (_("Today"), "sun", "day", TODAY),
        (_("Tonight"), "moon", "day", TONIGHT),
        (_("This weekend"), "calendar", "day", WEEKEND),
        (_("Free"), "ticket", "free", True),
        (_("For children"), "baby", "band", children),
        (_("No sign-up"), "door-open", "no_signup", True),
        (_("In other languages"), "languages", "language", language),
        (_("Step-free access"), "accessibility", "step_free", True),
        (_("Quiet"), "ear", "quiet", True),
    ]
    if programme.HOUSE in offered.known.places:
        house = _("In %(house)s", house=house_words(programme.HOUSE))
        wishes.insert(4, (house, "building-2", "place", programme.HOUSE))
    made = [_chip(filters, counts, *one) for one in wishes]
    made.insert(4, _near_chip(filters))
    return sorted(made, key=lambda one: (not one["current"], one.get("count") == 0))


def _chip(filters: Filters, counts: Counts, words: str, icon: str, name: str, value: Any) -> Part:
    return {
        "text": words,
        "icon": icon,
        "href": address(filters.toggled(**{name: value})),
        "count": counts.said(name, value),
        "current": getattr(filters, name) == value,
    }


def _near_chip(filters: Filters) -> Part:
    if filters.near:
        words = _("Near %(town)s", town=TOWNS[filters.near].name)
        return {"text": words, "icon": "locate", "href": address(filters.without("near")), "current": True}
    asks = {**filters.query(), NAMES["near"]: ASK_WHERE}
    return {
        "text": _("Near me"),
        "icon": "locate",
        "href": url_for("pages.events", **asks),
        "current": False,
        "attrs": {"data-near": NAMES["near"]},
    }


def finer(filters: Filters, looked: Looked) -> list[Part]:
    """Rows of chips that make a chosen wish finer: which day, which ages, which language, how near."""
    counts = looked.counts
    rows = [
        _row(_("Which day"), filters, counts, "day", WEEKEND, _weekend_days(filters)),
        _row(_("Which age"), filters, counts, "band", "children", _ages(filters)),
        _row(_("Which language"), filters, counts, "language", OTHER_LANGUAGES, _languages(filters, counts)),
    ]
    if filters.near:
        rows += [_radii(filters, looked), _orders(filters)]
    return [row for row in rows if any(one["current"] or one.get("count") != 0 for one in row["chips"])]


def _row(
    label: str, filters: Filters, counts: Counts, name: str, coarse: Any, values: list[tuple[Any, str]]
) -> Part:
    """Chips of one kind; taking a fine one away leads back to the coarse one."""
    back = address(filters.without(name).toggled(**{name: coarse}))
    chips = [_chip(filters, counts, words, "", name, value) for value, words in values]
    chips = [{**one, "href": back} if one["current"] else one for one in chips]
    return {"label": label, "chips": chips, "removable": True}


def _weekend_days(filters: Filters) -> list[tuple[str, str]]:
    first, last = weekend(clock.today())
    days = list(dict.fromkeys([first, last]))
    if filters.day not in {WEEKEND, *(day.isoformat() for day in days)}:
        return []
    return [(day.isoformat(), text.short_date(day)) for day in days]


def _ages(filters: Filters) -> list[tuple[str, str]]:
    leaves = BAND_TREE["children"]
    asked = filters.band == "children" or filters.band in leaves
    return [(band, str(BANDS[band])) for band in leaves] if asked else []


def _languages(filters: Filters, counts: Counts) -> list[tuple[str, str]]:
    if not filters.language:
        return []
    return [
        (key, text.capital(str(words)))
        for key, words in LANGUAGES_SPOKEN.items()
        if key == filters.language or (key != "da" and counts.of["language", key])
    ]


def _radii(filters: Filters, looked: Looked) -> Part:
    chips = [
        {
            "text": _("Up to %(km)s km", km=km),
            "href": address(filters.without("within").toggled(within=km)),
            "count": looked.counts.said("within", km),
            "current": km == looked.filters.radius,
        }
        for km in RADII
    ]
    return {"label": _("How far"), "chips": chips, "removable": False}


def _orders(filters: Filters) -> Part:
    orders = ((_("Soonest first"), "clock", ""), (_("Nearest first"), "locate", BY_DISTANCE))
    chips = [
        {
            "text": words,
            "icon": icon,
            "href": address(filters.without("order").toggled(**({"order": order} if order else {}))),
            "current": filters.by_distance == bool(order),
        }
        for words, icon, order in orders
    ]
    return {"label": _("Order"), "chips": chips, "removable": False}


def options(filters: Filters, offered: programme.Choices, counts: Counts | None = None) -> list[Part]:
    """The lists of a filter form: label, name in the address, choices (with ``counts``), what is chosen."""
    bands = [key for key in ("children", "youth", "adults", *BANDS) if key != "all"]
    languages = [(OTHER_LANGUAGES, _("Other than Danish")), *_words(LANGUAGES_SPOKEN)]
    lists: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("place", _("Place"), [*_buildings(offered), *offered.places]),
        ("district", _("District"), offered.districts),
        ("band", _("Age"), [(key, str(BANDS[key])) for key in dict.fromkeys(bands)]),
        ("institution", _("Who holds it"), offered.institutions),
        ("theme", _("Theme"), sorted(_words(THEMES), key=lambda one: one[1])),
        ("language", _("Language spoken"), languages),
        ("mode", _("On site or online"), [one for one in _words(MODES) if one[0] != "hybrid"]),
    ]
    return [
        {
            "label": label,
            "name": NAMES[field],
            "choices": [
                (value, _counted(words, counts.said(field, value) if counts else None))
                for value, words in choices
            ],
            "value": getattr(filters, field),
        }
        for field, label, choices in lists
        if choices
    ]


def _counted(words: str, count: int | str | None) -> str:
    return words if count is None else f"{words} ({count})"


def _buildings(offered: programme.Choices) -> list[tuple[str, str]]:
    return [
        (value, _("%(building)s, all of it", building=house_words(value)))
        for value, _same in offered.buildings
    ]


def _words(labels: Any) -> list[tuple[str, str]]:
    return [(key, str(label)) for key, label in labels.items()]


def chosen(filters: Filters, offered: programme.Choices) -> list[Part]:
    """What is chosen, in words, each with the address that takes it away."""
    return [
        {"text": said(filters, name, offered), "href": address(filters.without(name)), "current": True}
        for name in filters.chosen()
        if name not in ("within", "order")
    ]


def without_chip(chosen: list[Part], *rows: list[Part]) -> list[Part]:
    """What is chosen but by no chip: a chosen chip leads where taking its wish away leads."""
    shown = {chip["href"] for row in rows for chip in row if chip["current"]}
    return [one for one in chosen if one["href"] not in shown]


def day_words(day: str) -> str:
    """``i-dag`` or a date in the reader's words."""
    words = {NOW: _("Right now"), TODAY: _("Today"), TONIGHT: _("Tonight"), WEEKEND: _("This weekend")}
    return words.get(day) or text.short_date(date.fromisoformat(day))


def said(filters: Filters, name: str, offered: programme.Choices) -> str:
    """One of the wishes in words."""
    value = getattr(filters, name)
    if isinstance(value, date):
        day = text.short_date(value)
        return _("From %(day)s", day=day) if name == "since" else _("Until %(day)s", day=day)
    if name == "day":
        return day_words(value)
    if name == "near":
        return _("Near %(town)s", town=TOWNS[value].name)
    tables: dict[str, dict[str, Any]] = {
        "place": {**dict(_buildings(offered)), **dict(offered.places)},
        "district": dict(offered.districts),
        "institution": dict(offered.institutions),
        "band": dict(BANDS),
        "theme": dict(THEMES),
        "mode": dict(MODES),
        "language": {OTHER_LANGUAGES: _("In other languages"), **LANGUAGES_SPOKEN},
    }
    if name in tables:
        return str(tables[name][value])
    yes = {
        "free": _("Free"),
        "no_signup": _("No sign-up"),
        "step_free": _("Step-free access"),
        "quiet": _("Quiet"),
        "groups": _("Class and day-care visits"),
    }
    return yes.get(name) or _("“%(words)s”", words=value)
