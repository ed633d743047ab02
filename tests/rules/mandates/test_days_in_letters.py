"""A day in a letter reads as it does on a page."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from strongroom.foundation.days import day_words, instant_words
from strongroom.foundation.letters import Letter
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.rules.letters import Reader, WholeLetter, announcement, enforcement, reminder
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.voucher_letters import Keys, assigned
from strongroom.mandates.rules.voucher_letters import reminder as voucher_reminder

ANNOUNCED, DEADLINE = datetime(2026, 12, 4, tzinfo=UTC), datetime(2027, 3, 4, tzinfo=UTC)
BEN = Reader(
    "ben", satisfied=False, index_name="I", index_url="", enrol_url="", obligations_url="", letter_url=""
)
KEYS = Keys("Keys", "Example Keys", "")


def test_a_day_has_no_leading_zero_and_is_that_of_utc() -> None:
    assert day_words(date(2026, 12, 5)) == "5 December 2026"
    late = datetime(2026, 12, 5, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert day_words(late) == "4 December 2026"
    assert instant_words(late) == "4 December 2026, 23:30 UTC"


def letters() -> list[Letter | WholeLetter]:
    """Return a letter of each kind that names days."""
    terms = [Term(NormalizedName("harborlight"), ANNOUNCED, DEADLINE, brown_outs=(date(2027, 2, 5),))]
    return [
        announcement(BEN, terms, reason="", now=ANNOUNCED),
        reminder(BEN, terms, now=DEADLINE - timedelta(days=30)),
        enforcement(BEN, terms),
        assigned(KEYS, look_before=DEADLINE, expires_on=DEADLINE.date()),
        voucher_reminder(KEYS, expires_on=DEADLINE.date()),
    ]


@pytest.mark.parametrize("letter", letters(), ids=lambda letter: letter.subject)
def test_letters_write_days_so(letter: Letter | WholeLetter) -> None:
    words = f"{letter.subject} {letter.text}"
    assert "4 March 2027" in words
    assert "04 March" not in words
    assert "05 February" not in words
