"""Translating: who may, what readers then see, and what happens when two do it at once."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from portal.core import search
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.core.text import speaking
from portal.core.translated import Said, carry
from portal.events.models import Event
from portal.events.queries import calendar_entry, occurrence_by_slug
from tests import make

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def knitting(town: make.Town) -> Event:
    return make.event(
        town.library,
        slug="strik",
        title="Strikkecafé",
        summary="Kom og strik.",
        text="Garn **nok**.",
        host_id=town.host.id,
    )


def send(client: FlaskClient, path: str, **said: str) -> Any:
    page = client.get(path).text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', page)
    assert seen is not None
    return client.post(path, data={"seen": seen[1], **said})


def test_a_host_translates_an_event_and_english_readers_meet_it(
    town: make.Town, sign_in: SignIn, client: FlaskClient, knitting: Event
) -> None:
    date = make.occurrence(knitting)
    path = f"/arrangementer/strik/{date.slug}"
    answer = send(sign_in(town.host), "/arrangementer/strik/oversaettelser/en", title="Knitting café")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/arrangementer/strik/oversaettelser")
    english, danish = client.get(f"/en{path}").text, client.get(path).text
    assert "<h1>Knitting café</h1>" in english
    assert '<p class="lead" lang="da" dir="ltr">Kom og strik.</p>' in english
    assert "Text only in Danish" in english
    assert "<h1>Strikkecafé</h1>" in danish
    assert danish.count(' lang="da"') == 1
    noted = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.verb == "translation.save")).one()
    assert (noted.subject_kind, noted.facts) == ("event", {"language": "en"})


def test_cards_say_honestly_what_is_only_in_danish(client: FlaskClient, knitting: Event) -> None:
    make.occurrence(knitting)
    card = client.get("/en/arrangementer").text
    assert 'lang="da" dir="ltr">Strikkecafé</a>' in card
    assert "Text only in Danish" in card
    assert "Teksten er kun på" not in client.get("/arrangementer").text


def test_structured_data_calendars_and_search_follow(
    town: make.Town, sign_in: SignIn, client: FlaskClient, knitting: Event
) -> None:
    date = make.occurrence(knitting)
    send(sign_in(town.host), "/arrangementer/strik/oversaettelser/en", title="Knitting café", summary="Come.")
    page = html.unescape(client.get(f"/en/arrangementer/strik/{date.slug}").text)
    assert '"name":"Knitting café"' in page
    assert '"inLanguage":["en"]' in page
    with speaking("en"):
        entry = calendar_entry(occurrence_by_slug("strik", date.slug), "http://portal.test/")
    assert entry.title == "Knitting café"
    assert "Come." in entry.description
    found = search.matching("event", "knitting")
    assert found is not None
    assert db.session.scalars(found).all() == [knitting.id]


def test_a_date_of_its_own_is_translated_apart(
    town: make.Town, sign_in: SignIn, client: FlaskClient, knitting: Event
) -> None:
    date = make.occurrence(knitting, own_title="Julestrik")
    staff = sign_in(town.host)
    assert "Julestrik" in staff.get("/arrangementer/strik/oversaettelser").text
    send(staff, f"/arrangementer/strik/{date.slug}/oversaettelser/en", own_title="Christmas knitting")
    assert "<h1>Christmas knitting</h1>" in client.get(f"/en/arrangementer/strik/{date.slug}").text


def test_editors_see_that_a_translation_is_older(town: make.Town, sign_in: SignIn, knitting: Event) -> None:
    staff = sign_in(town.host)
    send(staff, "/en/arrangementer/strik/oversaettelser/en", title="Knitting café")
    assert "older than the original" not in staff.get("/en/arrangementer/strik/oversaettelser").text
    db.session.get_one(Event, knitting.id).title = "Hæklecafé"
    db.session.commit()
    assert "older than the original" in staff.get("/en/arrangementer/strik/oversaettelser").text
    assert "Changed since it was translated" in staff.get("/en/arrangementer/strik/oversaettelser/en").text


def test_two_at_once_do_not_undo_each_other(town: make.Town, sign_in: SignIn, knitting: Event) -> None:
    staff, path = sign_in(town.host), "/en/arrangementer/strik/oversaettelser/en"
    page = staff.get(path).text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', page)
    assert seen is not None
    send(staff, path, title="Knitting café")
    late = staff.post(path, data={"seen": seen[1], "title": "Wool club"})
    assert late.status_code == 422
    assert "Somebody else changed this page" in late.text
    assert "Wool club" in late.text
    assert db.session.get_one(Event, knitting.id).translations["en"]["title"]["text"] == "Knitting café"


def test_too_long_a_text_is_refused(town: make.Town, sign_in: SignIn, knitting: Event) -> None:
    answer = send(sign_in(town.host), "/en/arrangementer/strik/oversaettelser/en", title="x" * 121)
    assert answer.status_code == 422
    assert "Shorten the text" in answer.text


def test_communities_theme_days_and_places_are_translated_too(
    town: make.Town, sign_in: SignIn, client: FlaskClient
) -> None:
    make.community(town.library, slug="kreds", title="Læsekreds", text="Vi læser.")
    make.theme_day(town.library, slug="dag", title="Åens dag")
    make.place("Huset", slug="hus", owner_id=town.library.id, about="Gå ind ad porten.")
    staff = sign_in(town.moderator)
    for path, field, said in (
        ("/faellesskaber/kreds", "title", "Reading circle"),
        ("/temadage/dag", "title", "Day of the river"),
        ("/steder/hus", "about", "Enter by the gate."),
    ):
        assert send(staff, f"{path}/oversaettelser/en", **{field: said}).status_code == 303
        assert said in client.get(f"/en{path}").text
        assert said not in client.get(path).text


def test_only_those_who_may_edit_translate(town: make.Town, sign_in: SignIn, knitting: Event) -> None:
    for path in ("/arrangementer/strik/oversaettelser", "/arrangementer/strik/oversaettelser/en"):
        assert sign_in(town.citizen).get(path).status_code == 403
    assert sign_in(town.citizen).post("/arrangementer/strik/oversaettelser/en").status_code == 403


@pytest.mark.parametrize("code", ["da", "tlh"])
def test_its_own_language_and_unknown_ones_are_no_translation(
    town: make.Town, sign_in: SignIn, knitting: Event, code: str
) -> None:
    assert sign_in(town.host).get(f"/arrangementer/strik/oversaettelser/{code}").status_code == 404


def test_a_copied_text_brings_its_translation_and_another_does_not(town: make.Town) -> None:
    said = {"en": {"title": {"text": "Reading circle", "of": "x"}}}
    circle = make.community(town.library, title="Læsekreds", translations=said)
    same, other = Event(title="Læsekreds"), Event(title="Andet")
    for one in (same, other):
        carry(circle, one, [("title", "title")])
    assert same.translations == said
    assert not other.translations


def test_words_know_their_language() -> None:
    assert Said("Hej", "da").attrs == ' lang="da" dir="ltr"'
    assert Said("مرحبا", "ar").attrs == ' lang="ar" dir="rtl"'
    assert Said("Hej", None).attrs == ""
    assert Said("", "da").lang is None
    assert Said("Hej med dig", "da").shorten(5).lang == "da"
