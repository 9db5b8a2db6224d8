"""The calendar's pages: what stands on which day, in which state, by which wish; and the ways around them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.pages.queries.calendar import calendar
from portal.pages.rules.filters import Filters
from tests import make


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def one(town: make.Town, title: str, start: str, hours: float = 2, **more: Any) -> Any:
    date_of = {name: more.pop(name) for name in ("cancel_reason", "moved_from") if name in more}
    if more.pop("cancelled", False):
        date_of["state"] = "cancelled"
    made = make.event(town.library, title=title, place_id=town.main_library.id, **more)
    return make.occurrence(made, local(start), hours, **date_of)


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def titles(found: Any) -> dict[str, list[str]]:
    return {day.isoformat(): [one.card.title for one in entries] for day, entries in found.days.items()}


# --- what is in it ---------------------------------------------------------------------------------------


def test_days_hold_what_is_held_on_them(town: make.Town) -> None:
    one(town, "Aften", "2026-12-03T19:00")
    one(town, "Morgen", "2026-12-03T09:00")
    one(town, "Sen aften", "2026-12-03T22:00", 4)
    one(town, "Hele dagen", "2026-12-04T00:00", 24)
    one(town, "Udenfor", "2026-12-31T23:00", 1)
    one(town, "Kladde", "2026-12-03T10:00", state="draft")
    one(town, "Klassen", "2026-12-03T10:00", kind="class_visit")
    found = calendar(Filters(), date(2026, 12, 1), date(2026, 12, 30), 9)
    assert titles(found) == {"2026-12-03": ["Morgen", "Aften", "Sen aften"], "2026-12-04": ["Hele dagen"]}
    assert found.totals == {date(2026, 12, 3): 3, date(2026, 12, 4): 1}
    assert found.long == []


def test_a_day_shows_so_many_and_counts_all(town: make.Town) -> None:
    for hour in range(9, 16):
        one(town, f"Kl. {hour}", f"2026-12-03T{hour:02}:00")
    found = calendar(Filters(), date(2026, 12, 1), date(2026, 12, 31), 3)
    assert titles(found) == {"2026-12-03": ["Kl. 9", "Kl. 10", "Kl. 11"]}
    assert found.totals == {date(2026, 12, 3): 7}


def test_dates_over_several_days_are_found_from_the_middle(town: make.Town) -> None:
    one(town, "Udstilling", "2026-11-09T10:00", 24 * 38 + 6, kind="exhibition")
    one(town, "Overnatning", "2026-12-05T13:00", 19)
    one(town, "Forbi", "2026-11-09T10:00", 24 * 3)
    found = calendar(Filters(), date(2026, 12, 6), date(2026, 12, 6), 9)
    assert [one.card.title for one in found.long] == ["Udstilling", "Overnatning"]
    assert found.totals == {date(2026, 12, 6): 2}


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_days_on_which_the_clock_changes_are_whole(town: make.Town, day: str) -> None:
    one(town, "Nat", f"{day}T00:30", 0.5)
    one(town, "Morgen", f"{day}T04:00", 1)
    one(town, "Sent", f"{day}T23:00", 0.5)
    found = calendar(Filters(), date.fromisoformat(day), date.fromisoformat(day), 9)
    assert titles(found) == {day: ["Nat", "Morgen", "Sent"]}


def test_the_wishes_are_those_of_the_list_but_for_the_days(town: make.Town) -> None:
    one(town, "Gratis", "2026-12-03T09:00")
    one(town, "Dyr", "2026-12-03T10:00", price=50)
    found = calendar(Filters(free=True, day="i-dag"), date(2026, 12, 1), date(2026, 12, 31), 3)
    assert titles(found) == {"2026-12-03": ["Gratis"]}


def test_theme_days_stand_in_the_whole_calendar_only(town: make.Town) -> None:
    make.theme_day(town.library, on=date(2026, 12, 5))
    make.theme_day(town.library, on=date(2026, 12, 6), state="draft")
    span = (date(2026, 12, 1), date(2026, 12, 31), 3)
    assert list(calendar(Filters(), *span).theme_days) == [date(2026, 12, 5)]
    assert calendar(Filters(free=True), *span).theme_days == {}


def test_a_full_month_costs_no_more_queries(town: make.Town, queries_of: Callable[..., int]) -> None:
    def look() -> None:
        calendar(Filters(), date(2026, 12, 1), date(2026, 12, 31), 3)

    for number in range(2):
        one(town, f"Nr {number}", f"2026-12-0{number + 1}T10:00")
        one(town, f"Lang {number}", f"2026-12-0{number + 1}T10:00", 60)
    few = queries_of(look)
    for number in range(2, 30):
        one(town, f"Nr {number}", f"2026-12-{number + 1:02}T10:00", tags={"theme": ["making"]})
        one(town, f"Lang {number}", f"2026-12-{number + 1:02}T10:00", 60)
    assert queries_of(look) == few


# --- the pages -------------------------------------------------------------------------------------------


def test_the_month_is_a_table_with_weeks_and_days(client: FlaskClient, town: make.Town) -> None:
    one(town, "Strikkecafé", "2026-12-03T18:30")
    text = page(client, "/kalender/2026-12")
    assert '<th scope="col" abbr="torsdag">tors</th>' in text
    weeks = re.findall(r'scope="rowgroup".*?href="/kalender/(2026-uge-\d+)"', text)
    assert weeks == [f"2026-uge-{number}" for number in range(49, 54)]
    assert text.count('scope="rowgroup"') == 5
    assert 'rel="prev" href="/kalender/2026-11"' in text
    assert 'rel="next" href="/kalender/2027-01"' in text
    assert "torsdag den 3. december</span>" in text
    assert "18.30</span>" in text


def test_today_is_said_in_words(client: FlaskClient, town: make.Town) -> None:
    for address in ("/kalender", "/kalender/2026-uge-37"):
        assert '<span class="cal__now">I dag</span>' in page(client, address)
    assert 'aria-current="date"' in page(client, "/kalender")
    assert "cal__now" not in page(client, "/kalender/2026-12")


def test_more_than_fits_a_cell_is_a_link_to_the_day(client: FlaskClient, town: make.Town) -> None:
    for hour in range(9, 15):
        one(town, f"Kl. {hour}", f"2026-12-03T{hour:02}:00")
    text = page(client, "/kalender/2026-12?gratis=1")
    assert re.search(r'href="/kalender/2026-12-03\?gratis=1"><span aria-hidden="true">\+</span>3 mere', text)
    assert page(client, "/kalender/2026-12-03").count('class="cal-entry ') == 6


def test_a_span_is_a_bar_in_each_of_its_weeks(client: FlaskClient, town: make.Town) -> None:
    one(town, "Udstilling", "2026-12-03T10:00", 24 * 7 + 6, kind="exhibition")
    text = page(client, "/kalender/2026-12")
    bars = re.findall(r'<td( colspan="\d")?>(?:<a class="cal-bar ([^"]*)")', text)
    assert [(cell, classes.split(" ", 1)[-1]) for cell, classes in bars] == [
        (' colspan="4"', "cal-bar--goes-on"),
        (' colspan="4"', "cal-bar--came"),
    ]


def test_states_are_words(client: FlaskClient, town: make.Town) -> None:
    one(town, "Aflyst", "2026-12-03T10:00", cancelled=True, cancel_reason="Storm")
    full = one(town, "Fuld", "2026-12-03T11:00", signup_mode="per_session", capacity=1)
    make.signup(full)
    one(town, "Flyttet", "2026-12-03T12:00", moved_from=clock.now())
    for address in ("/kalender/2026-12", "/kalender/2026-uge-49", "/kalender/2026-12-03"):
        states = re.findall(r'data-state="(\w+)"', page(client, address))
        assert states[:3] == ["cancelled", "full", "moved"], address


def test_the_week_puts_dates_at_their_hour(client: FlaskClient, town: make.Town) -> None:
    one(town, "Ti", "2026-12-03T10:15")
    one(town, "Tolv", "2026-12-04T12:00")
    text = page(client, "/kalender/2026-uge-49")
    assert re.findall(r"<span>(\d+)</span>", text) == ["10", "11", "12"]
    assert text.count('class="cal-week__day') == 7
    assert "Uge 49, 2026" in text


def test_the_agenda_tells_when_a_span_begins_and_ends(client: FlaskClient, town: make.Town) -> None:
    one(town, "Udstilling", "2026-09-10T10:00", 24 * 4 + 6, kind="exhibition")
    text = page(client, "/kalender/dagsorden")
    assert ("fra kl. 10.00" in text, "til kl. 16.00" in text) == (True, True)
    assert text.count("Udstilling") == 2
    assert "i to uger" not in text
    assert "Der sker ikke noget i de to uger" in page(client, "/kalender/dagsorden/2027-05-01")


def test_wishes_are_kept_shown_and_can_be_taken_away(client: FlaskClient, town: make.Town) -> None:
    place = town.main_library.slug
    text = page(client, f"/kalender/2026-12?sted={place}&gratis=1&dag=i-dag")
    assert 'href="/kalender/2026-12?gratis=1"' in text
    assert f'href="/kalender/2026-12?sted={place}"' in text
    assert f'href="/arrangementer?sted={place}&amp;gratis=1"' in text
    assert f"webcal://portal.test/arrangementer.ics?sted={place}&amp;gratis=1" in text
    assert "i-dag" not in text.partition("<main")[2].partition("</main>")[0]
    assert 'name="robots" content="noindex' in text


def test_a_form_with_empty_fields_leads_to_a_clean_address(client: FlaskClient, town: make.Town) -> None:
    answer = client.get("/kalender/2026-12?sted=&alder=children&gratis=1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/kalender/2026-12?alder=children&gratis=1"


@pytest.mark.parametrize(
    "address", ["2026-13", "2026-uge-54", "i-gaar", "9999-12-31", "dagsorden/2026-12", "dagsorden/"]
)
def test_what_is_no_period_is_missing(client: FlaskClient, town: make.Town, address: str) -> None:
    assert client.get(f"/kalender/{address}").status_code == 404


def test_pages_may_be_shared_and_near_ones_kept(client: FlaskClient, town: make.Town) -> None:
    answer = client.get("/kalender")
    assert answer.headers["Cache-Control"].startswith("public")
    assert 'content="noindex' not in answer.text
    assert '<link rel="canonical" href="http://portal.test/kalender/2026-09">' in answer.text
    assert 'content="noindex' in page(client, "/kalender/2029-01")
