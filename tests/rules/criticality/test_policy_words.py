"""Everything that a policy says is told, and every change of it."""

from dataclasses import fields, replace
from decimal import Decimal

from hypothesis import given

from strongroom.criticality.rules.policy import (
    FIRST_POLICY,
    Policy,
    as_plain,
    as_text,
    from_plain,
    from_text,
    numbers_of,
)
from strongroom.criticality.rules.policy_words import changes, sayings
from tests.rules.criticality.given import policies


def test_every_number_of_a_policy_is_told_once() -> None:
    assert sorted(said.field for said in sayings(FIRST_POLICY)) == sorted(
        field.name for field in fields(Policy) if field.name != "version"
    )


@given(policies, policies)
def test_two_policies_differ_in_words_where_they_differ_in_numbers(one: Policy, other: Policy) -> None:
    before, after = as_plain(one), as_plain(other)
    told = {change.field for change in changes(one, other)}
    assert told == {name for name in before if before[name] != after[name]} - {"version"}


@given(policies)
def test_a_policy_survives_json(policy: Policy) -> None:
    assert from_plain(as_plain(policy)) == policy
    assert from_text(as_text(policy)) == policy
    assert from_plain({**numbers_of(policy), "version": policy.version}) == policy


def test_a_change_is_told_with_what_was() -> None:
    (change,) = changes(FIRST_POLICY, replace(FIRST_POLICY, share=Decimal("0.005")))
    assert str(change) == "Share of the projects: 0.5% (was 1%)"


def test_equal_numbers_have_one_form_however_they_are_written() -> None:
    assert as_plain(replace(FIRST_POLICY, keep_factor=Decimal("1.250"))) == as_plain(FIRST_POLICY)
    assert as_plain(replace(FIRST_POLICY, keep_factor=Decimal("1E+1")))["keep_factor"] == "10"
