"""A letter promises for its own rule alone, and names no rehearsal that is over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.rules.letters import (
    Reader,
    WholeLetter,
    announcement,
    end,
    enforcement,
    reminder,
)
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import Phase

ANNOUNCED, DEADLINE = datetime(2026, 12, 4, tzinfo=UTC), datetime(2027, 3, 5, tzinfo=UTC)
BEN = Reader(
    "ben", satisfied=False, index_name="I", index_url="", enrol_url="", obligations_url="", letter_url=""
)
ADA = Reader(
    "ada", satisfied=True, index_name="I", index_url="", enrol_url="", obligations_url="", letter_url=""
)
REHEARSED = (date(2027, 2, 5), date(2027, 2, 28), date(2027, 3, 4))


def rule(*rehearsals: date) -> list[Term]:
    return [Term(NormalizedName("harborlight"), ANNOUNCED, DEADLINE, brown_outs=rehearsals)]


def letters(at: datetime, terms: list[Term]) -> list[WholeLetter]:
    """Return the letters that name the days to come, as they are written then."""
    return [announcement(BEN, terms, reason="", now=at), reminder(BEN, terms, now=at)]


@given(some.datetimes(datetime(2026, 12, 5), datetime(2027, 3, 4, 23), timezones=some.just(UTC)))
def test_a_day_of_rehearsal_is_named_until_it_is_over(at: datetime) -> None:
    (term,) = rule(*REHEARSED)
    for letter in letters(at, [term]):
        for day in REHEARSED:
            last = datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, tzinfo=UTC)
            assert term.phase(last) is Phase.BROWN_OUT
            assert (day_words(day) in letter.text) == (at <= last)
        assert "Until then this rule refuses only on days of rehearsal." in letter.text


@pytest.mark.parametrize("days", [90, 30, 1])
def test_where_none_is_ahead_the_rule_refuses_nothing_before_the_deadline(days: int) -> None:
    for letter in letters(DEADLINE - timedelta(days=days), rule(date(2026, 12, 4))):
        assert "Until then this rule refuses nothing." in letter.text
        assert "rehears" not in letter.text


def test_a_reminder_counts_the_days_that_are_left() -> None:
    assert reminder(BEN, rule(), now=DEADLINE - timedelta(hours=9)).subject.endswith("is needed tomorrow")
    assert reminder(BEN, rule(), now=DEADLINE - timedelta(days=7)).subject.endswith("is needed in 7 days")


def test_what_is_left_to_do_for_other_rules_no_letter_says() -> None:
    for letter in (announcement(ADA, rule(), reason="", now=ANNOUNCED), end(BEN, rule(), reason="")):
        assert "For this rule there is nothing for you to do." in letter.text
    for letter in (*letters(ANNOUNCED, rule()), enforcement(BEN, rule())):
        assert "everything works" not in letter.text


def test_the_letter_of_the_deadline_says_what_waits_after_enrolling() -> None:
    said = enforcement(BEN, rule()).text
    assert (
        "Critical projects can be changed 72 hours later, and until then not be handed over or left" in said
    )
