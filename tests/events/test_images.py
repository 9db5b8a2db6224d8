"""Pictures: clean, upright, in the right sizes, or refused with a reason."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from portal.core.actor import ANONYMOUS, SYSTEM
from portal.core.errors import Forbidden, Missing, Refused
from portal.events import actions


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB", **more: Any) -> io.BytesIO:
    data = io.BytesIO()
    Pillow.new(mode, (width, height)).save(data, kind, **more)
    data.seek(0)
    return data


def with_exif() -> io.BytesIO:
    """A picture from a phone held upright, with its place and maker inside."""
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(1200, 800, "JPEG", exif=exif)


@pytest.fixture
def media(app: Any, session: Any) -> Path:
    folder: Path = app.config["SETTINGS"].media
    return folder


def test_a_picture_is_kept_in_three_sizes(media: Path) -> None:
    image = actions.store_image(SYSTEM, picture(2000, 1000), alt="Et bord", credit="Anna")
    assert (image.width, image.height, image.alt, image.credit) == (1600, 800, "Et bord", "Anna")
    for width in (480, 960, 1600):
        with Pillow.open(media / f"{image.sha256}-{width}.webp") as kept:
            assert (kept.format, kept.size) == ("WEBP", (width, width // 2))
    assert not list(media.glob("*.part"))


def test_a_small_picture_is_never_scaled_up(media: Path) -> None:
    image = actions.store_image(SYSTEM, picture(700, 350), alt="Et bord")
    assert (image.width, image.height) == (700, 350)
    assert sorted(one.name for one in media.glob(f"{image.sha256}-*")) == [
        f"{image.sha256}-480.webp",
        f"{image.sha256}-700.webp",
    ]


def test_hidden_data_is_gone_and_the_picture_stands_upright(media: Path) -> None:
    image = actions.store_image(SYSTEM, with_exif(), alt="Et bord")
    assert (image.width, image.height) == (800, 1200)
    for path in media.glob(f"{image.sha256}-*"):
        raw = path.read_bytes()
        assert b"SecretPhone" not in raw
        with Pillow.open(path) as kept:
            assert not kept.getexif()
            assert not {"exif", "xmp", "icc_profile"} & set(kept.info)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("JPEG", "CMYK"), ("JPEG", "L"), ("WEBP", "RGB")],
)
def test_all_kinds_of_pictures_are_read(media: Path, kind: str, mode: str) -> None:
    image = actions.store_image(SYSTEM, picture(200, 100, kind, mode), alt="Et bord")
    with Pillow.open(media / f"{image.sha256}-200.webp") as kept:
        assert kept.size == (200, 100)


def bomb(width: int, height: int) -> io.BytesIO:
    """A few bytes that claim to be a giant PNG."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "stream",
    [
        io.BytesIO(b""),
        io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        io.BytesIO(b"%PDF-1.7"),
        io.BytesIO(b"\x89PNG\r\n\x1a\n broken"),
        io.BytesIO(picture(300, 300).getvalue()[:60]),
        picture(300, 300, "GIF"),
        picture(300, 300, "BMP"),
        picture(20, 20),
        io.BytesIO(b"x" * (12 * 1024 * 1024 + 1)),
        bomb(8000, 7000),
        bomb(60000, 60000),
    ],
    ids=["empty", "svg", "pdf", "broken", "cut", "gif", "bmp", "tiny", "13 MB", "56 MP", "3600 MP"],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(media: Path, stream: io.BytesIO) -> None:
    before = set(media.iterdir())
    stream.seek(0)
    with pytest.raises(Refused) as refusal:
        actions.store_image(SYSTEM, stream, alt="Noget")
    assert refusal.value.field == "image"
    assert set(media.iterdir()) == before


@pytest.mark.parametrize(
    ("alt", "credit", "field"),
    [
        ("", "", "alt"),
        ("   ", "", "alt"),
        ("IMG_1234.jpg", "", "alt"),
        ("IMG 1234", "", "alt"),
        ("Foto", "", "alt"),
        ("x" * 251, "", "alt"),
        ("Et bord", "010190-1234", "credit"),
    ],
)
def test_words_are_asked_for(session: Any, alt: str, credit: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.store_image(SYSTEM, picture(300, 300), alt=alt, credit=credit)
    assert refusal.value.field == field


def test_only_people_we_know_send_pictures(session: Any) -> None:
    with pytest.raises(Forbidden):
        actions.store_image(ANONYMOUS, picture(300, 300), alt="Et bord")
    with pytest.raises(Forbidden):
        actions.describe_image(ANONYMOUS, 1, alt="Et bord")


def test_new_words_leave_the_old_ones_where_they_are_used(session: Any) -> None:
    old = actions.store_image(SYSTEM, picture(300, 300), alt="Et bord")
    new = actions.describe_image(SYSTEM, old.id, alt="Et rundt bord med garn")
    assert new.id != old.id
    assert (new.sha256, new.width, old.alt) == (old.sha256, 300, "Et bord")
    with pytest.raises(Missing):
        actions.describe_image(SYSTEM, 999_999, alt="Et bord")


def test_the_focus_is_kept_and_can_be_changed_without_a_new_upload(session: Any) -> None:
    old = actions.store_image(SYSTEM, picture(300, 300), alt="Et bord", focus="nw")
    new = actions.describe_image(SYSTEM, old.id, alt="Et bord", focus="s")
    assert (old.focus, new.focus, new.sha256) == ("nw", "s", old.sha256)
    with pytest.raises(Refused) as refusal:
        actions.describe_image(SYSTEM, old.id, alt="Et bord", focus="op")
    assert refusal.value.field == "focus"
