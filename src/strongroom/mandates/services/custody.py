"""Give a project in custody to a new owner: what is asked of every owner is asked of them first.

A critical one takes more: an operator proposes, another one approves, its history says so for a week, and any operator can
stop it until then (`rules.gifts`).
"""

from collections.abc import Sequence
from datetime import datetime

from strongroom.accounts.queries import approver_of, get_person_named
from strongroom.accounts.services import (
    Deed,
    Mail,
    MailKind,
    check_four_eyes,
    check_not_their_own,
    write_to_people,
)
from strongroom.catalog.errors import NotInCustody, RecipientUnprotected
from strongroom.catalog.queries import is_in_custody, list_people_who_may_publish
from strongroom.catalog.services import give_from_custody
from strongroom.catalog.services.care import checked_reason
from strongroom.criticality.queries import is_critical
from strongroom.foundation.actors import Actor
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import require_operator
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.errors import GiftNeedsTwo, GiftNotFound, GiftUnfit
from strongroom.mandates.models import Gift
from strongroom.mandates.queries.gifts import course_of
from strongroom.mandates.rules import gifts as rules
from strongroom.mandates.rules.gifts import GiftEnding, GiftStage, stage_at
from strongroom.mandates.services.permits.projects import permit
from strongroom.mandates.services.permits.taking import permit_to_own


def give_project(name: NormalizedName, *, username: str, reason: str, by: Actor, now: datetime) -> None:
    """Make somebody the owner of a project that has none, as an operator.

    Raises:
        GiftNeedsTwo: it is critical; `propose_gift` begins what it takes.
        PersonNotFound: there is nobody of that name.
        ApprovalRefused: it is the operator's own account.
        RecipientUnprotected: they hold no second factor, or may not take the project on now.
        OperatorsOnly, NotAllowed, NotInCustody, ReasonUnfit: as `give_from_custody`.
    """
    with write():
        if is_critical(name):
            raise GiftNeedsTwo(
                f"{name} is a critical project: one operator alone does not give it away.",
                next_step="Propose it; another operator approves, and a week later it is given.",
            )
        giving = permit(by, Action.MANAGE_PEOPLE, name, now=now)
        check_not_their_own(by.user_id, concerned=[get_person_named(username).user_id])
        _give(giving, username=username, reason=reason)


def propose_gift(name: NormalizedName, *, username: str, reason: str, by: Actor, now: datetime) -> None:
    """Propose to give a critical project in custody to somebody. Its people and the recipient are told.

    Raises:
        PersonNotFound, RecipientUnprotected, OperatorsOnly, NotAllowed, NotInCustody: as `give_project`.
        ReasonUnfit: there is no reason, or it does not fit.
        GiftUnfit: it is not critical, or another gift of it is open.
        ApprovalRefused: this operator may not be one of the two.
    """
    with write():
        reason = _agreed(name, reason, by=by, now=now)
        if not is_critical(name):
            raise GiftUnfit(f"{name} is not critical.", next_step="Give it directly.")
        if not is_in_custody(name):
            raise NotInCustody(f"{name} is not in custody.", why="Operators give away only what nobody owns.")
        _end_expired(name, by=by, now=now)
        if Gift.objects.filter(project=name, ended_at=None).exists():
            raise GiftUnfit(f"A gift of {name} is open already.", next_step="Stop that one first.")
        _taking(name, username, now)
        recipient = get_person_named(username)
        _check_two_agree(by, recipient.user_id, now=now)
        Gift.objects.create(
            project=name, recipient_id=recipient.user_id, reason=reason, proposed_at=now, proposed_by=str(by)
        )
        _record(name, "project.gift_proposed", username, reason=reason, by=by, now=now)
        _tell(
            name,
            username,
            f"Operator {by.name} proposes that {name}, which nobody owns, goes to {username}, and says: {reason}\n\n"
            "Another operator has to approve. A week after that it is given, if no operator stops it.",
            now=now,
        )


def approve_gift(name: NormalizedName, *, username: str, reason: str, by: Actor, now: datetime) -> None:
    """Approve what another operator has proposed. A week later it is given.

    Args:
        username: The recipient of whom the operator has read. What is open may have become another gift since.

    Raises:
        OperatorsOnly: nobody else does this.
        ReasonUnfit: there is no reason, or it does not fit.
        GiftNotFound, GiftUnfit: none is open, or one to somebody else, or it waits for no approval.
        ApprovalRefused: this operator may not be one of the two.
    """
    with write():
        reason = _agreed(name, reason, by=by, now=now)
        row = _open_row(name, username)
        rules.check_undecided(course_of(row), now=now)
        _check_two_agree(by, row.recipient_id, agreed=[row.proposed_by], now=now)
        row.approved_at, row.approved_by = now, str(by)
        row.save(update_fields=["approved_at", "approved_by"])
        recipient = row.recipient.username
        _record(name, "project.gift_approved", recipient, reason=reason, by=by, now=now)
        given_at = now + rules.WAITS
        _tell(
            name,
            recipient,
            f"A second operator, {by.name}, approves that {name} goes to {recipient}, and says: {reason}\n\n"
            f"It is given on {given_at:%Y-%m-%d %H:%M} UTC, if no operator stops it. Write to them if it is wrong.",
            now=now,
        )


