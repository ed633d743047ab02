"""Give an account back: mail the link once the week is over, and do what it says when it is used.

Nothing of what opened the account before opens it afterwards. The account has changed hands; whoever got it has a
password and no second factor, and enrols one next.
"""

from datetime import datetime

from allauth.account.models import EmailAddress

from strongroom.accounts.errors import RecoveryLinkInvalid
from strongroom.accounts.models import AddressHistory, Recovery, User
from strongroom.accounts.queries.recoveries import RecoveryRecord, course_of, get_recovery
from strongroom.accounts.rules import recovery_letters as letters
from strongroom.accounts.rules.hands import HandsCause
from strongroom.accounts.rules.recoveries import Ending, Stage, check_ready, stage_at
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.people.registration import check_password, set_password
from strongroom.accounts.services.people.ways_in import remove_ways_in
from strongroom.accounts.services.recoveries import telling
from strongroom.accounts.services.recoveries.requests import check_address, end, expire, get_row
from strongroom.accounts.services.signatures import is_same
from strongroom.accounts.services.standing.freezing import require_not_closed, unfreeze
from strongroom.accounts.services.standing.hands import record_hands_change
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write

RECOVERED = Actor.system("recovery-link")
"""Who acts when an account is given back: the index, on the word of two operators and whoever reads the mail."""

_BECAUSE = "the account was given back to its owner by operators"
_REOPENED = "It was given back to its owner by operators."


def tend_recoveries(*, by: Actor, now: datetime) -> None:
    """Mail the links of those whose week is over, and end those of which nothing can come any more."""
    for row in Recovery.objects.filter(ended_at=None).order_by("pk"):
        if _is_due(row, now):
            _tend(row.pk, by=by, now=now)


def check_completion_link(recovery_id: int, *, signature: str, now: datetime) -> RecoveryRecord:
    """Return the request that a link gives an account back for.

    Raises:
        RecoveryLinkInvalid: it is not as we wrote it.
        RecoveryUnfit: it is too early or too late, it was used, or somebody objected.
        AccountNotOpen: the account was closed since.
    """
    row = Recovery.objects.select_related("user").filter(pk=recovery_id).first()
    if row is None or not is_same(signature, telling.completion_signature(row)):
        raise RecoveryLinkInvalid(
            "This link gives no account back.",
            why="It is not complete, or did not come from this index.",
            next_step="Copy the whole address from the letter.",
        )
    check_ready(course_of(row), now=now)
    require_not_closed(row.user_id)
    return get_recovery(recovery_id)


def complete_recovery(recovery_id: int, *, signature: str, password: str, now: datetime) -> int:
    """Give the account back: once, to whoever has the link; return whose it is.

    Raises:
        RecoveryLinkInvalid, RecoveryUnfit, AccountNotOpen: as `check_completion_link`.
        PasswordRefused: the password is too easy to guess.
    """
    check_completion_link(recovery_id, signature=signature, now=now)
    # Looks for it among stolen ones, perhaps elsewhere: nobody waits for that in a transaction.
    check_password(password, get_row(recovery_id).user)
    with write():
        check_completion_link(recovery_id, signature=signature, now=now)
        row = get_row(recovery_id)
        check_address(row)
        user = row.user
        how = f"{user.username} was given back: its factors, recovery codes and API tokens are gone."
        end(row, Ending.DONE, how=how, because=how, by=RECOVERED, now=now)
        remove_ways_in(user, because=_BECAUSE, by=RECOVERED, now=now)
        if user.frozen_at is not None:
            unfreeze(user.pk, reason=_REOPENED, by=RECOVERED, now=now)
        set_password(user, password=password, by=RECOVERED, now=now)
        if row.new_address:
            _make_primary(user, row.new_address, now)
        # Told at the addresses from before, too: only then they count no more.
        record_hands_change(user, HandsCause.OPERATOR_RECOVERY, by=RECOVERED, now=now)
        if row.new_address:
            EmailAddress.objects.filter(user=user).exclude(email=row.new_address).update(verified=False)
    return row.user_id


def _is_due(row: Recovery, now: datetime) -> bool:
    stage = stage_at(course_of(row), now)
    return stage is Stage.EXPIRED or (stage is Stage.READY and row.link_mailed_at is None)


def _tend(recovery_id: int, *, by: Actor, now: datetime) -> None:
    """Do what is due, unless somebody has ended it in this moment."""
    with write():
        row = get_row(recovery_id)
        if row.ended_at is None and _is_due(row, now):
            if stage_at(course_of(row), now) is Stage.EXPIRED:
                expire(row, by=by, now=now)
            elif telling.link_address(row):
                _mail_link(row, by=by, now=now)
            else:
                how = "The address of the account lapsed meanwhile: there is none that the link could go to."
                end(row, Ending.REFUSED, how=how, because=how, by=by, now=now)


def _mail_link(row: Recovery, *, by: Actor, now: datetime) -> None:
    row.link_mailed_at = now
    row.save(update_fields=["link_mailed_at"])
    record(row.user, "account.recovery_ready", by=by, now=now, recovery=row.pk)
    telling.mail_link(row, now=now)
    telling.tell(row, letters.of_readiness(telling.case_of(row)), now=now)


def _make_primary(user: User, address: str, now: datetime) -> None:
    EmailAddress.objects.filter(user=user).update(primary=False)
    moved, _ = EmailAddress.objects.update_or_create(
        user=user, email=address, defaults={"primary": True, "verified": True}
    )
    AddressHistory.objects.update_or_create(
        address=moved, defaults={"confirmed_at": now, "lapsed_at": None, "lapsed_because": ""}
    )
    User.objects.filter(pk=user.pk).update(email=address)
    record(user, "account.primary_address_changed", by=RECOVERED, now=now)
