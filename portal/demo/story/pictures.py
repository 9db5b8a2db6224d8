"""Pictures for a few events: quiet shapes in the colours of the house, always alike."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from portal.demo.story.narrator import dice

SIZE = (1600, 900)
HUES = {
    "coral": ("#f8e4da", "#a03822", "#e0876d"),
    "amber": ("#f7e9c6", "#7a5100", "#d9a441"),
    "blue": ("#deeaf2", "#1e5479", "#7fb0cf"),
    "plum": ("#f1e3ef", "#70386a", "#bd8ab7"),
    "green": ("#deecdf", "#1f5d47", "#7fae93"),
}
"""Hue -> paper, dark and middle tone."""


def draw(key: str, hue: str) -> BytesIO:
    """A picture as a JPEG file."""
    paper, dark, middle = HUES[hue]
    chance = dice("picture", key)
    picture = Image.new("RGB", SIZE, paper)
    pen = ImageDraw.Draw(picture)
    width, height = SIZE
    for number in range(9):
        side = chance.randint(120, 420)
        left, top = chance.randint(-60, width - 160), chance.randint(-60, height - 160)
        box = (left, top, left + side, top + side)
        colour = (dark, middle, "#fffdf8")[number % 3]
        if number % 3 == 0:
            pen.ellipse(box, fill=colour)
        elif number % 3 == 1:
            pen.rounded_rectangle(box, radius=48, fill=colour)
        else:
            pen.pieslice(box, start=chance.choice((0, 90, 180, 270)), end=360, fill=colour)
    pen.line([(0, height - 90), (width, height - 150)], fill=dark, width=14)
    file = BytesIO()
    picture.save(file, "JPEG", quality=88)
    file.seek(0)
    return file
