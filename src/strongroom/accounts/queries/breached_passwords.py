"""Whether a password is known from what others have lost.

Asked where a password is set, and again at each sign-in, because lists grow. Never inside a write transaction: the range
API is on the network. Where that does not answer, the password passes: a service elsewhere must not decide whether
people can work here, and the list of this machine holds always.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

from strongroom.accounts.rules.breached_passwords import digest_of
from strongroom.accounts.rules.password_strength import MAX_PASSWORD_LENGTH
from strongroom.accounts.store.breached_file import BreachedFile
from strongroom.accounts.upstream.password_ranges import PasswordRanges


def is_breached(password: str) -> bool:
    """The password is common, in the imported list, or in that of the range API, if one is configured."""
    if len(password) > MAX_PASSWORD_LENGTH:
        return False
    if password.lower().strip() in _common_passwords():
        return True
    digest = digest_of(password)
    if digest in _file_at(settings.STRONGROOM_BREACHED_PASSWORDS):
        return True
    root = settings.STRONGROOM_PASSWORD_RANGES
    return bool(root) and _ranges_at(root).lists(digest) is True


@cache
def _common_passwords() -> frozenset[str]:
    """Return Django's list of the twenty thousand most common ones."""
    return frozenset(CommonPasswordValidator().passwords)


@cache
def _file_at(path: Path) -> BreachedFile:
    return BreachedFile(path)


@cache
def _ranges_at(root: str) -> PasswordRanges:
    return PasswordRanges(root, user_agent=f"Strongroom/{settings.STRONGROOM_VERSION}")
