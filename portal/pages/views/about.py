"""About the portal, accessibility, privacy."""

from __future__ import annotations

from flask import current_app, redirect, render_template
from werkzeug.wrappers import Response

from portal.core.web import public
from portal.moderation import queries as proposals
from portal.pages.views.blueprint import bp


@bp.get("/om")
@public
def about() -> str:
    """What the portal is and who answers for it."""
    return render_template("pages/about.html", days=proposals.promised_days())


@bp.get("/tilgaengelighed")
@public
def accessibility() -> str:
    """How accessible the portal is, and how to tell us when it is not."""
    return render_template("pages/accessibility.html")


@bp.get("/privatliv")
@public
def privacy() -> str:
    """What we know about people, why, and for how long."""
    return render_template("pages/privacy.html")


@bp.get("/was")
@public
def was() -> Response:
    """The accessibility statement at its public register (bek. 904/2019)."""
    return redirect(current_app.config["SETTINGS"].was_url)
