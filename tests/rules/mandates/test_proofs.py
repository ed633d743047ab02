"""How a file was vouched for, in the kinds that the dashboard counts."""

import pytest

from strongroom.foundation.proofs import FactorStrength, ProofKind
from strongroom.mandates.rules.proofs import ProofClass, proof_class


@pytest.mark.parametrize(
    ("factor", "wanted"),
    [
        (FactorStrength.PHISHING_RESISTANT, ProofClass.TOKEN_WITH_KEY),
        (FactorStrength.SECOND_FACTOR, ProofClass.TOKEN_WITH_FACTOR),
        (FactorStrength.NONE, ProofClass.TOKEN_ALONE),
    ],
)
def test_a_token_counts_by_what_protected_its_account(factor: FactorStrength, wanted: ProofClass) -> None:
    assert proof_class(ProofKind.API_TOKEN, factor) is wanted


@pytest.mark.parametrize("factor", list(FactorStrength))
def test_a_sign_in_counts_as_such(factor: FactorStrength) -> None:
    assert proof_class(ProofKind.SIGN_IN, factor) is ProofClass.SIGN_IN


def test_what_was_not_kept_is_not_known() -> None:
    assert proof_class("", "") is ProofClass.UNKNOWN
