"""Home: what can I join?"""

from __future__ import annotations

from flask import render_template

from portal.core import clock, web
from portal.core.web import public
from portal.pages.queries import cards, home, programme
from portal.pages.rules.filters import Filters
from portal.pages.views.blueprint import bp
from portal.pages.views.filters import chips

SHOWN = 9
"""Dates on the front page: a few days of them, and the rest behind one link."""


@bp.get("/", endpoint="home")
@public
def home_page() -> str:
    """What can I join?"""
    everything = Filters()
    offered = chips(everything, programme.facets(everything))
    return render_template(
        "pages/home.html",
        days=cards.by_day(cards.cards(programme.upcoming(everything, size=SHOWN).items)),
        chips=[one for one in offered if one["count"] != 0],
        communities=home.communities_that_want_you(),
        theme_day=home.next_theme_day(),
        people=home.people_this_year(),
        today=clock.today(),
        year=clock.today().year,
        canonical=web.absolute("pages.home"),
    )
