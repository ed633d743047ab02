"""How a publisher proved who they are: kept with each file, so that a weaker proof than usual can be seen.

It holds nothing that identifies the proof itself: no token, no key.
"""

from dataclasses import dataclass
from enum import StrEnum


class ProofKind(StrEnum):
    """What was shown."""

    API_TOKEN = "api-token"
    SIGN_IN = "sign-in"


class FactorStrength(StrEnum):
    """The strongest second factor that the account held at that moment, weakest first."""

    NONE = "none"
    SECOND_FACTOR = "second-factor"
    PHISHING_RESISTANT = "phishing-resistant"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown, and what protected the account that showed it."""

    kind: ProofKind
    factor: FactorStrength

    def is_weaker_than(self, other: "Proof") -> bool:
        """The account was protected less than that of the other proof."""
        ranked = list(FactorStrength)
        return ranked.index(self.factor) < ranked.index(other.factor)
