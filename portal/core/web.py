"""What every page shares: languages in the address, who is asking, closed by default, errors, headers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    flash,
    has_request_context,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import ngettext
from flask_login import AnonymousUserMixin, UserMixin, current_user, login_user
from flask_wtf.csrf import CSRFError, generate_csrf
from lucide.jinja import lucide
from markupsafe import Markup
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge, TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from portal.core import language_choice, taxonomy, text
from portal.core.access import can
from portal.core.actor import ANONYMOUS, Actor
from portal.core.assets import Manifest
from portal.core.errors import Forbidden, Missing, Refused
from portal.core.languages import LANGUAGES
from portal.core.text import _

log = structlog.get_logger()
F = TypeVar("F", bound=Callable[..., Any])

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


LONGEST_NEXT = 500
"""Characters of a path to go on to after signing in; it is kept with the code."""


def absolute(endpoint: str, language: str | None = None, **values: Any) -> str:
    """The public address of a page in a language: for mails, calendars and feeds, inside requests or not."""
    home = urlsplit(current_app.config["SETTINGS"].address)
    prefix = language_choice.prefix_of(language or text.language())
    adapter = current_app.url_map.bind(
        home.netloc, script_name=home.path + prefix or "/", url_scheme=home.scheme
    )
    return adapter.build(endpoint, values, force_external=True)


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps for a signed-in person. The id is a token that can be rotated."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token, self.actor = token, actor

    def get_id(self) -> str:
        return self.token


class SignedOut(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody we do not know."""

    actor = ANONYMOUS


def actor() -> Actor:
    """Who is asking."""
    if not has_request_context():
        return ANONYMOUS
    who: Actor = current_user.actor
    return who


def public(view: F) -> F:
    """Open a view to people who are not signed in. Every other view asks them to sign in first."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def start_session(token: str) -> None:
    """Sign in on this browser whoever holds the session token, in a session made afresh."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(token, ANONYMOUS))


