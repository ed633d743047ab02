"""Give an account back by operators: ask, approve, turn down. Who objects is in `objections`.

Every step writes the journal and tells everybody who could object, in its own transaction: nothing that operators do
about the factors and addresses of somebody else is silent, and there is no other way in which they do it.

A frozen account is given back, too, and stays frozen until then: so its thief, who may know the password and hold a factor
by now, cannot sign in, which would end the request.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings

from strongroom.accounts.errors import (
    ApprovalRefused,
    PersonNotFound,
    RecoveryNotFound,
    RecoveryUnfit,
)
from strongroom.accounts.models import Recovery, RecoveryApproval, User
from strongroom.accounts.queries import approver_of
from strongroom.accounts.queries.recoveries import course_of
from strongroom.accounts.rules import recoveries as rules
from strongroom.accounts.rules import recovery_letters as letters
from strongroom.accounts.rules.operators import Deed
from strongroom.accounts.rules.recoveries import Ending
from strongroom.accounts.services.recoveries import telling
from strongroom.accounts.services.standing.freezing import require_not_closed
from strongroom.foundation.actors import STRANGER, Actor, ActorKind
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_ENDED = {
    Ending.DONE: "account.recovery_done",
    Ending.REFUSED: "account.recovery_refused",
    Ending.WITHDRAWN: "account.recovery_withdrawn",
    Ending.EXPIRED: "account.recovery_expired",
}
"""What the journal calls each ending."""

_READERS = "Everybody who shares a project with them"


@dataclass(frozen=True, slots=True)
class RecoveryRequest:
    """What somebody says who wants an account back.

    Args:
        lost: What they have no more.
        evidence: Why operators should believe them; only operators read it.
        new_address: Where the link is to go; empty for the primary address of the account.
    """

    lost: str
    evidence: str
    new_address: str = ""


def ask_for_recovery(username: str, request: RecoveryRequest, *, password_given: bool, now: datetime) -> None:
    """Ask for an account, as anybody can. Nothing shows whether there is such an account, or whether anything came of it.

    Args:
        password_given: In this session the right password was typed a moment ago.

    Raises:
        ReasonUnfit: something is missing or too long.
        RecoveryUnfit: who gave the right password is told that a request is open already.
    """
    _check_request(request)
    with write():
        user = User.objects.filter(username=username.strip().lower(), closed_at=None).first()
        if user is None:
            return
        if _may_ask(user, knows_password=password_given, now=now):
            _begin(user, request, by=STRANGER, password_given=password_given, now=now)
        elif password_given:
            raise _open_already(user)


def open_recovery(username: str, request: RecoveryRequest, *, by: Actor, now: datetime) -> int:
    """Ask for an account in the name of its owner, as an operator; return the number of the request.

    Raises:
        PersonNotFound: there is no such account.
        AccountNotOpen: it is closed.
        ApprovalRefused: `by` is no operator, or it is their own.
        RecoveryUnfit: a request is open already.
        ReasonUnfit: something is missing or too long.
    """
    _require_operator(by)
    _check_request(request)
    with write():
        user = User.objects.filter(username=username.strip().lower()).first()
        if user is None:
            raise PersonNotFound(
                "There is no such account.", next_step="Check the spelling of the user name."
            )
        require_not_closed(user.pk)
        if user.pk == by.user_id:
            raise ApprovalRefused("You cannot open a request for your own account.")
        if not _may_ask(user, knows_password=True, now=now):
            raise _open_already(user)
        return _begin(user, request, by=by, password_given=False, now=now).pk


def approve_recovery(recovery_id: int, *, reason: str, note: str, by: Actor, now: datetime) -> None:
    """Approve a request, as one of two operators. After the second one it waits for a week.

    Args:
        reason: Why, for the person and everybody who shares a project with them.
        note: What the evidence is, and how it was looked at; for the same readers.

    Raises:
        RecoveryNotFound, RecoveryUnfit: there is none, or it waits for no approval, or the link has nowhere to go.
        ApprovalRefused: this operator may not.
        AccountNotOpen: the account was closed since.
        ReasonUnfit: reason or note are missing or too long.
    """
    _require_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    note = needed_reason(note, read_by=_READERS, called="note", longest=rules.NOTE_LENGTH)
    with write():
        row = get_row(recovery_id)
        course = course_of(row)
        rules.check_may_approve(course, approver_of(by, Deed.RECOVER, now=now), now=now)
        require_not_closed(row.user_id)
        check_address(row)
        RecoveryApproval.objects.create(
            recovery=row, operator_id=by.user_id, by=str(by), at=now, reason=reason, note=note
        )
        row.waits_until = rules.waits_until(course, now)
        row.save(update_fields=["waits_until"])
        _record(row, "account.recovery_approved", by=by, now=now, reason=reason)
        letter = (
            letters.of_second_approval(telling.case_of(row), waits_until=row.waits_until)
            if row.waits_until
            else letters.of_first_approval(telling.case_of(row))
        )
        telling.tell(row, letter, now=now)


def turn_down_recovery(recovery_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """End a request as an operator, at any stage before it is completed. One suffices.

    Raises:
        RecoveryNotFound, RecoveryUnfit: there is none, or it has ended.
        ApprovalRefused: `by` is no operator.
        ReasonUnfit: the reason is missing or too long.
    """
    _require_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        how = f"Operator {by.name} turned it down: {reason}"
        end(get_row(recovery_id), Ending.REFUSED, how=how, because=reason, by=by, now=now)


def check_address(row: Recovery) -> None:
    """Check that the link has somewhere to go, and that a new address is nobody else's.

    Raises:
        RecoveryUnfit: otherwise.
    """
    if not telling.link_address(row):
        raise RecoveryUnfit(
            "There is no address that the link could go to.",
            why="The account has no confirmed primary address, and the request names none.",
            next_step="Turn it down, and open one that names an address.",
        )
    others = EmailAddress.objects.exclude(user_id=row.user_id)
    if row.new_address and others.filter(email=row.new_address, verified=True).exists():
        raise RecoveryUnfit(
            "The new address belongs to another account.",
            next_step="Turn it down, and open one with another address.",
        )


def end(row: Recovery, ending: Ending, *, how: str, because: str, by: Actor, now: datetime) -> None:
    """End an open request, in the running transaction, and tell everybody.

    Args:
        how: What happened, as a sentence for the letter.
        because: What journal and table keep.

    Raises:
        RecoveryUnfit: it has ended.
    """
    rules.check_open(course_of(row), now=now)
    _close(row, ending, how=how, because=because, by=by, now=now)


def expire(row: Recovery, *, by: Actor, now: datetime) -> None:
    """End a request of which nothing can come any more, in the running transaction, and tell everybody."""
    how = "Nobody acted in time, so it has expired."
    _close(row, Ending.EXPIRED, how=how, because=how, by=by, now=now)


def get_row(recovery_id: int) -> Recovery:
    """Return the row of a request; for this room.

    Raises:
        RecoveryNotFound: if there is none of that number.
    """
    row = Recovery.objects.select_related("user").filter(pk=recovery_id).first()
    if row is None:
        raise RecoveryNotFound("There is no such request.")
    return row


def _close(row: Recovery, ending: Ending, *, how: str, because: str, by: Actor, now: datetime) -> None:
    """End it, once: of two that end it at the same moment one is refused."""
    values = {"ended_at": now, "ending": ending, "ended_by": str(by), "ended_because": because}
    if not Recovery.objects.filter(pk=row.pk, ended_at=None).update(**values):
        raise RecoveryUnfit("This request has ended.")
    _record(row, _ENDED[ending], by=by, now=now, reason=because)
    telling.tell(row, letters.of_ending(telling.case_of(row), how=how), now=now, to_object=False)


def _begin(
    user: User, request: RecoveryRequest, *, by: Actor, password_given: bool, now: datetime
) -> Recovery:
    row = Recovery.objects.create(
        user=user,
        asked_at=now,
        asked_by=str(by),
        password_given=password_given,
        lost=_lost(request),
        evidence=request.evidence.strip(),
        new_address=request.new_address.strip().lower(),
    )
    _record(row, "account.recovery_asked", by=by, now=now)
    telling.tell(row, letters.of_asking(telling.case_of(row)), now=now)
    return row


def _may_ask(user: User, *, knows_password: bool, now: datetime) -> bool:
    """Say whether a request may begin; one that has expired is ended first."""
    last = Recovery.objects.select_related("user").filter(user=user).order_by("-asked_at", "-pk").first()
    if last is not None and last.ended_at is None and rules.lapses_at(course_of(last)) <= now:
        expire(last, by=STRANGER, now=now)
    return rules.may_ask(None if last is None else course_of(last), knows_password=knows_password, now=now)


def _require_operator(by: Actor) -> None:
    if by.kind is not ActorKind.OPERATOR:
        raise ApprovalRefused(
            "Requests are opened, approved and turned down by operators.",
            next_step=f"Ask for an account at {settings.STRONGROOM_URL}/account/recovery/.",
        )


def _check_request(request: RecoveryRequest) -> None:
    _lost(request)
    needed_reason(
        request.evidence, read_by="Every operator", called="evidence", longest=rules.EVIDENCE_LENGTH
    )


def _lost(request: RecoveryRequest) -> str:
    return needed_reason(request.lost, read_by=_READERS, called="answer to what you have lost")


def _record(row: Recovery, kind: str, *, by: Actor, now: datetime, reason: str = "") -> None:
    fact = Fact(kind, subject=row.user.username, reason=reason, data={"recovery": row.pk})
    append(fact, by=by, at=now)


def _open_already(user: User) -> RecoveryUnfit:
    return RecoveryUnfit(
        f"A request for {user.username} is open already.",
        next_step="If it is not yours, object to it by the link in the letter about it, or write to the operators.",
    )
