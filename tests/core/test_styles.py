"""The style sheet and the templates agree; only the parts in ``templates/ui`` hold components' markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
SHEET = ROOT / "portal" / "static" / "portal.css"

GENERAL = {
    "band",
    "cards",
    "cluster",
    "container",
    "date-list",
    "event-page",
    "hue-amber",
    "hue-blue",
    "hue-coral",
    "hue-green",
    "hue-plum",
    "icon",
    "input",
    "kicker",
    "lead",
    "measure",
    "meta",
    "meta-list",
    "muted",
    "no-print",
    "numeric",
    "page-head",
    "panel",
    "plain-list",
    "prose",
    "section",
    "section-head",
    "stack",
    "tiles",
    "visually-hidden",
    "with-aside",
}
"""Layout and text, for every template (``templates/ui/README.md`` lists them)."""

HOOKS = {"js-only"}
"""For scripts alone: nothing to style."""

HAND_MADE: dict[str, set[str]] = {
    "events/fields.html": {"choice", "choices", "field", "field-row"},
    "goals/indicator.html": {"table", "table-wrap"},
    "goals/index.html": {"table", "table-wrap"},
    "goals/receipt.html": {"indicator"},
    "moderation/_when.html": {"field-row"},
    "moderation/check.html": {"hints"},
    "pages/agenda.html": {"day-group"},
    "pages/calendar.html": {"count"},
    "pages/calendar_parts.html": {"cal-entry", "chip-row", "field"},
    "pages/dates.html": {"day-group"},
    "pages/home.html": {"day-group"},
    "pages/search.html": {"count"},
    "pages/year_wheel.html": {"chip-row", "field", "table"},
    "translations/translate.html": {"field"},
    "moderation/case.html": {"field"},
    "moderation/queue.html": {"work-list"},
    "pages/events.html": {"field", "field-row"},
    "participation/attendees.html": {"work-list"},
    "participation/sheet.html": {"table-wrap"},
    "places/edit.html": {"field-row"},
}
"""Templates that write a component out because their rows hold what no macro takes (forms, several links)."""


def block(name: str) -> str:
    """``event-card`` of ``event-card__title`` and ``event-card--cancelled``."""
    return re.split(r"__|--", name)[0]


@cache
def styled() -> frozenset[str]:
    """Every class that the style sheet speaks of."""
    rules = re.sub(r"/\*.*?\*/", "", SHEET.read_text(), flags=re.DOTALL)
    return frozenset(re.findall(r"\.([a-zA-Z][\w-]*)", " ".join(re.findall(r"([^{}]+)\{", rules))))


def written(path: Path) -> Iterator[str]:
    """The classes in a template, apart from those put together from values."""
    for found in re.finditer(r'class="((?:[^"{]|\{%.*?%\}|\{\{.*?\}\})*)"', path.read_text()):
        plain = re.sub(r"\S*\{\{.*?\}\}\S*", " ", re.sub(r"\{%.*?%\}", " ", found[1]))
        yield from plain.split()


def pages() -> list[Path]:
    """Templates for people's browsers: mails have styles of their own."""
    return [one for one in TEMPLATES.rglob("*.html") if "mail" not in one.relative_to(TEMPLATES).parts[:1]]


def test_every_rule_of_the_style_sheet_is_used() -> None:
    sources = [
        *pages(),
        *(ROOT / "portal").rglob("*.py"),
        SHEET.with_name("portal.js"),
        TEMPLATES / "ui/README.md",
    ]
    text = "\n".join(one.read_text() for one in sources)
    names = set(re.findall(r"[a-zA-Z][\w-]*", text))
    made = tuple(set(re.findall(r"([\w-]+-)\{\{", text)))
    unused = {one for one in styled() if one not in names and not one.startswith(made)}
    assert unused == set()


def test_every_class_in_a_template_has_its_rule() -> None:
    known = {block(one) for one in styled()}
    unknown = {
        f"{one}: {name}"
        for one in pages()
        for name in written(one)
        if name not in styled() | HOOKS and block(name) not in known
    }
    assert unknown == set()


def test_only_the_parts_hold_the_markup_of_components() -> None:
    parts = TEMPLATES / "ui"
    components = {block(name) for one in parts.glob("*.html") for name in written(one)} - GENERAL - HOOKS
    assert {"button", "event-card", "chip", "notice", "state", "tag", "facts"} <= components
    repeated: dict[str, set[str]] = {}
    for one in pages():
        name = str(one.relative_to(TEMPLATES))
        if parts in one.parents or name.startswith("style/") or name == "style.html":
            continue
        if found := {block(each) for each in written(one)} & components:
            repeated[name] = found
    assert {
        name: found - HAND_MADE.get(name, set())
        for name, found in repeated.items()
        if found - HAND_MADE.get(name, set())
    } == {}
    assert {
        name: kept - repeated.get(name, set())
        for name, kept in HAND_MADE.items()
        if kept - repeated.get(name, set())
    } == {}
