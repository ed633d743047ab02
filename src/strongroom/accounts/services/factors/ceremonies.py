"""WebAuthn ceremonies: a challenge that leaves once and may come back once, within five minutes.

The interface keeps the ceremony in the session on the server; that its challenge is
answered once is decided here, by a unique row. Source: WebAuthn Level 3, 7.1 and 7.2, 13.4.3.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from strongroom.accounts.errors import FactorRefused
from strongroom.accounts.models import SpentChallenge
from strongroom.infra.db import write

VALID_FOR = timedelta(minutes=5)
CHALLENGE_BYTES = 32


class Purpose(StrEnum):
    """What a challenge was made for; an answer serves nothing else."""

    REGISTER = "register"
    SECOND_FACTOR = "second-factor"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A question to an authenticator that has not been answered yet.

    Args:
        user_id: Whose key is asked; None where a passkey is to say that.
    """

    purpose: Purpose
    challenge: bytes
    begun_at: datetime
    user_id: int | None

    def mark(self) -> dict[str, Any]:
        """Return what the session on the server keeps of it."""
        return {
            "purpose": self.purpose.value,
            "challenge": bytes_to_base64url(self.challenge),
            "begun_at": self.begun_at.isoformat(),
            "user_id": self.user_id,
        }

    @classmethod
    def from_mark(cls, mark: dict[str, Any]) -> "Ceremony":
        """Return the ceremony that `mark` described."""
        return cls(
            Purpose(mark["purpose"]),
            base64url_to_bytes(mark["challenge"]),
            datetime.fromisoformat(mark["begun_at"]),
            mark["user_id"],
        )


def begin(purpose: Purpose, *, user_id: int | None, now: datetime) -> Ceremony:
    """Return a ceremony with a new challenge."""
    return Ceremony(purpose, secrets.token_bytes(CHALLENGE_BYTES), now, user_id)


def spend(ceremony: Ceremony, purpose: Purpose, *, user_id: int | None, now: datetime) -> None:
    """Use the challenge up, whether its answer turns out right or wrong.

    Raises:
        FactorRefused: it was made for something or somebody else, is too old, or was answered before.
    """
    is_meant = (ceremony.purpose, ceremony.user_id) == (purpose, user_id)
    if not (is_meant and ceremony.begun_at <= now < ceremony.begun_at + VALID_FOR):
        raise _stale()
    digest = hashlib.sha256(ceremony.challenge).hexdigest()
    with write():
        SpentChallenge.objects.filter(spent_at__lt=now - 2 * VALID_FOR).delete()
        _, is_first = SpentChallenge.objects.get_or_create(digest=digest, defaults={"spent_at": now})
    if not is_first:
        raise _stale()


def _stale() -> FactorRefused:
    return FactorRefused(
        "The answer of your security key came too late, or twice.",
        why="Each question to a key can be answered once, within five minutes.",
        next_step="Try again.",
    )


def relying_party_id() -> str:
    """Return the host name that keys are bound to."""
    return urlsplit(settings.STRONGROOM_URL).hostname or ""


def origin() -> str:
    """Return the only origin whose answers count."""
    return str(settings.STRONGROOM_URL)


def is_framed(client_data: bytes) -> bool:
    """The browser says that the question was asked inside a page of another site (WebAuthn, 7.1 step 10)."""
    said = json.loads(client_data)
    return bool(said.get("crossOrigin")) or "topOrigin" in said
