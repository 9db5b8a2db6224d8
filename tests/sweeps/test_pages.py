"""Every page there is, in every language: valid, accessible by construction, and in the reader's words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from xml.etree.ElementTree import Element

import html5lib
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask
from werkzeug.routing import Rule

from portal.core.language_choice import prefix_of
from portal.core.languages import COMPLETE, FOLDER
from portal.core.languages import LANGUAGES as KNOWN
from tests.sweeps.conftest import Undone, Visit
from tests.sweeps.world import World, address

INSIDERS = ("anonymous", "administrator", "moderator", "citizen", "host", "chairman")
"""Who is asked in turn to show a page: the strangers' view, and that of the first who may see it."""
LANGUAGES = {code: prefix_of(code) for code in KNOWN}
NOT_TYPED = {"hidden", "submit", "button", "image", "reset"}
ENGLISH = re.compile(r"\b(the|and|your|you|with|this|from|which|there)\b", re.IGNORECASE)
WORDS_IN_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")


@cache
def catalogue(code: str) -> Catalog:
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def features(app: Flask) -> dict[str, list[Rule]]:
    """Blueprint -> its rules that can be read."""
    found: dict[str, list[Rule]] = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            found.setdefault(rule.endpoint.split(".")[0], []).append(rule)
    return found


BLUEPRINTS = (
    "pages",
    "accounts",
    "organisations",
    "places",
    "communities",
    "events",
    "participation",
    "themedays",
    "translations",
    "moderation",
    "goals",
    "admin",
    "interop",
    "demo",
)


def test_every_feature_is_swept(app: Flask) -> None:
    assert set(features(app)) == set(BLUEPRINTS)


def shown(app: Flask, world: World, visit: Visit, undone: Undone, feature: str) -> list[tuple[str, str, str]]:
    """The HTML pages of one feature: a name for messages, the language, the page."""
    pages = []
    for rule in features(app)[feature]:
        path = address(world, rule)
        for language, prefix in LANGUAGES.items():
            seen: set[str] = set()
            for persona in INSIDERS:
                if len(seen) == (2 if "anonymous" in seen else 1):
                    break
                with undone():
                    answer = visit(persona).get(prefix + path)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    seen.add(persona)
                    pages.append((f"{prefix}{rule.rule} as {persona}", language, answer.text))
                answer.close()
    return pages


