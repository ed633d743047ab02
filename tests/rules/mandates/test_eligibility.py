"""The rule of a voucher campaign, as sentences."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.days import day_words
from strongroom.mandates.rules.eligibility import (
    Eligible,
    Facts,
    Ineligible,
    Rule,
    data_of,
    default_rule,
    eligible,
    rule_of,
    words_of,
)

TODAY = date(2026, 7, 8)
DAYS = st.dates(date(2020, 1, 1), TODAY)
NAMES = st.sampled_from(["ada", "ben", "cleo"])

rules = st.builds(
    Rule,
    bound=st.booleans(),
    critical_before=st.none() | DAYS,
    any_project=st.booleans(),
    named=st.frozensets(NAMES),
    enrolled_too=st.booleans(),
    account_days=st.integers(0, 400),
    once_ever=st.booleans(),
)
people = st.builds(
    Facts,
    username=NAMES,
    is_open=st.booleans(),
    joined_on=DAYS,
    today=st.just(TODAY),
    waits_until=st.none() | st.just(datetime(2026, 7, 9, tzinfo=UTC)),
    is_bound=st.booleans(),
    critical_since=st.none() | DAYS,
    publishes=st.booleans(),
    holds_key=st.booleans(),
    has_other_code=st.booleans(),
)


def may(rule: Rule, facts: Facts) -> bool:
    return isinstance(eligible(rule, facts), Eligible)


@given(rules, people)
def test_the_answer_is_a_sentence_either_way(rule: Rule, facts: Facts) -> None:
    answer = eligible(rule, facts)
    said = answer.because if isinstance(answer, Eligible) else answer.why
    assert said[0].isupper()
    assert said.endswith(".")


@given(rules, people)
def test_a_frozen_or_closed_account_gets_none(rule: Rule, facts: Facts) -> None:
    assert not may(rule, replace(facts, is_open=False))


@given(rules, people)
def test_an_account_that_may_be_in_other_hands_gets_none(rule: Rule, facts: Facts) -> None:
    assert not may(rule, replace(facts, waits_until=datetime(2026, 7, 9, tzinfo=UTC)))


@given(rules, people, st.integers(1, 400))
def test_an_account_younger_than_asked_gets_none(rule: Rule, facts: Facts, days: int) -> None:
    young = replace(facts, joined_on=TODAY - timedelta(days=days - 1))
    assert not may(replace(rule, account_days=days), young)
    old_enough = replace(facts, joined_on=TODAY - timedelta(days=days))
    ageless = replace(rule, account_days=0)
    assert may(replace(rule, account_days=days), old_enough) == may(ageless, old_enough)


@given(rules, people)
def test_without_a_ground_nobody_may(rule: Rule, facts: Facts) -> None:
    groundless = replace(rule, bound=False, critical_before=None, any_project=False, named=frozenset())
    assert not groundless.has_ground
    assert not may(groundless, facts)


@given(rules, people)
def test_one_more_ground_takes_nobody_out(rule: Rule, facts: Facts) -> None:
    if may(rule, facts):
        for wider in (
            replace(rule, bound=True),
            replace(rule, any_project=True),
            replace(rule, named=rule.named | {"ben"}),
            replace(rule, critical_before=max(TODAY, rule.critical_before or TODAY)),
        ):
            assert may(wider, facts)


@given(rules, people)
def test_whoever_may_meets_one_of_the_grounds(rule: Rule, facts: Facts) -> None:
    since, before = facts.critical_since, rule.critical_before
    grounds = (
        rule.bound and facts.is_bound,
        before is not None and since is not None and since < before,
        rule.any_project and facts.publishes,
        facts.username in rule.named,
    )
    if may(rule, facts):
        assert any(grounds)
    unhindered = replace(facts, is_open=True, waits_until=None, joined_on=date(2000, 1, 1), holds_key=False)
    assert may(replace(rule, once_ever=False), unhindered) == any(grounds)


@given(rules, people)
def test_who_has_enrolled_is_left_out_only_where_the_rule_says_so(rule: Rule, facts: Facts) -> None:
    with_key, without = replace(facts, holds_key=True), replace(facts, holds_key=False)
    assert not may(replace(rule, enrolled_too=False), with_key)
    also = replace(rule, enrolled_too=True)
    assert may(also, with_key) == may(also, without)


@given(rules, people)
def test_a_code_of_another_campaign_counts_only_where_the_rule_says_so(rule: Rule, facts: Facts) -> None:
    having = replace(facts, has_other_code=True)
    assert not may(replace(rule, once_ever=True), having)
    repeatable = replace(rule, once_ever=False)
    assert may(repeatable, having) == may(repeatable, replace(facts, has_other_code=False))


@given(rules)
def test_a_rule_is_data(rule: Rule) -> None:
    assert rule_of(data_of(rule)) == rule


@given(rules)
def test_the_words_say_every_part_of_it(rule: Rule) -> None:
    said = " ".join(words_of(rule))
    assert ("mandate" in said) == rule.bound
    assert ("any project" in said) == rule.any_project
    assert ("another campaign" in said) == rule.once_ever
    assert ("Also for those who have enrolled" in said) == rule.enrolled_too
    assert ("old" in said) == bool(rule.account_days)
    if rule.critical_before:
        assert day_words(rule.critical_before) in said


def test_a_role_that_begins_on_the_day_itself_is_too_late() -> None:
    facts = Facts("ada", is_open=True, joined_on=date(2020, 1, 1), today=TODAY, critical_since=TODAY)
    assert not may(Rule(critical_before=TODAY), facts)
    assert may(Rule(critical_before=TODAY + timedelta(days=1)), facts)


@given(people)
def test_by_default_accounts_made_for_the_keys_get_none(facts: Facts) -> None:
    """Whoever makes a thousand accounts today has a thousand that are too young, and publish nothing critical."""
    made_today = replace(facts, joined_on=TODAY)
    assert not may(default_rule(TODAY), made_today)
    made_long_ago = replace(facts, is_bound=False, critical_since=None, publishes=True)
    assert not may(default_rule(TODAY), made_long_ago)


def test_by_default_it_is_also_for_those_who_have_enrolled() -> None:
    facts = Facts("ada", is_open=True, joined_on=date(2020, 1, 1), today=TODAY, is_bound=True, holds_key=True)
    assert may(default_rule(TODAY), facts)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_open": False}, "frozen or closed"),
        ({"joined_on": TODAY}, "0 days old; this campaign asks for 90 days"),
        ({"waits_until": datetime(2026, 7, 9, tzinfo=UTC)}, "waits until 9 July 2026, 00:00 UTC"),
        ({"is_bound": False}, "This campaign is for people whom a mandate binds"),
    ],
)
def test_the_sentence_says_what_is_against_it(change: dict[str, Any], words: str) -> None:
    facts = Facts("ada", is_open=True, joined_on=date(2020, 1, 1), today=TODAY, is_bound=True)
    answer = eligible(default_rule(TODAY), replace(facts, **change))
    assert isinstance(answer, Ineligible)
    assert words in answer.why
