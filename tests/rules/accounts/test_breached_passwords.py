"""What a range API is told, and how its answers are read."""

from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.breached_passwords import digest_of, is_in_range, range_asked

PASSWORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_the_digest_is_the_one_that_leaked_lists_are_published_by() -> None:
    assert digest_of("password").hex().upper() == "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"


def test_however_accents_are_typed_it_is_the_same_password() -> None:
    assert digest_of("cafe\N{COMBINING ACUTE ACCENT}") == digest_of("caf\N{LATIN SMALL LETTER E WITH ACUTE}")


def test_half_a_character_has_a_digest_too() -> None:
    assert len(digest_of("\ud800")) == 20


@given(PASSWORDS)
def test_five_digits_are_all_that_is_told(password: str) -> None:
    assert range_asked(digest_of(password)) == digest_of(password).hex().upper()[:5]


@given(PASSWORDS, st.lists(PASSWORDS, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_a_password_is_found_among_those_of_its_range_and_only_there(
    password: str, others: list[str], end: str
) -> None:
    lines = [f"{digest_of(other).hex().upper()[5:]}:3" for other in others]
    assert is_in_range(digest_of(password), end.join(lines)) == (
        digest_of(password)[3:] in {digest_of(other)[3:] for other in others}
        and digest_of(password).hex()[5:] in {digest_of(other).hex()[5:] for other in others}
    )


def test_padding_is_no_password() -> None:
    rest = digest_of("password").hex()[5:]
    assert is_in_range(digest_of("password"), f"{rest}:10")
    assert not is_in_range(digest_of("password"), f"{rest}:0")
    assert not is_in_range(digest_of("password"), rest)
    assert not is_in_range(digest_of("password"), "")
