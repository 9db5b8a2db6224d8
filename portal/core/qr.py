"""QR codes of addresses: inside pages, as files for people's own posters, on paper."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from markupsafe import Markup

MARGIN = 4
"""Light modules around the code, as ISO/IEC 18004 asks for."""
MASK = 2
"""Which of the eight masks is drawn."""
LONGEST = 400
"""Letters of an address that still make a code a phone can read from paper; longer ones are left out."""
SCALE = 20
"""Pixels of a module in a PNG: sharp on a poster."""


@lru_cache(maxsize=512)
def code(address: str) -> segno.QRCode:
    """The code of an address; a sixth of it may be dirty or torn.

    Readers take any of the eight masks. Drawing all eight to choose the most even one would cost most of
    the time of a page.
    """
    return segno.make_qr(address, error="m", boost_error=False, mask=MASK)


def side(address: str) -> int:
    """Modules along one side, the light margin included."""
    return int(code(address).symbol_size(border=MARGIN)[0])


@lru_cache(maxsize=512)
def path(address: str) -> str:
    """The dark modules as the ``d`` of an SVG path, in a square of :func:`side` modules."""
    drawn = []
    for y, row in enumerate(code(address).matrix, MARGIN):
        x = 0
        while x < len(row):
            run = x
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                drawn.append(f"M{x + MARGIN} {y}h{run - x}v1h-{run - x}z")
            x = max(run, x) + 1
    return "".join(drawn)


def svg(address: str) -> str:
    """A drawing of the code, dark on white, that stands alone."""
    size = side(address)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path(address)}"/></svg>'
    )


def png(address: str) -> bytes:
    """The code as a picture."""
    out = io.BytesIO()
    code(address).save(out, kind="png", scale=SCALE, border=MARGIN)
    return out.getvalue()


def symbol(address: str) -> Markup:
    """The drawing for a page: once inline under the id ``qr``, from where other places may use it.

    Nothing for an address that is too long.
    """
    if len(address) > LONGEST:
        return Markup("")
    size = side(address)
    drawn = f'<svg class="qr" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
    return Markup(f'{drawn}<path id="qr" d="{path(address)}"/></svg>')  # noqa: S704 - numbers only
