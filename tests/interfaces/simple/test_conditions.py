"""Entity tags and dates as conditions of a request (RFC 9110 sections 8.8.3, 13.1 and 13.2.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.simple.conditional import (
    Outcome,
    evaluate,
    format_date,
    parse_date,
    range_applies,
)

NOW = 784_111_777
DATE, EARLIER, LATER = format_date(NOW), format_date(NOW - 1), format_date(NOW + 1)
PERFORM, NOT_MODIFIED, FAILED = Outcome.PERFORM, Outcome.NOT_MODIFIED, Outcome.FAILED


def outcome(**headers: str) -> Outcome:
    """Return what becomes of a request for the representation "abc", made at NOW."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return evaluate(sent, etag="abc", modified_at=NOW)


def test_without_conditions_the_request_is_performed() -> None:
    assert outcome(accept="*/*") is PERFORM


@pytest.mark.parametrize("tags", ['"abc"', 'W/"abc"', '"x", "abc"', '"x",W/"abc"', "*", " * "])
def test_who_has_a_tag_of_ours_has_the_representation(tags: str) -> None:
    assert outcome(if_none_match=tags) is NOT_MODIFIED


@pytest.mark.parametrize("tags", ["", '"abcd"', "abc", '"ABC"', '"abc-v1"', '"'])
def test_who_has_another_tag_has_not(tags: str) -> None:
    assert outcome(if_none_match=tags) is PERFORM


def test_a_tag_decides_before_a_date() -> None:
    assert outcome(if_none_match='"old"', if_modified_since=LATER) is PERFORM
    assert outcome(if_none_match='"abc"', if_modified_since=EARLIER) is NOT_MODIFIED
    assert outcome(if_match='"abc"', if_unmodified_since=EARLIER) is PERFORM


DATES = {
    "the same second": (DATE, NOT_MODIFIED),
    "later": (LATER, NOT_MODIFIED),
    "earlier": (EARLIER, PERFORM),
    "RFC 850": ("Sunday, 06-Nov-94 08:49:37 GMT", NOT_MODIFIED),
    "asctime": ("Sun Nov  6 08:49:37 1994", NOT_MODIFIED),
    "another zone": ("Sun, 06 Nov 1994 08:49:37 CET", PERFORM),
    "no day of any month": ("Sun, 31 Feb 2094 08:49:37 GMT", PERFORM),
    "no date": ("yesterday", PERFORM),
    "empty": ("", PERFORM),
    "very long": ("9" * 5000, PERFORM),
}


@pytest.mark.parametrize(("date", "expected"), DATES.values(), ids=DATES.keys())
def test_who_asked_since_the_change_has_the_representation(date: str, expected: Outcome) -> None:
    assert outcome(if_modified_since=date) is expected


EXPECTED_STATES = {
    "our tag": ({"if_match": '"x", "abc"'}, PERFORM),
    "any tag": ({"if_match": "*"}, PERFORM),
    "another tag": ({"if_match": '"x"'}, FAILED),
    "a weak tag": ({"if_match": 'W/"abc"'}, FAILED),
    "unmodified": ({"if_unmodified_since": DATE}, PERFORM),
    "modified": ({"if_unmodified_since": EARLIER}, FAILED),
    "no date": ({"if_unmodified_since": "yesterday"}, PERFORM),
    "our tag, and had already": ({"if_match": '"abc"', "if_none_match": '"abc"'}, NOT_MODIFIED),
}


@pytest.mark.parametrize(("headers", "expected"), EXPECTED_STATES.values(), ids=EXPECTED_STATES.keys())
def test_who_expects_another_state_is_told(headers: dict[str, str], expected: Outcome) -> None:
    assert outcome(**headers) is expected


@pytest.mark.parametrize("condition", ["", '"abc"', ' "abc" ', DATE])
def test_a_range_of_the_same_representation_is_of_use(condition: str) -> None:
    assert range_applies(condition, etag="abc", modified_at=NOW)


@pytest.mark.parametrize("condition", ['W/"abc"', '"old"', EARLIER, LATER, "yesterday"])
def test_a_range_of_another_representation_is_of_none(condition: str) -> None:
    assert not range_applies(condition, etag="abc", modified_at=NOW)


@given(st.integers(0, 4_000_000_000))
def test_a_date_that_was_said_is_understood(seconds: int) -> None:
    assert parse_date(format_date(seconds)) == seconds


@given(st.text(st.characters(max_codepoint=255)))
def test_no_header_is_a_fault(text: str) -> None:
    assert outcome(if_none_match=text, if_match=text) in Outcome
    assert outcome(if_modified_since=text, if_unmodified_since=text) in Outcome