def problems(language: str, page: str) -> list[str]:
    """What is wrong with a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(page)
    found = [f"HTML: {code} {detail} at {place}" for place, code, detail in parser.errors]
    every = list(root.iter())
    found += _frame(root, language)
    ids = Counter(one.get("id") for one in every if one.get("id"))
    found += [f"id {name!r} occurs {times} times" for name, times in ids.items() if times > 1]
    for one in every:
        if isinstance(one.tag, str):
            found += _element(one, root, set(ids))
    return found


def _frame(root: Element, language: str) -> list[str]:
    found = [
        f"{len(root.findall(f'.//{tag}'))} <{tag}>"
        for tag in ("h1", "main", "title")
        if len(root.findall(f".//{tag}")) != 1
    ]
    if root.get("lang") != language:
        found.append(f"lang is {root.get('lang')!r}")
    title = root.find(".//title")
    if title is None or not (title.text or "").strip():
        found.append("no title")
    return found


def _element(one: Element, root: Element, ids: set[str | None]) -> list[str]:
    found = [f"<{one.tag} {name}>" for name in one.attrib if name == "style" or name.startswith("on")]
    if one.tag == "style" or (
        one.tag == "script" and not one.get("src") and one.get("type") != "application/ld+json"
    ):
        found.append(f"inline <{one.tag}>")
    if one.tag in {"script", "img", "iframe", "source", "video", "audio"} or one.get("rel") == "stylesheet":
        address = one.get("src") or (one.get("href") if one.tag == "link" else "") or ""
        if "//" in address:
            found.append(f"loads {address}")
    if one.tag == "img" and one.get("alt") is None:
        found.append("<img> without alt")
    if (
        one.tag in {"input", "select", "textarea"}
        and one.get("type") not in NOT_TYPED
        and not _labelled(one, root)
    ):
        found.append(f"no label: {one.attrib}")
    if one.tag in {"a", "button"} and not _says_something(one):
        found.append(f"<{one.tag}> without words: {one.attrib}")
    for name in ("aria-describedby", "aria-labelledby", "for", "aria-controls"):
        missing = set((one.get(name) or "").split()) - ids
        if missing:
            found.append(f"{name} names nothing: {sorted(missing)}")
    return found


def _says_something(one: Element) -> bool:
    inside = "".join(one.itertext()).strip()
    return bool(inside or one.get("aria-label") or any(img.get("alt") for img in one.iter("img")))


def _labelled(one: Element, root: Element) -> bool:
    if one.get("aria-label") or one.get("aria-labelledby"):
        return True
    return any(label.get("for") == one.get("id") or one in list(label.iter()) for label in root.iter("label"))


def words_on(page: str) -> set[str]:
    """Every text of a page, and every attribute that is read aloud, but the parts in another language."""
    found: set[str] = set()

    def walk(one: Element, top: bool = False) -> None:
        if not isinstance(one.tag, str) or one.tag in {"script", "style"} or (one.get("lang") and not top):
            return
        found.update(one.get(name) or "" for name in WORDS_IN_ATTRIBUTES)
        found.add(one.text or "")
        for child in one:
            walk(child)
            found.add(child.tail or "")

    walk(html5lib.parse(page, namespaceHTMLElements=False), top=True)
    return {" ".join(text.split()) for text in found} - {"", *(one.name for one in KNOWN.values())}


@cache
def told_apart(code: str) -> tuple[set[str], set[str]]:
    """Texts that are English only, and texts that are in another language only."""
    pairs = [
        (str(one.id), str(one.string))
        for one in catalogue(code)
        if one.id and one.string and not one.pluralizable and one.id != one.string
    ]
    english, other = {source for source, _said in pairs}, {said for _source, said in pairs}
    return english - other, other - english


def foreign(language: str, page: str) -> list[str]:
    """Texts of a page that are in another language of ours than the page's."""
    said = words_on(page)
    if language == "en":
        found = said & told_apart("da")[1]
    else:
        found = said & told_apart(language)[0]
    if language not in COMPLETE:  # nor anything of the house's that its catalogue leaves to staff pages
        theirs = {str(one.string) for one in catalogue(language)}
        found |= said & (set.union(*told_apart("da")) - theirs)
    if language == "da":
        found |= {text for text in said if len(ENGLISH.findall(text)) > 1}
    return [f"not in {language}: {text}" for text in sorted(found)]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("feature", BLUEPRINTS)
def test_every_page_is_sound_and_speaks_one_language(
    app: Flask, world: World, visit: Visit, undone: Undone, faults: list[str], feature: str
) -> None:
    wrong = {
        name: problems(language, page) + foreign(language, page)
        for name, language, page in shown(app, world, visit, undone, feature)
    }
    assert faults == []
    assert {name: found for name, found in wrong.items() if found} == {}


PLANTED = """<!doctype html><html lang="en"><head><title>T</title></head><body onload="x()"><main><h1>A</h1>
<h1 id="a">B</h1><p id="a" style="x">C</b></p><input name="q"><a href="/"></a><img src="https://example.org/x.png">
<label for="nothing">D</label><script>alert(1)</script></main></body></html>"""


@pytest.mark.parametrize(
    "fault",
    [
        "HTML:",
        "2 <h1>",
        "lang is",
        "<body onload>",
        "<p style>",
        "id 'a' occurs 2",
        "no label",
        "<a> without words",
        "<img> without alt",
        "loads https://example.org",
        "for names nothing",
        "inline <script>",
    ],
)
def test_the_sweep_sees_planted_faults(fault: str) -> None:
    assert any(fault in found for found in problems("da", PLANTED))
