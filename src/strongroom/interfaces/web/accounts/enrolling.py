"""Three steps to a second factor, and how far somebody is with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.accounts.queries import (
    Person,
    Protection,
    count_recovery_codes,
    recovery_codes_wait,
    security_keys_work,
)
from strongroom.interfaces.web.accounts.vouchers import Offer
from strongroom.mandates.queries import Bond
from strongroom.mandates.services import Strength


@dataclass(frozen=True, slots=True)
class Enrolling:
    """How far somebody is. The first three are states: done, now or upcoming.

    Args:
        is_strict: Only a security key or passkey satisfies everything that is asked.
        keys_work: The index is called by a name, without which browsers offer no keys.
        takes_code: Besides the password a mailed code is asked for.
        key_is_coming: A code for a free security key is theirs.
        codes_left: Recovery codes that were not used; `codes_wait`: nobody has shown yet that they were kept.
        has_elsewhere: Their second factor is that of the company's identity provider: no recovery codes here.
    """

    choose: str
    enrol: str
    keep: str
    is_strict: bool
    keys_work: bool
    takes_code: bool
    key_is_coming: bool
    codes_left: int
    codes_wait: bool
    has_elsewhere: bool

    @property
    def is_done(self) -> bool:
        """Nothing is left to do."""
        return {self.choose, self.enrol, self.keep} == {"done"}


def enrolling_of(person: Person, bonds: Sequence[Bond], offers: Sequence[Offer]) -> Enrolling:
    """Return how far somebody is who is bound like this."""
    holds_all = all(bond.satisfied for bond in bonds)
    key_is_coming = any(offer.claim is not None and not offer.claim.place for offer in offers)
    codes_left, codes_wait = count_recovery_codes(person.user_id), recovery_codes_wait(person.user_id)
    has_elsewhere = person.protection is Protection.PROVIDER
    kept = (has_elsewhere and holds_all) or (codes_left > 0 and not codes_wait)
    choose, enrol, keep = _states(holds_all or key_is_coming, holds_all, kept)
    return Enrolling(
        choose=choose,
        enrol=enrol,
        keep=keep,
        is_strict=any(
            bond.mandate.strength is Strength.PHISHING_RESISTANT for bond in bonds if not bond.satisfied
        ),
        keys_work=security_keys_work(),
        takes_code=not person.holds_factor,
        key_is_coming=key_is_coming,
        codes_left=codes_left,
        codes_wait=codes_wait,
        has_elsewhere=has_elsewhere,
    )


def _states(*done: bool) -> list[str]:
    """Return the state of each step: the first that is not done is the one to do now."""
    current = done.index(False) if False in done else None
    return ["done" if is_done else "now" if at == current else "upcoming" for at, is_done in enumerate(done)]
