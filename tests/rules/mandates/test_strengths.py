"""What satisfies a mandate of each strength, and that the weaker one comes first."""

import pytest

from strongroom.foundation.proofs import FactorStrength
from strongroom.mandates.rules.strengths import Strength


@pytest.mark.parametrize(
    ("strength", "satisfied_by"),
    [
        (Strength.ANY, {FactorStrength.SECOND_FACTOR, FactorStrength.PHISHING_RESISTANT}),
        (Strength.PHISHING_RESISTANT, {FactorStrength.PHISHING_RESISTANT}),
    ],
)
def test_what_satisfies_it(strength: Strength, satisfied_by: set[FactorStrength]) -> None:
    assert {held for held in FactorStrength if strength.is_met_by(held)} == satisfied_by


def test_whoever_meets_the_stronger_demand_meets_the_weaker_which_is_sorted_first() -> None:
    weaker, stronger = sorted(Strength)
    assert [weaker, stronger] == list(Strength)
    assert all(weaker.is_met_by(held) for held in FactorStrength if stronger.is_met_by(held))