def safe_next(target: str | None) -> str | None:
    """``target`` when it is a path on this site, else ``None`` (no open redirect, none that is not kept)."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if len(target) > LONGEST_NEXT:
        return None
    parts = urlsplit(target)
    clean = not parts.scheme and not parts.netloc and all(ord(letter) >= 32 for letter in target)
    return target if clean else None


def see_other(endpoint: str, **values: Any) -> BaseResponse:
    """Redirect after a POST."""
    return redirect(url_for(endpoint, **values), code=303)


def go_to(path: str) -> BaseResponse:
    """Redirect after a POST to a path that was checked by :func:`safe_next` or made by ``url_for``."""
    return redirect(path, code=303)


def tell(message: Any, category: str = "success") -> None:
    """A notice on the next page: ``success``, ``info``, ``warning`` or ``error``."""
    flash(str(message), category)


def _close_by_default() -> BaseResponse | None:
    if request.endpoint in (None, "static") or actor().signed_in:
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False):
        return None
    if request.method != "GET":
        return see_other("accounts.sign_in")
    return redirect(url_for("accounts.sign_in", next=request.script_root + language_choice.here()))


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if not current_app.config["SETTINGS"].demo:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _cache_control(response)
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = text.language()
        language_choice.vary(response)
    return response


def _cache_control(response: Response) -> str:
    view = current_app.view_functions.get(request.endpoint or "")
    shareable = (
        request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and getattr(view, "is_public", False)
        and not actor().signed_in
        and not session
    )
    return "public, max-age=0, must-revalidate" if shareable else "private, no-store"


def error_page(status: int, title: str, message: str) -> tuple[str, int]:
    """A page that says what happened and where to go next."""
    return render_template("error.html", status=status, title=title, message=message), status


def _missing(_error: Exception) -> tuple[str, int]:
    return error_page(
        404, _("We cannot find that page"), _("It may have moved, or the address has a slip in it.")
    )


def _forbidden(error: Forbidden) -> tuple[str, int]:
    default = _("Your account does not have access to this. Ask the person who sent you here, or contact us.")
    return error_page(403, _("You do not have access"), str(error.text or default))


def _refused(error: Refused) -> tuple[str, int]:
    return error_page(error.status, _("That could not be done"), str(error.text))


def _csrf(_error: CSRFError) -> tuple[str, int]:
    message = _(
        "The page had been open too long, so nothing was sent. Go back, reload the page and send it again."
    )
    return error_page(400, _("Nothing was sent"), message)


def _busy(error: OperationalError) -> tuple[str, int]:
    log.error("database_unavailable", error=str(error))
    return error_page(503, _("We are busy right now"), _("Nothing was changed. Try again in a moment."))


def _unkeepable(error: DataError) -> tuple[str, int]:
    """A net below the checks of forms and rules: a value that does not fit its column."""
    log.warning("value_refused", path=request.path, error=str(error.orig))
    return error_page(
        422,
        _("That could not be done"),
        _("Something you wrote is too long or too large. Go back and shorten it."),
    )


def _too_large(_error: Exception) -> tuple[str, int]:
    return error_page(
        413, _("The file is too big"), _("A picture may be at most 12 MB. Choose a smaller one.")
    )


def _too_many(_error: Exception) -> tuple[str, int]:
    message = _("There were many tries in a short time. Wait a while and try again, or call us.")
    return error_page(429, _("Wait a moment"), message)


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return error_page(
        error.code, _("That did not work"), _("Go back and try again, or start from the front page.")
    )


def _broken(error: Exception) -> tuple[str, int]:
    log.error("unhandled", path=request.path, exc_info=error)
    return error_page(
        500, _("Something broke on our side"), _("Nothing was changed. We have been told about it.")
    )


def _globals() -> dict[str, Any]:
    who, language = actor(), text.language()
    return {
        "actor": who,
        "can": lambda permission, subject=None: can(who, permission, subject),
        "current_language": language,
        "direction": text.direction(language),
        "awaits_reader": LANGUAGES[language].awaits_reader,
        "languages": language_choice.links() if has_request_context() else [],
        "complete": LANGUAGES[language].complete,
        "language_menu": len(LANGUAGES) >= language_choice.MENU_FROM,
        "settings": current_app.config["SETTINGS"],
        "csrf_token": generate_csrf,
    }


@cache
def icon(name: str, size: int = 20) -> Any:
    """An inline lucide icon, hidden from screen readers: the word stands beside it.

    One that points onwards or back points the other way where people read from the right.
    """
    kind = "icon icon--points" if name.endswith(("-left", "-right")) else "icon"
    drawn = lucide(name, size=size, **{"aria-hidden": "true", "focusable": "false", "class": kind})
    return Markup("").join(line.strip() for line in Markup(drawn).splitlines())  # noqa: S704 - a packaged drawing


def install(app: Flask, manifest: Manifest) -> None:
    """Wire all of the above into the application."""
    app.before_request(language_choice.lead_to_complete_language)
    app.before_request(_close_by_default)
    app.after_request(_headers)
    app.context_processor(_globals)
    app.jinja_env.globals.update(
        taxonomy=taxonomy, asset=manifest.url, icon=icon, gettext=text._, _=text._, ngettext=ngettext
    )
    app.jinja_env.filters.update(
        date=text.long_date,
        shortdate=text.short_date,
        dateparts=text.date_parts,
        direction=text.direction,
        languagename=text.language_name,
        moment=text.short_moment,
        longmoment=text.long_moment,
        month=text.month_and_year,
        dayname=text.day_name,
        time=text.clock_time,
        number=text.number,
        kroner=text.kroner,
        percent=text.percent,
        markdown=text.markdown,
        shorten=text.shorten,
        datetimerange=lambda start, end: text.date_time_range(start, end),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    handlers: list[tuple[type[Exception], Callable[..., Any]]] = [
        (Missing, _missing),
        (NotFound, _missing),
        (Forbidden, _forbidden),
        (Refused, _refused),
        (CSRFError, _csrf),
        (OperationalError, _busy),
        (DataError, _unkeepable),
        (RequestEntityTooLarge, _too_large),
        (TooManyRequests, _too_many),
        (HTTPException, _http),
    ]
    for kind, handler in handlers:
        app.register_error_handler(kind, handler)
    if not app.testing:
        app.register_error_handler(Exception, _broken)
