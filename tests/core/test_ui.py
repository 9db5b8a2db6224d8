"""The parts that pages are built from: listed, translated, safe under the content security policy, valid."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask, render_template, render_template_string
from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from portal.core.forms import Form, Prose

ROOT = Path(__file__).resolve().parents[2]
PARTS = sorted((ROOT / "templates" / "ui").glob("*.html"))
FRAME = [ROOT / "templates" / "base.html", ROOT / "templates" / "error.html"]
WHEN = datetime(2026, 12, 3, 17, 30, tzinfo=UTC)


class Sample(Form):
    """One field of each kind."""

    name = StringField("Name", [InputRequired("Write your first name.")])
    about = Prose("About", limit=500)
    kind = RadioField(
        "Kind",
        [InputRequired("Choose what it is.")],
        choices=[SelectChoice("event", "Event"), SelectChoice("community", "Community")],
    )
    days = SelectMultipleField(
        "Days", choices=[SelectChoice("mon", "Monday"), SelectChoice("tue", "Tuesday")]
    )
    children = IntegerField("Children")
    agree = BooleanField("Remind me")


def rendered(app: Flask, source: str, **values: Any) -> str:
    """A template as English readers get it."""
    with app.test_request_context("/", environ_overrides={"portal.language": "en"}):
        return render_template_string(source, **values)


def sample(app: Flask, data: dict[str, str] | None = None) -> tuple[Sample, str]:
    """A form that was sent, and the page that shows it again."""
    source = (
        '{% from "ui/form.html" import error_summary, field, party_stepper %}{{ error_summary(form) }}'
        "{% for f in (form.name, form.about, form.kind, form.days, form.agree) %}{{ field(f, help='Help') }}"
        "{% endfor %}{{ party_stepper([form.children], 'How many?') }}"
    )
    with app.test_request_context("/", method="POST", data=data or {"about": "Hi"}):
        form = Sample()
        form.validate()
        return form, render_template_string(source, form=form)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.stem)
def test_every_part_is_listed_for_those_who_build_pages(part: Path) -> None:
    listed = (part.parent / "README.md").read_text()
    names = re.findall(r"{% macro ([a-z]\w*)\(", part.read_text())
    assert names
    assert [name for name in names if f"{name}(" not in listed] == []


@pytest.mark.parametrize("part", [*PARTS, *FRAME], ids=lambda part: part.stem)
def test_nothing_inline_that_the_content_policy_blocks(part: Path) -> None:
    assert (
        re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", part.read_text()) == []
    )


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.stem)
def test_no_word_is_translated_once_for_everybody(part: Path) -> None:
    """Imported templates are kept between requests, so words outside macros would stick to one language."""
    outside = re.sub(r"{%-? macro .*?{%-? endmacro %}|{#.*?#}", "", part.read_text(), flags=re.DOTALL)
    assert "_(" not in outside


def test_errors_link_to_fields_and_stand_with_them(app: Flask, session: Any) -> None:
    form, page = sample(app)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]+)"', page):
        assert target in ids
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert set(described.split()) <= set(ids)
    assert form.errors
    assert page.index('id="name-error"') < page.index('<input aria-describedby="name-help name-error"')


def test_long_text_counts_down_without_blocking(app: Flask, session: Any) -> None:
    _form, page = sample(app)
    assert 'data-counter="500"' in page
    assert 'data-counter-for="about"' in page
    assert "maxlength" not in page


def test_a_form_without_errors_has_no_summary(app: Flask, session: Any) -> None:
    _form, page = sample(app, {"name": "Ada", "kind": "event", "about": "x"})
    assert 'id="errors"' not in page
    assert "aria-invalid" not in page


def test_titles_by_people_are_escaped(app: Flask, session: Any) -> None:
    source = (
        '{% from "ui/event.html" import event_card %}{{ event_card(title, "#", when, institution=title) }}'
    )
    page = rendered(app, source, title="<script>x</script>", when=WHEN)
    assert "<script>" not in page


@pytest.mark.parametrize(("taken", "kind"), [(3, ""), (18, "seat-meter--few"), (20, "seat-meter--full")])
def test_the_seat_meter_says_in_words_what_it_draws(app: Flask, session: Any, taken: int, kind: str) -> None:
    page = rendered(
        app, '{% from "ui/state.html" import seat_meter %}{{ seat_meter(taken, 20) }}', taken=taken
    )
    assert kind in page
    assert ("All 20 seats are taken" in page) is (taken == 20)


def test_an_unknown_figure_is_never_nought(app: Flask, session: Any) -> None:
    source = (
        '{% from "ui/data.html" import indicator_card %}{{ indicator_card("Children", none, missing=1) }}'
    )
    page = rendered(app, source)
    assert "indicator__unknown" in page
    assert "<strong>" not in page


def test_a_line_chart_leaves_a_gap_where_nothing_is_known(app: Flask, session: Any) -> None:
    points = [{"label": str(n), "value": v} for n, v in enumerate((1, 2, None, 4))]
    source = '{% from "ui/chart.html" import line_chart %}{{ line_chart("Year", points) }}'
    page = rendered(app, source, points=points)
    stroke = re.search(r'class="stroke" d="([^"]+)"', page)
    assert stroke is not None
    assert stroke.group(1).count("M") == 2
    assert page.count("<circle") == 3


def test_the_error_page_is_valid(app: Flask, session: Any) -> None:
    with app.test_request_context("/"):
        page = render_template("error.html", status=404, title="T")
    assert html5lib.HTMLParser(strict=False).parse(page) is not None
    assert page.count("<h1") >= 1
    assert page.count('id="main"') == 1
