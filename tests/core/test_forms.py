"""Fields that the whole site shares: reading what people type, and saying what to do instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.core.errors import Refused
from portal.core.forms import Email, Form, Line, LocalDate, LocalTime, Needed, Prose, normal_email, wall_clock


class Sample(Form):
    name = Line("Name", [Needed("Write your first name.")], limit=20)
    text = Prose("Text", limit=50)
    email = Email("E-mail")
    day = LocalDate("Day")
    at = LocalTime("At")


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context(environ_overrides={"portal.language": "en"}):
        yield


def filled(**typed: str) -> Sample:
    return Sample(formdata=MultiDict({"name": "Karen", **typed}))


@pytest.mark.usefixtures("english")
class TestFields:
    def test_text_is_stripped(self) -> None:
        form = filled(name="  Karen ", email=" Karen@Example.ORG ")
        assert form.validate()
        assert form.name.data == "Karen"
        assert form.email.data == "karen@example.org"

    @pytest.mark.parametrize("typed", ["", "   "])
    def test_a_needed_field_says_what_to_do(self, typed: str) -> None:
        form = filled(name=typed)
        assert not form.validate()
        assert list(form.name.errors) == ["Write your first name."]

    @pytest.mark.parametrize("typed", ["karen", "karen@", "@example.org", "a b@example.org", "karen@example"])
    def test_an_address_without_its_parts_is_refused(self, typed: str) -> None:
        form = filled(email=typed)
        assert not form.validate()
        assert "@" in form.email.errors[0]

    def test_too_long_says_by_how_much(self) -> None:
        form = filled(name="K" * 23)
        assert not form.validate()
        assert "3" in form.name.errors[0]

    @pytest.mark.parametrize("field", ["name", "text"])
    def test_cpr_numbers_are_refused_in_free_text(self, field: str) -> None:
        form = filled(**{field: "Ida 010115-1234"})
        assert not form.validate()
        assert "CPR" in form[field].errors[0]

    @pytest.mark.parametrize("typed", ["2026-12-03", "3.12.2026"])
    def test_dates(self, typed: str) -> None:
        form = filled(day=typed, at="18.30")
        assert form.validate()
        assert (form.day.data, form.at.data) == (date(2026, 12, 3), time(18, 30))

    def test_unreadable_date_and_time_keep_what_was_typed(self) -> None:
        form = filled(day="på torsdag", at="halv syv")
        assert not form.validate()
        assert "day-month-year" in form.day.errors[0]
        assert "hours and minutes" in form.at.errors[0]
        assert form.day._value() == "på torsdag"
        assert form.at._value() == "halv syv"

    def test_a_refusal_stands_at_its_field_or_on_top(self) -> None:
        form = filled()
        form.validate()
        form.refuse(Refused("Full.", field="name"))
        form.refuse(Refused("Nobody knows this field.", field="nowhere"))
        assert "Full." in form.name.errors
        assert form.form_errors == ["Nobody knows this field."]


def test_normal_email_raises_on_what_cannot_be_one() -> None:
    with pytest.raises(ValueError, match="@"):
        normal_email("karen")


def test_the_hour_that_summer_time_skips_is_refused_at_its_field(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Refused) as refusal:
        wall_clock(date(2026, 3, 29), time(2, 30), field="starts")
    assert refusal.value.field == "starts"


@pytest.mark.parametrize("typed", ["\x00", "🧶" * 3, "<b>x</b>", "'; drop table person; --"])
def test_odd_text_is_only_text(english: Any, typed: str) -> None:
    assert filled(text=typed).text.data == typed
