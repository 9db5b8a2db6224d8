"""Help while people write: hints about a text that is not stored anywhere."""

from __future__ import annotations

from flask import render_template
from flask.blueprints import BlueprintSetupState

from portal.core import writing
from portal.core.limits import limiter
from portal.core.web import public
from portal.pages.views.blueprint import bp


@bp.post("/skrivehjaelp")
@public
@limiter.limit("1200 per hour")
def hints() -> str:
    """Hints about what stands in the form now.

    Exempt from the CSRF check: nothing is read or changed but what was sent, and whoever has written for
    so long that the session ended still gets help.
    """
    return render_template("pages/hints.html", hints=writing.hints())


@bp.record_once
def _ask_without_csrf(state: BlueprintSetupState) -> None:
    state.app.extensions["csrf"].exempt(hints)
