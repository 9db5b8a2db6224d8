"""Posters: what stands on them, that they are tagged, fit one page, and keep drafts to themselves."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image as Pillow
from pypdf import PdfReader

from portal.core import clock, pdf
from portal.core.db import db
from portal.core.limits import limiter
from portal.events.models import Image
from portal.pages.rules.share import write_code
from tests import make

MILLIMETRE = 72 / 25.4
SIZES = {"a4": (210, 297), "a3": (297, 420)}
SHA = "b0" * 32
LONGEST = (
    "Sæsonafslutningsarrangement for frivillige kulturformidlere, forældrebestyrelser og alle der vil med ud"
)


@pytest.fixture
def evening(town: make.Town) -> Any:
    place = make.place("Hovedbiblioteket", address="Stemannsgade 2", postal_code="8900", town="Randers C")
    make.access(place, "step_free")
    return make.event(
        town.association,
        unit_id=town.library.id,
        slug="strik",
        title="Strikkecafé på Åen",
        summary="Kom og strik med os, også hvis du er ny.",
        place_id=place.id,
        room_id=make.room(place, "Scenen", floor=1).id,
        host_name="Villy",
        signup_mode="per_session",
        capacity=2,
    )


def paper(client: FlaskClient, path: str) -> PdfReader:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), path
    return PdfReader(io.BytesIO(answer.data))


def words(reader: PdfReader) -> str:
    """Everything that stands on the paper, on one line."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("size", sorted(SIZES))
