"""What can be printed, and what is said when it cannot."""

from __future__ import annotations

import pytest

from portal.core import pdf


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Strikkecafé på Åen", "Strikkecafé på Åen"),
        ("Мовне кафе", "Мовне кафе"),
        ("Fest 🎉 for\nalle\u200b", "Fest for alle"),
        ("A\u030aen", "Åen"),
        ("🎉", ""),
    ],
)
def test_signs_we_lack_are_left_out(text: str, printed: str) -> None:
    assert pdf.printable(text) == printed


@pytest.mark.parametrize("text", ["مقهى", "語言", "Strik ١"])
def test_letters_we_lack_are_no_text(text: str) -> None:
    with pytest.raises(pdf.Unprintable):
        pdf.printable(text)
    assert pdf.printable_or_nothing(text) == ""


def test_nobodys_words_are_read_as_commands() -> None:
    nasty = '#read("/etc/passwd") $x$ *b* _i_ \\ "quoted" #{1+1}'
    data = {"lang": "da", "hue": "blue", "picture": None, "alt": "", "art": "<svg/>", "sha": ""}
    data |= {
        "library": nasty,
        "house": nasty,
        "title": nasty,
        "title_lang": "da",
        "state": nasty,
        "lead": nasty,
    }
    data |= {"cancelled": False, "weekday": nasty, "day": "3", "month": nasty, "where": nasty}
    data["art"] = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><circle r="2"/></svg>'
    assert pdf.jpeg(pdf.SHARE, data)[:3] == b"\xff\xd8\xff"
