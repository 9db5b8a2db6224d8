"""The event list, event pages and pages of one date."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.core import clock, search
from portal.events.models import Event, Image, Occurrence
from tests import make


def at(days: int, hour: int = 18) -> datetime:
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - wall clock


@pytest.fixture
def knitting(town: make.Town) -> Event:
    return make.event(
        town.library,
        title="Strikkecafé",
        place_id=town.main_library.id,
        room_id=town.stage.id,
        signup_mode="per_session",
        capacity=10,
        host_id=town.host.id,
        host_name="Bente",
        first_time="Vi tager imod ved døren.",
        tags={"audience": ["adults"], "language": ["da"]},
    )


def page_of(client: FlaskClient, date: Occurrence, language: str = "/en") -> str:
    answer = client.get(f"{language}/arrangementer/{date.event.slug}/{date.slug}")
    assert answer.status_code == 200
    return answer.text


def way(page: str) -> str:
    found = re.search(r'data-way="(\w+)"', page)
    assert found
    return found[1]


def data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


# --- the list ------------------------------------------------------------------------------------------


def test_the_list_groups_by_day_and_says_states(client: FlaskClient, knitting: Event) -> None:
    full = make.occurrence(knitting, at(1))
    make.signup(full, {"adults": 10})
    make.occurrence(knitting, at(2), state="cancelled", cancel_reason="Storm")
    make.occurrence(knitting, at(2, 10), moved_from=clock.now())
    page = client.get("/arrangementer").text
    assert page.count('class="day-group"') == 2
    assert re.findall(r'data-state="(\w+)"', page) == ["full", "moved", "cancelled"]


def test_chips_are_links_that_keep_the_other_wishes(
    client: FlaskClient, town: make.Town, knitting: Event
) -> None:
    make.occurrence(knitting, at(1))
    make.occurrence(make.event(town.library, title="Bytte", signup_mode="none"), at(1))
    page = client.get("/arrangementer?gratis=1&q=strik").text
    assert 'href="/arrangementer?q=strik"' in page
    wider = client.get("/arrangementer?gratis=1").text
    assert "gratis=1&amp;uden-tilmelding=1" in wider
    assert "trinfri=1" not in wider  # it would leave nothing


def test_bad_wishes_are_ignored(client: FlaskClient, knitting: Event) -> None:
    make.occurrence(knitting, at(1))
    bad = "dag=x&fra=i-gaar&til=&sted=%00&alder=999&form=?&sprog=xx&efter=%F0%9F%92%A3&institution='--"
    answer = client.get(f"/arrangementer?{bad}", follow_redirects=True)
    assert answer.status_code == 200
    assert "event-card" in answer.text


def test_empty_fields_of_the_form_leave_the_address(client: FlaskClient, town: make.Town) -> None:
    answer = client.get("/en/arrangementer?q=&gratis=1&sted=&_external=1&_scheme=ftp&efter=")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/en/arrangementer?gratis=1"


def test_an_empty_list_offers_the_nearest_thing(client: FlaskClient, knitting: Event) -> None:
    make.occurrence(knitting, at(1))
    page = client.get("/en/arrangementer?gratis=1&alder=children").text
    assert "We found nothing that fits" in page
    assert 'href="/en/arrangementer?gratis=1"' in page
    assert 'href="/en/foreslaa"' in page


def test_hostile_searches_find_nothing_and_break_nothing(client: FlaskClient, knitting: Event) -> None:
    make.occurrence(knitting, at(1))
    for asked in (
        '"',
        "' OR 1=1",
        "NEAR(",
        "*",
        "a" * 5000,
        "\0",
        "🧶",
        "<script>alert(1)</script>",
        "AND OR NOT",
    ):
        answer = client.get("/arrangementer", query_string={"q": asked}, follow_redirects=True)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_long_lists_have_a_next_page_and_a_way_back(client: FlaskClient, knitting: Event) -> None:
    for number in range(35):
        make.occurrence(knitting, at(1 + number))
    first = client.get("/arrangementer").text
    assert first.count('class="event-card ') == 30
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    assert second.count('class="event-card ') == 5
    assert 'rel="prev"' in second


def test_the_list_costs_the_same_with_3_and_with_30_rows(
    client: FlaskClient, town: make.Town, queries_of: Callable[[Callable[[], Any]], int]
) -> None:
    for _number in range(3):
        make.signup(make.occurrence(make.event(town.library, signup_mode="per_session"), at(1)))
    few = queries_of(lambda: client.get("/arrangementer"))
    for _number in range(27):
        make.signup(make.occurrence(make.event(town.museum, signup_mode="per_session"), at(1)))
    assert queries_of(lambda: client.get("/arrangementer")) == few


def test_only_part_of_the_page_is_taken_and_it_says_so(client: FlaskClient, knitting: Event) -> None:
    page = client.get("/en/arrangementer", headers={"HX-Request": "true", "HX-Boosted": "true"}).text
    assert "data-focus" in page
    assert "The list has been changed." in page
    assert "data-focus" not in client.get("/en/arrangementer").text


# --- one date ------------------------------------------------------------------------------------------


def test_a_date_with_seats(client: FlaskClient, knitting: Event) -> None:
    date = make.occurrence(knitting, at(1))
    make.signup(date, {"adults": 2})
    page = page_of(client, date)
    assert way(page) == "join"
    assert 'data-free="8"' in page
    assert f'href="/en/arrangementer/{knitting.slug}/{date.slug}/tilmeld"' in page
    assert "Scenen" in page
    assert "Vi tager imod ved døren." in page
    assert "Bente" in page


def test_a_full_date_offers_the_waiting_list_and_other_dates(
    client: FlaskClient, knitting: Event, town: make.Town
) -> None:
    date = make.occurrence(knitting, at(1))
    make.signup(date, {"adults": 10})
    later = make.occurrence(knitting, at(8))
    beside = make.event(town.museum, title="Museumsaften", place_id=town.main_library.id)
    make.occurrence(beside, at(1, 20))
    page = page_of(client, date)
    assert way(page) == "wait"
    assert "Join the waiting list" in page
    assert f'id="instead"><a href="/en/arrangementer/{knitting.slug}/{later.slug}"' in page
    assert "Museumsaften" in page


def test_just_come(client: FlaskClient, knitting: Event) -> None:
    knitting.signup_mode = "none"
    page = page_of(client, make.occurrence(knitting, at(1)))
    assert way(page) == "just_come"
    assert "/tilmeld" not in page


def test_a_cancelled_date_says_why_and_what_instead(client: FlaskClient, knitting: Event) -> None:
    date = make.occurrence(knitting, at(1), state="cancelled", cancel_reason="Værten er <b>syg</b>")
    following = make.occurrence(knitting, at(8))
    make.occurrence(knitting, at(0, 20))  # sooner, but not "next time" for somebody who planned for tomorrow
    page = page_of(client, date)
    assert way(page) == "not_held"
    assert "Værten er &lt;b&gt;syg" in page
    assert f'/{following.slug}">Next time' in page
    assert "/tilmeld" not in page


def test_a_moved_date_says_both_times(client: FlaskClient, knitting: Event) -> None:
    date = make.occurrence(knitting, at(3), moved_from=clock.to_utc(at(2, 17)))
    page = page_of(client, date)
    assert "notice--moved" in page
    assert "17:00" in page
    assert "18:00" in page


def test_a_past_date_says_what_happened(client: FlaskClient, knitting: Event) -> None:
    date = make.held(knitting)
    assert "took part" not in page_of(client, date)  # not counted is not 0
    make.count(date, {"children": 8, "adults": 4})
    page = page_of(client, date)
    assert way(page) == "over"
    assert "12 people took part" in page
    assert "/tilmeld" not in page


def test_a_date_that_has_begun_takes_no_more_sign_ups(client: FlaskClient, knitting: Event) -> None:
    page = page_of(client, make.occurrence(knitting, at(0, 11)))
    assert way(page) == "begun"
    assert "/tilmeld" not in page


def test_the_private_link_is_never_public(client: FlaskClient, knitting: Event) -> None:
    knitting.mode, knitting.online_link = "hybrid", "https://meet.example.org/secret"
    date = make.occurrence(knitting, at(1), own_online_link="https://meet.example.org/own")
    for address in (f"/{date.slug}", "", ".ics", f"/{date.slug}.ics"):
        answer = client.get(f"/arrangementer/{knitting.slug}{address}")
        assert answer.status_code == 200
        assert "meet.example.org" not in answer.text


def test_what_is_known_about_getting_in(client: FlaskClient, knitting: Event, town: make.Town) -> None:
    make.access(town.main_library, "step_free")
    make.access(town.main_library, "lift", "no")
    make.access(town.main_library, "hearing_loop_fixed", "unknown")
    page = page_of(client, make.occurrence(knitting, at(1)))
    for kind in ("yes", "no", "unknown"):
        assert page.count(f"access-facts__item--{kind}") == 1
    assert "Checked" in page


def test_who_is_behind(client: FlaskClient, knitting: Event, town: make.Town) -> None:
    community = make.community(town.library, title="Læsekredsen")
    knitting.community_id = community.id
    make.partner(knitting, town.association)
    make.partner(knitting, make.organisation("Besøgsklassen 3. A", "school"), visiting=True)
    day = make.theme_day(town.library, title="Åens dag")
    make.line(day, knitting, town.library)
    make.line(make.theme_day(town.library, title="Hemmelig dag", state="draft"), knitting, town.library)
    page = page_of(client, make.occurrence(knitting, at(1)))
    for words in (town.library.name, town.association.name, "Læsekredsen", "Åens dag"):
        assert words in page
    assert "Besøgsklassen" not in page
    assert "Hemmelig dag" not in page


def test_foreign_titles_carry_their_language(client: FlaskClient, town: make.Town) -> None:
    event = make.event(town.library, title="مقهى اللغة", language="ar", slug="sprogcafe")
    date = make.occurrence(event, at(1))
    assert '<h1 lang="ar" dir="rtl">' in page_of(client, date)
    assert 'lang="ar" dir="rtl"' in client.get("/arrangementer").text


def test_a_danish_title_is_marked_on_english_pages_only(client: FlaskClient, knitting: Event) -> None:
    date = make.occurrence(knitting, at(1))
    assert '<h1 lang="da"' in page_of(client, date)
    assert "<h1>" in page_of(client, date, language="")


def test_markup_of_people_stays_text(client: FlaskClient, knitting: Event) -> None:
    knitting.title = "</script><script>alert(1)</script>"
    knitting.text = "<img src=x onerror=alert(1)> **fedt** [x](javascript:alert(1))"
    page = page_of(client, make.occurrence(knitting, at(1)))
    assert "<script>alert" not in page
    assert "onerror=alert(1)>" not in page
    assert 'href="javascript:' not in page
    assert "<strong>fedt</strong>" in page
    assert data(page)["name"] == knitting.title


def test_a_picture_comes_in_sizes_with_its_words(client: FlaskClient, knitting: Event) -> None:
    picture = Image(
        sha256="a" * 64,
        alt="To hænder og et garnnøgle",
        width=1600,
        height=800,
        credit="Ib",
        uploaded_at=clock.now(),
    )
    knitting.image = picture
    page = page_of(client, make.occurrence(knitting, at(1)))
    assert 'alt="To hænder og et garnnøgle"' in page
    assert re.search(r'srcset="[^"]*/billeder/a{64}-\d+\.webp \d+w', page)
    assert data(page)["image"][0].startswith("http://portal.test/")


# --- series, drafts, people who run it -----------------------------------------------------------------


def test_a_series_shows_its_next_date_and_all_others(client: FlaskClient, knitting: Event) -> None:
    past = make.held(knitting, 7)
    make.occurrence(knitting, at(1), state="cancelled")
    following = make.occurrence(knitting, at(8))
    page = client.get(f"/en/arrangementer/{knitting.slug}").text
    assert f'data-date="{following.slug}"' in page
    assert page.index('id="dates"') < page.index(past.slug)
    assert "Earlier dates" in page


def test_a_one_off_event_has_one_address_that_counts(client: FlaskClient, knitting: Event) -> None:
    date = make.occurrence(knitting, at(1))
    whole = f'<link rel="canonical" href="http://portal.test/en/arrangementer/{knitting.slug}">'
    assert whole in page_of(client, date)
    assert whole in client.get(f"/en/arrangementer/{knitting.slug}").text
    make.occurrence(knitting, at(8))
    assert whole not in page_of(client, date)


def test_a_far_date_of_a_long_series_has_its_page(client: FlaskClient, knitting: Event) -> None:
    for number in range(70):
        last = make.occurrence(knitting, at(1 + number))
    assert way(page_of(client, last)) == "join"


def test_an_event_without_dates_is_no_dead_end(client: FlaskClient, knitting: Event) -> None:
    page = client.get(f"/en/arrangementer/{knitting.slug}").text
    assert "No dates are planned" in page
    assert 'href="/en/arrangementer"' in page


def test_a_draft_is_known_only_to_those_who_work_with_it(
    client: FlaskClient, sign_in: Callable[[Any], FlaskClient], knitting: Event, town: make.Town
) -> None:
    knitting.state = "draft"
    date = make.occurrence(knitting, at(1))
    for address in (f"/arrangementer/{knitting.slug}", f"/arrangementer/{knitting.slug}/{date.slug}"):
        assert client.get(address).status_code == 404
        assert sign_in(town.citizen).get(address).status_code == 404
        shown = sign_in(town.moderator).get(address)
        assert shown.status_code == 200
        assert "noindex" in shown.text
        assert "ld+json" not in shown.text


def test_what_is_not_there_is_missing(client: FlaskClient, knitting: Event) -> None:
    assert client.get("/arrangementer/findes-ikke").status_code == 404
    assert client.get(f"/arrangementer/{knitting.slug}/2026-12-24").status_code == 404


def test_tools_are_for_those_who_run_it(
    client: FlaskClient, sign_in: Callable[[Any], FlaskClient], knitting: Event, town: make.Town
) -> None:
    date = make.occurrence(knitting, at(0, 11))
    address = f"/arrangementer/{knitting.slug}/{date.slug}"
    assert 'id="staff"' not in client.get(address).text
    assert 'id="staff"' not in sign_in(town.citizen).get(address).text
    for person in (town.host, town.moderator, town.administrator):
        page = sign_in(person).get(address).text
        for tool in ("/deltagere", "/optael", "/ret", "/aflys"):
            assert f"{tool}" in page
    assert 'id="staff"' not in sign_in(town.museum_moderator).get(address).text


def test_an_event_page_may_be_shared_and_touches_no_session(client: FlaskClient, knitting: Event) -> None:
    date = make.occurrence(knitting, at(1))
    answer = client.get(f"/arrangementer/{knitting.slug}/{date.slug}")
    assert answer.headers["Cache-Control"].startswith("public")
    assert "csrf" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_long_series_costs_the_same_as_a_short_one(
    client: FlaskClient, knitting: Event, queries_of: Callable[[Callable[[], Any]], int]
) -> None:
    dates = [make.occurrence(knitting, at(1 + number)) for number in range(3)]
    few = queries_of(lambda: page_of(client, dates[0]))
    for number in range(27):
        make.signup(make.occurrence(knitting, at(10 + number)))
    assert queries_of(lambda: page_of(client, dates[0])) == few


# --- structured data -----------------------------------------------------------------------------------


def test_search_engines_read_the_same_facts(client: FlaskClient, knitting: Event, town: make.Town) -> None:
    town.main_library.address, town.main_library.postal_code = "Stemannsgade 2", "8900"
    date = make.occurrence(knitting, at(1))
    make.signup(date, {"adults": 3})
    read = data(page_of(client, date, language=""))
    assert read["@type"] == "Event"
    assert read["eventStatus"].endswith("EventScheduled")
    assert read["eventAttendanceMode"].endswith("OfflineEventAttendanceMode")
    assert read["startDate"] == "2026-09-10T18:00+02:00"
    assert read["url"] == f"http://portal.test/arrangementer/{knitting.slug}/{date.slug}"
    assert read["isAccessibleForFree"] is True
    assert read["offers"]["price"] == 0
    assert read["offers"]["priceCurrency"] == "DKK"
    assert read["maximumAttendeeCapacity"] == 10
    assert read["remainingAttendeeCapacity"] == 7
    assert read["inLanguage"] == ["da"]
    assert read["location"][0]["address"]["streetAddress"] == "Stemannsgade 2"
    assert read["organizer"]["name"] == town.library.name


def test_search_engines_learn_of_moves_and_cancellations(client: FlaskClient, knitting: Event) -> None:
    moved = make.occurrence(knitting, at(2), moved_from=clock.to_utc(at(1)))
    read = data(page_of(client, moved))
    assert read["eventStatus"].endswith("EventRescheduled")
    assert read["previousStartDate"] == "2026-09-10T18:00+02:00"
    cancelled = make.occurrence(knitting, at(3), state="cancelled")
    assert data(page_of(client, cancelled))["eventStatus"].endswith("EventCancelled")


def test_an_online_date_is_a_virtual_location(client: FlaskClient, knitting: Event) -> None:
    knitting.mode, knitting.capacity, knitting.place_id = "online", None, None
    knitting.room_id = None
    read = data(page_of(client, make.occurrence(knitting, at(1))))
    assert [place["@type"] for place in read["location"]] == ["VirtualLocation"]
    assert "maximumAttendeeCapacity" not in read
    assert "remainingAttendeeCapacity" not in read


def test_places_and_organisations_are_found_by_name(
    client: FlaskClient, knitting: Event, town: make.Town
) -> None:
    make.occurrence(knitting, at(1))
    names = [town.main_library.name, town.library.name]
    search.index("event", knitting.id, knitting.title, names=names)
    for asked in ("hovedbiblioteket", "randers bibliotek", "strikkecafe", "strikkecafeer"):
        assert "event-card__title" in client.get("/arrangementer", query_string={"q": asked}).text, asked


# --- states, told honestly -----------------------------------------------------------------------------


def whole(client: FlaskClient, event: Event) -> str:
    answer = client.get(f"/en/arrangementer/{event.slug}")
    assert answer.status_code == 200
    return answer.text


def test_a_series_says_how_often_and_when_next(client: FlaskClient, knitting: Event) -> None:
    first = at(1)
    knitting.rrule = (
        f"FREQ=WEEKLY;BYDAY={['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][first.weekday()]};COUNT=3"
    )
    dates = [make.occurrence(knitting, first + timedelta(weeks=number)) for number in range(3)]
    page = whole(client, knitting)
    assert "data-series" in page
    assert f"Every {first:%A} at 18:00–20:00" in page
    assert f'href="/en/arrangementer/{knitting.slug}/{dates[0].slug}"' in page
    assert f'href="/en/arrangementer/{knitting.slug}.ics"' in page
    one = page_of(client, dates[1])
    assert "data-series" not in one
    assert f'href="/en/arrangementer/{knitting.slug}#dates"' in one
    dates[1].starts_local += timedelta(days=1)
    assert "2 dates to come" not in page
    assert "3 dates to come" in whole(client, knitting)  # the rule is no longer true, so it is not said


def test_a_long_series_is_told_by_month(client: FlaskClient, knitting: Event) -> None:
    dates = [make.occurrence(knitting, at(1 + 7 * number)) for number in range(12)]
    page = whole(client, knitting)
    months = {(one.starts_local.year, one.starts_local.month) for one in dates}
    dates_shown = page.partition('id="dates"')[2].partition("</section>")[0]
    assert dates_shown.count('<details class="details"') == len(months)
    assert page.count("event-card") == 0
    assert all(one.slug in page for one in dates)


def test_the_last_date_of_a_series_is_told_like_an_event_with_one_date(
    client: FlaskClient, knitting: Event
) -> None:
    make.held(knitting, 7)
    last = make.occurrence(knitting, at(1))
    page = whole(client, knitting)
    assert "Earlier dates: the latest 1" in page
    assert "1 date to come" not in page
    assert "All dates" not in page
    assert f"/en/arrangementer/{knitting.slug}/{last.slug}.ics" in page


def test_past_dates_of_a_series_tell_how_many_came(
    client: FlaskClient, sign_in: Callable[[Any], FlaskClient], knitting: Event, town: make.Town
) -> None:
    make.count(make.held(knitting, 7), {"children": 8, "adults": 4})
    make.held(knitting, 14)
    make.occurrence(knitting, at(1))
    page = whole(client, knitting)
    assert page.count("12 took part") == 1
    assert "Count missing" not in page
    assert sign_in(town.moderator).get(f"/en/arrangementer/{knitting.slug}").text.count("Count missing") == 1


def test_people_are_told_by_age_where_it_was_noted(client: FlaskClient, knitting: Event) -> None:
    noted, unknown = make.held(knitting, 7), make.held(knitting, 14)
    make.count(noted, {"children": 8, "adults": 4})
    make.count(unknown, {"all": 5})
    page = page_of(client, noted)
    assert "12 people took part." in page
    assert "Children 0–12: 8 · Adults 18+: 4" in page
    assert "5 people took part.</p>" in page_of(client, unknown)


def test_only_staff_are_asked_for_a_missing_count(
    client: FlaskClient, sign_in: Callable[[Any], FlaskClient], knitting: Event, town: make.Town
) -> None:
    date = make.held(knitting)
    assert "We still need a count" not in page_of(client, date)
    staff = sign_in(town.moderator).get(f"/en/arrangementer/{knitting.slug}/{date.slug}").text
    assert "We still need a count" in staff
    assert f"/{date.slug}/optael" in staff


def test_a_past_date_leads_on(client: FlaskClient, knitting: Event, town: make.Town) -> None:
    date = make.held(knitting)
    assert 'href="/en/arrangementer">See what else is coming' in page_of(client, date)
    knitting.community_id = make.community(town.library, slug="garn", title="Garn").id
    assert 'href="/en/faellesskaber/garn">See when Garn meets next' in page_of(client, date)
    following = make.occurrence(knitting, at(3))
    assert f'/{following.slug}">Next time:' in page_of(client, date)


def test_a_cancelled_date_without_another_leads_to_the_day(client: FlaskClient, knitting: Event) -> None:
    date = make.occurrence(knitting, at(4), state="cancelled", cancel_reason="Storm")
    assert f'href="/en/arrangementer?dag={at(4):%Y-%m-%d}"' in page_of(client, date)


def test_a_cancelled_series_says_that_all_of_it_is(client: FlaskClient, knitting: Event) -> None:
    knitting.state = "cancelled"
    for number in (1, 8):
        make.occurrence(knitting, at(number), state="cancelled", cancel_reason="Lukket")
    page = whole(client, knitting)
    assert "All dates are cancelled" in page
    assert "/tilmeld" not in page


def test_a_date_in_another_place_says_both(client: FlaskClient, knitting: Event, town: make.Town) -> None:
    date = make.occurrence(knitting, at(1), own_place_id=town.branch_place.id)
    page = page_of(client, date)
    assert "In another place this time" in page
    assert f"held at {town.branch_place.name}, not at {town.main_library.name} as usual" in page
    assert "In another place" not in page_of(client, make.occurrence(knitting, at(8)))


def test_how_many_wait_is_said(client: FlaskClient, knitting: Event) -> None:
    date = make.occurrence(knitting, at(1))
    make.signup(date, {"adults": 10})
    make.signup(date, {"adults": 3}, state="waiting")
    page = page_of(client, date)
    assert "3 on the waiting list" in page
    assert "Full, 3 waiting" in page


def test_coming_alone_is_promised_only_when_it_holds(client: FlaskClient, town: make.Town) -> None:
    alone = make.event(town.library, host_name="Bente", tags={"access": ["come_alone"]})
    plain = make.event(town.library, host_name="Finn")
    assert "Come alone if you like" in page_of(client, make.occurrence(alone, at(1)))
    assert "Come alone if you like" not in page_of(client, make.occurrence(plain, at(1)))


@pytest.mark.parametrize(
    ("mode", "signup", "words"),
    [
        ("online", "per_session", "You get the link when you sign up."),
        ("hybrid", "none", "Ask the host for the link."),
        ("physical", "none", None),
    ],
)
def test_how_to_get_the_link(
    client: FlaskClient, knitting: Event, mode: str, signup: str, words: str | None
) -> None:
    knitting.mode, knitting.signup_mode = mode, signup
    page = page_of(client, make.occurrence(knitting, at(1)))
    assert ("Take part from home" in page) is (words is not None)
    assert words is None or words in page
    assert ("Scenen" in page) is (mode != "online")
