"""Paper and pictures set by typst: tagged PDF (PDF/UA-1) and JPEG, from templates in ``templates/print``.

Facts reach a template as JSON only; nobody's words are ever read as commands. Knows no feature.
"""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from portal.core.assets import PRINT, PRINT_LETTERS, TARGET

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "print"
POSTER, PROGRAMME, SHARE = "poster.typ", "programme.typ", "share.typ"
_PARTS = "parts.typ"
QUALITY = 88


class Unprintable(ValueError):
    """A text in letters that our fonts do not have; better no paper than one with empty boxes."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(TARGET / PRINT)]
    )


@cache
def _letters() -> frozenset[str]:
    return frozenset((TARGET / PRINT / PRINT_LETTERS).read_text(encoding="utf-8"))


@cache
def template_version(template: str) -> str:
    """What the look of a template follows from, as a short word: part of the names of what is kept."""
    made_from = [TEMPLATES / template, TEMPLATES / _PARTS, TARGET / PRINT / PRINT_LETTERS]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_from)).hexdigest()[:12]


def printable(text: str) -> str:
    """The text without signs that our fonts lack, such as emoji. Raises :class:`Unprintable` for letters."""
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in _letters():
            kept.append(letter)
        elif unicodedata.category(letter)[0] in "LN":
            raise Unprintable(letter)
        elif letter.isspace():
            kept.append(" ")
    return " ".join("".join(kept).split())


def printable_or_nothing(text: str) -> str:
    """The same, but empty for a text in letters that we cannot print."""
    try:
        return printable(text)
    except Unprintable:
        return ""


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The document as PDF/UA-1. ``data`` names no files but pictures of ours, by absolute path."""
    return _compiled(template, data, format="pdf", pdf_standards=["ua-1"])


def jpeg(template: str, data: Mapping[str, Any]) -> bytes:
    """The only page of the document as a picture, one pixel a point."""
    png = _compiled(template, data, format="png", ppi=72.0)
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True, subsampling=0)
    return out.getvalue()


_APOSTROPHE = str.maketrans({"\N{MODIFIER LETTER APOSTROPHE}": "\N{RIGHT SINGLE QUOTATION MARK}"})
"""The apostrophe inside Ukrainian words, which our fonts lack, by the one that looks the same."""


def _compiled(template: str, data: Mapping[str, Any], **options: Any) -> bytes:
    compiler = typst.Compiler(root=TEMPLATES.anchor, font_paths=_fonts(), ignore_system_fonts=True)
    inputs = {"data": json.dumps(data, ensure_ascii=False).translate(_APOSTROPHE)}
    made = compiler.compile(input=TEMPLATES / template, sys_inputs=inputs, **options)
    if not isinstance(made, bytes):
        raise TypeError(f"{template} gives more than one page, or none")
    return made
