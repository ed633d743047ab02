"""Where somebody is signed in, and which browsers are known for them."""

from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.models import Session, TrustedBrowser
from strongroom.accounts.rules.sessions import TRUSTED_FOR
from strongroom.accounts.session_store import digest_of


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Somebody is signed in. `id` is a digest, by which nobody can take the session over.

    Args:
        client: Browser and system in words; empty where nothing is known.
        place: A network, shortened; empty where nothing is known.
        method: A value of `ProofMethod`, or empty.
        is_present: It is the session of whoever asks.
    """

    id: str
    client: str
    place: str
    method: str
    begun_at: datetime | None
    last_seen_at: datetime | None
    is_present: bool


@dataclass(frozen=True, slots=True)
class KnownBrowser:
    """A browser in which sign-ins of somebody need no confirmation until `trusted_until`."""

    id: int
    client: str
    place: str
    confirmed_at: datetime
    last_used_at: datetime
    trusted_until: datetime
    is_present: bool


def list_sessions(user_id: int, *, present: str, now: datetime) -> list[OpenSession]:
    """Return the sessions of a person: the one that asks first, then the latest seen.

    Args:
        present: The key of the session that asks.
    """
    here = digest_of(present)
    rows = Session.objects.filter(user_id=user_id, expire_date__gt=now).order_by("-last_seen_at", "pk")
    found = [
        OpenSession(
            row.pk,
            row.client,
            row.place,
            row.method,
            row.begun_at,
            row.last_seen_at,
            is_present=row.pk == here,
        )
        for row in rows
    ]
    return sorted(found, key=lambda session: not session.is_present)


def list_trusted_browsers(user_id: int, *, present: str, now: datetime) -> list[KnownBrowser]:
    """Return the trusted browsers of a person: the one that asks first, then the latest used.

    Args:
        present: The key of the session that asks.
    """
    here = Session.objects.filter(pk=digest_of(present)).values_list("browser_id", flat=True).first()
    rows = TrustedBrowser.objects.filter(user_id=user_id, confirmed_at__gt=now - TRUSTED_FOR)
    found = [
        KnownBrowser(
            row.pk,
            row.client,
            row.place,
            row.confirmed_at,
            row.last_used_at,
            row.confirmed_at + TRUSTED_FOR,
            is_present=row.pk == here,
        )
        for row in rows.order_by("-last_used_at", "-pk")
    ]
    return sorted(found, key=lambda browser: not browser.is_present)
