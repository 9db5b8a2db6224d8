"""Organisations, members, invitations, verification and staff roles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.actor import ANONYMOUS
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.core.outbox import OutboxMessage
from portal.organisations import actions, queries, rules
from portal.organisations.models import Invitation, Membership, Organisation, RoleGrant
from tests import make


@pytest.mark.parametrize(
    ("typed", "digits"), [("", None), ("DK 13 58 56 28", "13585628"), ("13585628", "13585628")]
)
def test_cvr_is_optional_and_accepts_blanks(typed: str, digits: str | None) -> None:
    assert rules.cvr_digits(typed) == digits


@pytest.mark.parametrize("typed", ["13585627", "1234", "abcdefgh"])
def test_a_wrong_cvr_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="CVR"):
        rules.cvr_digits(typed)


@pytest.mark.parametrize("state", rules.VERIFICATION_STATES)
@pytest.mark.parametrize("verb", ["ask", "verify", "reject", "revoke"])
def test_every_state_and_verb(session: Any, town: make.Town, acting: Any, state: str, verb: str) -> None:
    one = make.organisation(verification=state)
    if verb == "ask":
        assert ((state, verb) in rules.VERIFICATION) == (state in {rules.UNVERIFIED, rules.REJECTED})
        return
    if (state, verb) in rules.VERIFICATION:
        actions.decide_verification(acting(town.moderator), one.id, verb=verb, reason="fordi")
        assert one.verification == rules.VERIFICATION[(state, verb)]
    else:
        with pytest.raises(Conflict):
            actions.decide_verification(acting(town.moderator), one.id, verb=verb, reason="fordi")


def test_who_makes_an_organisation_manages_it_and_staff_hear_of_it(town: make.Town, acting: Any) -> None:
    made = actions.create_organisation(
        acting(town.citizen), name="Ørsted Sy & Strik", kind="interest_association"
    )
    assert made.slug == "oersted-sy-strik"
    assert acting(town.citizen).memberships == {made.id: "manager"}
    assert [one.id for one in queries.waiting_for_verification(acting(town.moderator))] == [made.id]
    assert queries.waiting_for_verification(acting(town.citizen)) == []
    again = actions.create_organisation(
        acting(town.outsider), name="Ørsted Sy & Strik", kind="interest_association"
    )
    assert again.slug == "oersted-sy-strik-2"


def test_anonymous_people_make_nothing(session: Any) -> None:
    with pytest.raises(Forbidden):
        actions.create_organisation(ANONYMOUS, name="X", kind="informal_group")


def test_nobody_verifies_their_own(town: make.Town, acting: Any) -> None:
    made = actions.create_organisation(acting(town.moderator), name="Mettes klub", kind="informal_group")
    with pytest.raises(Forbidden):
        actions.decide_verification(acting(town.moderator), made.id, verb="verify")
    with pytest.raises(Forbidden):
        actions.decide_verification(acting(town.citizen), made.id, verb="verify")


def test_the_managers_hear_of_the_decision_in_their_language(town: make.Town, acting: Any) -> None:
    town.chairman.language = "en"
    town.association.verification = rules.PENDING
    db.session.commit()
    with pytest.raises(Refused):
        actions.decide_verification(acting(town.moderator), town.association.id, verb="reject")
    actions.decide_verification(acting(town.moderator), town.association.id, verb="reject", reason="Hvem?")
    mail = db.session.scalars(sa.select(OutboxMessage)).one()
    assert (mail.kind, mail.recipient, mail.language) == (
        "organisations/rejected",
        town.chairman.email,
        "en",
    )


def test_a_renamed_organisation_is_looked_at_again(town: make.Town, acting: Any) -> None:
    facts: dict[str, Any] = {"kind": "informal_group", "about": "", "email": "", "website": "", "cvr": ""}
    edited = actions.edit_organisation(
        acting(town.chairman), town.association.id, name="Nyt navn", district_id=None, **facts
    )
    assert edited.verification == rules.PENDING
    with pytest.raises(Refused):
        actions.edit_organisation(
            acting(town.chairman),
            edited.id,
            name="Nyt navn",
            district_id=None,
            **{**facts, "cvr": "12345678"},
        )
    for stranger in (town.member, town.outsider, town.museum_moderator):
        with pytest.raises(Forbidden):
            actions.edit_organisation(acting(stranger), edited.id, name="X", district_id=None, **facts)


def test_whoever_was_turned_down_is_looked_at_again_after_a_change(town: make.Town, acting: Any) -> None:
    town.association.verification = rules.REJECTED
    db.session.commit()
    facts = {"kind": "choir_music", "about": "Vi synger.", "email": "", "website": "", "cvr": ""}
    edited = actions.edit_organisation(
        acting(town.chairman), town.association.id, name=town.association.name, district_id=None, **facts
    )
    assert (edited.verification, edited.asked_at) == (rules.PENDING, clock.now())


def invited_token(town: make.Town, acting: Any, email: str) -> str:
    actions.invite(acting(town.chairman), town.association.id, email=email, role="member", language="da")
    mail = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert mail is not None
    assert mail.recipient == email
    return str(mail.facts["token"])


def test_an_invitation_works_once(town: make.Town, acting: Any) -> None:
    token = invited_token(town, acting, town.citizen.email)
    assert actions.accept_invitation(acting(town.citizen), token).id == town.association.id
    assert acting(town.citizen).memberships == {town.association.id: "member"}
    with pytest.raises(Refused):
        actions.accept_invitation(acting(town.outsider), token)
    with pytest.raises(Missing):
        actions.accept_invitation(acting(town.outsider), "forged")
    with pytest.raises(Refused):
        actions.invite(
            acting(town.chairman), town.association.id, email=town.citizen.email, role="member", language="da"
        )


def test_an_old_invitation_is_refused_and_strangers_cannot_invite(town: make.Town, acting: Any) -> None:
    token = invited_token(town, acting, "ny@example.org")
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(Refused):
        actions.accept_invitation(acting(town.outsider), token)
    for stranger in (town.member, town.outsider):
        with pytest.raises(Forbidden):
            actions.invite(
                acting(stranger), town.association.id, email="x@example.org", role="member", language="da"
            )


def membership_of(person: Any) -> Membership:
    return db.session.scalars(
        sa.select(Membership).where(Membership.person_id == person.id, Membership.left_at.is_(None))
    ).one()


def test_the_last_manager_stays_until_there_is_another(town: make.Town, acting: Any) -> None:
    last = membership_of(town.chairman)
    for change in ("member", None):
        with pytest.raises(Refused):
            actions.change_role(acting(town.chairman), last.id, role=change)
    actions.change_role(acting(town.chairman), membership_of(town.member).id, role="manager")
    actions.change_role(acting(town.chairman), last.id, role=None)
    assert acting(town.chairman).memberships == {}
    with pytest.raises(Missing):
        actions.change_role(acting(town.member), last.id, role="member")


def test_members_leave_by_themselves_but_change_nobody_else(town: make.Town, acting: Any) -> None:
    with pytest.raises(Forbidden):
        actions.change_role(acting(town.member), membership_of(town.chairman).id, role=None)
    actions.change_role(acting(town.member), membership_of(town.member).id, role=None)
    assert acting(town.member).memberships == {}


def test_a_role_at_an_institution_holds_at_its_units(town: make.Town, acting: Any) -> None:
    moderator = acting(town.moderator)
    assert moderator.units("moderator") == {town.library.id, town.branch.id}
    assert acting(town.administrator).units("administrator") is None


def test_only_administrators_grant_and_never_lock_themselves_out(town: make.Town, acting: Any) -> None:
    with pytest.raises(Forbidden):
        actions.grant_role(acting(town.moderator), town.citizen.id, role="moderator", organisation_id=None)
    first = actions.grant_role(
        acting(town.administrator), town.citizen.id, role="moderator", organisation_id=town.branch.id
    )
    again = actions.grant_role(
        acting(town.administrator), town.citizen.id, role="moderator", organisation_id=town.branch.id
    )
    assert first.id == again.id
    actions.end_role(acting(town.administrator), first.id)
    assert acting(town.citizen).grants == frozenset()
    own = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id == town.administrator.id)).one()
    with pytest.raises(Refused):
        actions.end_role(acting(town.administrator), own.id)


def test_pages_of_members(sign_in: Any, town: make.Town) -> None:
    slug = town.association.slug
    assert sign_in(town.chairman).get(f"/foreninger/{slug}/ret").status_code == 200
    assert sign_in(town.chairman).get(f"/foreninger/{slug}/medlemmer").status_code == 200
    assert sign_in(town.outsider).get(f"/foreninger/{slug}/medlemmer").status_code == 403
    assert sign_in(town.outsider).get("/foreninger/findes-ikke/ret").status_code == 404
    assert sign_in(town.moderator).get(f"/foreninger/{slug}/bekraeft").status_code == 200
    assert sign_in(town.chairman).get(f"/foreninger/{slug}/bekraeft").status_code == 403


def test_making_one_through_the_page_keeps_what_was_typed(sign_in: Any, town: make.Town) -> None:
    browser = sign_in(town.citizen)
    typed = {
        "name": "Havnens Sangkor",
        "kind": "choir_music",
        "cvr": "12345678",
        "about": "Vi synger.",
        "district_id": "",
    }
    answer = browser.post("/foreninger/ny", data=typed)
    assert answer.status_code == 422
    assert "Havnens Sangkor" in answer.text
    assert "12345678" in answer.text
    assert browser.post("/foreninger/ny", data={**typed, "cvr": "13585628"}).status_code == 303
    assert db.session.scalars(sa.select(Organisation).where(Organisation.cvr == "13585628")).one()


def test_inviting_and_joining_through_the_pages(sign_in: Any, client: Any, town: make.Town) -> None:
    slug = town.association.slug
    sent = sign_in(town.chairman).post(
        f"/foreninger/{slug}/medlemmer", data={"email": "ny@example.org", "role": "member"}
    )
    assert sent.status_code == 303
    mail = db.session.scalars(sa.select(OutboxMessage)).one()
    address = f"/invitation/{mail.facts['token']}"
    assert client.get(address).status_code == 200
    browser = sign_in(town.citizen)
    browser.get(address)
    assert db.session.scalars(sa.select(Invitation)).one().accepted_at is None
    assert browser.post(address).status_code == 303
    assert client.get("/invitation/forkert").status_code == 404
