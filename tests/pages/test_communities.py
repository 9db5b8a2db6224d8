"""The list of communities and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from portal.communities import actions, rules
from portal.core.actor import SYSTEM
from portal.core.db import db
from tests import make
from tests.queries import queries_made

SignIn = Callable[[Any], FlaskClient]


def test_list_shows_those_about_to_meet_first(town: make.Town, client: FlaskClient) -> None:
    make.community(town.library, title="Abekatte", slug="abekatte")
    meets = make.community(town.library, title="Zebraer", slug="zebraer")
    make.occurrence(make.event(town.library, community_id=meets.id))
    make.community(town.library, title="Bier", slug="bier", state="resting")
    make.community(town.library, title="Lukket land", slug="lukket", state="closed")
    page = client.get("/faellesskaber").text
    order = [page.index(f'href="/faellesskaber/{slug}"') for slug in ("zebraer", "abekatte", "bier")]
    assert order == sorted(order)
    assert "Lukket land" not in page
    assert 'name="csrf_token"' not in page


def test_a_cancelled_or_unpublished_meeting_is_no_next_meeting(town: make.Town, client: FlaskClient) -> None:
    made = make.community(town.library, slug="nordlys")
    make.occurrence(make.event(town.library, community_id=made.id), state="cancelled")
    make.occurrence(make.event(town.library, community_id=made.id, state="draft", title="Hemmelig"))
    assert "No meeting planned" in client.get("/en/faellesskaber").text
    page = client.get("/en/faellesskaber/nordlys").text
    assert "Hemmelig" not in page
    assert "No meeting is planned just now" in page
    assert 'data-state="cancelled"' in page


def test_filters(town: make.Town, client: FlaskClient) -> None:
    make.community(town.library, title="Garn", mode="online", tags={"theme": ["crafts"]})
    make.community(town.library, title="Bøger", place_id=town.branch_place.id, tags={"theme": ["literature"]})
    made = actions.create_community(
        SYSTEM, rules.CommunityFacts(title="Skak for alle", unit_id=town.library.id), host_id=None
    )

    def titles(query: str) -> list[str]:
        page = client.get(f"/faellesskaber?{query}").text
        found = {"Garn", "Bøger", "Skak for alle"}
        return sorted(one for one in found if f">{one}</a>" in page)

    assert titles("tema=crafts") == ["Garn"]
    assert titles("form=online") == ["Garn"]
    assert titles(f"sted={town.branch_place.slug}") == ["Bøger"]
    assert titles("q=skak") == ["Skak for alle"]
    assert titles("tema=crafts&form=physical") == []
    assert titles("tema=findes-ikke&sted=hej&form=%00") == ["Bøger", "Garn", "Skak for alle"]
    assert "No community fits that" in client.get("/en/faellesskaber?q=zzzzzzzz").text
    assert made.slug == "skak-for-alle"


def test_nothing_yet(client: FlaskClient) -> None:
    assert "There are no communities yet" in client.get("/en/faellesskaber").text


def test_page(town: make.Town, client: FlaskClient) -> None:
    made = make.community(
        town.library,
        town.host,
        slug="nordlys",
        host_name="Villy",
        first_time="Vi ses ved døren",
        text="**Højt** læst <script>alert(1)</script>",
        contact_email="hemmelig@example.org",
        place_id=town.main_library.id,
        organiser_id=town.association.id,
    )
    shown, hidden = make.community_member(made, town.citizen), make.community_member(made, town.outsider)
    shown.show_name = True
    db.session.commit()
    event = make.event(town.library, community_id=made.id, title="Første kapitel")
    make.occurrence(event)
    make.held(event, 7)
    page = client.get("/en/faellesskaber/nordlys").text
    order = [page.index(words) for words in ("Next meeting", "Villy", "The first time", "What we do", "Past")]
    assert order == sorted(order)
    assert "Karen" in page
    assert "Borger" not in page
    assert "Ole" not in page
    assert hidden.show_name is False
    assert "hemmelig@example.org" not in page
    assert "<script>alert" not in page
    assert "/faellesskaber/nordlys/deltag" in page
    assert "/faellesskaber/nordlys.ics" in page
    assert "/faellesskaber/nordlys/ret" not in page
    assert 'name="csrf_token"' not in page


def test_hosts_and_members_find_their_ways(town: make.Town, sign_in: SignIn) -> None:
    made = make.community(town.library, town.host, slug="nordlys")
    make.community_member(made, town.citizen)
    host = sign_in(town.host).get("/faellesskaber/nordlys").text
    assert "/faellesskaber/nordlys/ret" in host
    assert "/faellesskaber/nordlys/medlemmer" in host
    member = sign_in(town.citizen).get("/faellesskaber/nordlys").text
    assert "/faellesskaber/nordlys/forlad" in member
    assert "/faellesskaber/nordlys/ret" not in member


def test_a_closed_community_keeps_its_page(town: make.Town, client: FlaskClient) -> None:
    make.community(town.library, slug="slut", state="closed", closed_reason="Tak for alt")
    page = client.get("/faellesskaber/slut")
    assert page.status_code == 200
    assert "Tak for alt" in page.text
    assert "/deltag" not in page.text
    assert client.get("/faellesskaber/findes-ikke").status_code == 404


def test_words_from_right_to_left_say_so(town: make.Town, client: FlaskClient) -> None:
    make.community(town.library, slug="arabisk", title="قراءة مشتركة", language="ar")
    assert '<h1 lang="ar" dir="rtl">' in client.get("/faellesskaber/arabisk").text


def test_queries_do_not_grow_with_the_list(town: make.Town, client: FlaskClient) -> None:
    def fill(number: int) -> None:
        for _turn in range(number):
            made = make.community(town.library, town.host, tags={"theme": ["crafts"]})
            make.occurrence(make.event(town.library, community_id=made.id, place_id=town.main_library.id))

    fill(3)
    few = queries_made(client, "/faellesskaber")
    fill(27)
    assert queries_made(client, "/faellesskaber") == few


def test_queries_do_not_grow_with_the_meetings(town: make.Town, client: FlaskClient) -> None:
    made = make.community(town.library, town.host, slug="nordlys")

    def fill(number: int) -> None:
        for turn in range(number):
            event = make.event(town.library, community_id=made.id, place_id=town.main_library.id)
            make.occurrence(event)
            make.held(event, turn + 1)

    fill(2)
    few = queries_made(client, "/faellesskaber/nordlys")
    fill(9)
    assert queries_made(client, "/faellesskaber/nordlys") == few


def test_a_resting_community_offers_others(town: make.Town, client: FlaskClient) -> None:
    resting = make.community(town.library, slug="pause", state="resting", tags={"theme": ["music"]})
    make.community(town.library, title="Strik", slug="strik")
    make.community(town.library, title="Ukulele", slug="ukulele", tags={"theme": ["music"]})
    make.community(town.library, title="Lukket", slug="lukket", state="closed", tags={"theme": ["music"]})
    page = client.get(f"/en/faellesskaber/{resting.slug}").text
    assert "Resting just now" in page
    assert "/deltag" not in page
    assert page.index("Meet others instead") < page.index(">Ukulele<")
    assert ">Strik<" in page  # nothing alike, but better than nothing
    assert "Lukket" not in page
    assert ">Strik<" not in client.get("/en/faellesskaber/ukulele").text  # active: only its kin


def test_price_access_and_language_are_what_is_known(town: make.Town, client: FlaskClient) -> None:
    made = make.community(
        town.library, slug="nordlys", place_id=town.main_library.id, tags={"language": ["da", "ar"]}
    )
    make.access(town.main_library, "step_free")
    assert "Price" not in client.get("/en/faellesskaber/nordlys").text
    meeting = make.event(town.library, community_id=made.id, price=40)
    make.occurrence(meeting)
    page = client.get("/en/faellesskaber/nordlys").text
    assert "40\N{NO-BREAK SPACE}kr." in page
    assert "access-facts__item--yes" in page
    assert "Arabic" in page
    make.occurrence(make.event(town.library, community_id=made.id, price=0))
    assert "It differs" in client.get("/en/faellesskaber/nordlys").text


def test_past_meetings_tell_how_many_came(town: make.Town, client: FlaskClient) -> None:
    made = make.community(town.library, slug="nordlys")
    event = make.event(town.library, community_id=made.id)
    make.count(make.held(event, 7), {"adults": 9})
    make.held(event, 14)
    assert client.get("/en/faellesskaber/nordlys").text.count("took part") == 1


def test_an_empty_list_leads_on(town: make.Town, client: FlaskClient) -> None:
    make.community(town.library, title="Garn", mode="online", tags={"theme": ["crafts"]})
    make.community(town.library, title="Skak", tags={"theme": ["games_play"]})
    page = client.get("/en/faellesskaber?tema=crafts&form=physical").text
    assert "No community fits that" in page
    assert 'href="/en/faellesskaber?tema=crafts"' in page
    assert 'href="/en/faellesskaber?form=physical"' in page
    assert 'href="/en/foreslaa"' in page
