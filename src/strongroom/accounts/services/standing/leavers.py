"""Freeze the accounts of those who have left the company's directory, and open those of who is back (ADR 13).

The directory is asked outside any transaction; each account is then frozen or opened in one of its own.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from strongroom.accounts.errors import StandingUnfit
from strongroom.accounts.models import DirectoryAccount
from strongroom.accounts.queries.standing import standing_of
from strongroom.accounts.rules.leavers import believable
from strongroom.accounts.rules.standing import LEFT_DIRECTORY
from strongroom.accounts.services.standing.freezing import freeze, let_in_again
from strongroom.foundation.actors import Actor

_log = logging.getLogger(__name__)

_DIRECTORY = Actor.system("directory")


@dataclass(frozen=True, slots=True)
class RollCall:
    """What one look into the directory brought, by user name.

    Args:
        missing: Not let in any more, but too many at once to be believed: nothing was done.
    """

    frozen: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def call_the_roll(*, now: datetime) -> RollCall:
    """Ask the directory about everybody whose password it has, and do what follows.

    Raises:
        DirectoryUnavailable: it does not answer; nobody's account is touched.
    """
    directory = settings.STRONGROOM_DIRECTORY
    if directory is None:
        return RollCall()
    rows = [row for row in _rows() if row.user.is_active or standing_of(row.user).waits_for_directory]
    admitted = directory.still_admits({row.entry_id: row.name for row in rows})
    open_ones = [row for row in rows if row.user.is_active]
    gone = [row for row in open_ones if row.entry_id not in admitted]
    back = [row for row in rows if not row.user.is_active and row.entry_id in admitted]
    opened = _each(back, lambda user_id: let_in_again(user_id, by=_DIRECTORY, now=now))
    if not believable(len(gone), of=len(open_ones)):
        _log.warning(
            "The directory does not let in %d of %d people any more, all at once: their accounts stay as they are. "
            "See whether STRONGROOM_LDAP_PEOPLE, _FILTER and _GROUP are right; who really left can be frozen at the desk.",
            len(gone),
            len(open_ones),
        )
        return RollCall(opened=opened, missing=tuple(row.user.username for row in gone))
    return RollCall(_each(gone, lambda user_id: _freeze(user_id, now)), opened)


def _rows() -> list[DirectoryAccount]:
    rows = DirectoryAccount.objects.filter(user__closed_at=None).select_related("user")
    return list(rows.order_by("user__username"))


def _each(rows: list[DirectoryAccount], do: Callable[[int], bool]) -> tuple[str, ...]:
    return tuple(row.user.username for row in rows if do(row.user_id))


def _freeze(user_id: int, now: datetime) -> bool:
    try:
        freeze(user_id, because=LEFT_DIRECTORY, by=_DIRECTORY, now=now)
    except StandingUnfit:
        # An operator was faster.
        return False
    return True
