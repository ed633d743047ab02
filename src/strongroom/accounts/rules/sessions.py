"""How long somebody stays signed in, and what is kept of a session to tell them by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

LONGEST = timedelta(hours=12)
"""From the sign-in on, whatever is done. NIST SP 800-63B-4, 2.2.3 asks for 24 hours at most where a second factor
is needed, 2.3.3 for 12 where it must be phishing-resistant."""

IDLE = timedelta(hours=1)
"""Without a request (NIST SP 800-63B-4, 2.2.3)."""

SEEN_EVERY = timedelta(minutes=5)
"""How precisely it is known when a session was last seen: reading pages is not to be writing to the database."""

TRUSTED_FOR = timedelta(days=30)
"""How long a browser is known after its confirmation, however often it is used."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a session shows of itself.

    Args:
        client: Browser and system in words, as the browser says.
        place: A network, shortened; never an address.
        method: By what was last proved whose session it is.
        browser_id: The browser that was confirmed for its person, where there was one.
    """

    begun_at: datetime
    last_seen_at: datetime
    client: str = ""
    place: str = ""
    method: str = ""
    browser_id: int | None = None

    @property
    def ends_at(self) -> datetime:
        """When the session ends if nothing more is heard of it."""
        return min(self.begun_at + LONGEST, self.last_seen_at + IDLE)

    def is_to_be_renewed(self, now: datetime) -> bool:
        """It is older than what is to be known."""
        return now - self.last_seen_at >= SEEN_EVERY

    def mark(self) -> dict[str, Any]:
        """Return what the session on the server keeps of it, for `from_mark`."""
        return {
            "begun_at": self.begun_at.isoformat(),
            "last_seen_at": self.last_seen_at.isoformat(),
            "client": self.client,
            "place": self.place,
            "method": self.method,
            "browser_id": self.browser_id,
        }

    @classmethod
    def from_mark(cls, mark: dict[str, Any]) -> Self:
        """Return what `mark` described."""
        instants = {name: datetime.fromisoformat(mark[name]) for name in ("begun_at", "last_seen_at")}
        return cls(**{**mark, **instants})
