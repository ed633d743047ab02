"""How long a session lasts: never longer than twelve hours, never an hour without a word."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.sessions import IDLE, LONGEST, SEEN_EVERY, TRUSTED_FOR, Sighting
from tests.architecture.sources import ROOT

NOON = datetime(2026, 7, 8, 12, tzinfo=UTC)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=13))


@given(SPANS)
def test_it_ends_after_the_longest_life_or_when_nothing_is_heard_of_it(span: timedelta) -> None:
    ends_at = Sighting(begun_at=NOON, last_seen_at=NOON + span).ends_at
    assert ends_at <= NOON + LONGEST
    assert ends_at <= NOON + span + IDLE
    assert ends_at in {NOON + LONGEST, NOON + span + IDLE}


@given(SPANS)
def test_whoever_goes_on_is_written_down_seldom_and_in_time(span: timedelta) -> None:
    seen = Sighting(begun_at=NOON, last_seen_at=NOON)
    assert seen.is_to_be_renewed(NOON + span) == (span >= SEEN_EVERY)
    assert SEEN_EVERY < IDLE / 4, "or somebody who reads on would be signed out"


@given(SPANS, st.none() | st.integers(min_value=1))
def test_what_a_session_keeps_of_it_is_all_of_it(span: timedelta, browser_id: int | None) -> None:
    seen = Sighting(NOON, NOON + span, "Firefox on Linux", "203.0.113.0/24", "totp", browser_id)
    assert Sighting.from_mark(seen.mark()) == seen


def test_the_reference_says_the_figures() -> None:
    written = (ROOT / "docs/reference/sessions.md").read_text(encoding="utf-8")
    hour = timedelta(hours=1)
    assert f"| longest life | {LONGEST // hour} hours" in written
    assert f"| without a request | {IDLE // hour} hour |" in written
    assert f"| a browser is known | {TRUSTED_FOR.days} days" in written
