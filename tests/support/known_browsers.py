"""Browsers that were confirmed before a test begins, so that no sign-in waits for a mailed code."""

from datetime import datetime

from strongroom.accounts.services import trust_browser
from strongroom.interfaces.web.accounts.browsers import cookie_of

COOKIE = "browser"
"""Its name where an index is reached by http."""


def cookie_known_for(*user_ids: int, now: datetime) -> str:
    """Return the cookie of a browser in which these people have confirmed their sign-ins."""
    return cookie_of([trust_browser(user_id, now=now)[1] for user_id in user_ids])