def stop_gift(name: NormalizedName, *, username: str, reason: str, by: Actor, now: datetime) -> None:
    """Stop a gift that is open. One operator suffices.

    Args:
        username: As `approve_gift`.

    Raises:
        OperatorsOnly: nobody else does this.
        ReasonUnfit: there is no reason, or it does not fit.
        GiftNotFound, GiftUnfit: none is open, or one to somebody else, or it has expired.
    """
    with write():
        reason = _agreed(name, reason, by=by, now=now)
        row = _open_row(name, username)
        rules.check_open(course_of(row), now=now)
        _end(row, GiftEnding.STOPPED, because=reason, by=by, now=now)
        _tell(
            name,
            row.recipient.username,
            f"{name} is not given to {row.recipient.username}: {reason}",
            now=now,
        )


def tend_gifts(*, by: Actor, now: datetime) -> None:
    """Carry out the gifts whose week is over, and end those that have expired."""
    for name in Gift.objects.filter(ended_at=None).values_list("project", flat=True):
        with write():
            _tend(NormalizedName(name), by=by, now=now)


def _tend(name: NormalizedName, *, by: Actor, now: datetime) -> None:
    row = Gift.objects.select_related("recipient").filter(project=name, ended_at=None).first()
    stage = stage_at(course_of(row), now) if row else None
    if row is None or stage is GiftStage.EXPIRED:
        _end_expired(name, by=by, now=now)
    elif stage is GiftStage.READY:
        approver = Actor.operator(name=row.approved_by.partition(":")[2])
        try:
            giving = permit(approver, Action.MANAGE_PEOPLE, name, now=now)
            _give(giving, username=row.recipient.username, reason=row.reason)
        except Refusal as refusal:
            # What it took a week ago may be gone: the project has an owner, or the recipient no factor.
            _end(row, GiftEnding.STOPPED, because=refusal.message[:500], by=by, now=now)
            return
        Gift.objects.filter(pk=row.pk).update(ending=GiftEnding.DONE, ended_at=now)


def _give(giving: Permit, *, username: str, reason: str) -> None:
    give_from_custody(giving, taking=_taking(giving.project, username, giving.at), reason=reason)


def _taking(name: NormalizedName, username: str, now: datetime) -> Permit:
    """Ask whether somebody may own a project that nobody owns: that takes a second factor, whatever the mandates ask."""
    taking = permit_to_own(username, name, now=now)
    if not get_person_named(username).is_protected:
        raise RecipientUnprotected(
            f"{taking.by.name} holds no second factor.",
            why="A project is given only to somebody who does.",
            next_step="Ask them to enrol one, or choose somebody else.",
        )
    return taking


def _open_row(name: NormalizedName, username: str) -> Gift:
    """Return the row of the gift that is open, if it is the one to this person."""
    row = Gift.objects.select_related("recipient").filter(project=name, ended_at=None).first()
    if row is None:
        raise GiftNotFound(f"No gift of {name} is open.")
    if row.recipient.username != username.strip().lower():
        raise GiftUnfit(
            f"The gift of {name} that is open is to {row.recipient.username}, not to {username[:60]}.",
            why="Nobody decides about a gift but the one they have read of.",
            next_step="Read what is proposed now.",
        )
    return row


def _check_two_agree(by: Actor, recipient_id: int, *, agreed: Sequence[str] = (), now: datetime) -> None:
    approver = approver_of(by, Deed.HAND_OVER, now=now)
    check_four_eyes(approver, agreed=agreed, concerned=[recipient_id], now=now)


def _end_expired(name: NormalizedName, *, by: Actor, now: datetime) -> None:
    row = Gift.objects.select_related("recipient").filter(project=name, ended_at=None).first()
    if row is not None and stage_at(course_of(row), now) is GiftStage.EXPIRED:
        _end(row, GiftEnding.EXPIRED, because="No second operator approved it in time.", by=by, now=now)


def _end(row: Gift, ending: GiftEnding, *, because: str, by: Actor, now: datetime) -> None:
    row.ending, row.ended_at, row.ended_because = ending, now, because
    row.save(update_fields=["ending", "ended_at", "ended_because"])
    name = NormalizedName(row.project)
    _record(name, "project.gift_stopped", row.recipient.username, reason=because, by=by, now=now)


def _agreed(name: NormalizedName, reason: str, *, by: Actor, now: datetime) -> str:
    """Return the reason of an operator who may decide about the people of a project."""
    require_operator(by, "Only operators give a project in custody to somebody.")
    return checked_reason(permit(by, Action.MANAGE_PEOPLE, name, now=now), reason)


def _record(
    name: NormalizedName, kind: str, recipient: str, *, reason: str, by: Actor, now: datetime
) -> None:
    append(Fact(kind, project=name, subject=recipient, reason=reason), by=by, at=now)


def _tell(name: NormalizedName, recipient: str, text: str, *, now: datetime) -> None:
    people = {one.username for one in list_people_who_may_publish(names=[name])} | {recipient}
    subject, why = f"{name} and its custody", f"you may publish {name}, or are to"
    write_to_people(
        [Mail(one, MailKind.RIGHTS, subject, text, why, thread=f"project/{name}") for one in sorted(people)],
        at=now,
    )
