"""How the programme's filters look: chips, lists to choose from, what is chosen, and the nearest thing."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from portal.core import text
from portal.core.taxonomy import BANDS, LANGUAGES_SPOKEN, MODES, THEMES
from portal.core.text import _
from portal.pages.queries import programme
from portal.pages.rules.filters import NAMES, OTHER_LANGUAGES, TODAY, WEEKEND, Filters

Part = dict[str, Any]
MOST_OFFERED = 4


def _address(filters: Filters) -> str:
    return url_for("pages.events", **filters.query())


def chips(filters: Filters, counts: programme.Facets) -> list[Part]:
    """One tap each; tapping a chosen one takes it away again."""
    wishes: list[tuple[str, str, dict[str, Any], int | None]] = [
        (_("Today"), "sun", {"day": TODAY}, counts.today),
        (_("This weekend"), "calendar", {"day": WEEKEND}, counts.weekend),
        (_("Free"), "ticket", {"free": True}, counts.free),
        (_("For children"), "baby", {"band": "children"}, counts.children),
        (_("No sign-up"), "door-open", {"no_signup": True}, counts.no_signup),
        (_("In other languages"), "languages", {"language": OTHER_LANGUAGES}, counts.other_languages),
        (_("Step-free access"), "accessibility", {"step_free": True}, counts.step_free),
    ]
    return [
        {
            "text": words,
            "icon": icon,
            "href": _address(filters.toggled(**wish)),
            "count": number,
            "current": all(getattr(filters, name) == value for name, value in wish.items()),
        }
        for words, icon, wish, number in wishes
    ]


def options(filters: Filters, offered: programme.Choices) -> list[Part]:
    """The lists of the filter form: label, name in the address, choices, what is chosen."""
    bands = [key for key in ("children", "youth", "adults", *BANDS) if key != "all"]
    languages = [(OTHER_LANGUAGES, _("Other than Danish")), *_words(LANGUAGES_SPOKEN)]
    lists: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("place", _("Place"), offered.places),
        ("district", _("District"), offered.districts),
        ("band", _("Age"), [(key, str(BANDS[key])) for key in dict.fromkeys(bands)]),
        ("institution", _("Who holds it"), offered.institutions),
        ("theme", _("Theme"), sorted(_words(THEMES), key=lambda one: one[1])),
        ("language", _("Language spoken"), languages),
        ("mode", _("On site or online"), [one for one in _words(MODES) if one[0] != "hybrid"]),
    ]
    return [
        {"label": label, "name": NAMES[field], "choices": choices, "value": getattr(filters, field)}
        for field, label, choices in lists
        if choices
    ]


def _words(labels: Any) -> list[tuple[str, str]]:
    return [(key, str(label)) for key, label in labels.items()]


def chosen(filters: Filters, offered: programme.Choices) -> list[Part]:
    """What is chosen, in words, each with the address that takes it away."""
    return [
        {"text": _said(filters, name, offered), "href": _address(filters.without(name))}
        for name in filters.chosen()
    ]


def _said(filters: Filters, name: str, offered: programme.Choices) -> str:
    value = getattr(filters, name)
    if isinstance(value, date):
        day = text.short_date(value)
        return _("From %(day)s", day=day) if name == "since" else _("Until %(day)s", day=day)
    tables: dict[str, dict[str, Any]] = {
        "day": {TODAY: _("Today"), WEEKEND: _("This weekend")},
        "place": dict(offered.places),
        "district": dict(offered.districts),
        "institution": dict(offered.institutions),
        "band": dict(BANDS),
        "theme": dict(THEMES),
        "mode": dict(MODES),
        "language": {OTHER_LANGUAGES: _("In other languages"), **LANGUAGES_SPOKEN},
    }
    if name in tables:
        words = tables[name].get(value)
        return str(words) if words else text.short_date(date.fromisoformat(value))
    yes = {
        "free": _("Free"),
        "no_signup": _("No sign-up"),
        "step_free": _("Step-free access"),
        "groups": _("Class and day-care visits"),
    }
    return yes.get(name) or _("“%(words)s”", words=value)


def nearest(filters: Filters, offered: programme.Choices) -> list[Part]:
    """Where to go from an empty list: without one of the wishes, when that leaves something."""
    offers = []
    for name in filters.chosen()[:MOST_OFFERED]:
        wider = filters.without(name)
        if programme.upcoming(wider, size=1).items:
            words = _said(filters, name, offered)
            offers.append({"text": _("Leave out: %(wish)s", wish=words), "href": _address(wider)})
    return offers
