"""Short codes: there and back, and no slip leads to something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages.rules.share import ALPHABET, KINDS, LONGEST, Code, read_code, write_code

kinds = st.sampled_from(sorted(KINDS))
numbers = st.integers(min_value=1, max_value=2**31 - 1)


@given(kinds, numbers)
def test_a_code_leads_back(kind: str, number: int) -> None:
    assert read_code(write_code(kind, number)) == Code(kind, number)


@given(kinds, numbers)
def test_capitals_hyphens_and_letters_that_look_like_digits_are_forgiven(kind: str, number: int) -> None:
    code = write_code(kind, number)
    typed = code[0] + "-" + code[1:].replace("0", "O").replace("1", "l")
    assert read_code(typed.upper()) == read_code(typed) == Code(kind, number)


@given(kinds, numbers, st.data())
def test_one_wrong_letter_is_noticed(kind: str, number: int, data: st.DataObject) -> None:
    code = write_code(kind, number)
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from(sorted(set(ALPHABET) - {code[place]})))
    assert read_code(code[:place] + wrong + code[place + 1 :]) is None


@given(kinds, numbers, st.data())
def test_two_letters_that_changed_places_are_noticed(kind: str, number: int, data: st.DataObject) -> None:
    code = list(write_code(kind, number))
    place = data.draw(st.integers(0, len(code) - 2))
    code[place], code[place + 1] = code[place + 1], code[place]
    changed = "".join(code)
    assert changed == write_code(kind, number) or read_code(changed) is None


@pytest.mark.parametrize(
    "text", ["", "d", "dk", "d0k", "x1k", "d1u", "d1k" * 20, "d1æ", "..", "d\n1k", "ａ1k"]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) is None


@given(st.text(max_size=3 * LONGEST))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    found = read_code(text)
    assert found is None or found.kind in KINDS


def test_codes_are_short_enough_to_write_down() -> None:
    assert len(write_code("d", 100_000)) == 6
    assert write_code("d", 1) == "d1k"
