"""What of a SAML answer counts, as properties of the judgment: whatever is changed in a good one, it counts no more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from strongroom.accounts.errors import AnswerRefused
from strongroom.accounts.rules.saml import (
    BEARER,
    LONGEST,
    PERSISTENT,
    SKEW,
    Assertion,
    Confirmation,
    Expected,
    Frame,
    NameId,
    judge,
    lasting_name,
)
from strongroom.accounts.rules.saml_texts import Question, metadata

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EXPECTED = Expected("https://works.example", "https://index.example", "https://index.example/answer")
FRAME = Frame(EXPECTED.recipient, "_question", EXPECTED.issuer)
CONFIRMATION = Confirmation(BEARER, EXPECTED.recipient, "_question", None, NOW + MINUTE)
GOOD = Assertion(
    assertion_id="_1",
    issuer=EXPECTED.issuer,
    name=NameId("somebody", PERSISTENT, "", ""),
    confirmations=(CONFIRMATION,),
    not_before=NOW - MINUTE,
    not_on_or_after=NOW + MINUTE,
    audiences=(frozenset({EXPECTED.audience}),),
    conditions=frozenset({"AudienceRestriction"}),
    authenticated_at=NOW,
    context="password",
    session_ends_at=None,
    attributes={"employee": ("7",)},
)
others = some.text(max_size=60)


def counts(assertion: Assertion = GOOD, *, frame: Frame = FRAME, now: datetime = NOW) -> bool:
    """Say whether an answer counts."""
    try:
        judge(frame, assertion, EXPECTED, now=now)
    except AnswerRefused:
        return False
    return True


def test_a_good_answer_counts() -> None:
    assert counts()
    assert counts(frame=replace(FRAME, issuer=""))


@given(some.sampled_from(["destination", "in_response_to"]), others)
def test_what_stands_around_it_has_to_fit(part: str, value: str) -> None:
    changed: dict[str, Any] = {part: value}
    assert counts(frame=replace(FRAME, **changed)) is (getattr(FRAME, part) == value)


@given(some.sampled_from(["method", "recipient", "in_response_to"]), others)
def test_its_confirmation_has_to_fit(part: str, value: str) -> None:
    changed: dict[str, Any] = {part: value}
    confirmation = replace(CONFIRMATION, **changed)
    assert counts(replace(GOOD, confirmations=(confirmation,))) is (confirmation == CONFIRMATION)


@given(
    some.lists(some.frozensets(some.sampled_from([EXPECTED.audience, "https://other.example"])), max_size=3)
)
def test_every_restriction_has_to_name_the_index_and_there_has_to_be_one(
    audiences: list[frozenset[str]],
) -> None:
    is_ours = bool(audiences) and all(EXPECTED.audience in audience for audience in audiences)
    assert counts(replace(GOOD, audiences=tuple(audiences))) is is_ours


@given(some.timedeltas(min_value=-2 * LONGEST, max_value=2 * LONGEST))
def test_it_counts_from_its_beginning_to_its_end_give_or_take_the_skew(passed: timedelta) -> None:
    is_its_time = -SKEW <= passed < MINUTE + SKEW
    assert counts(replace(GOOD, not_before=NOW), now=NOW + passed) is is_its_time


@pytest.mark.parametrize(
    "changed",
    [
        {"assertion_id": ""},
        {"issuer": "https://other.example"},
        {"confirmations": ()},
        {"confirmations": (CONFIRMATION, CONFIRMATION)},
        {"confirmations": (replace(CONFIRMATION, not_on_or_after=None),)},
        {"confirmations": (replace(CONFIRMATION, not_before=NOW + 2 * MINUTE),)},
        {"confirmations": (replace(CONFIRMATION, not_on_or_after=NOW + LONGEST + MINUTE),)},
        {"conditions": frozenset({"AudienceRestriction", "{urn:x}Only"})},
        {"authenticated_at": None},
        {"authenticated_at": NOW + 2 * MINUTE},
        {"session_ends_at": NOW - MINUTE},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_is_not_said_or_cannot_be_makes_it_worthless(changed: dict[str, Any]) -> None:
    assert not counts(replace(GOOD, **changed))


@given(others.filter(lambda text: text != PERSISTENT))
def test_only_a_persistent_name_lasts(form: str) -> None:
    changed = replace(GOOD, name=replace(GOOD.name, format=form))
    assert lasting_name(GOOD, EXPECTED, attribute="") == "somebody"
    assert lasting_name(changed, EXPECTED, attribute="") == ""
    assert lasting_name(changed, EXPECTED, attribute="employee") == "7"


@pytest.mark.parametrize("values", [(), ("7", "8"), ("",), ("7" * 192,)], ids=len)
def test_an_attribute_is_a_name_if_it_has_one_value(values: tuple[str, ...]) -> None:
    assert lasting_name(replace(GOOD, attributes={"employee": values}), EXPECTED, attribute="employee") == ""


def test_what_the_index_says_is_xml_whatever_its_address_is() -> None:
    odd = 'https://index.example/?a="b"&c=<d>'
    question = Question("_1", by=odd, back_to=odd, to=odd, asks_again=True, asks_for_name=True)
    for text in (
        question.text(now=NOW),
        metadata(entity_id=odd, back_to=odd, certificate="", asks_for_name=True),
    ):
        assert odd not in text
        assert text.count("<d>") == 0
