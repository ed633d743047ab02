"""Recovery codes: random enough, and readable by whoever has copied them by hand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.recovery_codes import canonical, new_codes

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODES = st.text(alphabet=ALPHABET, min_size=16, max_size=16)


def test_a_set_has_ten_different_codes_in_readable_groups() -> None:
    codes = new_codes()
    assert len(set(codes)) == 10
    assert all(re.fullmatch(f"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", code) for code in codes)


def test_a_code_has_80_bits() -> None:
    """16 characters of an alphabet of 32, all of which occur."""
    assert 32**16 == 2**80
    assert set("".join("".join(new_codes()) for _ in range(50))) == {*ALPHABET, "-"}


def test_no_two_sets_share_a_code() -> None:
    assert not set(new_codes()) & set(new_codes())


def test_a_new_code_is_recognized_as_it_is_shown() -> None:
    for code in new_codes():
        assert canonical(code) == code.replace("-", "")


@given(code=CODES, data=st.data())
def test_case_spaces_hyphens_and_look_alikes_do_not_matter(code: str, data: st.DataObject) -> None:
    look_alikes = {"0": "0oO", "1": "1iIlL"}
    typed = "".join(
        data.draw(st.sampled_from(look_alikes.get(character, character + character.lower())))
        + data.draw(st.sampled_from(["", "", "", "-", " ", "\t"]))
        for character in code
    )
    assert canonical(typed) == code


@given(CODES)
def test_the_canonical_form_is_its_own(code: str) -> None:
    assert canonical(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7K3Q",
        "0" * 15,
        "0" * 17,
        "U" + "0" * 15,
        "!" + "0" * 15,
        "\N{FULLWIDTH DIGIT ZERO}" * 16,
        "\N{LATIN SMALL LETTER DOTLESS I}" + "0" * 15,
    ],
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert canonical(typed) is None
