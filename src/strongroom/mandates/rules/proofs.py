"""How a published file was vouched for, in the few kinds that the dashboard counts."""

from enum import StrEnum

from strongroom.foundation.proofs import FactorStrength, ProofKind


class ProofClass(StrEnum):
    """What the publisher of a file showed, and for API tokens, what protected the account they belong to."""

    TOKEN_WITH_KEY = "token_with_key"
    TOKEN_WITH_FACTOR = "token_with_factor"
    TOKEN_ALONE = "token_alone"
    SIGN_IN = "sign_in"
    UNKNOWN = "unknown"


_TOKENS = {
    FactorStrength.PHISHING_RESISTANT: ProofClass.TOKEN_WITH_KEY,
    FactorStrength.SECOND_FACTOR: ProofClass.TOKEN_WITH_FACTOR,
    FactorStrength.NONE: ProofClass.TOKEN_ALONE,
}


def proof_class(kind: str, factor: str) -> ProofClass:
    """Return the class of a proof as it is kept with the file (`foundation.proofs`); both are empty where none was kept."""
    if kind == ProofKind.SIGN_IN:
        return ProofClass.SIGN_IN
    return _TOKENS[FactorStrength(factor)] if kind == ProofKind.API_TOKEN else ProofClass.UNKNOWN
