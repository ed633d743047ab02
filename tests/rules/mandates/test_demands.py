"""What operators can ask for in a mandate."""

import pytest

from strongroom.foundation.names import NormalizedName, normalize
from strongroom.mandates.errors import DemandUnfit
from strongroom.mandates.rules.demands import Demand, check_demand
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.timeline import LONGEST_NOTICE_DAYS, MINIMUM_NOTICE_DAYS, NoticeTooShort

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
