"""How many people may have left a directory at once, and what operators read when it was more."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.leavers import ALWAYS_BELIEVED, Doubt, believable, doubt_letter

people = st.integers(0, 10_000)


@given(people, people)
def test_fewer_leavers_are_believed_where_more_are(leaving: int, of: int) -> None:
    if leaving and believable(leaving, of=of):
        assert believable(leaving - 1, of=of)


@given(st.integers(ALWAYS_BELIEVED + 1, 10_000))
def test_not_a_whole_company(everybody: int) -> None:
    assert not believable(everybody, of=everybody)


@given(people)
def test_a_quarter_is_and_one_more_is_not(quarter: int) -> None:
    assert believable(quarter, of=4 * quarter)
    assert believable(quarter + 1, of=4 * quarter) is (quarter + 1 <= ALWAYS_BELIEVED)


def test_one_of_one_may_have_left() -> None:
    assert believable(1, of=1)


def test_the_letter_says_what_why_and_what_next_and_counts_those_it_does_not_name() -> None:
    since = datetime(2026, 3, 2, 12, tzinfo=UTC)
    letter = doubt_letter(Doubt(since, 5, 9, ("ada", "ben")), desk_url="https://index.example/desk/")
    assert letter.subject == "5 of 9 people are missing in the directory"
    for words in (
        "On 2 March 2026 the company's directory no longer let in 5 of 9 people, all at once",
        "among them ada, ben.",
        "Nobody was frozen.",
        "See whether STRONGROOM_LDAP_PEOPLE",
        "https://index.example/desk/",
    ):
        assert words in letter.text
    assert "among" not in Doubt(since, 2, 2, ("ada", "ben")).what
