"""Static files: hashed names, rewritten addresses, fonts within the budget."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from portal.core.assets import PRINT, PRINT_LETTERS, Manifest, NotBuilt, is_hashed
from portal.core.assets.build import build, hashed_name, minify, with_hashed_urls
from portal.core.assets.catalogues import compile_catalogues
from portal.core.assets.fonts import HEADINGS, TEXT, unicode_range
from portal.core.assets.print_fonts import WEIGHTS, Weight

pytestmark = pytest.mark.timeout(240)
"""Cutting fonts takes a while on a busy machine."""

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
CSS = '/* gone */\n.a { background: url("img/logo.svg"); }\n.b::after { content: "/* kept */"; }\n'
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Event"\nmsgstr "Arrangement"\n'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assets")
    (folder / "static" / "img").mkdir(parents=True)
    (folder / "static" / "img" / "logo.svg").write_bytes(PICTURE)
    (folder / "static" / "portal.css").write_text(CSS, encoding="utf-8")
    (folder / "static" / "portal.js").write_text('"use strict";\n' * 50, encoding="utf-8")
    build(folder / "static", folder / "built")
    return folder / "built"


def served(built: Path, name: str) -> Path:
    return built / Manifest(built).url(name).removeprefix("/static/")


@pytest.mark.parametrize("name", ["portal.css", "portal.js", "img/logo.svg", "htmx.js", "fonts/inter.woff2"])
def test_every_file_is_served_under_a_hashed_name(built: Path, name: str) -> None:
    url = Manifest(built).url(name)
    assert is_hashed("", url)
    assert served(built, name).is_file()


def test_style_sheet_points_to_hashed_files_and_brings_the_fonts(built: Path) -> None:
    css = served(built, "portal.css").read_text(encoding="utf-8")
    manifest = Manifest(built)
    assert f"url({manifest.url('img/logo.svg')})" in css
    assert f"url({manifest.url('fonts/portal-serif.woff2')})" in css
    assert 'font-family:"Inter Fallback"' in css
    assert "size-adjust" in css


def test_text_files_are_compressed_beforehand_and_fonts_are_not(built: Path) -> None:
    assert Path(f"{served(built, 'portal.js')}.br").is_file()
    assert not Path(f"{served(built, 'fonts/inter.woff2')}.br").exists()


def test_fonts_leave_room_in_a_first_view_of_60_kb(built: Path) -> None:
    assert served(built, "fonts/inter.woff2").stat().st_size <= 17_000
    assert served(built, "fonts/portal-serif.woff2").stat().st_size <= 11_000


def test_licences_of_the_fonts_travel_with_them(built: Path) -> None:
    assert "SIL Open Font License" in served(built, "fonts/inter-OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "letters", "family"),
    [("fonts/inter.woff2", TEXT, "Inter"), ("fonts/portal-serif.woff2", HEADINGS, "Portal Serif")],
)
def test_fonts_hold_every_danish_letter_and_their_own_name(
    built: Path, name: str, letters: str, family: str
) -> None:
    with TTFont(io.BytesIO(served(built, name).read_bytes())) as font:
        assert set(map(ord, "ÆØÅæøåé")) <= set(map(ord, letters)) <= set(font.getBestCmap())
        assert {str(record) for record in font["name"].names if record.nameID == 1} == {family}


@pytest.mark.parametrize("weight", WEIGHTS, ids=lambda weight: weight.name)
def test_fonts_for_paper_have_one_weight_all_letters_and_their_own_name(built: Path, weight: Weight) -> None:
    letters = set((built / PRINT / PRINT_LETTERS).read_text(encoding="utf-8"))
    with TTFont(built / PRINT / f"{weight.name}.ttf") as font:
        assert "fvar" not in font
        assert font["OS/2"].usWeightClass == weight.weight
        assert set("ÆØÅæøåéßĞşЇґŁ–’“") <= letters <= set(map(chr, font.getBestCmap()))
        assert {str(record) for record in font["name"].names if record.nameID == 1} == {weight.face.family}


def test_the_same_input_gives_the_same_names(built: Path, tmp_path: Path) -> None:
    build(built.parent / "static", tmp_path / "again")
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (built / "manifest.json").read_bytes()


def test_a_style_sheet_that_names_a_missing_file_is_refused_and_the_old_build_stays(tmp_path: Path) -> None:
    source, target = tmp_path / "static", tmp_path / "built"
    for folder in (source, target):
        folder.mkdir()
    (target / "manifest.json").write_text("{}", encoding="utf-8")
    (source / "portal.css").write_text(".a{background:url(nothing.svg)}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"nothing\.svg"):
        build(source, target)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".static-")] == []
    assert (target / "manifest.json").is_file()


def test_unknown_and_unbuilt_files_say_what_to_do(built: Path, tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match=r"dev\.py assets"):
        Manifest(tmp_path)
    with pytest.raises(NotBuilt, match=r"missing\.css"):
        Manifest(built).url("missing.css")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/static/portal.0123456789ab.css", True),
        ("/static/portal.css", False),
        ("/static/manifest.json", False),
        ("/static/htmx.0123456789ab.js.map", False),
    ],
)
def test_only_hashed_names_may_be_kept_for_ever(url: str, expected: bool) -> None:
    assert is_hashed("", url) is expected


def test_hashed_name_keeps_folder_and_suffix() -> None:
    assert hashed_name("img/logo.svg", PICTURE).startswith("img/logo.")
    assert hashed_name("img/logo.svg", PICTURE).endswith(".svg")
    assert hashed_name("a.css", b"1") != hashed_name("a.css", b"2")


def test_minify_takes_comments_but_not_strings() -> None:
    assert minify(CSS) == '.a { background: url("img/logo.svg"); }\n.b::after { content: "/* kept */"; }\n'


def test_addresses_that_are_not_files_stay() -> None:
    css = 'a{background:url("data:image/svg+xml,x")}b{fill:url(#hatch)}'
    assert with_hashed_urls(css, "portal.css", {}) == css


def test_addresses_are_relative_to_their_style_sheet() -> None:
    names = {"ui/dot.svg": "ui/dot.0123456789ab.svg"}
    assert with_hashed_urls("url(dot.svg)", "ui/more.css", names) == "url(/static/ui/dot.0123456789ab.svg)"


def test_unicode_ranges_are_joined() -> None:
    assert unicode_range("cabø") == "U+61-63,U+F8"


def test_catalogues_are_compiled(tmp_path: Path) -> None:
    messages = tmp_path / "da" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "messages.po").write_text(PO, encoding="utf-8")
    compile_catalogues(tmp_path)
    assert b"Arrangement" in (messages / "messages.mo").read_bytes()
