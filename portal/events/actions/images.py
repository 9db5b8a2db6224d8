"""Pictures: looked into, turned upright, freed of hidden data, and written in a few sizes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4

from flask import current_app
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from portal.core import audit, clock
from portal.core.access import require
from portal.core.actor import Actor
from portal.core.db import action, db, get
from portal.core.errors import Refused
from portal.core.text import _l
from portal.events import rules
from portal.events.models import Image

LARGEST_FILE = 12 * 1024 * 1024
"""Bytes."""
MOST_PIXELS = 50_000_000
SMALLEST_SIDE = 50
QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")

Pillow.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True)
class _Rendered:
    sha256: str
    width: int
    height: int


def store_image(
    actor: Actor, stream: IO[bytes], *, alt: str, credit: str = "", focus: str = rules.CENTRE
) -> Image:
    """Keep an uploaded picture as WebP in the widths of ``rules.image_widths`` and remember it.

    Nothing of the upload but its pixels survives: place, camera and other hidden data are gone. The work
    is done before the transaction, so that nobody waits for it. Raises ``Refused`` for a file that is no
    picture or too big, and for a missing description.
    """
    require(actor, "image:upload")
    rules.check_alt(alt, credit)
    rules.check_focus(focus)
    return _remember(actor, _render(stream.read(LARGEST_FILE + 1)), alt=alt, credit=credit, focus=focus)


def describe_image(
    actor: Actor, image_id: int, *, alt: str, credit: str = "", focus: str = rules.CENTRE
) -> Image:
    """The same picture with other words or another focus: a new row over the same files, for one event."""
    require(actor, "image:upload")
    rules.check_alt(alt, credit)
    rules.check_focus(focus)
    old = get(Image, image_id)
    kept = _Rendered(old.sha256, old.width, old.height)
    return _remember(actor, kept, alt=alt, credit=credit, focus=focus)


@action
def _remember(actor: Actor, files: _Rendered, *, alt: str, credit: str, focus: str) -> Image:
    image = Image(
        sha256=files.sha256,
        alt=alt.strip(),
        credit=credit.strip(),
        width=files.width,
        height=files.height,
        focus=focus,
        uploaded_by_id=actor.person_id,
        uploaded_at=clock.now(),
    )
    db.session.add(image)
    audit.note(actor, "image.store", image)
    return image


def _render(data: bytes) -> _Rendered:
    if len(data) > LARGEST_FILE:
        raise Refused(_l("The picture is too big: at most 12 MB. Choose a smaller one."), field="image")
    name = hashlib.sha256(data).hexdigest()
    picture = _opened(data)
    widths = rules.image_widths(picture.width)
    folder: Path = current_app.config["SETTINGS"].media
    for width in reversed(widths):
        picture = _shrunk(picture, width)
        if width == widths[-1]:
            size = picture.size
        _write(picture, folder / f"{name}-{width}.webp")
    return _Rendered(name, *size)


def _opened(data: bytes) -> Pillow.Image:
    """The decoded picture, upright, in RGB or RGBA."""
    try:
        picture = Pillow.open(io.BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_large()
        if min(picture.size) < SMALLEST_SIDE:
            raise Refused(_l("The picture is too small to show. Choose a larger one."), field="image")
        picture.draft("RGB", (rules.IMAGE_WIDTHS[-1] * 2, rules.IMAGE_WIDTHS[-1] * 2))
        upright = ImageOps.exif_transpose(picture)
        return upright.convert(
            "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
        )
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(
            _l("We cannot read that file as a picture. Choose a JPEG, PNG or WebP."), field="image"
        ) from error


def _too_large() -> Refused:
    return Refused(
        _l("The picture has too many pixels: at most 50 million. Make it smaller first."), field="image"
    )


def _shrunk(picture: Pillow.Image, width: int) -> Pillow.Image:
    height = max(1, round(picture.height * width / picture.width))
    if width >= picture.width:
        return picture
    return picture.resize((width, height), Pillow.Resampling.LANCZOS)


def _write(picture: Pillow.Image, path: Path) -> None:
    """Whole or not at all: another process may serve the file at once."""
    if path.exists():
        return
    draft = path.with_name(f"{path.stem}.{uuid4().hex}.part")
    picture.save(draft, "WEBP", quality=QUALITY, method=4)
    draft.replace(path)
