"""Operators: who may act as one now, and who makes and unmakes them.

An operator acts as a person with a role, who has shown a security key or passkey; the console, which is whoever
has the machine, needs neither. Nobody grants or revokes a role of their own, and the last admin stays.
"""

from datetime import datetime

from strongroom.accounts.errors import DeedNotCovered, KeyNeeded, NotAnOperator, OperatorRoleUnfit
from strongroom.accounts.models import OperatorRole, User
from strongroom.accounts.queries import get_person_named, list_operators, roles_of
from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.rules.operators import LOOKS, Deed, Role, may, roles_for
from strongroom.accounts.services.factors.proofs import ProofMethod, RecentProof, require
from strongroom.accounts.services.mailing import write_to_people
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

CONSOLE = "console"
"""How the journal names the operator at the command line: `operator:console`."""


def acting_as_operator(proof: RecentProof, deed: Deed, *, now: datetime) -> Actor:
    """Return the person of this proof as the operator who does this deed.

    Asked first for the page with the form, and again in the transaction of the deed.

    Raises:
        NotAnOperator: the person has no role at all.
        DeedNotCovered: no role of theirs covers it, or the account cannot act as an operator now.
        ProofNeeded: the proof is too old; or its kind `KeyNeeded`: it was not by a security key or passkey.
    """
    _check_role(proof.user_id, deed)
    user = require(proof, now=now)
    return _operator(user, proved_by=proof.method, now=now)


def looking_as_operator(user_id: int, deed: Deed, *, proved_by: ProofMethod | None, now: datetime) -> Actor:
    """Return somebody as the operator who looks at what only operators see.

    Args:
        deed: One of `LOOKS`.
        proved_by: By what it was last proved in this session whose it is, however long ago; None if never.

    Raises:
        NotAnOperator, DeedNotCovered, KeyNeeded: as `acting_as_operator`.
    """
    if deed not in LOOKS:
        raise AssertionError(f"to {deed} is more than to look")
    _check_role(user_id, deed)
    return _operator(User.objects.get(pk=user_id), proved_by=proved_by, now=now)


def grant_role(username: str, role: Role, *, by: Actor, reason: str, now: datetime) -> None:
    """Make somebody an operator, or give an operator one more role. Every operator is told.

    Raises:
        PersonNotFound: there is nobody of that name.
        DeedNotCovered, OperatorRoleUnfit: no operator does it, or for themselves; they have the role.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check_maker(by)
    reason = needed_reason(reason, read_by="Every operator")
    with write():
        user = _somebody_else(username, by)
        if not user.is_active:
            raise OperatorRoleUnfit(f"The account {user.username} is closed or frozen.")
        if role in roles_of(user.pk):
            raise OperatorRoleUnfit(f"{user.username} has the role {role} already.")
        add_role(user, role, by=by, reason=reason, now=now)
        _tell_operators(user, f"has the role {role} now", by=by, reason=reason, now=now)


def revoke_role(username: str, role: Role, *, by: Actor, reason: str, now: datetime) -> None:
    """Take a role from an operator; with the last one they are none any more. They and every operator are told.

    Raises:
        PersonNotFound: there is nobody of that name.
        DeedNotCovered, OperatorRoleUnfit: no operator does it, or for themselves; they have no such role; nobody else is
            an admin.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check_maker(by)
    reason = needed_reason(reason, read_by="Every operator")
    with write():
        user = _somebody_else(username, by)
        if role not in roles_of(user.pk):
            raise OperatorRoleUnfit(f"{user.username} does not have the role {role}.")
        if role is Role.ADMIN and is_last_admin(user.pk):
            raise OperatorRoleUnfit(
                f"{user.username} is the last admin.",
                why="Somebody has to be able to make operators.",
                next_step="Make somebody else an admin first.",
            )
        OperatorRole.objects.filter(user=user, role=role).delete()
        _record(user, "operator.role_revoked", role, by=by, reason=reason, now=now)
        _tell_operators(user, f"no longer has the role {role}", by=by, reason=reason, now=now)


def add_role(user: User, role: Role, *, by: Actor, reason: str, now: datetime) -> None:
    """Write a role down, in the transaction of whoever has asked whether it may be.

    Raises:
        OperatorRoleUnfit: the journal could not tell them from the console.
    """
    if user.username == CONSOLE:
        raise OperatorRoleUnfit("In the journal, this user name stands for whoever has the machine.")
    OperatorRole.objects.create(user=user, role=role, granted_at=now, granted_by=str(by))
    _record(user, "operator.role_granted", role, by=by, reason=reason, now=now)


def is_last_admin(user_id: int) -> bool:
    """Say whether somebody is an admin, and nobody else is one whose account is open."""
    admins = OperatorRole.objects.filter(role=Role.ADMIN)
    others = admins.filter(user__is_active=True).exclude(user_id=user_id)
    return admins.filter(user_id=user_id).exists() and not others.exists()


def _check_role(user_id: int, deed: Deed) -> None:
    roles = roles_of(user_id)
    if not roles:
        raise NotAnOperator("There is nothing here.")
    if not may(roles, deed):
        needed = " or ".join(roles_for(deed))
        raise DeedNotCovered(
            f"Your role as an operator does not let you {deed}.",
            why=f"That takes the role {needed}, and you are {' and '.join(sorted(roles))}.",
            next_step="Ask an operator who has it.",
        )


def _operator(user: User, *, proved_by: ProofMethod | None, now: datetime) -> Actor:
    if not user.is_active:
        raise NotAnOperator("There is nothing here.")
    if user.hands_until is not None and now < user.hands_until:
        raise DeedNotCovered(
            f"Your account cannot be used to operate this index until {user.hands_until:%Y-%m-%d %H:%M} UTC.",
            why="It may have changed hands lately, and whoever has it now need not be you.",
            next_step="Wait, or let another operator do it.",
        )
    if proved_by is not ProofMethod.KEY:
        raise KeyNeeded(
            "Please show your security key or passkey.",
            why="Operators need one: nothing that can be typed into a false page opens the desk.",
            next_step="Use it here, or enrol one on the page of your second factors.",
        )
    return Actor.operator(name=user.username, user_id=user.pk)


def _check_maker(by: Actor) -> None:
    if by.kind is not ActorKind.OPERATOR:
        raise DeedNotCovered("Operators are made and unmade by admins.", next_step="Ask one of them.")


def _somebody_else(username: str, by: Actor) -> User:
    user = User.objects.get(pk=get_person_named(username).user_id)
    if user.pk == by.user_id:
        raise OperatorRoleUnfit(
            "Nobody changes their own roles.",
            why="What an operator may do is decided by another one.",
            next_step="Ask another admin.",
        )
    return user


def _record(user: User, kind: str, role: Role, *, by: Actor, reason: str, now: datetime) -> None:
    append(Fact(kind, subject=user.username, reason=reason, data={"role": role}), by=by, at=now)


def _tell_operators(user: User, what: str, *, by: Actor, reason: str, now: datetime) -> None:
    """Write to every operator, and to whom it is about."""
    text = f"{user.username} {what}. Done by operator {by.name}.\n\nThe reason given: {reason}"
    readers = sorted({user.username, *(operator.username for operator in list_operators())})
    subject, why = "Who operates this index", "you operate this index, or did"
    mails = [Mail(one, MailKind.OPERATORS, subject, text, why, thread="operators") for one in readers]
    write_to_people(mails, at=now)
