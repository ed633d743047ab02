"""Object to giving an account back: the account's own people and those who share a project with it. One suffices.

Refusing is the safe side: whoever still reads a lapsed address of the account may do it, too.
"""

from datetime import datetime

from strongroom.accounts.errors import RecoveryLinkInvalid, RecoveryNotFound
from strongroom.accounts.models import Recovery, User
from strongroom.accounts.queries.recoveries import RecoveryRecord, course_of, get_recovery
from strongroom.accounts.rules.recoveries import Ending, stage_at
from strongroom.accounts.services.journaling import person
from strongroom.accounts.services.recoveries import telling
from strongroom.accounts.services.recoveries.requests import end, get_row
from strongroom.accounts.services.signatures import is_same
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write


def check_objection_link(recovery_id: int, *, reader_id: int, signature: str) -> RecoveryRecord:
    """Return the request that a link from one of our letters objects to.

    Raises:
        RecoveryLinkInvalid: it is not as we wrote it.
    """
    expected = telling.objection_signature(recovery_id, reader_id=reader_id)
    try:
        found = get_recovery(recovery_id)
    except RecoveryNotFound as error:
        raise _no_such_link() from error
    if not is_same(signature, expected):
        raise _no_such_link()
    return found


def object_by_link(recovery_id: int, *, reader_id: int, signature: str, because: str, now: datetime) -> None:
    """End a request by the link in a letter about it, without sign-in. One objection suffices.

    Raises:
        RecoveryLinkInvalid: the link is not as we wrote it.
        RecoveryUnfit: the request has ended.
        ReasonUnfit: there is no sentence that says why, or it is too long.
    """
    check_objection_link(recovery_id, reader_id=reader_id, signature=signature)
    _object(recovery_id, User.objects.get(pk=reader_id), because=because, now=now)


def object_signed_in(recovery_id: int, *, user_id: int, because: str, now: datetime) -> None:
    """End a request as somebody signed in who shares a project with the account.

    Raises:
        RecoveryNotFound: there is none, or it does not concern this person.
        RecoveryUnfit, ReasonUnfit: as `object_by_link`.
    """
    user = User.objects.get(pk=user_id)
    if recovery_id not in {one.recovery_id for one in list_recoveries_concerning(user_id)}:
        raise RecoveryNotFound("There is no such request that concerns you.")
    _object(recovery_id, user, because=because, now=now)


def list_recoveries_concerning(user_id: int) -> list[RecoveryRecord]:
    """Return the open requests to which this person can object: for accounts that share a project with theirs."""
    companions = telling.companions_of(User.objects.get(pk=user_id))
    rows = Recovery.objects.filter(user_id__in=companions, ended_at=None).order_by("pk")
    return [get_recovery(pk) for pk in rows.values_list("pk", flat=True)]


def owner_came_back(user: User, *, now: datetime) -> None:
    """End an open request of somebody who has just shown a second factor or recovery code of theirs: nothing is lost.

    It is part of the transaction that records the sign-in. One that has expired is left to whoever ends those.
    """
    how = f"{user.username} signed in with a second factor, so nothing has to be recovered."
    for row in Recovery.objects.filter(user=user, ended_at=None).select_related("user"):
        if stage_at(course_of(row), now).is_open:
            end(row, Ending.WITHDRAWN, how=how, because=how, by=person(user), now=now)


def _object(recovery_id: int, user: User, *, because: str, now: datetime) -> None:
    because = needed_reason(because, read_by="Every operator")
    with write():
        how = f"{user.username} objected: {because}"
        end(get_row(recovery_id), Ending.REFUSED, how=how, because=because, by=person(user), now=now)


def _no_such_link() -> RecoveryLinkInvalid:
    return RecoveryLinkInvalid(
        "This link stands for no request.",
        why="It is not complete, or did not come from this index.",
        next_step="Copy the whole address from the letter, or write to the operators of this index.",
    )