def test_one_date_on_one_tagged_page(client: FlaskClient, evening: Any, size: str) -> None:
    date = make.occurrence(evening, slug="2026-09-16")
    reader = paper(client, f"/arrangementer/strik/2026-09-16/plakat-{size}.pdf")
    assert len(reader.pages) == 1
    width, height = (float(side) / MILLIMETRE for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == SIZES[size]
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("da")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Strikkecafé på Åen", "Randers Bibliotek")
    said = words(reader)
    for part in (
        "Strikkecafé på Åen",
        "onsdag den 16. september 2026",
        "Kl. 18.30–20.30",
        "Hovedbiblioteket",
        "Scenen",
        "Stemannsgade 2, 8900 Randers C",
        "Gratis",
        "Villy",
        "Adgang uden trin",
        "Meld dig til her",
        f"portal.test/k/{write_code('d', date.id)}",
        "Randers Bibliotek",
    ):
        assert part in said


def test_it_speaks_the_language_of_the_page(client: FlaskClient, evening: Any) -> None:
    make.occurrence(evening)
    reader = paper(client, "/en/arrangementer/strik/plakat-a4.pdf")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"].startswith("en")
    assert "Wednesday 16 September 2026" in words(reader)
    assert "portal.test/en/k/" in words(reader)


def test_a_series_lists_its_coming_dates(client: FlaskClient, evening: Any) -> None:
    start = datetime(2026, 9, 16, 18, 30)  # noqa: DTZ001 - wall clock
    for week in range(40):
        make.occurrence(evening, start + timedelta(days=7 * week))
    make.occurrence(evening, start + timedelta(days=1), state="cancelled")
    make.held(evening)
    reader = paper(client, "/arrangementer/strik/plakat-a4.pdf")
    said = words(reader)
    assert len(reader.pages) == 1
    assert "ons. 16. sep." in said
    assert "ons. 23. sep." in said
    assert "ons. 2. sep." not in said, "it has been held"
    assert "tors. 17. sep. Aflyst" in said.replace("torsdag", "tors.")
    assert "og 5 datoer til" in said


def test_a_cancelled_date_says_so_first_and_why(client: FlaskClient, evening: Any) -> None:
    make.occurrence(evening, slug="2026-09-16", state="cancelled", cancel_reason="Værten er syg.")
    said = words(paper(client, "/arrangementer/strik/2026-09-16/plakat-a4.pdf"))
    assert said.startswith("AFLYST")
    assert "Værten er syg." in said
    assert "Meld dig til" not in said


def test_what_is_over_invites_to_nothing(client: FlaskClient, town: make.Town, evening: Any) -> None:
    make.held(evening, slug="2026-09-02")
    make.theme_day(town.library, slug="aaen", on=clock.today() - timedelta(days=1))
    for path in ("/arrangementer/strik/2026-09-02", "/temadage/aaen"):
        said = words(paper(client, f"{path}/plakat-a4.pdf"))
        assert "Se, hvad der ellers sker" in said
        assert "eld dig til" not in said
    make.theme_day(town.library, slug="i-dag", on=clock.today())
    assert "Se programmet, og meld dig til" in words(paper(client, "/temadage/i-dag/plakat-a4.pdf"))


def test_a_full_date_says_so(client: FlaskClient, evening: Any) -> None:
    make.signup(make.occurrence(evening), {"adults": 2})
    assert "FULDT" in words(paper(client, "/arrangementer/strik/plakat-a4.pdf"))


@pytest.mark.parametrize("title", ["Å!", LONGEST, "W" * 120, "Мовне кафе у Рандерсі", "Fest 🎉 for alle"])
def test_titles_of_every_length_fit_one_page(client: FlaskClient, town: make.Town, title: str) -> None:
    event = make.event(
        town.library, slug="titel", title=title, summary="Meget at sige. " * 19, place_id=town.main_library.id
    )
    make.occurrence(event, cancel_reason="Et langt ord til sidst. " * 20, state="cancelled")
    reader = paper(client, "/arrangementer/titel/plakat-a4.pdf")
    assert len(reader.pages) == 1
    read = words(reader).replace("\u00ad", "").replace("-", "").replace(" ", "")
    assert title.replace("🎉", "").replace(" ", "") in read


def test_letters_that_we_cannot_print_are_refused_in_words(client: FlaskClient, town: make.Town) -> None:
    make.occurrence(make.event(town.library, slug="arabisk", title="مقهى اللغة"))
    answer = client.get("/arrangementer/arabisk/plakat-a4.pdf")
    assert answer.status_code == 422
    assert "Udskriv selve siden" in answer.get_data(as_text=True)


def test_the_picture_carries_its_words(app: Any, client: FlaskClient, evening: Any, session: Any) -> None:
    folder = app.config["SETTINGS"].media
    Pillow.new("RGB", (960, 640), (200, 40, 40)).save(folder / f"{SHA}-960.webp", "WEBP")
    image = Image(sha256=SHA, alt="Rødt garn i en kurv", width=960, height=640, uploaded_at=clock.now())
    session.add(image)
    session.flush()
    db.session.get_one(type(evening), evening.id).image_id = image.id
    session.commit()
    make.occurrence(evening)
    reader = paper(client, "/arrangementer/strik/plakat-a4.pdf")
    alts = {str(found["/Alt"]) for found in map(reader.get_object, range_of(reader)) if "/Alt" in found}
    assert "Rødt garn i en kurv" in alts
    assert any("QR-kode" in alt for alt in alts)


def range_of(reader: PdfReader) -> list[Any]:
    """References to every dictionary of the file."""
    from pypdf.generic import DictionaryObject, IndirectObject  # noqa: PLC0415 - only here

    references = [IndirectObject(number, 0, reader) for number in range(1, int(reader.trailer["/Size"]))]
    return [one for one in references if isinstance(one.get_object(), DictionaryObject)]


# --- the programme of a theme day -----------------------------------------------------------------------


def programme(town: make.Town, lines: int, rooms: int) -> Any:
    day = make.theme_day(town.library, town.museum, slug="aaen", place_id=town.main_library.id)
    begin = datetime(day.on.year, day.on.month, day.on.day, 9, 0)  # noqa: DTZ001 - wall clock
    found = [make.room(town.main_library, f"Rum {number}") for number in range(rooms)]
    for number in range(lines):
        event = make.event(
            town.museum,
            title=f"Punkt nummer {number}",
            place_id=town.main_library.id,
            room_id=found[number % rooms].id,
        )
        make.occurrence(event, begin + timedelta(minutes=30 * (number // rooms)), hours=0.5)
        make.line(day, event, town.museum)
    return day


@pytest.mark.parametrize(("lines", "rooms"), [(9, 3), (60, 6), (1, 1), (50, 2)])
def test_the_programme_holds_every_line(client: FlaskClient, town: make.Town, lines: int, rooms: int) -> None:
    day = programme(town, lines, rooms)
    reader = paper(client, "/temadage/aaen/plakat-a4.pdf")
    said = words(reader)
    assert all(f"Punkt nummer {number}" in said for number in range(lines))
    assert "fredag den 9. oktober 2026" in said
    assert f"portal.test/k/{write_code('t', day.id)}" in said
    assert (len(reader.pages) > 1) == (lines > 20)


def test_a_cancelled_day_says_so(client: FlaskClient, town: make.Town) -> None:
    make.theme_day(town.library, slug="aaen", state="cancelled", cancel_reason="Storm.")
    said = words(paper(client, "/temadage/aaen/plakat-a4.pdf"))
    assert "AFLYST" in said
    assert "Storm." in said
    assert "eld dig til" not in said


# --- who, how often, how fresh --------------------------------------------------------------------------


def test_drafts_are_for_those_who_may_see_them(client: FlaskClient, town: make.Town, sign_in: Any) -> None:
    event = make.event(town.library, slug="kladde", title="En kladde", state="draft")
    make.occurrence(event, slug="2026-09-16")
    make.theme_day(town.library, slug="udkast", state="draft")
    paths = ["/arrangementer/kladde/plakat-a4.pdf", "/arrangementer/kladde/2026-09-16/plakat-a4.pdf"]
    paths.append("/temadage/udkast/plakat-a4.pdf")
    assert [client.get(path).status_code for path in paths] == [404] * 3
    staff = sign_in(town.moderator)
    answers = [staff.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}


@pytest.mark.parametrize("path", ["/arrangementer/strik/plakat-a5.pdf", "/arrangementer/nej/plakat-a4.pdf"])
def test_what_there_is_not(client: FlaskClient, evening: Any, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_poster_is_set_once_and_anew_when_it_changes(
    client: FlaskClient, evening: Any, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.occurrence(evening)
    path = "/arrangementer/strik/plakat-a4.pdf"
    first = client.get(path)
    monkeypatch.setattr(pdf, "pdf", lambda *_args: b"%PDF another")
    assert client.get(path).data == first.data
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    db.session.get_one(type(evening), evening.id).title = "Hæklecafé"
    session.commit()
    assert client.get(path).data == b"%PDF another"


def test_only_what_has_to_be_set_is_counted(scratch: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make.occurrence(make.event(make.town().library, slug="strik"))
    monkeypatch.setattr(limiter, "enabled", True)
    monkeypatch.setattr("portal.pages.views.posters.SHEETS", "1 per hour")
    paths = ["/arrangementer/strik/plakat-a4.pdf"] * 3 + ["/arrangementer/strik/plakat-a3.pdf"]
    client = scratch.test_client()
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 429]
