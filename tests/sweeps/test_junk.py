"""Whatever is sent, nothing breaks: every form, every question in an address, every address, with junk.

A refusal is fine, a page that copes is fine; an error of ours is not. ``JUNK=all`` tries every value in every
field (minutes); otherwise each field gets one from one persona, and each form gets two from everybody.
"""

from __future__ import annotations

import itertools
import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.sweeps.conftest import Undone, Visit
from tests.sweeps.world import PERSONAS, World, address

JUNK: tuple[bytes, ...] = (
    b"",
    b"nul\x00in the middle",
    b"\xed\xa0\x80 is no UTF-8 \xff\xfe",
    b"9" * 30,
    b"-9223372036854775809",
    b"2147483648",
    b"1e309",
    b"NaN",
    "²٣".encode(),
    b"9999-12-31",
    b"0001-01-01",
    b"2027-03-28",
    b"02:30",
    b"23:59",
    b"http://[::1",
    b"javascript:alert(1)",
    b"<script>alert(1)</script>{{7*7}}%s%(x)s{}",
    b"=1+1\r\nBcc: thief@example.org\r\n\r\n.",
    "\u202e\u2028\U0001f9f6 a\u0301".encode(),
    b"../../../etc/passwd",
    b"12/13/14",
    b"x" * 3_000,
    b"x" * 90_000,
)
ASKED = [
    "aar",
    "baggrund",
    "dag",
    "dato",
    "efter",
    "enhed",
    "fra",
    "foer",
    "kanal",
    "maaned",
    "mit",
    "naer",
    "next",
    "om",
    "omraade",
    "orden",
    "q",
    "radius",
    "retning",
    "side",
    "slags",
    "til",
    "tema",
    "under",
    "vis",
    "distrikt",
    "alder",
    "sprog",
    "adgang",
    "pris",
    "sted",
    "maal",
    "tid",
    "fritekst",
    "form",
    "gratis",
    "institution",
    "klasser",
    "rolig",
    "trinfri",
    "uden-tilmelding",
    "v",
]
"""Names that stand in the questions of addresses; unknown ones do no harm."""
WRONG_PARTS = ("%00", "9" * 30, "%ED%A0%80", "x" * 5000)
"""Parts of addresses that name nothing."""
THOROUGH = os.environ.get("JUNK") == "all"
WRITERS = PERSONAS if THOROUGH else ("anonymous", "host", "moderator", "administrator")
"""Personas who between them meet every form."""
CURSORS = tuple(
    urlsafe_b64encode(json.dumps(key).encode())
    for key in (5, [], [None, None], [10**30, 1], [1], ["2026-01-01T00:00:00", 1], ["\0", 1], [["x"], {}])
)
"""Tampered places to read a list on from."""


def told(faults: list[str]) -> str:
    """What broke, each once."""
    return "\n".join(dict.fromkeys(faults))


@dataclass(frozen=True)
class Sent:
    """A form as its page shows it."""

    path: str
    fields: tuple[tuple[str, str], ...]


def forms_on(page: bytes, path: str) -> Iterator[Sent]:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for form in tree.iter("form"):
        if form.get("method", "get").lower() == "post":
            target = urlsplit(form.get("action") or path)
            query = f"?{target.query}" if target.query else ""
            yield Sent((target.path or path) + query, tuple(_fields(form)))


def _fields(form: Element) -> Iterator[tuple[str, str]]:
    for field in form.iter():
        name = field.get("name")
        if not name or name == "csrf_token" or field.get("type") == "file":
            continue
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((one for one in options if one.get("selected") is not None), None)
            yield name, (options[-1] if chosen is None else chosen).get("value", "") if options else ""
        elif field.tag == "textarea":
            yield name, field.text or "Kaffe og snak"
        elif field.get("type") in {"checkbox", "radio"}:
            if field.get("checked") is not None:
                yield name, field.get("value", "on")
            else:
                yield name + "?", field.get("value", "on")
        elif field.tag in {"input", "button"}:
            yield name, field.get("value") or ""


def _plain(fields: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """What would be sent; of a group of radios or boxes of which none is chosen, the first."""
    seen: dict[str, str] = {}
    for name, value in fields:
        seen.setdefault(name.rstrip("?"), value)
    return list(seen.items())


def bodies(form: Sent, turn: int) -> Iterator[list[tuple[str, bytes]]]:
    """The form with all fields junk, then with one at a time among good ones; each persona takes a share."""
    good = _plain(form.fields)
    for junk in JUNK if THOROUGH else (JUNK[1 + turn % 4], JUNK[-1 - turn % 5]):
        yield [(name, junk) for name, _value in good]
    for place, (name, _value) in enumerate(good):
        if not THOROUGH and place % len(WRITERS) != turn:
            continue
        tries = JUNK if THOROUGH else [JUNK[(place * 7) % len(JUNK)]]
        for junk in tries:
            yield [(one, junk if one == name else value.encode()) for one, value in good]


def pages(app: Flask, world: World) -> list[tuple[Rule, str]]:
    return [
        (rule, address(world, rule)) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())
    ]


def forms_of(app: Flask, world: World, visit: Visit, undone: Undone, persona: str) -> list[Sent]:
    """Every form that a persona meets, once for each address and set of fields."""
    met: dict[tuple[str, tuple[str, ...]], Sent] = {}
    for _rule, path in pages(app, world):
        with undone():
            answer = visit(persona).get(path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                for form in forms_on(answer.data, path):
                    met.setdefault((form.path, tuple(name for name, _value in form.fields)), form)
            answer.close()
    return list(met.values())


@pytest.mark.timeout(1200 if THOROUGH else 180)
@pytest.mark.parametrize("persona", WRITERS)
def test_no_form_breaks(
    app: Flask, world: World, visit: Visit, undone: Undone, token: str, faults: list[str], persona: str
) -> None:
    for form in forms_of(app, world, visit, undone, persona):
        for body in bodies(form, WRITERS.index(persona)):
            data = urlencode([*body, ("csrf_token", token)])
            with undone():
                answer = visit(persona).post(
                    form.path, data=data, content_type="application/x-www-form-urlencoded"
                )
                answer.close()
    assert not faults, told(faults)


@pytest.mark.timeout(600 if THOROUGH else 120)
def test_no_question_in_an_address_breaks(
    app: Flask, world: World, visit: Visit, undone: Undone, faults: list[str]
) -> None:
    browser = visit("administrator")
    turn = itertools.cycle([*JUNK[1:-1], *CURSORS])
    for _rule, path in pages(app, world):
        for _try in range(len(JUNK) + len(CURSORS) if THOROUGH else 1):
            question = urlencode([(name, next(turn)) for name in ASKED])
            with undone():
                browser.get(f"{path}?{question}").close()
    assert not faults, told(faults)


@pytest.mark.timeout(600 if THOROUGH else 120)
def test_no_address_breaks(
    app: Flask, world: World, visit: Visit, undone: Undone, token: str, faults: list[str]
) -> None:
    browser = visit("administrator")
    for rule in app.url_map.iter_rules():
        if not rule.arguments:
            continue
        path = address(world, rule)
        parts = path.split("/")
        for place, junk in itertools.product(
            range(2, len(parts)), WRONG_PARTS if THOROUGH else WRONG_PARTS[:2]
        ):
            wrong = "/".join([*parts[:place], junk, *parts[place + 1 :]])
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                with undone():
                    data = {"csrf_token": token} if method == "POST" else None
                    browser.open(wrong, method=method, data=data).close()
    assert not faults, told(faults)
