"""What people in Randers type, and what they find: a table that holds on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.admin.actions import reindex
from portal.communities import actions as communities
from portal.core.actor import ANONYMOUS, SYSTEM, Actor
from portal.core.db import db
from portal.core.errors import Forbidden
from portal.core.search.models import SearchTerm
from portal.organisations import actions as organisations
from portal.pages.queries import search
from portal.pages.rules.search import KINDS, PAST, Hit, asked, ranked, suggested
from portal.pages.views.search import when
from portal.places import actions as places
from tests import make
from tests.pages import town_to_search
from tests.pages.queries_of_randers import TABLE
from tests.queries import queries_made

SHOWN = 5
"""Hits that the table names of each query."""


def titles(query: str, kind: str = "") -> list[str]:
    return [hit.title for hit in search.look_for(query, kind).found.hits]


def hit(kind: str = "event", ident: int = 1, score: int = 8, **more: Any) -> Hit:
    return Hit(
        **{"kind": kind, "id": ident, "title": "Skak", "slug": "skak", "score": score, "number": 1, **more}
    )


def at(hour: int) -> datetime:
    return datetime(2026, 9, 10, hour, tzinfo=UTC)


@pytest.fixture
def small_town(session: Any) -> None:
    town_to_search.build()


def test_queries_find_what_people_mean_in_the_same_order_everywhere(small_town: None) -> None:
    assert len(TABLE) >= 60
    assert {query: titles(query)[:SHOWN] for query in TABLE} == TABLE


def test_drafts_and_what_has_closed_are_never_found(small_town: None) -> None:
    hidden = {
        "Nedlagt strikkeklub",
        "Strikkedag i det skjulte",
        "Det lukkede strikkeri",
        *town_to_search.HIDDEN_EVENTS,
    }
    asked_for = ("strik", "strikke hemmelig", "strikkedag", "strikkeri", "nedlagt", "hemmelig", "skjulte")
    for query, kind in product(asked_for, ("", PAST, *KINDS)):
        answer = search.look_for(query, kind)
        assert hidden.isdisjoint(one.title for one in (*answer.found.hits, *answer.found.past, *answer.near))


def test_what_is_over_stands_alone_or_last(small_town: None, client: FlaskClient) -> None:
    answer = search.look_for("strikke")
    assert "Strikkefestival" not in titles("strikke")
    assert answer.found.numbers[PAST] == 1
    only_over = client.get("/soeg?q=julebanko").text
    assert "Julebanko" in only_over
    assert "Der er ikke planlagt noget af den slags lige nu" in only_over
    assert "Strikkefestival" not in client.get("/soeg?q=strikke").text
    assert "Sidst holdt" in client.get("/soeg?q=strikke&slags=tidligere").text


def test_an_empty_answer_leads_on(small_town: None, client: FlaskClient) -> None:
    page = client.get("/soeg?q=strik+elefant").text
    assert "Det her kommer tæt på" in page
    assert "Strikkecafé" in page
    assert 'href="/foreslaa"' in page
    nothing = client.get("/soeg?q=qwertyuiop").text
    assert "Vi fandt ikke noget" in nothing
    assert 'href="/foreslaa"' in nothing


def test_a_slip_is_said_and_forgiven(small_town: None, client: FlaskClient) -> None:
    page = client.get("/soeg?q=biblotek").text
    assert "Mente du" in page
    assert 'href="/soeg?q=bibliotek"' in page
    assert "Langå Bibliotek" in page
    assert "Mente du" not in client.get("/soeg?q=bibliotek").text


def test_each_hit_says_what_when_and_where(small_town: None, client: FlaskClient) -> None:
    page = client.get("/soeg?q=krimi").text
    assert "Læsekreds om krimier" in page
    assert "Hovedbiblioteket" in page
    assert "Fællesskab · Næste gang" in page
    part = client.get("/soeg/forslag?q=krimi").text
    assert "Arrangement · " in part
    assert "<html" not in part


def test_tabs_count_and_narrow(small_town: None, client: FlaskClient) -> None:
    everything = search.look_for("langå").found
    assert everything.numbers == {"event": 4, "community": 1, "place": 2}
    assert titles("langå", "place") == ["Langå Bibliotek", "Langå Station"]
    page = client.get("/soeg?q=langå&slags=steder").text
    assert 'aria-current="page">Steder <span class="count">2</span>' in page
    assert "Strikkecafé" not in page


def test_more_than_fits_is_said(session: Any, town: make.Town, client: FlaskClient) -> None:
    for number in range(search.MOST_SHOWN + 5):
        make.occurrence(make.event(town.library, title=f"Skak {number}"))
    reindex(SYSTEM)
    assert search.look_for("skak").found.numbers["event"] == search.MOST_SHOWN + 5
    assert "Se alle 65" in client.get("/soeg?q=skak").text
    assert "Det er de 60, der passer bedst" in client.get("/soeg?q=skak&slags=arrangementer").text


@pytest.mark.parametrize("query", ["", "a", "%00", "+"])
def test_too_little_suggests_nothing(client: FlaskClient, query: str) -> None:
    assert client.get(f"/soeg/forslag?q={query}").status_code == 204


def test_suggestions_may_be_shared_and_cost_the_same(
    small_town: None, client: FlaskClient, town: make.Town
) -> None:
    answer = client.get("/soeg/forslag?q=strik")
    assert answer.headers["Cache-Control"].startswith("public")
    few = queries_made(client, "/soeg/forslag?q=strik"), queries_made(client, "/soeg?q=strik")
    for number in range(30):
        make.occurrence(make.event(town.library, title=f"Strik {number}", place_id=town.village_hall.id))
    reindex(SYSTEM)
    many = queries_made(client, "/soeg/forslag?q=strik"), queries_made(client, "/soeg?q=strik")
    assert many[0] <= few[0]
    assert many[1] <= few[1]  # hits that only come close are read for few, not for many
    assert few[0] <= 3


def test_a_new_name_leads_to_what_happens_there(acting: Callable[[Any], Actor], town: make.Town) -> None:
    staff = acting(town.administrator)
    event = make.event(town.association, title="Aften", place_id=town.village_hall.id)
    make.occurrence(event)
    reindex(SYSTEM)
    assert titles("lærkely forsamlingshus", "event") == ["Aften"]
    places.edit_place(
        staff, town.village_hall.id, name="Ulvehuset", kind="association_house", district_id="gjerlev"
    )
    assert titles("lærkely", "event") == []
    assert titles("ulvehuset", "event") == titles("gjerlev", "event") == ["Aften"]
    organisations.edit_organisation(
        staff, town.association.id, name="Tråd og Tand", kind="interest_association", about="", email="",
        website="", cvr="", district_id=None,
    )  # fmt: skip
    assert titles("tråd", "event") == ["Aften"]
    room = places.add_room(staff, town.village_hall.id, name="Peberkammeret")
    assert titles("peberkammeret", "place") == ["Ulvehuset"]
    places.edit_room(staff, room.id, name="Saltkammeret")
    assert titles("peberkammeret", "place") == []


def test_a_date_elsewhere_is_found_there_too(town: make.Town) -> None:
    event = make.event(town.library, title="Oplæsning", place_id=town.main_library.id)
    make.occurrence(event, own_place_id=town.branch_place.id, own_title="Oplæsning ved åen")
    reindex(SYSTEM)
    assert titles("langå", "event") == titles("åen", "event") == ["Oplæsning"]


def test_a_closed_community_is_gone_at_once(acting: Callable[[Any], Actor], town: make.Town) -> None:
    made = make.community(town.library, town.host, title="Fuglekiggerne")
    reindex(SYSTEM)
    assert titles("fuglekiggerne") == ["Fuglekiggerne"]
    communities.change_state(acting(town.host), made.id, verb="close", reason="Fuglene fløj.")
    assert titles("fuglekiggerne") == []


def test_the_index_is_made_anew_by_administrators_only(
    acting: Callable[[Any], Actor], town: make.Town
) -> None:
    with pytest.raises(Forbidden):
        reindex(ANONYMOUS)
    with pytest.raises(Forbidden):
        reindex(acting(town.moderator))
    number = reindex(acting(town.administrator))
    assert reindex(SYSTEM) == number
    assert db.session.query(SearchTerm).filter_by(term="kunstmuse").count() == 1


def test_the_next_date_counts_cancelled_ones_last(town: make.Town) -> None:
    event = make.event(town.library, title="Skak")
    make.occurrence(event, datetime(2026, 9, 10, 18, 0), state="cancelled")  # noqa: DTZ001 - wall clock
    held = make.occurrence(event, datetime(2026, 9, 17, 18, 0))  # noqa: DTZ001 - wall clock
    reindex(SYSTEM)
    [found] = search.look_for("skak").found.hits
    assert found.at == held.starts_at
    assert search.next_dates([found])[event.id].id == held.id


def test_what_runs_now_is_open_now(town: make.Town, session: Any) -> None:
    assert when(hit(at=datetime(2026, 9, 1, tzinfo=UTC))) == "Åbent nu"
    assert when(hit(day=date(2026, 10, 1))) == "tors. 1. okt."
    assert when(hit("place")) == ""


NASTY = (
    "'", '"', "\\", "%", "_", "*", "strik AND NOT strik", "') OR 1=1 --", "🧶🧶", "مقهى اللغة", "\u202ekirts",
    "a" * 5000, "ord " * 1200, "ß ı İ ﬁ", "١٢٣ år", "99999999999999999999 år", "\x7f\x01strik", "½ år",
)  # fmt: skip


def test_whatever_is_typed_is_answered(small_town: None, client: FlaskClient) -> None:
    for query in NASTY:
        for address in ("/soeg", "/soeg/forslag", "/arrangementer"):
            answer = client.get(address, query_string={"q": query})
            assert answer.status_code in (200, 204), (address, query)


def test_points_come_before_time_and_time_before_kind() -> None:
    late, soon = hit(ident=1, at=at(18)), hit(ident=2, at=at(9))
    best, place = hit(ident=3, score=9, at=at(20)), hit("place", 4)
    assert ranked([place, late, soon, best], ()) == [best, soon, late, place]
    assert ranked([late, place], {("place", 4)}) == [place, late]


def test_what_is_over_comes_latest_first() -> None:
    old, new = hit(ident=1, at=at(8), over=True), hit(ident=2, at=at(9), over=True)
    assert ranked([old, new], ()) == [new, old]


def test_every_kind_is_among_the_suggestions() -> None:
    many = [hit(ident=number, score=50 - number) for number in range(10)]
    assert suggested([*many, hit("place", 99)])[-1].kind == "place"
    assert len(suggested([*many, hit("place", 99)])) == 8


def test_a_query_is_tidied() -> None:
    assert asked("  strik \0 og\n te ") == "strik og te"
    assert len(asked("x" * 5000)) == 120


def test_the_past_ends_where_today_begins(town: make.Town) -> None:
    make.theme_day(town.library, title="Brødets dag", on=date(2026, 9, 9))
    make.theme_day(town.library, title="Brødets gamle dag", on=date(2026, 9, 9) - timedelta(days=1))
    reindex(SYSTEM)
    found = search.look_for("brød").found
    assert [one.title for one in found.hits] == ["Brødets dag"]
    assert [one.title for one in found.past] == ["Brødets gamle dag"]
