"""The pages of the goals, as a citizen, a host and staff meet them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.core.actor import SYSTEM
from portal.goals import actions
from portal.goals.models import Period
from tests import make
from tests.goals.story import a_busy_year


@pytest.fixture(autouse=True)
def agreement(session: Any) -> Period:
    return actions.load_agreement(SYSTEM)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return answer.text


def test_five_areas_stand_on_the_overview(client: FlaskClient, town: make.Town) -> None:
    html = page(client, "/en/maal")
    assert re.findall(r'data-area="(\w)"', html) == ["F", "B", "R", "A", "K"]
    assert "A6" in html
    assert "Target: 10,000" in html
    assert "csrf" not in html


def test_before_anything_is_known_the_pages_say_so(client: FlaskClient) -> None:
    html = page(client, "/en/maal/tal/children_reached")
    assert "No data for 2026" in html
    assert "data-value" not in html


def test_the_year_stands_in_the_address(client: FlaskClient, town: make.Town) -> None:
    event = make.event(town.library, place_id=town.main_library.id)
    make.count(make.held(event, days_ago=300), {"children": 44})
    make.count(make.held(event, days_ago=3), {"children": 7})
    assert 'data-value="44"' in page(client, "/maal/tal/children_reached?aar=2025")
    assert 'data-value="7"' in page(client, "/maal/tal/children_reached")
    assert 'data-value="7"' in page(client, "/maal/tal/children_reached?aar=1999")
    assert "No data for 2024" in page(client, "/en/maal/tal/children_reached?aar=2024")


@pytest.mark.parametrize("code", ["F", "B", "R", "A", "K", "f"])
def test_an_area_shows_its_aims(client: FlaskClient, town: make.Town, code: str) -> None:
    a_busy_year(town)
    html = page(client, f"/en/maal/{code}")
    assert len(re.findall(r"data-aim=", html)) >= 5


def test_what_there_is_not_is_missing(client: FlaskClient) -> None:
    page(client, "/maal/X", 404)
    page(client, "/maal/tal/nothing", 404)


@pytest.mark.parametrize("code", ["F", "B", "R", "A", "K"])
def test_every_figure_of_an_area_has_a_page(client: FlaskClient, town: make.Town, code: str) -> None:
    a_busy_year(town)
    html = page(client, f"/en/maal/{code}")
    addresses = set(re.findall(r'href="(/en/maal/tal/[^"#]+)"', html))
    assert len(addresses) > 4
    for address in addresses:
        page(client, address.replace("&amp;", "&"))


def test_a_figure_shows_rows_readings_and_what_is_missing(client: FlaskClient, town: make.Town) -> None:
    event = make.event(town.library, place_id=town.main_library.id, title="Rim og remser")
    make.count(make.held(event, days_ago=1), {"children": 8, "adults": 6}, counted_by="Hemmelig Holger")
    make.held(event, days_ago=2)
    make.count(make.held(event, days_ago=3), {"all": 20})
    html = page(client, "/en/maal/tal/children_reached")
    assert 'data-value="8"' in html
    assert re.findall(r'data-number="(\d*)"', html) == ["8", "", "0"]
    assert "Rim og remser" in html
    assert "count missing" in html
    assert "20 people" in html
    assert "age not known" in html
    assert "Not decided yet" in html
    assert "Hemmelig Holger" not in html


def test_staff_see_who_counted(
    client: FlaskClient, sign_in: Callable[[Any], FlaskClient], town: make.Town
) -> None:
    event = make.event(town.library, place_id=town.main_library.id)
    make.count(make.held(event), {"children": 3}, counted_by="Holger")
    html = page(sign_in(town.moderator), "/en/maal/tal/children_reached")
    assert "Holger" in html
    assert 'data-number="3"' in html


def test_small_numbers_are_for_staff(client: FlaskClient, town: make.Town) -> None:
    event = make.event(town.library, place_id=town.main_library.id)
    make.count(make.held(event, days_ago=1), {"children": 3, "adults": 40})
    html = page(client, "/en/maal/tal/children_reached")
    assert 'data-value=""' in html
    assert 'data-number=""' in html
    assert "under 5" in html
    assert "Children 0–12: 3" not in html
    assert "Adults 18+: 40" not in html
    assert "under 5" in page(client, "/en/maal")


def test_titles_of_proposals_are_not_public(
    client: FlaskClient, sign_in: Callable[[Any], FlaskClient], town: make.Town
) -> None:
    a_busy_year(town)
    assert "Fælles suppe" not in page(client, "/maal/tal/proposals_received")
    assert "Fælles suppe" not in page(sign_in(town.museum_moderator), "/maal/tal/proposals_received")
    assert "Fælles suppe" in page(sign_in(town.moderator), "/maal/tal/proposals_received")


def test_rows_go_on_by_key(client: FlaskClient, town: make.Town) -> None:
    event = make.event(town.library, place_id=town.main_library.id)
    for days in range(1, 41):
        make.count(make.held(event, days_ago=days), {"children": 10})
    first = page(client, "/en/maal/tal/children_reached")
    assert first.count("data-row=") == 30
    onwards = re.search(r'href="([^"]*efter=[^"]*)"', first)
    assert onwards is not None
    assert page(client, onwards[1].replace("&amp;", "&").split("#")[0]).count("data-row=") == 10


def test_the_file_of_rows_is_for_staff(
    client: FlaskClient, sign_in: Callable[[Any], FlaskClient], town: make.Town
) -> None:
    event = make.event(town.library, place_id=town.main_library.id, title="=1+1")
    make.count(make.held(event), {"children": 12}, counted_by="Holger")
    address = "/en/maal/tal/children_reached.csv"
    assert client.get(address).status_code == 302
    assert sign_in(town.citizen).get(address).status_code == 403
    answer = sign_in(town.goal_owner).get(address)
    assert answer.mimetype == "text/csv"
    line = answer.text.splitlines()[1].split(";")
    assert (line[1], line[3], line[6]) == ("'=1+1", "12", "Holger")


def test_the_host_reads_what_the_count_moved(sign_in: Callable[[Any], FlaskClient], town: make.Town) -> None:
    event = make.event(town.library, place_id=town.village_hall.id, host_id=town.host.id)
    make.partner(event, town.association)
    make.count(make.held(event, days_ago=9), {"children": 7000})
    count = make.count(make.held(event), {"children": 12, "adults": 2})
    html = page(sign_in(town.host), f"/en/maal/kvittering/{count.id}")
    assert 'data-child="7012"' in html
    assert 'data-moved="children_reached" data-before="7000" data-after="7012"' in html
    assert 'data-supports="decentral_with_partner"' in html
    assert "Child number 7,012 in 2026" in html


def test_a_receipt_of_a_correction(sign_in: Callable[[Any], FlaskClient], town: make.Town) -> None:
    held = make.held(make.event(town.library, place_id=town.main_library.id))
    wrong = make.count(held, {"children": 120})
    right = make.count(held, {"children": 12}, supersedes_id=wrong.id, reason="Et nul for meget")
    staff = sign_in(town.moderator)
    html = page(staff, f"/en/maal/kvittering/{right.id}")
    assert "from 120 to 12" in html
    assert "data-child" not in html
    assert "has been corrected since" in page(staff, f"/en/maal/kvittering/{wrong.id}")


def test_a_receipt_where_nothing_moved(sign_in: Callable[[Any], FlaskClient], town: make.Town) -> None:
    count = make.count(make.held(make.event(town.museum)), {"adults": 9})
    html = page(sign_in(town.museum_moderator), f"/en/maal/kvittering/{count.id}")
    assert "data-moved" not in html


def test_a_receipt_is_for_those_who_count(sign_in: Callable[[Any], FlaskClient], town: make.Town) -> None:
    count = make.count(make.held(make.event(town.library)))
    page(sign_in(town.outsider), f"/maal/kvittering/{count.id}", 403)
    page(sign_in(town.moderator), "/maal/kvittering/99999", 404)
