"""Codes that are mailed: what people make of them while they type, and what the letter says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules import mailed_codes, recovery_codes, typed_codes
from strongroom.accounts.rules.mailed_codes import CodePurpose

CODES = st.text(typed_codes.ALPHABET, min_size=8, max_size=8)


@given(CODES, st.sampled_from(["", "-", " "]), st.booleans())
def test_a_code_is_known_however_it_is_typed(code: str, between: str, in_small_letters: bool) -> None:
    typed = f" {code[:4]}{between}{code[4:]} "
    assert mailed_codes.canonical(typed.lower() if in_small_letters else typed) == code


@given(CODES)
def test_letters_that_look_like_digits_are_read_as_digits(code: str) -> None:
    misread = code.replace("1", "l").replace("0", "o")
    assert mailed_codes.canonical(misread) == code


@given(st.text(max_size=30))
def test_nothing_else_is_a_code(text: str) -> None:
    known = mailed_codes.canonical(text)
    assert known is None or (len(known) == 8 and set(known) <= set(typed_codes.ALPHABET))


def test_a_new_code_is_one_and_no_recovery_code() -> None:
    code = mailed_codes.new_code()
    assert mailed_codes.canonical(code) == code.replace("-", "")
    assert recovery_codes.canonical(code) is None
    assert code != mailed_codes.new_code()


@pytest.mark.parametrize("purpose", CodePurpose)
def test_a_letter_says_what_it_is_for_and_what_to_do_if_it_was_not_you(purpose: CodePurpose) -> None:
    letter = mailed_codes.letter(
        purpose,
        code="7K3Q-9XWF",
        origin="Firefox on Linux, 203.0.113.0/24",
        index_url="https://index.example",
    )
    assert "\n    7K3Q-9XWF\n" in letter.text
    assert "Firefox on Linux, 203.0.113.0/24" in letter.text
    assert "it was not you" in letter.text
    assert "https://index.example/account/password/reset/" in letter.text
    assert "7K3Q" not in letter.subject, "what a locked screen shows is no secret"
