"""End sessions and forget browsers.

The row is all there is of a session: without it, the next request that shows its cookie comes from nobody.
"""

from datetime import datetime

from strongroom.accounts.errors import SessionNotFound
from strongroom.accounts.models import Session, TrustedBrowser, User
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.session_store import require_standing
from strongroom.infra.db import write


def end_sessions(user_id: int, *, keep: str = "") -> None:
    """End all sessions of a person, and forget all their browsers: whoever else is signed in as them is out.

    Whatever changes a password, a factor or who has the account calls it, in its own transaction.

    Args:
        keep: The key of the session that goes on, and with it the browser it was begun in: that of whoever makes
            the change. Where it is not handed down, none goes on.

    Raises:
        SessionEnded: somebody else was faster, and has ended the one with this key, too.
    """
    with write():
        kept = require_standing(keep, user_id=user_id) if keep else None
        sessions = Session.objects.filter(user_id=user_id)
        browsers = TrustedBrowser.objects.filter(user_id=user_id)
        # Who is still signing in has a session that is nobody's yet, and is not among these.
        if kept is not None and kept.user_id == user_id:
            sessions, browsers = sessions.exclude(pk=kept.pk), browsers.exclude(pk=kept.browser_id or 0)
        sessions.delete()
        browsers.delete()


def require_session(user_id: int, *, key: str) -> None:
    """Let go on what somebody does in the session with this key, which may have been ended since the request began.

    To be asked in the transaction of what would outlive the session: a password, a factor, an API token.

    Raises:
        SessionEnded: it was.
    """
    require_standing(key, user_id=user_id)


def end_other_sessions(user_id: int, *, keep: str, now: datetime) -> None:
    """End all sessions but the one with the key `keep`, and forget all browsers but that session's."""
    user = User.objects.get(pk=user_id)
    with write():
        end_sessions(user_id, keep=keep)
        record(user, "account.other_sessions_ended", by=person(user), now=now)


def end_session(user_id: int, *, session_id: str, now: datetime) -> None:
    """End one session of a person.

    Args:
        session_id: As `list_sessions` gives it.

    Raises:
        SessionNotFound: the person has no such session.
    """
    user = User.objects.get(pk=user_id)
    with write():
        ended, _ = Session.objects.filter(user=user, pk=session_id).delete()
        if not ended:
            raise SessionNotFound("This session has ended already.")
        record(user, "account.session_ended", by=person(user), now=now)


def forget_browser(user_id: int, *, browser_id: int, now: datetime) -> None:
    """Have the next sign-in from this browser confirmed again. Who is signed in there stays so.

    Raises:
        SessionNotFound: the person has no such browser.
    """
    user = User.objects.get(pk=user_id)
    with write():
        forgotten, _ = TrustedBrowser.objects.filter(user=user, pk=browser_id).delete()
        if not forgotten:
            raise SessionNotFound("This browser is forgotten already.")
        record(user, "account.browser_forgotten", by=person(user), now=now)
