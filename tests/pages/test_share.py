"""Passing things on: short links, QR codes, share images, previews, the block on a page."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image as Pillow

from portal.core import clock, qr
from portal.core.db import db
from portal.events.models import Event, Image, Occurrence
from portal.pages.rules.share import write_code
from tests import make

SHA = "5e" * 32
PLACEHOLDER = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')


def metas(page: str) -> dict[str, str]:
    return dict(PLACEHOLDER.findall(page))


def get(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def image_of(client: FlaskClient, path: str) -> str:
    """The path of the share image that a page names."""
    return metas(get(client, path))["og:image"].removeprefix("http://portal.test").replace("&amp;", "&")


@pytest.fixture
def knitting(town: make.Town) -> Any:
    event = make.event(
        town.association,
        unit_id=town.library.id,
        slug="strik",
        title="Strikkecafé på Åen",
        place_id=town.main_library.id,
        room_id=town.stage.id,
        signup_mode="per_session",
        capacity=1,
    )
    make.occurrence(event, slug="2026-09-16")
    return event


def date_of(event: Event) -> Occurrence:
    """Its only date."""
    return db.session.scalars(sa.select(Occurrence).where(Occurrence.event_id == event.id)).one()


# --- short links ----------------------------------------------------------------------------------------


def test_a_short_link_leads_to_the_page_in_its_language(client: FlaskClient, knitting: Any) -> None:
    code = write_code("a", knitting.id)
    assert client.get(f"/k/{code}").headers["Location"] == "/arrangementer/strik"
    assert client.get(f"/en/k/{code.upper()}").headers["Location"] == "/en/arrangementer/strik"
    date = date_of(knitting)
    answer = client.get(f"/k/{write_code('d', date.id)}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/arrangementer/strik/2026-09-16")


def test_every_kind_of_thing_has_one(client: FlaskClient, town: make.Town) -> None:
    circle = make.community(town.library, slug="nordlys")
    day = make.theme_day(town.library, slug="aaen")
    places = {
        write_code("f", circle.id): "/faellesskaber/nordlys",
        write_code("t", day.id): "/temadage/aaen",
        write_code("g", town.museum.id): f"/foreninger/{town.museum.slug}",
    }
    assert {code: client.get(f"/k/{code}").headers["Location"] for code in places} == places


def test_a_slip_leads_to_a_page_that_offers_search(client: FlaskClient, knitting: Any) -> None:
    for code in ("d1q", write_code("a", knitting.id + 500), write_code("d", 2**40), "hej", "%00"):
        answer = client.get(f"/k/{code}")
        assert answer.status_code == 404, code
        assert 'type="search"' in answer.get_data(as_text=True)


def test_drafts_are_not_given_away(client: FlaskClient, town: make.Town, sign_in: Any) -> None:
    event = make.event(town.library, slug="kladde", title="En kladde", state="draft")
    date = make.occurrence(event)
    day = make.theme_day(town.library, state="draft")
    codes = [write_code("a", event.id), write_code("d", date.id), write_code("t", day.id)]
    paths = [f"/k/{code}{end}" for code in codes for end in ("", ".svg", ".png")]
    paths += [f"/deling/{code}.jpg" for code in codes]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    staff = sign_in(town.moderator)
    assert staff.get(f"/k/{codes[0]}").status_code == 302
    assert staff.get(f"/deling/{codes[0]}.jpg").headers["Cache-Control"] == "private, no-store"
    assert 'id="share"' not in get(staff, "/arrangementer/kladde")


# --- QR codes -------------------------------------------------------------------------------------------


def test_the_code_is_made_of_the_short_link(
    client: FlaskClient, knitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    make_qr = segno.make_qr

    def remember(address: str, **more: Any) -> segno.QRCode:
        asked.append(address)
        return make_qr(address, **more)

    code = write_code("a", knitting.id)
    qr.code.cache_clear()
    qr.path.cache_clear()
    monkeypatch.setattr(qr.segno, "make_qr", remember)
    drawing = client.get(f"/en/k/{code}.svg")
    assert asked == [f"http://portal.test/en/k/{code}"]
    assert drawing.mimetype == "image/svg+xml"
    assert "attachment" in drawing.headers["Content-Disposition"]


def test_the_drawing_is_the_code_module_by_module() -> None:
    address = "http://portal.test/k/d1k"
    drawn = ET.fromstring(qr.svg(address))
    dark = {
        (x, int(y))
        for x0, y, run in re.findall(r"M(\d+) (\d+)h(\d+)", drawn[1].attrib["d"])
        for x in range(int(x0), int(x0) + int(run))
    }
    matrix = segno.make_qr(address, error="m", boost_error=False, mask=qr.MASK).matrix_iter(border=4)
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert drawn.attrib["viewBox"] == f"0 0 {qr.side(address)} {qr.side(address)}"


def test_the_picture_is_sharp(client: FlaskClient, knitting: Any) -> None:
    answer = client.get(f"/k/{write_code('a', knitting.id)}.png")
    with Pillow.open(io.BytesIO(answer.data)) as picture:
        assert picture.format == "PNG"
        assert picture.width == picture.height >= 600


# --- the share image ------------------------------------------------------------------------------------


def test_the_image_has_the_promised_size_and_may_be_kept(client: FlaskClient, knitting: Any) -> None:
    path = image_of(client, "/arrangementer/strik")
    answer = client.get(path)
    with Pillow.open(io.BytesIO(answer.data)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    assert "immutable" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path.partition("?")[0]).headers["Cache-Control"] == "max-age=300"


def test_it_is_drawn_once(
    app: Any, client: FlaskClient, knitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = image_of(client, "/arrangementer/strik")
    first = client.get(path).data
    monkeypatch.setattr("portal.core.pdf.jpeg", None)
    assert client.get(path).data == first


def test_it_changes_with_what_it_shows(client: FlaskClient, knitting: Any, session: Any) -> None:
    event = db.session.get_one(Event, knitting.id)
    seen = {image_of(client, "/arrangementer/strik"), image_of(client, "/en/arrangementer/strik")}
    make.signup(date_of(event))
    seen.add(image_of(client, "/arrangementer/strik"))
    date_of(event).state = "cancelled"
    session.commit()
    seen.add(image_of(client, "/arrangementer/strik"))
    event.title = "Et andet navn"
    session.commit()
    seen.add(image_of(client, "/arrangementer/strik"))
    assert len(seen) == 5
    assert len({client.get(path).data for path in seen}) == 2, (
        "only the present version is drawn, once a language"
    )


def test_an_uploaded_picture_is_in_it(app: Any, client: FlaskClient, knitting: Any, session: Any) -> None:
    folder: Path = app.config["SETTINGS"].media
    Pillow.new("RGB", (960, 640), (255, 0, 0)).save(folder / f"{SHA}-960.webp", "WEBP")
    image = Image(sha256=SHA, alt="Rødt garn", width=960, height=640, uploaded_at=clock.now())
    session.add(image)
    session.flush()
    db.session.get_one(Event, knitting.id).image_id = image.id
    session.commit()
    with Pillow.open(io.BytesIO(client.get(image_of(client, "/arrangementer/strik")).data)) as picture:
        red, green, _blue = picture.getpixel((1100, 300))
    assert red > 200
    assert green < 60


@pytest.mark.parametrize("title", ["مقهى اللغة", "Мовне кафе", "🎉 Fest", "Æ", "W" * 120, "語言咖啡館"])
def test_titles_of_every_kind_make_a_picture(client: FlaskClient, town: make.Town, title: str) -> None:
    event = make.event(town.library, slug="navn", title=title)
    make.occurrence(event)
    answer = client.get(image_of(client, "/arrangementer/navn"))
    assert answer.status_code == 200
    assert answer.data[:3] == b"\xff\xd8\xff"


# --- previews and the block -----------------------------------------------------------------------------

PREVIEW = {"og:type", "og:site_name", "og:title", "og:description", "og:url", "og:locale"}
PREVIEW |= {"og:image", "og:image:width", "og:image:height", "og:image:alt", "twitter:card"}


def test_every_kind_of_page_says_how_it_looks_elsewhere(
    client: FlaskClient, town: make.Town, knitting: Any
) -> None:
    make.community(town.library, slug="nordlys")
    make.theme_day(town.library, slug="aaen")
    pages = ["/", "/arrangementer", "/arrangementer/strik", "/faellesskaber", "/faellesskaber/nordlys"]
    pages += [
        "/temadage",
        "/temadage/aaen",
        "/steder",
        f"/foreninger/{town.museum.slug}",
        "/om",
        "/tilgaengelighed",
    ]
    for page in [*pages, *(f"/en{page}" for page in pages)]:
        found = metas(get(client, page))
        assert set(found) >= PREVIEW, page
        assert all(found[name] for name in PREVIEW), page
        assert found["og:url"].startswith("http://portal.test")
        path = found["og:image"].removeprefix("http://portal.test").replace("&amp;", "&")
        assert client.get(path).mimetype == "image/jpeg", page
    assert metas(get(client, "/en/om"))["og:locale"] == "en_GB"


def test_pages_that_are_not_for_everybody_say_nothing(client: FlaskClient, town: make.Town) -> None:
    for path in ("/log-ind", "/findes-ikke", "/arrangementer/findes-ikke", "/foreslaa/ny/arrangement"):
        page = client.get(path, follow_redirects=True).get_data(as_text=True)
        assert "og:url" not in page
        assert 'class="print-foot"' not in page


def test_the_block_offers_every_way(client: FlaskClient, knitting: Any) -> None:
    page = get(client, "/arrangementer/strik")
    code = write_code("a", knitting.id)
    assert f'value="http://portal.test/k/{code}"' in page
    assert 'value="http://portal.test/arrangementer/strik"' in page
    assert f'href="/k/{code}.svg" download' in page
    assert 'href="/arrangementer/strik/plakat-a3.pdf"' in page
    assert 'href="/arrangementer/strik.ics"' in page
    assert page.count('id="qr"') == 1
    mail = re.search(r'href="(mailto:\?[^"]+)"', page)
    assert mail is not None
    assert "subject=Strikkecaf%C3%A9%20p%C3%A5%20%C3%85en" in mail[1]
    assert "onsdag%20den%2016.%20september%202026" in mail[1]
    english = re.search(r'href="(mailto:\?[^"]+)"', get(client, "/en/arrangementer/strik"))
    assert english is not None
    assert "Wednesday%2016%20September" in english[1]


def test_one_date_of_several_is_passed_on_by_itself(client: FlaskClient, knitting: Any) -> None:
    date = make.occurrence(knitting, knitting_day(14), slug="2026-09-23")
    page = get(client, "/arrangementer/strik/2026-09-23")
    assert f"/k/{write_code('d', date.id)}" in page
    assert 'href="/arrangementer/strik/2026-09-23/plakat-a4.pdf"' in page
    assert f"/k/{write_code('a', knitting.id)}" in get(client, "/arrangementer/strik")


def knitting_day(ahead: int) -> Any:
    return clock.to_local(clock.now()).replace(hour=18, minute=30) + timedelta(days=ahead)


def test_a_printed_list_says_where_it_came_from(client: FlaskClient, knitting: Any) -> None:
    page = get(client, "/arrangementer?gratis=1&q=strik")
    foot = page[page.index('class="print-foot"') :]
    assert "<strong>http://portal.test/arrangementer?gratis=1&amp;q=strik</strong>" in foot
    assert "onsdag den 9. september 2026" in foot
