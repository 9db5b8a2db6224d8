"""Home: what can I join?"""

from __future__ import annotations

from flask import render_template

from portal.core import clock, web
from portal.core.web import public
from portal.pages.queries import cards, counted, home, programme
from portal.pages.rules.filters import Filters
from portal.pages.rules.near import TOWNS
from portal.pages.views.blueprint import bp
from portal.pages.views.filters import chips
from portal.participation import mails

SHOWN = 14
"""Dates on the front page: a few days of them, and the rest behind one link."""


@bp.get("/", endpoint="home")
@public
def home_page() -> str:
    """What can I join? The same for everybody, but that people signed in see their own next dates first."""
    everything = Filters()
    offered = chips(everything, counted.look(everything).counts, programme.choices())
    coming, running = programme.upcoming(everything, size=SHOWN).items, programme.running(everything, size=2)
    newest = home.new_on_the_board()
    made = iter(cards.cards([*coming, *running, *newest]))
    return render_template(
        "pages/home.html",
        days=cards.by_day([next(made) for _date in coming]),
        running=[next(made) for _date in running],
        chips=[one for one in offered if one.get("count") != 0],
        towns=TOWNS,
        mine=home.my_next(web.actor()),
        token_for=mails.token_for,
        newest=[next(made) for _date in newest],
        communities=home.communities_that_want_you(),
        theme_day=home.next_theme_day(),
        people=home.people_this_year(),
        today=clock.today(),
        year=clock.today().year,
        canonical=web.absolute("pages.home"),
    )
