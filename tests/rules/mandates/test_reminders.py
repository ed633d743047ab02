"""Reminders 30, 7 and 1 days before a deadline."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.mandates.rules.reminders import REMINDER_DAYS, reminders_due

DEADLINE = datetime(2026, 10, 7, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)

times_before = st.timedeltas(timedelta(days=-5), timedelta(days=100))
sent_marks = st.frozensets(st.sampled_from(REMINDER_DAYS))


def due(before: timedelta, *sent: int) -> int | None:
    return reminders_due(DEADLINE, sent=frozenset(sent), now=DEADLINE - before)


@pytest.mark.parametrize("mark", [30, 7, 1])
def test_a_reminder_is_due_30_7_and_1_days_before(mark: int) -> None:
    reached = timedelta(days=mark)
    earlier = [day for day in REMINDER_DAYS if day > mark]

    assert due(reached + INSTANT, *earlier) is None
    assert due(reached, *earlier) == mark
    assert due(reached, *earlier, mark) is None


def test_when_several_were_missed_only_the_nearest_is_due() -> None:
    assert due(timedelta(days=3)) == 7
    assert due(timedelta(hours=3)) == 1


def test_a_missed_reminder_is_not_made_up_for_after_a_nearer_one() -> None:
    assert due(timedelta(days=3), 7) is None
    assert due(timedelta(hours=3), 1) is None


@pytest.mark.parametrize("after", [timedelta(0), INSTANT, timedelta(days=400)])
def test_none_is_due_from_the_deadline_on(after: timedelta) -> None:
    assert due(-after) is None


@given(times_before, sent_marks)
def test_a_reminder_is_never_due_twice(before: timedelta, sent: frozenset[int]) -> None:
    assert due(before, *sent) not in sent


@given(st.lists(times_before, max_size=60))
def test_whenever_the_job_runs_marks_are_sent_at_most_once_and_come_nearer(runs: list[timedelta]) -> None:
    sent: list[int] = []
    for before in sorted(runs, reverse=True):
        mark = due(before, *sent)
        if mark is not None:
            sent.append(mark)

    assert sent == sorted(set(sent), reverse=True)


def test_a_job_that_runs_every_hour_sends_all_three() -> None:
    sent: list[int] = []
    for hours in range(100 * 24, -48, -1):
        mark = due(timedelta(hours=hours), *sent)
        sent += [] if mark is None else [mark]

    assert sent == [30, 7, 1]
