"""What operators can ask for in a mandate."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.mandates.errors import DemandUnfit, NoticeTooShort
from strongroom.mandates.rules.demands import Demand, check_demand, demand_faults
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.timeline import LONGEST_NOTICE_DAYS, MINIMUM_NOTICE_DAYS

HARBORLIGHT, LANTERNFILE = normalize("harborlight"), normalize("lanternfile")


@pytest.mark.parametrize(
    ("scope", "targets"),
    [
        (Scope.CRITICAL_PROJECTS, ()),
        (Scope.EVERY_PUBLISHER, ()),
        (Scope.ORGANIZATION, (HARBORLIGHT,)),
        (Scope.PROJECTS, (HARBORLIGHT,)),
        (Scope.PROJECTS, (HARBORLIGHT, LANTERNFILE)),
    ],
)
def test_a_scope_is_aimed_at_what_it_is_about(scope: Scope, targets: tuple[NormalizedName, ...]) -> None:
    check_demand(Demand("For everybody.", MINIMUM_NOTICE_DAYS, scope, targets))


@pytest.mark.parametrize(
    ("scope", "targets"),
    [
        (Scope.CRITICAL_PROJECTS, (HARBORLIGHT,)),
        (Scope.EVERY_PUBLISHER, (HARBORLIGHT,)),
        (Scope.ORGANIZATION, ()),
        (Scope.ORGANIZATION, (HARBORLIGHT, LANTERNFILE)),
        (Scope.PROJECTS, ()),
        (Scope.OWN, (HARBORLIGHT,)),
    ],
)
def test_and_at_nothing_else(scope: Scope, targets: tuple[NormalizedName, ...]) -> None:
    with pytest.raises(DemandUnfit):
        check_demand(Demand("For everybody.", MINIMUM_NOTICE_DAYS, scope, targets))


def test_nobody_has_less_notice_than_was_promised_nor_one_beyond_all_plans() -> None:
    check_demand(Demand("For everybody.", LONGEST_NOTICE_DAYS))
    with pytest.raises(NoticeTooShort):
        check_demand(Demand("For everybody.", MINIMUM_NOTICE_DAYS - 1))
    with pytest.raises(DemandUnfit, match="at most"):
        check_demand(Demand("For everybody.", LONGEST_NOTICE_DAYS + 1))


@given(
    notice_days=st.integers(0, LONGEST_NOTICE_DAYS + 9),
    scope=st.sampled_from(Scope),
    targets=st.lists(st.sampled_from([HARBORLIGHT, LANTERNFILE]), max_size=2).map(tuple),
    rehearsals=st.lists(st.integers(0, 99), max_size=2).map(tuple),
)
def test_a_demand_without_a_fault_passes_and_one_with_any_does_not(
    notice_days: int, scope: Scope, targets: tuple[NormalizedName, ...], rehearsals: tuple[int, ...]
) -> None:
    demand = Demand("For everybody.", notice_days, scope, targets, brown_out_days=rehearsals)
    faults = demand_faults(demand)
    if faults:
        with pytest.raises(Refusal, match=re.escape(next(iter(faults.values())).message)):
            check_demand(demand)
    else:
        check_demand(demand)


def test_all_faults_of_a_demand_are_told_at_once() -> None:
    demand = Demand("For everybody.", 30, targets=(HARBORLIGHT,), brown_out_days=(14, 200))
    assert list(demand_faults(demand)) == ["notice_days", "brown_out_days", "targets"]
    fits_the_shortest = Demand("For everybody.", 30, brown_out_days=(14, 60))
    assert list(demand_faults(fits_the_shortest)) == ["notice_days"]
