"""Which new passwords are refused, and in which words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.password_strength import (
    CONTEXT_WORDS,
    MAX_PASSWORD_LENGTH,
    faults,
    normal_form,
)
from tests.architecture.sources import ROOT

ADA = ["ada.lovelace", "Ada@Analytical-Engine.example", "Strongroom"]


@pytest.mark.parametrize(
    "password",
    [
        "dune gravel tulip",
        "nvlqzkwhgtyd",
        "748159263057",
        "ÉTÉ forêt brûlée",
        "тихий омут чёрт",
        "ada lovelace and her purple teapot",
        "x7#Kq" * 3 + "unlikely harbour",
    ],
)
def test_uncommon_words_or_random_characters_of_any_kind_will_do(password: str) -> None:
    assert faults(password, user_inputs=ADA) == ()


@pytest.mark.parametrize("password", ["", "short", "Xk9#mQ2$vL7"])
def test_fewer_than_twelve_characters_are_too_few(password: str) -> None:
    assert "The password is shorter than 12 characters." in faults(password, user_inputs=ADA)


@pytest.mark.parametrize(
    "password", ["password1234", "qwertyuiop12", "abcdefghijkl", "passwordpassword", "1" * 40]
)
def test_what_everybody_tries_first_is_refused_with_advice(password: str) -> None:
    (fault,) = faults(password, user_inputs=[])
    assert fault.startswith("The password is easy to guess.")
    assert fault.endswith("Add two or three uncommon words.")


@pytest.mark.parametrize(
    "password",
    [
        "Strongroom2026!",
        "ada.lovelace1",
        "LovelaceLovelace",
        "analytical-engine",
        "STRONGROOM!strongroom",
        "lovelace-ada-7",
    ],
)
def test_words_that_others_connect_with_the_person_do_not_count(password: str) -> None:
    (fault,) = faults(password, user_inputs=ADA)
    assert fault.startswith(("The password is little more than a word", "The password is easy to guess."))


def test_the_reason_is_given() -> None:
    assert faults("1" * 40, user_inputs=[]) == (
        'The password is easy to guess. Repeats like "aaa" are easy to guess. Add two or three uncommon words.',
    )
    assert faults("Strongroom2026!", user_inputs=ADA) == (
        "The password is little more than a word that others connect with you. Add two or three uncommon words.",
    )


def test_length_is_counted_in_characters_as_the_person_sees_them() -> None:
    """Eleven letters, of which six are typed with a separate accent on some keyboards."""
    password = unicodedata.normalize("NFD", "éàüvqzéàükx")
    assert len(password) == 17
    assert faults(password, user_inputs=[]) == ("The password is shorter than 12 characters.",)


@given(st.text(max_size=30))
def test_both_spellings_of_an_accent_are_judged_alike(password: str) -> None:
    composed, separate = (unicodedata.normalize(form, password) for form in ("NFC", "NFD"))
    assert normal_form(composed) == normal_form(separate)
    assert faults(composed, user_inputs=ADA) == faults(separate, user_inputs=ADA)


def test_long_passwords_are_welcome_up_to_a_limit() -> None:
    passphrase = "dune gravel tulip " + "z" * MAX_PASSWORD_LENGTH
    assert faults(passphrase[:MAX_PASSWORD_LENGTH], user_inputs=[]) == ()
    assert faults(passphrase[: MAX_PASSWORD_LENGTH + 1], user_inputs=[]) == (
        "The password has more than 4,096 characters.",
    )


def test_half_a_character_is_refused() -> None:
    assert faults("dune gravel \ud800 tulip", user_inputs=[]) == (
        "The password contains half a character, which no keyboard can type again.",
    )


@given(
    password=st.text(alphabet=st.characters(), max_size=40),
    user_inputs=st.lists(st.text(max_size=10), max_size=3),
)
def test_every_text_gets_an_answer_in_sentences(password: str, user_inputs: list[str]) -> None:
    assert all(fault.endswith(".") for fault in faults(password, user_inputs=user_inputs))


def test_the_reference_names_every_word() -> None:
    written = (ROOT / "docs/reference/passwords.md").read_text(encoding="utf-8")
    assert ", ".join(f"`{word}`" for word in CONTEXT_WORDS) in written


def test_words_of_every_index_do_not_count() -> None:
    for password in ("pypi-package-index", "PythonOperator9", "maintainer.admin"):
        assert faults(password, user_inputs=CONTEXT_WORDS)
    assert faults("python packages by candlelight", user_inputs=CONTEXT_WORDS) == ()
