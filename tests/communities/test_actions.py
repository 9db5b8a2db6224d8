"""Making and changing communities, joining and leaving them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.communities import actions, queries, rules
from portal.communities.models import Community, CommunityMember
from portal.core import audit, clock, search
from portal.core.actor import ANONYMOUS, SYSTEM, Actor
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.core.outbox import OutboxMessage
from portal.messages.actions import welcome_members
from portal.places import actions as places
from tests import make

Acting = Callable[[Any], Actor]


def facts(town: make.Town, **more: Any) -> rules.CommunityFacts:
    values: dict[str, Any] = {
        "title": "Læsekredsen Nordlys",
        "unit_id": town.library.id,
        "summary": "Vi læser højt for hinanden.",
        "tags": {"theme": ["literature"], "audience": ["adults"]},
        "place_id": town.main_library.id,
    }
    return rules.CommunityFacts(**{**values, **more})


def mails() -> list[OutboxMessage]:
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def found(query: str) -> list[int]:
    statement = search.matching("community", query)
    return list(db.session.scalars(statement)) if statement is not None else []


def test_make_with_a_first_host(town: make.Town, acting: Acting) -> None:
    places.make_findable(town.main_library)
    db.session.commit()
    made = actions.create_community(acting(town.moderator), facts(town), host_id=town.citizen.id)
    assert made.slug == "laesekredsen-nordlys"
    assert made.state == rules.ACTIVE
    assert made.host_name == "Karen"
    assert [one.id for one in queries.hosts_of(made.id)] == [town.citizen.id]
    assert found("læser") == [made.id]
    assert found("hovedbiblioteket") == [made.id]
    assert [one.verb for one in audit.about("community", made.id)] == ["community.create"]


def test_make_without_a_person(town: make.Town) -> None:
    made = actions.create_community(SYSTEM, facts(town, host_name="Bo"), host_id=None)
    assert queries.hosts_of(made.id) == []
    assert made.host_name == "Bo"


def test_two_of_the_same_name_have_their_own_addresses(town: make.Town) -> None:
    first = actions.create_community(SYSTEM, facts(town), host_id=None)
    second = actions.create_community(SYSTEM, facts(town), host_id=None)
    assert (first.slug, second.slug) == ("laesekredsen-nordlys", "laesekredsen-nordlys-2")
    assert actions.create_community(SYSTEM, facts(town, title="Ny"), host_id=None).slug == "ny-2"


def test_only_staff_of_the_unit_make_one(town: make.Town, acting: Acting) -> None:
    for who in (town.citizen, town.museum_moderator, town.goal_owner):
        with pytest.raises(Forbidden):
            actions.create_community(acting(who), facts(town), host_id=None)


def test_make_refused(town: make.Town, acting: Acting) -> None:
    with pytest.raises(Refused):
        actions.create_community(acting(town.moderator), facts(town, title=""), host_id=None)
    assert db.session.scalar(sa.select(sa.func.count(Community.id))) == 0


def test_edit(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    new = facts(town, title="Nordlys og te", mode="hybrid", tags={"theme": ["nature"]})
    changed = actions.edit_community(acting(town.host), made.id, new, version=1)
    slug = changed.slug
    assert (changed.title, changed.mode, changed.version) == ("Nordlys og te", "hybrid", 2)
    again = queries.community_by_slug(slug)
    assert again.tagged("theme") == ["nature"]
    assert again.tagged("audience") == []
    assert found("nordlys") == [made.id]


def test_edit_from_an_old_form(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    actions.edit_community(acting(town.host), made.id, facts(town, title="Først"), version=1)
    with pytest.raises(Conflict):
        actions.edit_community(acting(town.moderator), made.id, facts(town, title="Sidst"), version=1)
    assert db.session.get_one(Community, made.id).title == "Først"


def test_edit_refused_and_forbidden(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    make.community_member(made, town.citizen)
    for who in (town.citizen, town.outsider, town.museum_moderator):
        with pytest.raises(Forbidden):
            actions.edit_community(acting(who), made.id, facts(town), version=1)
    with pytest.raises(Refused):
        actions.edit_community(acting(town.host), made.id, facts(town, text="010190-1234"), version=1)
    with pytest.raises(Missing):
        actions.edit_community(acting(town.host), 999, facts(town), version=1)


def test_rest_wake_and_close(town: make.Town, acting: Acting) -> None:
    made = actions.create_community(SYSTEM, facts(town), host_id=town.host.id)
    make.community_member(made, town.citizen)
    host = acting(town.host)
    assert actions.change_state(host, made.id, verb="rest").state == rules.RESTING
    assert actions.change_state(host, made.id, verb="wake").state == rules.ACTIVE
    closed = actions.change_state(host, made.id, verb="close", reason="Vi er færdige med bogen.")
    assert (closed.state, closed.closed_at) == (rules.CLOSED, clock.now())
    assert closed.closed_reason == "Vi er færdige med bogen."
    assert found("nordlys") == []
    assert {one.recipient for one in mails()} == {town.host.email, town.citizen.email}
    with pytest.raises(Conflict):
        actions.change_state(host, made.id, verb="wake")


def test_close_refused_without_a_reason_or_with_a_cpr_number(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    for reason in ("  ", "Spørg 010190-1234"):
        with pytest.raises(Refused) as refusal:
            actions.change_state(acting(town.host), made.id, verb="close", reason=reason)
        assert refusal.value.field == "reason"
    assert db.session.get_one(Community, made.id).state == rules.ACTIVE


def test_close_forbidden(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    with pytest.raises(Forbidden):
        actions.change_state(acting(town.outsider), made.id, verb="rest")


def test_join_tells_the_hosts_and_welcomes(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host, host_name="Villy")
    town.host.language = "en"
    meeting = make.occurrence(make.event(town.library, community_id=made.id, place_id=town.main_library.id))
    joined = actions.join(acting(town.citizen), made.id, show_name=True, message="Jeg glæder mig")
    assert (joined.role, joined.show_name) == (rules.MEMBER, True)
    assert made.id in acting(town.citizen).joined
    told = mails()[0]
    assert (told.kind, told.recipient, told.language) == ("communities/newcomer", town.host.email, "en")
    assert told.facts["first_name"] == "Karen"
    assert told.facts["email"] == ""
    assert welcome_members(SYSTEM) == 1
    assert welcome_members(SYSTEM) == 0
    welcome = mails()[-1]
    assert (welcome.kind, welcome.recipient) == ("communities/welcome", town.citizen.email)
    assert welcome.facts["date_slug"] == meeting.slug
    assert "Hovedbiblioteket" in welcome.facts["where"]


def test_join_twice_is_once(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    first = actions.join(acting(town.citizen), made.id).id
    assert actions.join(acting(town.citizen), made.id).id == first
    assert len(mails()) == 1


def test_join_again_after_leaving(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    first = actions.join(acting(town.citizen), made.id).id
    actions.leave(acting(town.citizen), made.id)
    assert actions.join(acting(town.citizen), made.id).id != first


def test_join_forbidden_to_strangers(town: make.Town) -> None:
    made = make.community(town.library, town.host)
    with pytest.raises(Forbidden):
        actions.join(ANONYMOUS, made.id)


@pytest.mark.parametrize("state", [rules.RESTING, rules.CLOSED])
def test_join_refused_while_resting_or_closed(town: make.Town, acting: Acting, state: str) -> None:
    made = make.community(town.library, town.host, state=state)
    with pytest.raises(Refused):
        actions.join(acting(town.citizen), made.id)


def test_join_refused_without_a_name_or_with_a_bad_greeting(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    with pytest.raises(Refused):
        actions.join(acting(make.person("")), made.id)
    for message in ("x" * 501, "010190-1234"):
        with pytest.raises(Refused) as refusal:
            actions.join(acting(town.citizen), made.id, message=message)
        assert refusal.value.field == "message"
    assert mails() == []


def test_ask_first(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host, openness="ask_first")
    asking = actions.join(acting(town.citizen), made.id, message="Er der plads?")
    assert asking.role == rules.ASKING
    assert made.id not in acting(town.citizen).joined
    assert mails()[0].kind == "communities/asked"
    assert mails()[0].facts["email"] == town.citizen.email
    assert welcome_members(SYSTEM) == 0
    admitted = actions.answer_request(acting(town.host), asking.id, verb="admit")
    assert admitted.role == rules.MEMBER
    assert welcome_members(SYSTEM) == 1


def test_ask_first_declined(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host, openness="ask_first")
    asking = actions.join(acting(town.citizen), made.id)
    actions.answer_request(acting(town.host), asking.id, verb="decline")
    assert queries.membership(made.id, town.citizen.id) is None
    assert mails()[-1].kind == "communities/not_now"
    with pytest.raises(Conflict):
        actions.answer_request(acting(town.host), asking.id, verb="admit")


def test_answer_forbidden_to_everybody_else(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host, openness="ask_first")
    asking = actions.join(acting(town.citizen), made.id)
    for who in (town.citizen, town.outsider, town.museum_moderator):
        with pytest.raises(Forbidden):
            actions.answer_request(acting(who), asking.id, verb="admit")
    with pytest.raises(Conflict):
        actions.answer_request(acting(town.host), asking.id, verb="juggle")


def test_hosts_without_a_login_are_told_at_the_contact_address(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, contact_email="garn@example.org")
    actions.join(acting(town.citizen), made.id)
    assert mails()[0].recipient == "garn@example.org"


def test_leave(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    member = make.community_member(made, town.citizen)
    actions.leave(acting(town.citizen), made.id)
    assert db.session.get_one(CommunityMember, member.id).left_at == clock.now()
    actions.leave(acting(town.citizen), made.id)
    assert len(audit.about("community", made.id)) == 1


def test_leave_refused_for_the_last_host(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    with pytest.raises(Refused):
        actions.leave(acting(town.host), made.id)
    make.community_member(made, town.citizen, "host")
    actions.leave(acting(town.host), made.id)
    assert [one.id for one in queries.hosts_of(made.id)] == [town.citizen.id]


def test_leave_forbidden_to_strangers(town: make.Town) -> None:
    made = make.community(town.library, town.host)
    with pytest.raises(Forbidden):
        actions.leave(ANONYMOUS, made.id)


def test_show_name(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    make.community_member(made, town.citizen)
    assert queries.shown_names(made.id) == []
    actions.show_my_name(acting(town.citizen), made.id, show=True)
    assert queries.shown_names(made.id) == ["Karen"]
    actions.show_my_name(acting(town.citizen), made.id, show=False)
    assert queries.shown_names(made.id) == []
    with pytest.raises(Missing):
        actions.show_my_name(acting(town.outsider), made.id, show=True)
    with pytest.raises(Forbidden):
        actions.show_my_name(ANONYMOUS, made.id, show=True)


def test_make_host_and_step_down(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library, town.host)
    member = make.community_member(made, town.citizen)
    actions.set_member_role(acting(town.host), member.id, verb="make_host")
    assert len(queries.hosts_of(made.id)) == 2
    assert mails()[-1].kind == "communities/now_host"
    actions.set_member_role(acting(town.host), member.id, verb="step_down")
    assert [one.id for one in queries.hosts_of(made.id)] == [town.host.id]


def test_role_refused_and_forbidden(town: make.Town, acting: Acting) -> None:
    made = make.community(town.library)
    host = make.community_member(made, town.host, "host")
    member = make.community_member(made, town.citizen)
    with pytest.raises(Refused):
        actions.set_member_role(acting(town.host), host.id, verb="step_down")
    with pytest.raises(Refused):
        actions.set_member_role(acting(town.host), member.id, verb="step_down")
    with pytest.raises(Missing):
        actions.set_member_role(acting(town.host), member.id, verb="admit")
    for who in (town.citizen, town.outsider):
        with pytest.raises(Forbidden):
            actions.set_member_role(acting(who), member.id, verb="make_host")


def test_old_members_are_not_welcomed_late(town: make.Town) -> None:
    made = make.community(town.library, town.host)
    member = make.community_member(made, town.citizen)
    member.joined_at = clock.now() - timedelta(days=30)
    db.session.commit()
    assert welcome_members(SYSTEM) == 0
