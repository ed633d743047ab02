"""How strong a second factor a mandate asks for, and in which words."""

from enum import StrEnum

from strongroom.foundation.proofs import FactorStrength


class Strength(StrEnum):
    """Which second factors satisfy a mandate, the weaker demand first, also where they are sorted.

    The value stands in tables and in public JSON, and stays.
    """

    ANY = "any"
    PHISHING_RESISTANT = "phishing-resistant"

    @property
    def words(self) -> str:
        """What is asked for."""
        return "a security key or passkey" if self is Strength.PHISHING_RESISTANT else "a second factor"

    @property
    def enough(self) -> str:
        """What is enough for it."""
        return self.words if self is Strength.PHISHING_RESISTANT else "any second factor"

    def is_met_by(self, held: FactorStrength) -> bool:
        """Whoever holds that, holds what is asked for."""
        if self is Strength.PHISHING_RESISTANT:
            return held is FactorStrength.PHISHING_RESISTANT
        return held is not FactorStrength.NONE
