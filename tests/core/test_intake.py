"""What arrives: nothing in a form, a question or an address that a database could not keep or compare."""

from __future__ import annotations

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError

from portal.core import web
from portal.core.intake import LARGEST, LONGEST, clean
from portal.core.web import LONGEST_NEXT, safe_next


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Kaffe\x00 og snak\x07", "Kaffe og snak"),
        ("to\r\nlinjer\tog tab", "to\r\nlinjer\tog tab"),
        ("halv \ud83e tegn", "halv  tegn"),
        ("🧶 æøå ‏ עברית", "🧶 æøå ‏ עברית"),
    ],
)
def test_text_keeps_what_people_write(sent: str, kept: str) -> None:
    assert clean(sent) == kept


def test_forms_and_questions_are_clean(app: Flask) -> None:
    sent = app.test_request_context(
        "/en/om?q=a%00b&q=%ED%A0%80", method="POST", data={"ti\x00tel": "x\x00y", "list": ["1\x01", "2"]}
    )
    with sent:
        assert request.args["q"] == "ab"
        assert request.form["titel"] == "xy"
        assert request.form.getlist("list") == ["1", "2"]


@pytest.mark.parametrize(
    "path",
    [
        "/en/arrangementer/a%00b",
        f"/en/arrangementer/{'x' * (LONGEST + 1)}",
        f"/en/maal/kvittering/{LARGEST + 1}",
        f"/en/maal/kvittering/{'9' * 40}",
    ],
)
def test_an_address_of_nothing_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_value_too_large_for_its_column_is_a_refusal(app: Flask) -> None:
    with app.test_request_context("/en/om", environ_overrides={"portal.language": "en"}):
        text, status = web._unkeepable(DataError("INSERT", {}, Exception("value too long")))
    assert status == 422
    assert "shorten" in text


def test_no_longer_way_back_than_is_kept() -> None:
    assert safe_next("/" + "a" * (LONGEST_NEXT - 1))
    assert safe_next("/" + "a" * LONGEST_NEXT) is None
