"""Info-screens: a full page that turns by itself, for a place or for a whole house."""

from __future__ import annotations

import segno
from flask import current_app, render_template, request, url_for
from markupsafe import Markup

from portal.core import clock, web
from portal.core.web import public
from portal.pages.queries import screens as queries
from portal.pages.rules import screens as rules
from portal.pages.rules.dates import floor_words
from portal.pages.views.blueprint import bp


@bp.get("/skaerm/<slug>")
@public
def screen(slug: str) -> str:
    """What happens at a place, to hang on a wall.

    A script turns the slides. Without scripts the page itself leads on to the next one (``?side=2``).
    """
    found = queries.where(slug, current_app.config["SETTINGS"].house_name)
    coming, running = queries.lines(found)
    slides = rules.slides(coming, running, clock.to_local(clock.now()))
    asked = request.args.get("side", "")
    at = int(asked) - 1 if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    at = at % len(slides) if slides else 0
    following = (at + 1) % len(slides) + 1 if slides else 1
    address = web.absolute("pages.events", **({} if found.house else {"sted": slug}))
    return render_template(
        "pages/screen.html",
        where=found,
        slides=slides,
        at=at,
        next_page=url_for("pages.screen", slug=slug, side=following),
        seconds=rules.SECONDS,
        now=clock.now(),
        tomorrow=clock.today().toordinal() + 1,
        floor_words=floor_words,
        address=address,
        # Drawn by the package from our own address: black on the white field that scanners want.
        code=Markup(segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True)),  # noqa: S704
    )
