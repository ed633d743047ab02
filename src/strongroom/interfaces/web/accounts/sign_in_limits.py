"""How often strangers may try to sign in: passwords, codes, passkeys; and how nobody keeps somebody else out with it.

Passwords are counted before they are looked at, codes before they are compared, both in the database: where it cannot
count, nobody signs in. What was right is given back, so that the limits bound what is wrong. Below every limit that is
shared stands a smaller one for each network address: from one address nobody uses up what others need. Whoever attacks
from very many can; then sessions that are there go on, passwords are taken from browsers that are known for the account,
and passkeys, which cannot be guessed, from anywhere.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from strongroom.infra.throttle.services import Limit, count_attempts, forget_attempts, give_back

PER_ADDRESS = Limit(100, timedelta(minutes=5))
"""Passwords from one network address, where many people may be behind one router."""

PER_ACCOUNT_AND_ORIGIN = (Limit(10, timedelta(minutes=5)), Limit(50, timedelta(hours=1)))
"""From one network address, or from a browser that is known for the account and that needs no other allowance then."""

PER_ACCOUNT = Limit(100, timedelta(hours=1))
"""From everywhere together (NIST SP 800-63B-4, 3.2.2)."""

EVERYWHERE = Limit(1000, timedelta(minutes=5))
"""Wrong passwords of all accounts from all addresses: stops whoever tries leaked pairs of names and passwords, a few
from each of many addresses. To use it up takes ten addresses, for as long as it is to last; meanwhile nobody signs in by
password but in a browser that is known for the account. PyPI has the same figure."""

CODES_PER_ADDRESS = Limit(50, timedelta(minutes=5))
CODES_PER_ACCOUNT_AND_ADDRESS = (Limit(5, timedelta(minutes=5)), Limit(20, timedelta(days=1)))
"""Below what `services.guesses` lets an account have in all: a thief of the password leaves enough for its owner."""

CODES_EVERYWHERE = Limit(500, timedelta(minutes=5))
"""Wrong codes. Of a million codes, three are right: who has the passwords of very many people finds one in two days."""

LETTERS_PER_ACCOUNT_AND_ADDRESS = (Limit(6, timedelta(hours=1)), Limit(12, timedelta(days=1)))
"""Letters with a code to confirm a browser. Below what `services.send_code` lets an account have in all."""

PASSKEYS_PER_ADDRESS = Limit(100, timedelta(minutes=5))

_ALL_PASSWORDS = "sign-in-everywhere"
_ALL_CODES = "code-everywhere"


@dataclass(frozen=True, slots=True)
class PasswordAttempt:
    """A sign-in by password.

    Args:
        named: The user name or address that was given, known or not.
        origin: The network address that it comes from.
        browser_id: The browser, where it is known for this account.
    """

    named: str
    origin: str
    browser_id: int | None

    def count(self, *, now: datetime) -> None:
        """Count it, before the password is looked at.

        Raises:
            TooManyAttempts: for this account, from this address, or in all.
        """
        count_attempts(self._own | self._shared, now=now)

    def forgive(self) -> None:
        """The password was right: the account begins anew, in this browser or from this address."""
        forget_attempts(*self._own)
        if self._shared:
            forget_attempts(_account(self.named))
            give_back(_ALL_PASSWORDS)

    @property
    def _own(self) -> dict[str, Limit]:
        if self.browser_id is not None:
            return _spans(f"sign-in-browser:{self.browser_id}", PER_ACCOUNT_AND_ORIGIN)
        return _spans(f"{_account(self.named)}:{self.origin}", PER_ACCOUNT_AND_ORIGIN)

    @property
    def _shared(self) -> dict[str, Limit]:
        """What others have a part in, too. A browser that is known for the account shares nothing with strangers."""
        if self.browser_id is not None:
            return {}
        return {
            f"sign-in-from:{self.origin}": PER_ADDRESS,
            _account(self.named): PER_ACCOUNT,
            _ALL_PASSWORDS: EVERYWHERE,
        }


def count_code(user_id: int, origin: str, *, now: datetime) -> None:
    """Count a code of whoever gave the right password, or is signed in.

    Raises:
        TooManyAttempts: for this account from this address, from this address, or in all.
    """
    shared = {f"code-from:{origin}": CODES_PER_ADDRESS, _ALL_CODES: CODES_EVERYWHERE}
    count_attempts({**shared, **_spans(f"code:{user_id}:{origin}", CODES_PER_ACCOUNT_AND_ADDRESS)}, now=now)


def forgive_code(user_id: int, origin: str) -> None:
    """The code was right."""
    forget_attempts(*_spans(f"code:{user_id}:{origin}", CODES_PER_ACCOUNT_AND_ADDRESS))
    give_back(_ALL_CODES)


def count_letter(user_id: int, origin: str, *, now: datetime) -> None:
    """Count a letter to somebody whose right password was given in a browser that is not known.

    Raises:
        TooManyAttempts: for this account from this address.
    """
    count_attempts(_spans(f"sign-in-letter:{user_id}:{origin}", LETTERS_PER_ACCOUNT_AND_ADDRESS), now=now)


def count_passkey(origin: str, *, now: datetime) -> None:
    """Count a question to a passkey that nobody has named yet.

    Raises:
        TooManyAttempts: from this address.
    """
    count_attempts({f"passkey-from:{origin}": PASSKEYS_PER_ADDRESS}, now=now)


def _account(named: str) -> str:
    """Return the key of what was named; it may be longer than a key, and an address need not stand in the database."""
    return f"sign-in:{hashlib.sha256(named.strip().lower().encode()).hexdigest()}"


def _spans(key: str, limits: tuple[Limit, ...]) -> dict[str, Limit]:
    """Return a key for each limit that counts the same in a span of its own."""
    return {f"{key}:{limit.per.total_seconds():.0f}": limit for limit in limits}
