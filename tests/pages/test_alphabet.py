"""The order of the Danish alphabet."""

from __future__ import annotations

import pytest

from portal.pages.rules.alphabet import OTHER, by_letter, letter, matches, order


def test_ae_oe_aa_come_last() -> None:
    names = ["Ålborg", "Østervang", "Zebra", "Ærø", "Aarhus", "Anker", "Éclair", "Fjord"]
    assert sorted(names, key=order) == [
        "Anker",
        "Éclair",
        "Fjord",
        "Zebra",
        "Ærø",
        "Østervang",
        "Ålborg",
        "Aarhus",
    ]


@pytest.mark.parametrize(
    ("name", "under"),
    [
        ("Anker", "A"),
        ("aabakken", "Å"),
        ("ångström", "Å"),
        ("Ödland", "Ø"),
        ("Éclair", "E"),
        ("8. klasse", OTHER),
        ("جسر", OTHER),
        ("", OTHER),
    ],
)
def test_letters(name: str, under: str) -> None:
    assert letter(name) == under


def test_groups() -> None:
    assert by_letter(["Åen", "8. klasse", "Anker", "Abe"], str) == [
        ("A", ["Abe", "Anker"]),
        ("Å", ["Åen"]),
        (OTHER, ["8. klasse"]),
    ]


def test_every_word_must_be_there() -> None:
    assert matches("garn gys", "Foreningen Garn og Gys")
    assert matches("AABENT", "Åbent hus")
    assert matches("", "hvad som helst")
    assert not matches("garn fisk", "Foreningen Garn og Gys")
