"""How a publisher proved who they are, as a badge and a sentence."""

from dataclasses import dataclass

from strongroom.foundation.proofs import FactorStrength, Proof, ProofKind

FACTOR_WORDS = {
    FactorStrength.NONE: "no second factor",
    FactorStrength.SECOND_FACTOR: "a second factor",
    FactorStrength.PHISHING_RESISTANT: "a phishing-resistant second factor",
}
_KINDS = {
    ProofKind.API_TOKEN: "an API token",
    ProofKind.SIGN_IN: "a sign-in",
}
_BADGES = {
    FactorStrength.NONE: ("unprotected", "No second factor"),
    FactorStrength.SECOND_FACTOR: ("protected", "Second factor"),
    FactorStrength.PHISHING_RESISTANT: ("protected", "Phishing-resistant"),
}


@dataclass(frozen=True, slots=True)
class ShownProof:
    """A badge, by the state that gives it its color and icon, and what it means. Both empty: no badge."""

    state: str
    label: str
    sentence: str


def shown_proof(proof: Proof | None) -> ShownProof:
    """Return what is said of a proof."""
    if proof is None:
        return ShownProof("", "", "With which proof is not known: it was published before that was recorded.")
    state, label = _BADGES[proof.factor]
    sentence = f"With {_KINDS[proof.kind]} of an account that had {FACTOR_WORDS[proof.factor]} at that time."
    return ShownProof(state, label, sentence)
