"""The settings of designation refuse what makes no sense."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from strongroom.criticality.rules.policy import FIRST_POLICY, Policy, from_plain


def test_the_defaults_are_those_of_the_published_rule() -> None:
    policy = Policy(version=1)

    assert policy.share == Decimal("0.01")
    assert policy.window_days == 183
    assert policy.keep_factor == Decimal("1.25")
    assert policy.lapse_days == 365
    assert policy.minimum_downloads == 1
    assert policy.candidate_share == Decimal("0.9")


def test_downloads_by_installers_are_counted_and_no_others() -> None:
    assert Policy(version=1).counted_classes == {"installer"}


def test_the_window_is_the_183_complete_days_before_the_runs_date() -> None:
    window = Policy(version=1).window_before(date(2026, 7, 2))

    assert (window.first_day, window.last_day, window.days) == (date(2025, 12, 31), date(2026, 7, 1), 183)


@pytest.mark.parametrize(
    "setting",
    [
        {"version": 0},
        {"share": Decimal(0)},
        {"share": Decimal("1.01")},
        {"share": Decimal("NaN")},
        {"share": Decimal("-0.01")},
        {"window_days": 0},
        {"keep_factor": Decimal("0.99")},
        {"keep_factor": Decimal("Infinity")},
        {"keep_factor": Decimal("NaN")},
        {"lapse_days": 0},
        {"minimum_downloads": 0},
        {"counted_classes": frozenset()},
        {"candidate_share": Decimal(0)},
        {"candidate_share": Decimal("1.5")},
        {"candidate_share": Decimal("NaN")},
        {"share": Decimal("0.0000001")},
        {"keep_factor": Decimal("1E+1000000")},
        {"window_days": 3_661},
        {"lapse_days": 36_601},
        {"minimum_downloads": 10**15 + 1},
        {"dependents_top": 0},
        {"dependents_minimum": 0},
    ],
    ids=str,
)
def test_a_setting_outside_its_range_is_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(setting))):
        Policy(**({"version": 1} | setting))


@pytest.mark.parametrize(
    "setting",
    [{"share": Decimal(1)}, {"keep_factor": Decimal(1)}, {"lapse_days": 1}, {"candidate_share": Decimal(1)}],
    ids=str,
)
def test_a_setting_at_the_end_of_its_range_is_taken(setting: dict[str, Any]) -> None:
    Policy(**({"version": 1} | setting))


def test_every_index_begins_with_the_published_rule_and_a_minimum() -> None:
    assert Policy(version=1, minimum_downloads=1000) == FIRST_POLICY
    assert not FIRST_POLICY.dependents_rule


@pytest.mark.parametrize(
    "said",
    [
        {"share": 0.1},
        {"share": "much"},
        {"share": "1E-1000000000"},
        {"window_days": True},
        {"window_days": "183"},
        {"downloads_rule": 1},
        {"counted_classes": "installer"},
        {"counted_classes": [1]},
        {"counted_classes": []},
        {"color": "red"},
    ],
    ids=str,
)
def test_what_json_says_otherwise_than_a_policy_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(said))):
        from_plain({"version": 1, **said})


def test_a_policy_without_a_version_is_none() -> None:
    with pytest.raises(ValueError, match="version"):
        from_plain({})
