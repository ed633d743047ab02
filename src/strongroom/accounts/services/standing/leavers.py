"""Freeze the accounts of those who have left the company's directory, and open those of who is back (ADR 13).

The directory is asked outside any transaction; each account is then frozen or opened in one of its own. Where too many
are missing to be believed, nobody is frozen, and operators are told once; `queries.find_doubt` says so until it is over.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from strongroom.accounts.errors import StandingUnfit
from strongroom.accounts.models import DirectoryAccount
from strongroom.accounts.queries import list_operators
from strongroom.accounts.queries.directory import BELIEVED, DOUBTED, ROLL, find_doubt, is_in_directory
from strongroom.accounts.queries.standing import standing_of
from strongroom.accounts.rules.leavers import MOST_NAMED, Doubt, believable, doubt_letter
from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.rules.standing import LEFT_DIRECTORY
from strongroom.accounts.services.mailing import write_to_people
from strongroom.accounts.services.sign_in.directory import DIRECTORY
from strongroom.accounts.services.standing.freezing import freeze, let_in_again
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_log = logging.getLogger(__name__)


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
    opened = _each(back, lambda user_id: let_in_again(user_id, by=DIRECTORY, now=now))
    if not believable(len(gone), of=len(open_ones)):
        missing = tuple(row.user.username for row in gone)
        _doubt(Doubt(now, len(missing), len(open_ones), missing[:MOST_NAMED]))
        return RollCall(opened=opened, missing=missing)
    _believe(now)
    return RollCall(_each(gone, lambda user_id: _freeze(user_id, now)), opened)


def _rows() -> list[DirectoryAccount]:
    rows = DirectoryAccount.objects.filter(user__closed_at=None).select_related("user")
    return list(rows.order_by("user__username"))


def _each(rows: list[DirectoryAccount], do: Callable[[int], bool]) -> tuple[str, ...]:
    return tuple(row.user.username for row in rows if do(row.user_id))


def _doubt(doubt: Doubt) -> None:
    """Say that the directory is not believed: each time in the log, once in the journal and to every operator."""
    _log.warning("%s %s %s", doubt.what, doubt.why, doubt.next_step)
    with write():
        if find_doubt() is not None:
            return
        data = {"missing": doubt.missing, "asked": doubt.asked, "named": list(doubt.named)}
        append(Fact(DOUBTED, subject=ROLL, data=data), by=DIRECTORY, at=doubt.since)
        letter = doubt_letter(doubt, desk_url=f"{settings.STRONGROOM_URL}/desk/")
        why = f"you operate {settings.STRONGROOM_NAME}"
        mails = [
            Mail(one.username, MailKind.OPERATORS, letter.subject, letter.text, why, thread="directory")
            for one in list_operators()
        ]
        write_to_people(mails, at=doubt.since)


def _believe(now: datetime) -> None:
    """Note that the directory is believed again, if it was not."""
    with write():
        if find_doubt() is not None:
            append(Fact(BELIEVED, subject=ROLL), by=DIRECTORY, at=now)


def _freeze(user_id: int, now: datetime) -> bool:
    """Freeze an account, and say whether it was done: the directory has taken its time over all of them."""
    with write(), suppress(StandingUnfit):  # an operator was faster
        # Who has been given a password of their own since has nothing to do with the directory any more.
        if is_in_directory(user_id):
            freeze(user_id, because=LEFT_DIRECTORY, by=DIRECTORY, now=now)
            return True
    return False
