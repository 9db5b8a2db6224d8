"""Lists cost the same number of queries whether they show three rows or thirty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.admin.actions import reindex
from portal.core import clock
from portal.core.actor import SYSTEM
from portal.core.db import db
from portal.moderation import actions as moderation
from portal.pages.queries.who import actor_of
from tests import make
from tests.moderation.typed import TYPED
from tests.queries import queries_made

Made = dict[str, Any]

LISTS = {
    "anonymous": [
        "/",
        "/arrangementer",
        "/arrangementer?q=garn",
        "/soeg?q=garn",
        "/soeg/forslag?q=garn",
        "/arrangementer/aften",
        "/arrangementer.ics",
        "/kalender",
        "/kalender/2026-uge-38",
        "/kalender/2026-09-10",
        "/kalender/dagsorden",
        "/skaerm/hus",
        "/steder/hus.ics",
        "/faellesskaber",
        "/faellesskaber/kreds",
        "/temadage",
        "/temadage/dag",
        "/steder",
        "/steder/hus",
        "/kort",
        "/foreninger",
        "/foreninger/forening",
        "/maal",
    ],
    "moderator": [
        "/arbejdsbord",
        "/aarshjul",
        "/aarshjul?vis=maalgrupper",
        "/arbejdsbord/forslag",
        "/arbejdsbord/optaelling",
        "/arrangementer/aften/styr",
        "/arrangementer/aften/{date}/deltagere",
        "/arrangementer/aften/{date}/deltagere/ark",
        "/faellesskaber/kreds/medlemmer",
        "/temadage/dag/program",
    ],
    "citizen": ["/min-side", "/foreslaa"],
    "administrator": ["/arbejdsbord/roller", "/arbejdsbord/spor", "/arbejdsbord/mail"],
}


def begin(town: make.Town) -> Made:
    """The things that the lists are lists of."""
    library, museum = town.library, town.museum
    evening = make.event(
        library, slug="aften", title="Garn en aften", signup_mode="per_session", place_id=town.main_library.id
    )
    return {
        "evening": evening,
        "date": make.occurrence(evening),
        "circle": make.community(library, town.host, slug="kreds"),
        "house": make.place("Huset", slug="hus", owner_id=library.id),
        "day": make.theme_day(library, museum, slug="dag"),
        "association": make.organisation("Forening", slug="forening"),
    }


def grow(town: make.Town, made: Made, numbers: range) -> None:
    """Add one more row to every list, for each number."""
    citizen = actor_of(town.citizen)
    for number in numbers:
        _one_more_date(town, made, number)
        person = make.person(f"Nr {number}")
        make.community_member(made["circle"], person)
        make.membership(person, made["association"], "member")
        make.grant(person, "moderator", town.museum)
        make.community(town.library, person, title=f"Kreds {number}")
        make.theme_day(town.museum, town.library, on=clock.today() + timedelta(days=40 + number))
        make.room(made["house"], f"Rum {number}")
        make.access(make.place(f"Sted {number}"), "toilet")
        make.organisation(f"Forening {number}", verification="pending" if number % 2 else "verified")
        typed = {**TYPED["event"], "title": f"Forslag {number}", "place": str(town.main_library.id)}
        moderation.submit(citizen, moderation.start(citizen, "event", typed=typed, language="da").uuid)
        moderation.start(citizen, "community", typed=TYPED["community"], language="da")


def _one_more_date(town: make.Town, made: Made, number: int) -> None:
    start = clock.to_local(clock.now()).replace(hour=18, minute=0) + timedelta(days=1 + number)
    event = make.event(
        made["association"],
        unit_id=town.library.id,
        title=f"Aften {number}",
        place_id=made["house"].id,
        community_id=made["circle"].id,
        signup_mode="per_session",
        tags={"theme": ["making"], "age_band": ["adults"]},
    )
    make.partner(event, town.museum)
    date = make.occurrence(event, start)
    make.signup(date, person_id=town.citizen.id, email=town.citizen.email)
    make.occurrence(made["evening"], start)
    make.signup(made["date"], {"adults": 1, "children": 1})
    make.held(event, days_ago=2 + number)
    make.count(make.held(event, days_ago=100 + number))
    make.occurrence(event, start.replace(year=2026, month=10, day=9), slug="temadag")
    make.line(made["day"], event, town.library)


def costs(browsers: dict[str, FlaskClient], made: Made) -> dict[str, int]:
    reindex(SYSTEM)
    date = made["date"].slug
    return {
        f"{path} as {persona}": queries_made(browsers[persona], path.format(date=date))
        for persona, paths in LISTS.items()
        for path in paths
    }


@pytest.mark.timeout(180)
def test_thirty_rows_cost_as_many_queries_as_three(
    app: Any,
    session: Any,
    town: make.Town,
    sign_in: Callable[[Any], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", True)
    made = begin(town)
    browsers = {name: sign_in(getattr(town, name)) for name in ("moderator", "citizen", "administrator")}
    browsers["anonymous"] = app.test_client()
    grow(town, made, range(3))
    few = costs(browsers, made)
    grow(town, made, range(3, 30))
    db.session.expire_all()
    many = costs(browsers, made)
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
    assert {page: cost for page, cost in many.items() if cost > MOST} == {}


MOST = 40
"""No page asks the database more often than this."""
