"""Keeps sessions in our own table, under a digest of their keys (SESSION_ENGINE).

The key itself is in the browser's cookie only. Whoever reads the table, a copy of it or a backup has digests
from which no cookie can be made without the secret file.
"""

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from strongroom.accounts.errors import SessionEnded
from strongroom.accounts.models import Session
from strongroom.accounts.rules.sessions import Sighting
from strongroom.foundation import clock
from strongroom.infra.db import write

SIGHTING_KEY = "sighting"
"""Where the session keeps `Sighting.mark`."""

_REPLACED_KEY = "replaced"
"""Where it keeps the digest of the key that it had before, if it had one."""


def digest_of(session_key: str) -> str:
    """Return under what the session with this key is kept: 64 characters."""
    digest: bytes = settings.STRONGROOM_KEYRING.keyed_digest(session_key.encode(), purpose="session")
    return digest.hex()


class SessionStore(DatabaseStore):
    """Django's store of sessions in the database, with our table, our clock and our way to write."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    @classmethod
    def clear_expired(cls) -> None:
        with write():
            Session.objects.filter(expire_date__lt=clock.now()).delete()

    def load(self) -> dict[str, Any]:
        kept = Session.objects.filter(pk=digest_of(self.session_key or ""), expire_date__gt=clock.now())
        data = kept.values_list("session_data", flat=True).first()
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

    def exists(self, session_key: str) -> bool:
        return super().exists(digest_of(session_key))

    def cycle_key(self) -> None:
        """Go on under a new key: of somebody signed in, unless the session was ended since it was read, or it would live again.

        Raises:
            SessionEnded: it was.
        """
        with write():
            if SESSION_KEY in self and self.session_key is not None:
                require_standing(self.session_key, user_id=int(self[SESSION_KEY]))
                self[_REPLACED_KEY] = digest_of(self.session_key)
            super().cycle_key()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            with write():
                super().delete(digest_of(key))

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - as Django calls it
        with write():
            super().save(must_create)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of this session; where somebody is signed in, with what it shows of itself."""
        row = cast("Session", super().create_model_instance(data))
        row.session_key = digest_of(row.session_key)
        row.expire_date = clock.now() + timedelta(seconds=self.get_session_cookie_age())
        row.user_id = data.get(SESSION_KEY)
        if SIGHTING_KEY in data:
            seen = Sighting.from_mark(data[SIGHTING_KEY])
            row.expire_date = seen.ends_at
            row.begun_at, row.last_seen_at = seen.begun_at, seen.last_seen_at
            row.client, row.place, row.method = seen.client, seen.place, seen.method
            row.browser_id = seen.browser_id
        return row


def require_standing(session_key: str, *, user_id: int) -> Session:
    """Return the row of a session that was not ended since its key was read; it may have another key by now.

    Of a form that is sent twice at once, the second finds that the first has changed the key.

    Args:
        user_id: Who is signed in, if somebody is.

    Raises:
        SessionEnded: it was.
    """
    digest = digest_of(session_key)
    row = Session.objects.filter(pk=digest).first()
    if row is not None:
        return row
    for other in Session.objects.filter(user_id=user_id):
        if SessionStore().decode(other.session_data).get(_REPLACED_KEY) == digest:
            return other
    raise SessionEnded
