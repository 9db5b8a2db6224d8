"""Sending proposals in and deciding them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.communities.models import Community, CommunityMember
from portal.core import audit, clock
from portal.core.actor import ANONYMOUS
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Missing, Refused
from portal.core.outbox import OutboxMessage
from portal.events.models import Event, Occurrence
from portal.moderation import actions, queries, rules
from portal.moderation.models import Proposal, ProposalEntry
from portal.themedays.models import ThemeDay
from tests import make
from tests.moderation.typed import COMMUNITY, EVENT, TYPED


def mails() -> list[OutboxMessage]:
    found = db.session.scalars(
        sa.select(OutboxMessage)
        .where(OutboxMessage.kind.startswith("moderation/"))
        .order_by(OutboxMessage.id)
    )
    return list(found)


def again(proposal: Proposal) -> Proposal:
    db.session.expire_all()
    return queries.known(proposal.uuid)


# drafts


def test_anybody_may_begin_and_save(session, town):
    draft = actions.start(ANONYMOUS, "event", typed={"title": "Kaffe"}, language="en")
    actions.save(ANONYMOUS, draft.uuid, typed={"day": "i morgen", "unknown": "x"})
    kept = again(draft)
    assert (kept.owner_id, kept.state, kept.language) == (None, rules.DRAFT, "en")
    assert kept.data == {"title": "Kaffe", "day": "i morgen"}
    assert kept.title == "Kaffe"
    assert audit.version() == 0, "typing must not make every public page fresh"


def test_the_same_form_sent_twice_is_one_draft(session, town):
    ident = "5f0c7b1e-1111-4222-8333-444455556666"
    actions.start(ANONYMOUS, "event", typed={"title": "A"}, language="da", ident=ident)
    actions.start(ANONYMOUS, "event", typed={"title": "B"}, language="da", ident=ident)
    assert [one.title for one in db.session.scalars(sa.select(Proposal))] == ["B"]


def test_the_first_signed_in_person_owns_an_unowned_draft(session, town, acting):
    draft = actions.start(ANONYMOUS, "event", typed=EVENT, language="da")
    actions.claim(acting(town.citizen), draft.uuid)
    assert again(draft).owner_id == town.citizen.id
    for other in (ANONYMOUS, acting(town.outsider), acting(town.administrator)):
        with pytest.raises(Missing):
            actions.save(other, draft.uuid, typed={"title": "Mit"})
        with pytest.raises(Missing):
            actions.submit(acting(town.outsider), draft.uuid)
        with pytest.raises(Missing):
            actions.withdraw(other, draft.uuid)


def test_a_cpr_number_is_not_stored(session, town):
    draft = actions.start(ANONYMOUS, "event", typed={"title": "Kaffe"}, language="da")
    actions.save(ANONYMOUS, draft.uuid, typed={"text": "Ring til 010190-1234", "title": "Te"})
    assert again(draft).data == {"title": "Te"}


def test_text_typed_after_the_session_ended_waits_for_its_owner(session, town, acting):
    draft = actions.start(acting(town.citizen), "event", typed=EVENT, language="da")
    actions.park(ANONYMOUS, draft.uuid, typed={"text": "Nyt", "evil": "x"})
    kept = again(draft)
    assert (kept.parked, kept.data["text"]) == ({"text": "Nyt"}, EVENT["text"])
    actions.save(acting(town.citizen), draft.uuid, typed={"text": "Nyt"})
    kept = again(draft)
    assert (kept.parked, kept.data["text"]) == ({}, "Nyt")


def test_nothing_is_parked_for_nobody_or_after_sending(session, town, sent):
    unowned = actions.start(ANONYMOUS, "event", typed={}, language="da")
    for ident in (unowned.uuid, sent().uuid, "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(Missing):
            actions.park(ANONYMOUS, ident, typed={"text": "Nyt"})


def test_an_unknown_kind_is_missing(session, town):
    with pytest.raises(Missing):
        actions.start(ANONYMOUS, "festival", typed={}, language="da")


# sending in


def test_submit_promises_an_answer_and_tells_the_proposer(session, town, sent):
    town.citizen.language = "en"
    db.session.commit()
    proposal = again(sent())
    assert proposal.state == rules.SUBMITTED
    assert proposal.number == f"2026-{proposal.id:04d}"
    assert proposal.unit_id == town.library.id
    # Wednesday at noon and 35 house hours: five working days.
    assert clock.to_local(proposal.due_at).isoformat() == "2026-09-16T12:00:00"
    (mail,) = mails()
    assert (mail.kind, mail.recipient, mail.language) == (
        "moderation/submitted",
        town.citizen.email,
        "en",
    )
    assert mail.facts["number"] == proposal.number
    assert "16 September 2026" in mail.facts["due"]


def test_a_museum_decides_what_is_wished_at_the_museum(session, town, sent):
    hall = make.place("Museumssalen", "house_institution", owner_id=town.museum.id)
    assert again(sent(place=str(hall.id))).unit_id == town.museum.id


def test_an_associations_own_hall_is_decided_by_the_library(session, town, sent):
    hall = make.place("Foreningshuset", "association_house", owner_id=town.association.id)
    assert again(sent(place=str(hall.id))).unit_id == town.library.id


def test_submitting_needs_a_person(session, town):
    draft = actions.start(ANONYMOUS, "event", typed=EVENT, language="da")
    with pytest.raises(Forbidden):
        actions.submit(ANONYMOUS, draft.uuid)


def test_an_incomplete_proposal_is_refused_at_its_first_field(session, town, acting):
    draft = actions.start(acting(town.citizen), "event", typed={"title": "Kaffe"}, language="da")
    with pytest.raises(Refused) as refusal:
        actions.submit(acting(town.citizen), draft.uuid)
    assert refusal.value.field == "summary"
    assert again(draft).state == rules.DRAFT
    assert mails() == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"place": "999999"}, "place"),
        ({"district": "atlantis", "place": ""}, "district"),
        ({"ends": "16:00"}, "ends"),
        ({"day": "2026-09-01"}, "day"),
        ({"day": "2027-03-28", "starts": "02:30", "ends": "04:00"}, "starts"),
        ({"title": ""}, "title"),
    ],
)
def test_bad_wishes_are_refused_and_kept(session, town, acting, typed, field):
    draft = actions.start(acting(town.citizen), "event", typed={**EVENT, **typed}, language="da")
    with pytest.raises(Refused) as refusal:
        actions.submit(acting(town.citizen), draft.uuid)
    assert refusal.value.field == field
    kept = again(draft)
    assert kept.data[next(iter(typed))] == next(iter(typed.values()))


def test_a_stale_check_page_does_not_send(session, town, acting):
    draft = actions.start(acting(town.citizen), "event", typed=EVENT, language="da")
    seen = again(draft).version
    actions.save(acting(town.citizen), draft.uuid, typed={"title": "Noget andet"})
    with pytest.raises(Conflict):
        actions.submit(acting(town.citizen), draft.uuid, version=seen)
    assert again(draft).state == rules.DRAFT


def test_acting_for_an_organisation_needs_membership(session, town, acting, sent):
    assert again(sent(who=town.member, organisation_id=town.association.id)).organisation_id
    draft = actions.start(acting(town.citizen), "event", typed=EVENT, language="da")
    with pytest.raises(Forbidden):
        actions.submit(acting(town.citizen), draft.uuid, organisation_id=town.association.id)
    assert again(draft).state == rules.DRAFT


def test_what_is_being_read_cannot_be_changed(session, town, acting, sent):
    proposal = sent()
    with pytest.raises(Conflict):
        actions.save(acting(town.citizen), proposal.uuid, typed={"title": "Nyt"})
    with pytest.raises(Conflict):
        actions.submit(acting(town.citizen), proposal.uuid)


# approving


def test_approving_an_event_publishes_it_with_the_proposer_as_host(session, town, acting, sent):
    proposal = sent(place=str(town.main_library.id))
    actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    proposal = again(proposal)
    event = db.session.get(Event, proposal.event_id)
    assert (event.state, event.host_id, event.host_name) == ("published", town.citizen.id, "Fatima")
    assert (event.organiser_id, event.unit_id) == (town.library.id, town.library.id)
    assert (event.initiated_by, event.capacity) == ("citizens", 40)
    (date,) = db.session.scalars(sa.select(Occurrence).where(Occurrence.event_id == event.id))
    assert date.starts_local.isoformat() == "2026-10-01T17:30:00"
    assert mails()[-1].kind == "moderation/approved"
    assert mails()[-1].facts["slug"] == event.slug


def test_approving_a_series_makes_every_date(session, town, acting, sent):
    proposal = sent(repeat="weekly", until="2026-12-31", day="2026-12-03")
    actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    event = db.session.get(Event, again(proposal).event_id)
    dates = db.session.scalars(
        sa.select(Occurrence.slug).where(Occurrence.event_id == event.id).order_by(Occurrence.starts_at)
    ).all()
    # The 24th and 31st are days the house is closed.
    assert dates == ["2026-12-03", "2026-12-10", "2026-12-17"]
    assert event.rrule.startswith("FREQ=WEEKLY")


def test_an_association_is_behind_what_it_proposes(session, town, acting, sent):
    proposal = sent(who=town.chairman, organisation_id=town.association.id)
    actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    event = db.session.get(Event, again(proposal).event_id)
    assert (event.organiser_id, event.initiated_by) == (town.association.id, "association")
    assert event.unit_id == town.library.id


def test_a_place_in_own_words_stands_in_the_text(session, town, acting, sent):
    proposal = sent(place="", district="langaa", place_words="Bålhytten ved åen")
    actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    event = db.session.get(Event, again(proposal).event_id)
    assert "Bålhytten ved åen" in event.text
    assert (event.place_id, event.district_id) == (None, "langaa")


def test_approving_a_community_founds_it_and_plans_the_first_meeting(session, town, acting, sent):
    proposal = sent("community")
    actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    community = db.session.get(Community, again(proposal).community_id)
    (member,) = db.session.scalars(
        sa.select(CommunityMember).where(CommunityMember.community_id == community.id)
    )
    assert (member.person_id, member.role) == (town.citizen.id, "host")
    assert community.initiated_by == "citizens"
    (meeting,) = db.session.scalars(sa.select(Event).where(Event.community_id == community.id))
    assert (meeting.state, meeting.kind) == ("published", "community_meeting")
    assert meeting.host_id == town.citizen.id


def test_a_community_without_a_first_meeting_is_founded_all_the_same(session, town, acting, sent):
    proposal = sent("community", day="", starts="", ends="")
    actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    assert again(proposal).community_id is not None
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


def test_approving_a_theme_day_announces_it(session, town, acting, sent):
    proposal = sent("theme_day", partners=[str(town.museum.id)])
    actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    day = db.session.get(ThemeDay, again(proposal).theme_day_id)
    assert (day.state, day.lead_id, day.proposer_id) == ("published", town.library.id, town.citizen.id)
    assert "Byg en båd" in day.text


def test_what_has_become_impossible_cannot_be_approved(session, town, acting, sent):
    proposal = sent(day="2026-09-10")
    with clock.at(clock.now() + timedelta(days=3)), pytest.raises(Refused):
        actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    assert again(proposal).state == rules.SUBMITTED
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


# changes and no


def test_changes_stop_the_clock_and_name_the_fields(session, town, acting, sent):
    town.citizen.language = "en"
    db.session.commit()
    proposal = sent()
    with clock.at(clock.now() + timedelta(hours=2)):
        actions.request_changes(
            acting(town.moderator),
            proposal.uuid,
            version=proposal.version,
            text="Næsten!",
            notes={"day": "Vælg en onsdag", "nonsense": "x", "title": " "},
        )
    proposal = again(proposal)
    assert (proposal.state, proposal.due_at) == (rules.CHANGES_REQUESTED, None)
    assert (proposal.minutes_left, proposal.answer_minutes) == (33 * 60, 120)
    mail = mails()[-1]
    assert (mail.kind, mail.facts["notes"]) == ("moderation/changes_requested", [["Day", "Vælg en onsdag"]])
    with clock.at(clock.now() + timedelta(days=30)):
        actions.save(acting(town.citizen), proposal.uuid, typed={"day": "2026-12-02", "title": "Spis med"})
        back = actions.submit(acting(town.citizen), proposal.uuid)
        # 33 house hours left from Friday 9 October at noon: four on Friday, 28 until Thursday, then one.
        assert clock.to_local(back.due_at).isoformat() == "2026-10-16T10:00:00"
    back = again(proposal)
    assert (back.number, back.answer_minutes) == (proposal.number, 120)
    assert clock.to_local(back.first_submitted_at).isoformat() == "2026-09-09T12:00:00"
    assert [entry.verb for entry in queries.for_writer(acting(town.citizen), back.uuid).entries] == [
        "submit",
        "request_changes",
        "submit",
    ]


def test_changes_need_words(session, town, acting, sent):
    proposal = sent()
    with pytest.raises(Refused) as refusal:
        actions.request_changes(
            acting(town.moderator), proposal.uuid, version=proposal.version, text=" ", notes={"day": ""}
        )
    assert refusal.value.field == "text"


def test_a_no_has_reason_rule_own_words_and_an_alternative(session, town, acting, sent):
    town.citizen.language = "en"
    db.session.commit()
    proposal = sent()
    actions.decline(
        acting(town.moderator),
        proposal.uuid,
        version=proposal.version,
        reason_code="no_room_or_time",
        text="Køkkenet er lejet ud.",
        alternative="Prøv Langå.",
    )
    proposal = again(proposal)
    assert (proposal.state, proposal.reason_code) == (rules.DECLINED, "no_room_or_time")
    assert proposal.decided_by_id == town.moderator.id
    facts = mails()[-1].facts
    assert mails()[-1].language == "en"
    assert facts["reason"] == "There is no room or no staff at that time"
    assert (facts["text"], facts["alternative"]) == ("Køkkenet er lejet ud.", "Prøv Langå.")
    assert facts["rule"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason_code": "", "text": "Nej"}, "reason_code"),
        ({"reason_code": "because", "text": "Nej"}, "reason_code"),
        ({"reason_code": "other", "text": "  "}, "text"),
        ({"reason_code": "other", "text": "Ring 010190-1234"}, "text"),
        ({"reason_code": "other", "text": "x" * 5000}, "text"),
        ({"reason_code": "other", "text": "Nej", "alternative": "010190-1234"}, "alternative"),
    ],
)
def test_a_no_without_a_proper_reason_is_refused(session, town, acting, sent, values, field):
    proposal = sent()
    with pytest.raises(Refused) as refusal:
        actions.decline(acting(town.moderator), proposal.uuid, version=proposal.version, **values)
    assert refusal.value.field == field
    assert again(proposal).state == rules.SUBMITTED


def test_withdrawing_tells_and_keeps(session, town, acting, sent):
    proposal = sent()
    actions.withdraw(acting(town.citizen), proposal.uuid, reason="Jeg flytter")
    assert again(proposal).state == rules.WITHDRAWN
    assert mails()[-1].kind == "moderation/withdrawn"
    draft = actions.start(ANONYMOUS, "event", typed={}, language="da")
    actions.withdraw(ANONYMOUS, draft.uuid)
    assert len(mails()) == 2, "nobody is written about a draft that was thrown away"


# who may decide

DECIDE = {
    "approve": lambda who, one: actions.approve(who, one.uuid, version=one.version),
    "request_changes": lambda who, one: actions.request_changes(
        who, one.uuid, version=one.version, text="Skriv mere"
    ),
    "decline": lambda who, one: actions.decline(
        who, one.uuid, version=one.version, reason_code="other", text="Nej"
    ),
}


@pytest.mark.parametrize("verb", DECIDE)
@pytest.mark.parametrize("who", ["citizen", "outsider", "chairman", "museum_moderator", "goal_owner"])
def test_others_may_not_decide(session, town, acting, sent, verb, who):
    proposal = sent()
    with pytest.raises(Forbidden):
        DECIDE[verb](acting(getattr(town, who)), proposal)
    assert again(proposal).state == rules.SUBMITTED


@pytest.mark.parametrize("verb", DECIDE)
def test_administrators_may_decide(session, town, acting, sent, verb):
    proposal = sent()
    DECIDE[verb](acting(town.administrator), proposal)
    assert again(proposal).state != rules.SUBMITTED


@pytest.mark.parametrize("verb", DECIDE)
def test_nobody_decides_their_own(session, town, acting, sent, verb):
    proposal = sent(who=town.moderator)
    with pytest.raises(Refused):
        DECIDE[verb](acting(town.moderator), proposal)
    assert again(proposal).state == rules.SUBMITTED


@pytest.mark.parametrize("verb", DECIDE)
def test_nobody_decides_for_their_own_organisation(session, town, acting, sent, verb):
    make.membership(town.moderator, town.association, "member")
    proposal = sent(who=town.chairman, organisation_id=town.association.id)
    with pytest.raises(Refused):
        DECIDE[verb](acting(town.moderator), proposal)
    assert again(proposal).state == rules.SUBMITTED


@pytest.mark.parametrize("second", DECIDE)
def test_a_second_decision_says_what_happened_and_by_whom(session, town, acting, sent, second):
    proposal = sent()
    seen = proposal.version
    DECIDE["decline"](acting(town.moderator), proposal)
    proposal = again(proposal)
    proposal.version = seen
    with pytest.raises(Conflict) as refusal:
        DECIDE[second](acting(town.administrator), proposal)
    assert town.moderator.name in str(refusal.value.text)
    assert again(proposal).reason_code == "other"


@pytest.mark.parametrize("verb", DECIDE)
def test_an_old_page_decides_nothing(session, town, acting, sent, verb):
    proposal = sent()
    proposal.version += 1
    with pytest.raises(Conflict):
        DECIDE[verb](acting(town.moderator), proposal)


# every state and verb


def _reach(state, town, acting, sent) -> Proposal:
    """A proposal in a state, got there by actions."""
    citizen, moderator = acting(town.citizen), acting(town.moderator)
    if state == rules.DRAFT:
        return actions.start(
            citizen, "event", typed={**EVENT, "place": str(town.main_library.id)}, language="da"
        )
    proposal = sent()
    if state == rules.CHANGES_REQUESTED:
        DECIDE["request_changes"](moderator, proposal)
    elif state == rules.APPROVED:
        DECIDE["approve"](moderator, proposal)
    elif state == rules.DECLINED:
        DECIDE["decline"](moderator, proposal)
    elif state == rules.WITHDRAWN:
        actions.withdraw(citizen, proposal.uuid)
    return again(proposal)


@pytest.mark.parametrize("state", rules.STATES)
@pytest.mark.parametrize("verb", ["submit", "withdraw", "approve", "request_changes", "decline"])
def test_every_state_and_verb(session, town, acting, sent, state, verb):
    proposal = _reach(state, town, acting, sent)
    assert proposal.state == state

    def do():
        if verb in DECIDE:
            DECIDE[verb](acting(town.administrator), proposal)
        elif verb == "submit":
            actions.submit(acting(town.citizen), proposal.uuid)
        else:
            actions.withdraw(acting(town.citizen), proposal.uuid)

    wanted = rules.LIFECYCLE.get((state, verb))
    if wanted is None:
        with pytest.raises(Conflict):
            do()
    else:
        do()
    assert again(proposal).state == (wanted or state)


def test_every_step_is_in_the_story_and_in_the_audit_trail(session, town, acting, sent):
    proposal = _reach(rules.APPROVED, town, acting, sent)
    story = db.session.scalars(
        sa.select(ProposalEntry.verb)
        .where(ProposalEntry.proposal_id == proposal.id)
        .order_by(ProposalEntry.id)
    ).all()
    assert story == ["submit", "approve"]
    assert [one.verb for one in audit.about("proposal", proposal.id)] == [
        "proposal.submit",
        "proposal.approve",
    ]


@pytest.mark.parametrize("kind", TYPED)
def test_the_mails_are_deduplicated(session, town, acting, sent, kind):
    proposal = sent(kind)
    actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    assert [mail.kind for mail in mails()] == ["moderation/submitted", "moderation/approved"]
    assert len({mail.dedupe for mail in mails()}) == 2


def test_a_half_wished_first_meeting_asks_for_the_rest(session, town, acting):
    draft = actions.start(acting(town.citizen), "community", typed={**COMMUNITY, "starts": ""}, language="da")
    with pytest.raises(Refused) as refusal:
        actions.submit(acting(town.citizen), draft.uuid)
    assert refusal.value.field == "starts"
