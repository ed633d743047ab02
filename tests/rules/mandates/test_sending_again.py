"""A letter that did not arrive is sent again only while every word of it holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from strongroom.foundation.names import NormalizedName
from strongroom.mandates.rules.letters import Reader, announcement
from strongroom.mandates.rules.sending_again import LeftOut, Unarrived
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import brown_out_days

TOLD, DEADLINE = datetime(2026, 12, 4, 12, tzinfo=UTC), datetime(2027, 3, 5, tzinfo=UTC)
BEN = Reader(
    "ben", satisfied=False, index_name="I", index_url="", enrol_url="", obligations_url="", letter_url=""
)
TERMS = [
    Term(NormalizedName(name), TOLD, DEADLINE, brown_outs=brown_out_days(DEADLINE, days_before=(14,)))
    for name in ("harborlight", "mossgrid")
]
LETTER = Unarrived(
    written=announcement(BEN, TERMS, reason="So.", now=TOLD),
    reader=BEN,
    terms=TERMS,
    reason="So.",
    is_reached=True,
)
REHEARSED = DEADLINE - timedelta(days=13)
"""The first instant after the rehearsal."""


@pytest.mark.parametrize("now", [TOLD, TOLD + timedelta(days=30), REHEARSED - timedelta(seconds=1)])
def test_what_holds_is_sent_again(now: datetime) -> None:
    assert LETTER.why_left_out(now) is None


@pytest.mark.parametrize(
    ("so_today", "why"),
    [
        ({"terms": []}, LeftOut.NOT_BOUND),
        ({"reader": replace(BEN, satisfied=True)}, LeftOut.HELD),
        ({"terms": TERMS[:1]}, LeftOut.OUTDATED),
        ({"terms": [replace(one, deadline=DEADLINE + timedelta(days=1)) for one in TERMS]}, LeftOut.OUTDATED),
        ({"terms": [replace(one, brown_outs=()) for one in TERMS]}, LeftOut.OUTDATED),
        ({"is_reached": False}, LeftOut.UNREACHED),
        ({"is_reached": False, "terms": []}, LeftOut.NOT_BOUND),
    ],
    ids=["left", "enrolled", "left one", "put off", "not rehearsed", "no mail", "left, no mail"],
)
def test_what_is_so_no_more_is_left_out(so_today: dict[str, object], why: LeftOut) -> None:
    assert replace(LETTER, **so_today).why_left_out(TOLD) is why  # type: ignore[arg-type] # one field each


def test_nothing_to_do_is_not_said_twice_nor_to_whom_it_is_so_no_more() -> None:
    settled = replace(BEN, satisfied=True)
    letter = replace(LETTER, written=announcement(settled, TERMS, reason="So.", now=TOLD))
    assert replace(letter, reader=settled).why_left_out(TOLD) is LeftOut.HELD
    assert letter.why_left_out(TOLD) is LeftOut.OUTDATED


@pytest.mark.parametrize("now", [REHEARSED, DEADLINE])
def test_dates_that_are_over_are_not_announced_again(now: datetime) -> None:
    assert LETTER.why_left_out(now) is LeftOut.OUTDATED


def test_a_deadline_that_is_over_is_not_announced_again_where_nothing_was_rehearsed() -> None:
    terms = [replace(one, brown_outs=()) for one in TERMS]
    letter = replace(LETTER, terms=terms, written=announcement(BEN, terms, reason="So.", now=TOLD))
    assert letter.why_left_out(DEADLINE - timedelta(seconds=1)) is None
    assert letter.why_left_out(DEADLINE) is LeftOut.OUTDATED
