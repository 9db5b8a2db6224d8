"""Choosing a language by hand."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from portal.core import language_choice
from portal.core.errors import Missing
from portal.core.languages import LANGUAGES
from portal.core.web import public, safe_next
from portal.pages.views.blueprint import bp


@bp.get("/sprog/<code>")
@public
def choose_language(code: str) -> Response:
    """The page the reader was on in another language, which is remembered from now on."""
    if code not in LANGUAGES:
        raise Missing()
    page = safe_next(request.args.get("next")) or "/"
    answer = redirect(language_choice.outer_root() + language_choice.prefix_of(code) + page)
    language_choice.remember(answer, code)
    return answer
