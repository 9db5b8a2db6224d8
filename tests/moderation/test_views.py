"""Proposing and deciding in the browser, in English so that words can be looked for."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.actor import ANONYMOUS
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.settings import Settings
from portal.messages.sender import compose
from portal.moderation import actions, queries, rules
from portal.moderation.models import Proposal
from portal.moderation.rules import wish
from portal.pages.queries.who import actor_of
from tests import make
from tests.moderation.typed import COMMUNITY, EVENT, TYPED

WORDS = {"what": "hvad", "when": "hvornaar", "where": "hvor", "who": "hvem"}
KINDS = {"event": "arrangement", "community": "faellesskab", "theme_day": "temadag"}


def part(kind: str, step: str, **more) -> dict:
    return {name: {**TYPED[kind], **more}.get(name, "") for name in wish.FIELDS[kind][step]}


def type_in(client, kind: str, ident: str, **more):
    """Walk the four steps; the last answer."""
    for step, word in WORDS.items():
        answer = client.post(
            f"/en/foreslaa/{ident}/{word}?slags={KINDS[kind]}", data=part(kind, step, **more)
        )
        assert answer.status_code == 303, (step, answer.text)
    return answer


def only() -> Proposal:
    db.session.expire_all()
    return db.session.scalars(sa.select(Proposal)).one()


# proposing


def test_the_first_page_is_shareable_and_the_others_are_not(client, town):
    assert "public" in client.get("/foreslaa").headers["Cache-Control"]
    for kind in KINDS.values():
        page = client.get(f"/en/foreslaa/ny/{kind}")
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "private, no-store"
    assert client.get("/foreslaa/ny/fest").status_code == 404
    assert db.session.scalar(sa.select(sa.func.count(Proposal.id))) == 0, "looking saves nothing"


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_can_write_and_check_before_signing_in(client, town, kind):
    ident = str(uuid.uuid4())
    answer = type_in(client, kind, ident)
    assert answer.headers["Location"] == f"/en/foreslaa/{ident}/tjek"
    for word in WORDS.values():
        page = client.get(f"/en/foreslaa/{ident}/{word}")
        assert page.status_code == 200
        assert "error-summary" not in page.text
        assert "no-store" in page.headers["Cache-Control"]
    page = client.get(f"/en/foreslaa/{ident}/tjek")
    assert TYPED[kind]["title"] in page.text
    assert "/en/log-ind?next=" in page.text
    assert only().data["title"] == TYPED[kind]["title"]
    assert only().language == "en"
    assert client.get(f"/en/foreslaa/{ident}").status_code == 200


def test_after_signing_in_the_draft_is_the_persons_own(client, town, sign_in):
    ident = str(uuid.uuid4())
    type_in(client, "event", ident)
    page = client.post(f"/en/foreslaa/{ident}/send")
    assert page.status_code == 303
    target = sa.engine.make_url("x://" + page.headers["Location"]).query["next"]
    mine = sign_in(town.citizen)
    back = mine.get(target)
    assert back.status_code == 303
    assert only().owner_id == town.citizen.id
    assert client.get(f"/en/foreslaa/{ident}/tjek").status_code == 303, "the browser before signing in"
    assert sign_in(town.outsider).get(f"/en/foreslaa/{ident}/tjek").status_code == 404
    sent = mine.post(f"/en/foreslaa/{ident}/send", data={"version": only().version, "behalf": ""})
    assert sent.status_code == 303
    assert only().state == rules.SUBMITTED
    page = mine.get(f"/en/foreslaa/{ident}")
    assert "data-due" in page.text


def test_opening_a_shared_draft_while_signed_in_does_not_take_it(client, town, sign_in):
    ident = str(uuid.uuid4())
    type_in(client, "event", ident)
    friend = sign_in(town.outsider)
    assert friend.get(f"/en/foreslaa/{ident}/tjek").status_code == 200
    assert friend.get(f"/en/foreslaa/{ident}/tjek?mit=forged").status_code == 200
    assert only().owner_id is None


def test_wrong_answers_are_said_at_the_field_and_kept(client, town):
    ident = str(uuid.uuid4())
    bad = part("event", "when", day="2026-10-01", starts="20:00", ends="18:00")
    answer = client.post(f"/en/foreslaa/{ident}/hvornaar?slags=arrangement", data=bad)
    assert answer.status_code == 422
    assert 'id="ends-error"' in answer.text
    assert 'value="18:00"' in answer.text
    assert only().data["ends"] == "18:00"
    page = client.get(f"/en/foreslaa/{ident}/tjek")
    assert f"/en/foreslaa/{ident}/hvornaar#ends-field" in page.text


@pytest.mark.parametrize(
    ("step", "typed", "field"),
    [
        ("what", {"title": ""}, "title"),
        ("what", {"title": "x" * 121}, "title"),
        ("what", {"text": "Ring til 010190-1234"}, "text"),
        ("when", {"day": "2026-09-08"}, "day"),
        ("when", {"day": "i morgen"}, "day"),
        ("when", {"starts": "25:99"}, "starts"),
        ("when", {"day": "2027-03-28", "starts": "02:30", "ends": "04:00"}, "starts"),
        ("when", {"repeat": "weekly"}, "until"),
        ("when", {"repeat": "weekly", "until": "2026-09-20"}, "until"),
        ("where", {"district": ""}, "district"),
        ("where", {"online_link": "javascript:alert(1)"}, "online_link"),
        ("who", {"host_name": ""}, "host_name"),
        ("who", {"capacity": "0"}, "capacity"),
        ("who", {"capacity": "mange"}, "capacity"),
        ("who", {"price": "-5"}, "price"),
    ],
)
def test_bad_input_gets_its_own_clear_answer(client, town, step, typed, field):
    answer = client.post(
        f"/en/foreslaa/{uuid.uuid4()}/{WORDS[step]}?slags=arrangement", data=part("event", step, **typed)
    )
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_an_email_without_at_is_refused_for_a_community(client, town):
    answer = client.post(
        f"/en/foreslaa/{uuid.uuid4()}/hvem?slags=faellesskab",
        data=part("community", "who", contact_email="karen.example.org"),
    )
    assert answer.status_code == 422
    assert 'id="contact_email-error"' in answer.text


def test_a_cpr_number_is_shown_back_but_never_stored(client, town):
    ident = str(uuid.uuid4())
    answer = client.post(
        f"/en/foreslaa/{ident}/hvad?slags=arrangement", data=part("event", "what", text="Cpr 010190-1234")
    )
    assert "010190-1234" in answer.text
    assert "010190" not in str(only().data)


def test_autosave_saves_quietly_also_what_is_wrong(client, town):
    ident = str(uuid.uuid4())
    address = f"/en/foreslaa/{ident}/hvad?slags=arrangement"
    for title in ("K", "Kaf", "Kaffe"):
        answer = client.post(address, data={"title": title}, headers={"X-Autosave": "1"})
        assert (answer.status_code, answer.text) == (204, "")
    assert only().data["title"] == "Kaffe"


def test_saving_for_later_goes_to_the_drafts_own_page(client, town):
    ident = str(uuid.uuid4())
    answer = client.post(
        f"/en/foreslaa/{ident}/hvad?slags=arrangement", data={"title": "Kaffe", "go": "later"}
    )
    assert answer.headers["Location"] == f"/en/foreslaa/{ident}"
    assert f"/en/foreslaa/{ident}" in client.get(answer.headers["Location"]).text


def test_what_was_typed_survives_the_end_of_the_session(app, client, town, sign_in):
    mine = sign_in(town.citizen)
    ident = str(uuid.uuid4())
    type_in(mine, "event", ident)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post(f"/en/foreslaa/{ident}/hvad", data=part("event", "what", text="Helt nyt"))
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 303
    assert "/log-ind?next=" in answer.headers["Location"]
    assert only().data["text"] == EVENT["text"]
    page = mine.get(f"/en/foreslaa/{ident}/hvad")
    assert "Helt nyt" in page.text
    type_in(mine, "event", ident, text="Helt nyt")
    assert (only().data["text"], only().parked) == ("Helt nyt", {})


def test_sending_needs_a_csrf_token(app, town, sign_in):
    mine = sign_in(town.citizen)
    ident = str(uuid.uuid4())
    type_in(mine, "event", ident)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert mine.post(f"/en/foreslaa/{ident}/send").status_code == 400
        assert mine.post(f"/en/foreslaa/{ident}/traek-tilbage").status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert only().state == rules.DRAFT


def test_an_incomplete_proposal_is_not_sent(town, sign_in):
    mine = sign_in(town.citizen)
    ident = str(uuid.uuid4())
    mine.post(f"/en/foreslaa/{ident}/hvad?slags=arrangement", data={"title": "Kaffe"})
    answer = mine.post(f"/en/foreslaa/{ident}/send", data={"version": only().version, "behalf": ""})
    assert answer.status_code == 422
    assert "blocked" in answer.text
    assert only().state == rules.DRAFT


def test_a_stale_or_broken_version_is_a_conflict(town, sign_in):
    mine = sign_in(town.citizen)
    ident = str(uuid.uuid4())
    type_in(mine, "event", ident)
    for version in ("1", "x", ""):
        answer = mine.post(f"/en/foreslaa/{ident}/send", data={"version": version, "behalf": ""})
        assert answer.status_code == 409
    assert only().state == rules.DRAFT


def test_acting_for_an_organisation(town, sign_in):
    ident = str(uuid.uuid4())
    mine = sign_in(town.member)
    type_in(mine, "event", ident)
    assert town.association.name in mine.get(f"/en/foreslaa/{ident}/tjek").text
    data = {"version": only().version, "behalf": str(town.museum.id)}
    assert mine.post(f"/en/foreslaa/{ident}/send", data=data).status_code == 403
    data["behalf"] = str(town.association.id)
    assert mine.post(f"/en/foreslaa/{ident}/send", data=data).status_code == 303
    assert only().organisation_id == town.association.id


def test_similar_things_are_shown_before_sending(session, client, town, sent, acting):
    proposal = sent()
    actions.approve(acting(town.moderator), proposal.uuid, version=proposal.version)
    ident = str(uuid.uuid4())
    type_in(client, "event", ident, title="Fællesspisning i Langå")
    page = client.get(f"/en/foreslaa/{ident}/tjek")
    assert "/en/arrangementer/faellesspisning-i-assentoft" in page.text


def test_a_proposal_is_a_secret_to_others(client, town, sign_in, sent):
    key = sent().uuid
    for path in (f"/foreslaa/{key}", f"/foreslaa/{key}/tjek", f"/foreslaa/{key}/hvad"):
        assert sign_in(town.outsider).get(path).status_code == 404
        assert client.get(path).headers["Location"].startswith("/log-ind?next=")
    assert client.get(f"/foreslaa/{uuid.uuid4()}").status_code == 404
    assert client.post(f"/foreslaa/{uuid.uuid4()}/hvad").status_code == 404
    assert sign_in(town.outsider).post(f"/foreslaa/{key}/hvad", data={"title": "x"}).status_code == 404
    assert sign_in(town.outsider).post(f"/foreslaa/{key}/traek-tilbage").status_code == 404


def test_steps_of_what_is_being_read_lead_to_the_progress_page(town, sign_in, sent):
    key, mine = sent().uuid, sign_in(town.citizen)
    for path in ("hvad", "tjek"):
        assert mine.get(f"/foreslaa/{key}/{path}").headers["Location"] == f"/foreslaa/{key}"
    assert mine.post(f"/foreslaa/{key}/hvad", data={"title": "x"}).status_code == 409


def test_withdrawing_is_asked_once_more(town, sign_in, sent):
    key, mine = sent().uuid, sign_in(town.citizen)
    assert mine.get(f"/en/foreslaa/{key}/traek-tilbage").status_code == 200
    assert only().state == rules.SUBMITTED
    assert mine.post(f"/en/foreslaa/{key}/traek-tilbage", data={"reason": "010190-1234"}).status_code == 422
    assert mine.post(f"/en/foreslaa/{key}/traek-tilbage", data={"reason": "Flytter"}).status_code == 303
    assert only().state == rules.WITHDRAWN
    assert mine.get(f"/en/foreslaa/{key}").status_code == 200
    assert mine.get(f"/en/foreslaa/{key}/traek-tilbage").status_code == 303


def test_throwing_an_anonymous_draft_away(client, town):
    draft = actions.start(ANONYMOUS, "event", typed={"title": "Kaffe"}, language="en")
    assert client.post(f"/en/foreslaa/{draft.uuid}/traek-tilbage").headers["Location"] == "/en/foreslaa"
    assert only().state == rules.WITHDRAWN


def test_a_signed_in_person_finds_drafts_again(town, sign_in, acting):
    actions.start(acting(town.citizen), "event", typed={"title": "Halvfærdig"}, language="da")
    page = sign_in(town.citizen).get("/foreslaa")
    assert "Halvfærdig" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "Halvfærdig" not in sign_in(town.outsider).get("/foreslaa").text


# the queue and the case


def test_the_queue_shows_what_the_reader_may_decide(town, sign_in, sent):
    hall = make.place("Museumssalen", "house_institution", owner_id=town.museum.id)
    sent(title="Til biblioteket")
    sent(title="Til museet", place=str(hall.id))
    shown = {
        who: {title for title in ("Til biblioteket", "Til museet") if title in page.text}
        for who, page in (
            (who, sign_in(getattr(town, who)).get("/en/arbejdsbord/forslag"))
            for who in ("moderator", "museum_moderator", "administrator", "goal_owner")
        )
    }
    assert shown == {
        "moderator": {"Til biblioteket"},
        "museum_moderator": {"Til museet"},
        "administrator": {"Til biblioteket", "Til museet"},
        "goal_owner": set(),
    }


def test_own_proposals_are_left_to_colleagues(session, town, sign_in, sent):
    make.membership(town.moderator, town.association, "member")
    db.session.commit()
    sent(title="Mit eget", who=town.moderator)
    sent(title="Min forenings", who=town.chairman, organisation_id=town.association.id)
    sent(title="En andens")
    page = sign_in(town.moderator).get("/en/arbejdsbord/forslag").text
    assert [title in page for title in ("Mit eget", "Min forenings", "En andens")] == [False, False, True]
    assert queries.waiting_for(make_actor(town.moderator)) == 1
    assert queries.waiting_for(make_actor(town.administrator)) == 3


def test_the_queue_is_closed_to_others(client, town, sign_in):
    assert client.get("/arbejdsbord/forslag").headers["Location"].startswith("/log-ind")
    assert sign_in(town.citizen).get("/arbejdsbord/forslag").status_code == 403


def test_the_oldest_promise_comes_first_and_lates_are_marked(session, town, sign_in, sent):
    with clock.at(clock.now().replace(month=8, day=20)):
        sent(title="Gammelt")
    sent(title="Nyt")
    make.line(
        make.theme_day(town.library, town.museum),
        make.event(town.library, title="Programlinje"),
        town.library,
        state="proposed",
    )
    db.session.commit()
    page = sign_in(town.moderator).get("/en/arbejdsbord/forslag").text
    assert page.index("Gammelt") < page.index("Nyt")
    assert 'data-state="warn"' in page
    assert "Programlinje" in page
    assert queries.waiting_for(make_actor(town.moderator)) == 2


def make_actor(person):

    return actor_of(person)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("slags=arrangement", {"Et arrangement"}),
        ("slags=faellesskab", {"Et fællesskab"}),
        ("slags=temadag", set()),
        ("slags=linje", set()),
        ("vis=hos-forslagsstiller", {"Hos hende"}),
        ("vis=afgjort", {"Afgjort"}),
        ("vis=vrøvl&slags=vrøvl&efter=vrøvl", {"Et arrangement", "Et fællesskab"}),
        ("enhed=findes-ikke", set()),
    ],
)
def test_filters_stand_in_the_address(session, town, acting, sign_in, sent, query, shown):
    moderator = acting(town.moderator)
    sent(title="Et arrangement")
    sent("community", title="Et fællesskab")
    one = sent(title="Hos hende")
    actions.request_changes(moderator, one.uuid, version=one.version, text="Mere")
    one = sent(title="Afgjort")
    actions.decline(moderator, one.uuid, version=one.version, reason_code="other", text="Nej")
    page = sign_in(town.moderator).get(f"/en/arbejdsbord/forslag?{query}").text
    titles = {"Et arrangement", "Et fællesskab", "Hos hende", "Afgjort"}
    assert {title for title in titles if f">{title}</a>" in page} == shown


def test_the_queue_asks_the_same_number_of_questions_for_3_and_30(session, town, sign_in, sent):
    def questions() -> int:
        asked = []
        listener = lambda *args: asked.append(args[2])  # noqa: E731
        sa.event.listen(sa.Engine, "before_cursor_execute", listener)
        try:
            assert sign_in(town.moderator).get("/en/arbejdsbord/forslag").status_code == 200
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", listener)
        return len(asked)

    for number in range(3):
        sent(title=f"Forslag {number}")
    few = questions()
    for number in range(27):
        sent(title=f"Forslag mere {number}")
    assert questions() == few


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_shows_everything_and_can_be_approved(town, sign_in, sent, kind):
    proposal = sent(kind)
    staff = sign_in(town.moderator)
    page = staff.get(f"/en/arbejdsbord/forslag/{proposal.uuid}")
    assert page.status_code == 200
    assert "data-preview" in page.text
    assert town.citizen.email in page.text
    answer = staff.post(
        f"/en/arbejdsbord/forslag/{proposal.uuid}/godkend", data={"approve-version": proposal.version}
    )
    assert answer.status_code == 303
    assert only().state == rules.APPROVED
    assert staff.get(f"/en/arbejdsbord/forslag/{proposal.uuid}").status_code == 200


def test_asking_for_changes_shows_the_notes_at_the_fields(town, sign_in, sent):
    proposal = sent()
    staff, mine = sign_in(town.moderator), sign_in(town.citizen)
    answer = staff.post(
        f"/en/arbejdsbord/forslag/{proposal.uuid}/ret",
        data={"changes-version": proposal.version, "changes-text": "Næsten", "note-day": "Hellere onsdag"},
    )
    assert answer.status_code == 303
    assert "Hellere onsdag" in mine.get(f"/en/foreslaa/{proposal.uuid}").text
    page = mine.get(f"/en/foreslaa/{proposal.uuid}/hvornaar")
    assert 'id="day-error"' in page.text
    type_in(mine, "event", proposal.uuid, day="2026-10-07")
    data = {"version": only().version, "behalf": ""}
    assert mine.post(f"/en/foreslaa/{proposal.uuid}/send", data=data).status_code == 303
    assert only().state == rules.SUBMITTED


def test_an_empty_request_for_changes_keeps_what_was_typed(town, sign_in, sent):
    proposal = sent()
    answer = sign_in(town.moderator).post(
        f"/en/arbejdsbord/forslag/{proposal.uuid}/ret", data={"changes-version": proposal.version}
    )
    assert answer.status_code == 422
    assert 'id="changes-text-error"' in answer.text


def test_declining_without_own_words_keeps_what_was_typed(town, sign_in, sent):
    proposal = sent()
    address = f"/en/arbejdsbord/forslag/{proposal.uuid}/afvis"
    data = {
        "decline-version": proposal.version,
        "decline-reason_code": "commercial",
        "decline-alternative": "Prøv torvet",
    }
    staff = sign_in(town.moderator)
    answer = staff.post(address, data=data)
    assert answer.status_code == 422
    assert 'id="decline-text-error"' in answer.text
    assert "Prøv torvet" in answer.text
    assert staff.post(address, data={**data, "decline-text": "Det er salg."}).status_code == 303
    page = sign_in(town.citizen).get(f"/en/foreslaa/{proposal.uuid}").text
    assert "Det er salg." in page
    assert "Prøv torvet" in page


def test_a_second_decision_says_who_was_faster(town, sign_in, sent):
    proposal = sent()
    seen = proposal.version
    first, second = sign_in(town.moderator), sign_in(town.administrator)
    data = {"approve-version": seen}
    assert first.post(f"/en/arbejdsbord/forslag/{proposal.uuid}/godkend", data=data).status_code == 303
    answer = second.post(
        f"/en/arbejdsbord/forslag/{proposal.uuid}/afvis",
        data={"decline-version": seen, "decline-reason_code": "other", "decline-text": "Nej"},
    )
    assert answer.status_code == 409
    assert town.moderator.name in answer.text
    assert only().state == rules.APPROVED


def test_own_proposals_show_why_they_cannot_be_decided(town, sign_in, sent):
    proposal = sent(who=town.moderator)
    page = sign_in(town.moderator).get(f"/en/arbejdsbord/forslag/{proposal.uuid}").text
    assert page.count('class="blocked"') == 3
    answer = sign_in(town.moderator).post(
        f"/en/arbejdsbord/forslag/{proposal.uuid}/godkend", data={"approve-version": proposal.version}
    )
    assert answer.status_code == 422
    assert only().state == rules.SUBMITTED


def test_cases_of_others_and_drafts_are_not_there(client, town, sign_in, acting, sent):
    proposal = sent()
    draft = actions.start(acting(town.outsider), "event", typed=EVENT, language="da")
    for who, key, wanted in (
        ("museum_moderator", proposal.uuid, 404),
        ("citizen", proposal.uuid, 404),
        ("administrator", draft.uuid, 404),
        ("moderator", str(uuid.uuid4()), 404),
    ):
        staff = sign_in(getattr(town, who))
        assert staff.get(f"/arbejdsbord/forslag/{key}").status_code == wanted
        for verb in ("godkend", "ret", "afvis"):
            assert staff.post(f"/arbejdsbord/forslag/{key}/{verb}").status_code == wanted
    assert client.get(f"/arbejdsbord/forslag/{proposal.uuid}").status_code == 302


def test_a_neighbour_at_the_same_time_is_shown(session, town, sign_in, sent):
    proposal = sent()
    other = make.event(town.library, title="Babyrytmik", place_id=town.main_library.id)
    day = clock.to_local(clock.now()).replace(month=10, day=1, hour=18, minute=0)
    make.occurrence(other, day)
    db.session.commit()
    assert "Babyrytmik" in sign_in(town.moderator).get(f"/en/arbejdsbord/forslag/{proposal.uuid}").text


# mails


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_can_be_written_in_the_proposers_language(
    app, town, acting, sent, language, kind, tmp_path
):
    town.citizen.language = language
    db.session.commit()
    moderator, citizen = acting(town.moderator), acting(town.citizen)
    one = sent(kind)
    actions.approve(moderator, one.uuid, version=one.version)
    one = sent(kind)
    actions.request_changes(moderator, one.uuid, version=one.version, text="Mere", notes={"day": "Onsdag"})
    one = actions.submit(citizen, one.uuid)
    actions.decline(
        moderator, one.uuid, version=one.version, reason_code="safety", text="Nej", alternative="Andet"
    )
    one = sent(kind)
    actions.withdraw(citizen, one.uuid)
    messages = db.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.kind.startswith("moderation/"))
    ).all()
    assert {message.kind.partition("/")[2] for message in messages} == {
        "submitted",
        "approved",
        "changes_requested",
        "declined",
        "withdrawn",
    }
    settings = Settings(public_url="http://portal.test", data_dir=tmp_path)
    for message in messages:
        mail = compose(message, settings)
        body = mail.get_body(("plain",)).get_content()
        assert message.language == language
        assert TYPED[kind]["title"] in mail["Subject"]
        assert ("http://portal.test/en/" in body) == (language == "en")


def test_figures(session, town, acting, sent):
    moderator = acting(town.moderator)
    one = sent()
    actions.approve(moderator, one.uuid, version=one.version)
    sent()
    actions.start(moderator, "event", typed=COMMUNITY, language="da")
    assert (queries.received(2026), queries.accepted(2026), queries.received(2025)) == (2, 1, 0)
    assert queries.answer_minutes(2026) == [0]
