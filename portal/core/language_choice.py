"""Which language a page is in: the address says it, a choice is remembered, a first visit is met halfway.

``/en/steder`` is ``/steder`` in English; Danish has no prefix. Only the bare front page ever looks at what
the reader chose before or what the browser prefers: every other address is the same page for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, has_request_context, redirect, request, url_for
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie
from werkzeug.wrappers import Response as BaseResponse

from portal.core.languages import COMPLETE, DEFAULT_LANGUAGE, LANGUAGES, complete_only

COOKIE = "sprog"
"""Remembers a language that the reader chose by hand; set then only."""
A_YEAR = 365 * 24 * 3600
MENU_FROM = 4
"""So many languages are a menu; fewer stand side by side."""


class LanguagePrefix:
    """WSGI middleware: takes the language out of the address, and leads ``/`` to the reader's own.

    The prefix becomes the script name, so ``url_for`` keeps the reader's language by itself and pages stay
    cacheable without looking at cookies.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path in ("", "/") and environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
            language = own_language(environ)
            if language != DEFAULT_LANGUAGE:
                return _lead(environ, start_response, language)
        head, _slash, _rest = path.lstrip("/").partition("/")
        environ["portal.language"] = DEFAULT_LANGUAGE
        if head in LANGUAGES and head != DEFAULT_LANGUAGE:
            environ["portal.language"] = head
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + head
            environ["PATH_INFO"] = path.lstrip("/")[len(head) :] or "/"
        return self.app(environ, start_response)


def own_language(environ: dict[str, Any]) -> str:
    """The language the reader chose here before, else the one the browser likes best of ours, else Danish."""
    chosen = parse_cookie(environ.get("HTTP_COOKIE")).get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    liked = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE"), LanguageAccept)
    return liked.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def _lead(environ: dict[str, Any], start_response: Callable[..., Any], language: str) -> Iterable[bytes]:
    query = environ.get("QUERY_STRING", "")
    address = environ.get("SCRIPT_NAME", "") + prefix_of(language) + "/" + (f"?{query}" if query else "")
    headers = [
        ("Location", address),
        ("Vary", "Accept-Language, Cookie"),
        ("Cache-Control", "private, no-store"),
        ("Content-Length", "0"),
    ]
    start_response("302 Found", headers)
    return [b""]


def chosen_language() -> str:
    """The language that the address asks for."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    return str(request.environ.get("portal.language", DEFAULT_LANGUAGE))


def prefix_of(language: str) -> str:
    """``""`` for Danish, ``/en`` for English."""
    return "" if language == DEFAULT_LANGUAGE else f"/{language}"


def remember(answer: BaseResponse, language: str) -> None:
    """Let the bare front page lead to this language from now on."""
    answer.set_cookie(
        COOKIE,
        language,
        max_age=A_YEAR,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )


def outer_root() -> str:
    """Where the site begins, before any language: ``""``, or the folder it is served in."""
    return request.script_root.removesuffix(prefix_of(chosen_language()))


def here() -> str:
    """The present page and its query, without its language."""
    return request.full_path if request.query_string else request.path


def links() -> list[dict[str, Any]]:
    """The present page in every language it exists in.

    ``url`` is its public address there, ``choose`` the address that also remembers the choice.
    """
    home = urlsplit(current_app.config["SETTINGS"].address)
    public = f"{home.scheme}://{home.netloc}{home.path.rstrip('/')}"
    offered = [one for one in LANGUAGES.values() if one.complete or not _complete_only_page()]
    return [
        {
            "code": one.code,
            "name": one.name,
            "url": public + prefix_of(one.code) + here(),
            "choose": url_for("pages.choose_language", code=one.code, next=here()),
        }
        for one in offered
    ]


def _complete_only_page() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and complete_only(view.__module__.replace(".", "/") + ".py")


def lead_to_complete_language() -> BaseResponse | None:
    """Before a request: a page that is in the complete languages only has no address in another."""
    if chosen_language() in COMPLETE or request.method != "GET" or not _complete_only_page():
        return None
    language = request.accept_languages.best_match(COMPLETE) or DEFAULT_LANGUAGE
    return redirect(outer_root() + prefix_of(language) + here())


def vary(response: Response) -> None:
    """Say to caches on the way what an answer depends on besides its address."""
    response.vary.update(["Cookie", "HX-Request", "HX-Boosted"])
    if request.path == "/" and chosen_language() == DEFAULT_LANGUAGE:
        response.vary.add("Accept-Language")
