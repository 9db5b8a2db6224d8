"""Joining, leaving and looking after a community, as people meet it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from portal.communities import queries, rules
from portal.communities.models import Community, CommunityMember
from portal.core.db import db
from tests import make

SignIn = Callable[[Any], FlaskClient]
FORM = {
    "title": "Nordlys og te",
    "summary": "Vi læser højt.",
    "mode": "physical",
    "openness": "open",
    "themes": ["nature", "literature"],
    "version": "1",
}


@pytest.fixture
def community(town: make.Town) -> Community:
    return make.community(town.library, town.host, slug="nordlys")


def test_join_takes_a_button(
    town: make.Town, community: Community, sign_in: SignIn, client: FlaskClient
) -> None:
    page = client.get("/en/faellesskaber/nordlys/deltag")
    assert page.status_code == 302
    assert "/log-ind?next=" in page.location
    karen = sign_in(town.citizen)
    assert "The hosts see your name" in karen.get("/en/faellesskaber/nordlys/deltag").text
    assert queries.membership(community.id, town.citizen.id) is None
    answer = karen.post("/faellesskaber/nordlys/deltag", data={"show_name": "y"})
    assert (answer.status_code, answer.location) == (303, "/faellesskaber/nordlys")
    assert queries.shown_names(community.id) == ["Karen"]
    assert "You are in" in karen.get("/en/faellesskaber/nordlys/deltag").text


def test_join_refused_keeps_what_was_typed(town: make.Town, community: Community, sign_in: SignIn) -> None:
    answer = sign_in(town.citizen).post(
        "/en/faellesskaber/nordlys/deltag", data={"message": "Mit nummer er 010190-1234"}
    )
    assert answer.status_code == 422
    assert "Mit nummer er" in answer.text
    assert queries.membership(community.id, town.citizen.id) is None


def test_join_refused_while_resting(town: make.Town, sign_in: SignIn) -> None:
    make.community(town.library, town.host, slug="hviler", state="resting")
    karen = sign_in(town.citizen)
    assert "resting" in karen.get("/en/faellesskaber/hviler/deltag").text
    assert karen.post("/faellesskaber/hviler/deltag").status_code == 422


def test_ask_first(town: make.Town, sign_in: SignIn) -> None:
    asked = make.community(town.library, town.host, slug="spoerg", openness="ask_first")
    karen = sign_in(town.citizen)
    assert "answer you" in karen.get("/en/faellesskaber/spoerg/deltag").text
    karen.post("/faellesskaber/spoerg/deltag", data={"message": "Hej"})
    assert "You have asked to join" in karen.get("/en/faellesskaber/spoerg/deltag").text
    member = queries.membership(asked.id, town.citizen.id)
    assert member is not None
    host = sign_in(town.host)
    page = host.get("/en/faellesskaber/spoerg/medlemmer").text
    assert town.citizen.email in page
    answer = host.post(f"/faellesskaber/spoerg/medlemmer/{member.id}", data={"verb": "admit"})
    assert answer.status_code == 303
    page = host.get("/en/faellesskaber/spoerg/medlemmer").text
    assert "Karen Borger" in page
    assert town.citizen.email not in page
    again = host.post(f"/en/faellesskaber/spoerg/medlemmer/{member.id}", data={"verb": "decline"})
    assert again.status_code == 409


def test_my_first_name(town: make.Town, community: Community, sign_in: SignIn) -> None:
    make.community_member(community, town.citizen)
    karen = sign_in(town.citizen)
    assert karen.post("/faellesskaber/nordlys/fornavn", data={"show_name": "y"}).status_code == 303
    assert queries.shown_names(community.id) == ["Karen"]
    karen.post("/faellesskaber/nordlys/fornavn", data={})
    assert queries.shown_names(community.id) == []
    assert sign_in(town.outsider).post("/faellesskaber/nordlys/fornavn", data={}).status_code == 404


def test_leave_takes_a_button(town: make.Town, community: Community, sign_in: SignIn) -> None:
    make.community_member(community, town.citizen)
    karen = sign_in(town.citizen)
    assert karen.get("/faellesskaber/nordlys/forlad").status_code == 200
    assert queries.membership(community.id, town.citizen.id) is not None
    assert karen.post("/faellesskaber/nordlys/forlad").status_code == 303
    assert queries.membership(community.id, town.citizen.id) is None
    assert "not in this community" in karen.get("/en/faellesskaber/nordlys/forlad").text


def test_leave_refused_for_the_last_host(town: make.Town, community: Community, sign_in: SignIn) -> None:
    answer = sign_in(town.host).post("/en/faellesskaber/nordlys/forlad")
    assert answer.status_code == 422
    assert "only host" in answer.text


def test_edit(town: make.Town, community: Community, sign_in: SignIn) -> None:
    host = sign_in(town.host)
    assert 'name="version"' in host.get("/faellesskaber/nordlys/ret").text
    answer = host.post("/faellesskaber/nordlys/ret", data={**FORM, "place_id": str(town.village_hall.id)})
    assert answer.status_code == 303
    again = queries.community_by_slug("nordlys")
    assert (again.title, again.place_id) == ("Nordlys og te", town.village_hall.id)
    assert again.tagged("theme") == ["literature", "nature"]


def test_edit_refused(town: make.Town, community: Community, sign_in: SignIn) -> None:
    host = sign_in(town.host)
    answer = host.post("/en/faellesskaber/nordlys/ret", data={**FORM, "title": ""})
    assert answer.status_code == 422
    assert "Give the community a name" in answer.text
    stale = host.post("/en/faellesskaber/nordlys/ret", data={**FORM, "version": "0"})
    assert stale.status_code == 422
    assert "Somebody else changed" in stale.text
    assert host.post("/faellesskaber/nordlys/ret", data={**FORM, "place_id": "999"}).status_code == 422


@pytest.mark.parametrize("page", ["ret", "pause", "medlemmer"])
def test_not_for_others(town: make.Town, community: Community, sign_in: SignIn, page: str) -> None:
    make.community_member(community, town.citizen)
    for who in (town.citizen, town.outsider, town.museum_moderator):
        assert sign_in(who).get(f"/faellesskaber/nordlys/{page}").status_code == 403
    assert sign_in(town.host).get(f"/faellesskaber/nordlys/{page}").status_code == 200
    assert sign_in(town.moderator).get(f"/faellesskaber/nordlys/{page}").status_code == 200


def test_rest_and_close(town: make.Town, community: Community, sign_in: SignIn) -> None:
    host = sign_in(town.host)
    assert host.post("/faellesskaber/nordlys/pause", data={"verb": "rest"}).status_code == 303
    assert host.post("/faellesskaber/nordlys/pause", data={"verb": "close"}).status_code == 422
    answer = host.post("/faellesskaber/nordlys/pause", data={"verb": "close", "reason": "Tak for nu."})
    assert answer.status_code == 303
    assert db.session.get_one(Community, community.id).state == rules.CLOSED
    assert host.post("/faellesskaber/nordlys/pause", data={"verb": "wake"}).status_code == 422
    assert host.get("/faellesskaber/nordlys/pause").status_code == 200


def test_roles(town: make.Town, community: Community, sign_in: SignIn) -> None:
    member = make.community_member(community, town.citizen)
    path = f"/faellesskaber/nordlys/medlemmer/{member.id}"
    assert sign_in(town.citizen).post(path, data={"verb": "make_host"}).status_code == 403
    assert sign_in(town.host).post(path, data={"verb": "make_host"}).status_code == 303
    assert len(queries.hosts_of(community.id)) == 2
    assert sign_in(town.host).post(f"{path}99", data={"verb": "make_host"}).status_code == 404
    assert sign_in(town.host).post(path, data={"verb": "make_host"}).status_code == 422


def test_a_member_of_another_community_is_not_reached_from_here(
    town: make.Town, community: Community, sign_in: SignIn
) -> None:
    other = make.community(town.museum)
    member = make.community_member(other, town.citizen)
    path = f"/faellesskaber/nordlys/medlemmer/{member.id}"
    assert sign_in(town.host).post(path, data={"verb": "make_host"}).status_code == 404
    role = sa.select(CommunityMember.role).where(CommunityMember.id == member.id)
    assert db.session.scalar(role) == rules.MEMBER


def test_no_such_community(town: make.Town, sign_in: SignIn) -> None:
    for page in ("deltag", "forlad", "ret", "pause", "medlemmer"):
        assert sign_in(town.citizen).get(f"/faellesskaber/findes-ikke/{page}").status_code == 404
