"""Words: dates and numbers the way the reader writes them, slugs, Markdown, CPR numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import html5lib
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.core import languages, text
from portal.core.languages import Language

EVENING = datetime(2026, 12, 3, 17, 30, tzinfo=UTC)
LATER = datetime(2026, 12, 3, 19, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 12, 4, 6, 0, tzinfo=UTC)


def in_language(app: Flask, code: str, write: Callable[[], str]) -> str:
    with app.test_request_context(), text.speaking(code):
        return write()


@pytest.mark.parametrize(
    ("code", "written"),
    [("da", "torsdag den 3. december 2026"), ("en", "Thursday 3 December 2026")],
)
def test_long_dates(app: Flask, code: str, written: str) -> None:
    assert in_language(app, code, lambda: text.long_date(EVENING)) == written


def test_short_dates_name_the_year_only_when_it_is_another(app: Flask) -> None:
    assert in_language(app, "da", lambda: text.short_date(EVENING)) == "tors. 3. dec."
    assert "2027" in in_language(app, "da", lambda: text.short_date(EVENING.replace(year=2027)))


def test_a_short_moment_says_the_hour_as_each_language_does(app: Flask) -> None:
    assert in_language(app, "da", lambda: text.short_moment(EVENING)).startswith("tors. 3. dec. kl. ")
    assert "kl." not in in_language(app, "en", lambda: text.short_moment(EVENING))


def test_times_have_a_full_stop_in_danish(app: Flask) -> None:
    assert in_language(app, "da", lambda: text.clock_time(EVENING)) == "18.30"
    assert in_language(app, "en", lambda: text.clock_time(EVENING)) == "18:30"


def test_a_range_names_both_days_only_past_midnight(app: Flask) -> None:
    within = in_language(app, "da", lambda: text.date_time_range(EVENING, LATER))
    assert within == "torsdag den 3. december 2026 kl. 18.30–20.00"
    past = in_language(app, "da", lambda: text.date_time_range(EVENING, NEXT_MORNING))
    assert past.count("december") == 2


@pytest.fixture
def more_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("de", "uk", "ar"):
        monkeypatch.setitem(languages.LANGUAGES, code, Language(code, code, code == "ar", True))


@pytest.mark.parametrize(
    ("code", "long", "short", "parts"),
    [
        ("de", "Donnerstag, 3. Dezember 2026, 18:30", "Do., 3. Dez.", ("Do", "3", "Dez")),
        ("uk", "четвер, 3 грудня 2026\u202fр., 18:30", "чт, 3 груд.", ("чт", "3", "груд")),
        ("ar", "الخميس، 3 ديسمبر 2026، 18:30", "الخميس، 3 ديسمبر", ("الخميس", "3", "ديسمبر")),
    ],
)
def test_other_languages_write_dates_as_cldr_says(
    app: Flask, more_languages: None, code: str, long: str, short: str, parts: tuple[str, str, str]
) -> None:
    assert in_language(app, code, lambda: text.long_moment(EVENING)) == long
    assert in_language(app, code, lambda: text.short_date(EVENING)) == short
    assert "2027" in in_language(app, code, lambda: text.day_name(EVENING.date().replace(year=2027)))
    with app.test_request_context(), text.speaking(code):
        assert text.date_parts(EVENING) == parts


@pytest.mark.parametrize(
    ("code", "line", "monday"),
    [("da", "Børn, unge", "man"), ("de", "Børn, Unge", "Mo"), ("ar", "Børn، unge", "إثنين")],
)
def test_short_lines_follow_the_habits_of_their_language(
    app: Flask, more_languages: None, code: str, line: str, monday: str
) -> None:
    assert in_language(app, code, lambda: text.side_by_side(["Børn", "Unge"])) == line
    assert in_language(app, code, text.weekdays)[0][0] == monday


def test_arabic_counts_with_the_figures_people_meet_in_denmark(app: Flask, more_languages: None) -> None:
    assert in_language(app, "ar", lambda: text.number(10250)) == "10,250"
    assert in_language(app, "ar", lambda: text.kroner(60)) == "\u206660\u00a0kr.\u2069"
    assert in_language(app, "uk", lambda: text.kroner(60)) == "60\u00a0kr."


def test_direction() -> None:
    assert [text.direction(code) for code in ("da", "ar", "ur", "tlh", "")] == [
        "ltr",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]


def test_numbers_shares_and_prices(app: Flask) -> None:
    assert in_language(app, "da", lambda: text.number(10250.5)) == "10.250,5"
    assert in_language(app, "en", lambda: text.number(10250.5)) == "10,250.5"
    assert in_language(app, "da", lambda: text.percent(0.42)) == "42\N{NO-BREAK SPACE}%"
    assert in_language(app, "da", lambda: text.kroner(60)) == "60\N{NO-BREAK SPACE}kr."
    assert in_language(app, "en", lambda: text.kroner(0)) == "Free"


def test_an_unknown_language_is_danish(app: Flask) -> None:
    assert in_language(app, "tlh", text.language) == "da"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Bøger på Åen", "boeger-paa-aaen"),
        ("  Ægte -- café! ", "aegte-cafe"),
        ("Læsning بالعربية", "laesning"),
        ("العربية", "uden-navn"),
        ("", "uden-navn"),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert text.slugify(title) == slug


@given(st.text(max_size=300))
def test_a_slug_is_always_fit_for_an_address(title: str) -> None:
    slug = text.slugify(title)
    assert slug
    assert len(slug) <= 80
    assert slug.replace("-", "").isalnum()
    assert slug.isascii()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[klik](javascript:alert(1))",
        "[klik](data:text/html;base64,PHN2Zz4=)",
        '<img src=x onerror="alert(1)">',
        "![sporing](https://tracker.example/a.gif)",
        '<a href="https://example.org" onclick="x()">x</a>',
        "<style>body{display:none}</style>",
        "<iframe src=//example.org></iframe>",
    ],
)
def test_markdown_lets_nothing_hostile_through(hostile: str) -> None:
    fragment = html5lib.parseFragment(str(text.markdown(hostile)), namespaceHTMLElements=False)
    for element in fragment.iter():
        assert element.tag in {"DOCUMENT_FRAGMENT", "p", "a"}
        assert set(element.attrib) <= {"href", "rel"}
        assert not element.get("href", "").startswith(("javascript:", "data:"))


def test_markdown_keeps_what_people_need() -> None:
    html = str(text.markdown("# Program\n\n- **kaffe**\n\nhttps://example.org"))
    assert "<h3>Program</h3>" in html
    assert "<strong>kaffe</strong>" in html
    assert 'rel="nofollow ugc noopener"' in html


@given(st.text(max_size=400))
def test_markdown_never_breaks_and_never_writes_script(typed: str) -> None:
    assert "<script" not in str(text.markdown(typed)).lower()


@pytest.mark.parametrize(
    "typed", ["Ring til 070761-4285", "0707614285", "barn: 010115 1234", "født 010115-1234, kommer"]
)
def test_what_reads_like_a_cpr_number_is_seen(typed: str) -> None:
    assert text.holds_cpr(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Ring 89 15 15 15",
        "EAN 5798004567890",
        "350261-1234",
        "vi er 12 til 1400",
        "2026-12-03 18.30",
        "",
        "0000000000",
    ],
)
def test_other_numbers_are_left_alone(typed: str) -> None:
    assert not text.holds_cpr(typed)


def test_shortening_ends_at_a_word() -> None:
    assert text.shorten("Kom og strik med os i aften, tag garn med", 25) == "Kom og strik med os i…"
    assert text.shorten("Kort", 25) == "Kort"


@pytest.mark.parametrize(
    "name", ["http://evil.example", "Vind nu www.evil", "evil.dk", "karen@example.org", "Se evil.com/x"]
)
def test_a_link_in_a_name_is_seen(name: str) -> None:
    assert text.holds_link(name)


@pytest.mark.parametrize(
    "name", ["J.K. Rowling", "Anne/Peter", "Chr. Hansen", "Foreningen af 1. maj", "Søren Ø."]
)
def test_other_names_hold_no_link(name: str) -> None:
    assert not text.holds_link(name)
