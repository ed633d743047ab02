"""Freeze an account, and open it again; or sign out whoever is in it.

A frozen account does nothing: `User.is_active` is what everything asks. Its sessions are gone, its tokens are suspended.
Opening it again is a change of hands: whoever talked an operator into it must not change a critical project at once. It
lifts no quarantine of a release.
"""

from datetime import datetime

from django.conf import settings

from strongroom.accounts.errors import AccountNotOpen, PersonNotFound, StandingUnfit
from strongroom.accounts.models import User
from strongroom.accounts.queries import is_in_directory
from strongroom.accounts.queries.standing import standing_of
from strongroom.accounts.rules import standing_letters
from strongroom.accounts.rules.hands import HandsCause
from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.services.mailing import write_to_every_address
from strongroom.accounts.services.sign_in.sessions import end_sessions
from strongroom.accounts.services.standing.hands import record_hands_change
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.letters import Letter
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_READER = "The person"
_BACK = "The company's directory lets its owner in again."


def freeze(user_id: int, *, because: str, by: Actor, now: datetime) -> None:
    """Freeze an account: nobody signs in to it, nothing is done by it. It is told at each of its addresses.

    Args:
        because: The end of "It was frozen because ..."; the person reads it.

    Raises:
        PersonNotFound: there is no such account.
        StandingUnfit: it is frozen already, but for one that waits for the directory.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    because = needed_reason(because, read_by=_READER)
    with write():
        user = _account(user_id)
        if user.frozen_at is not None and not standing_of(user).waits_for_directory:
            raise StandingUnfit(f"The account {user.username} is frozen already.")
        user.is_active, user.frozen_at, user.frozen_because = False, now, because
        user.save(update_fields=["is_active", "frozen_at", "frozen_because"])
        end_sessions(user_id)
        append(Fact("account.frozen", subject=user.username, reason=because), by=by, at=now)
        _tell(user, standing_letters.frozen(standing_of(user), by=_doer(by)), now)


def unfreeze(user_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """Open a frozen account again, unless it is closed besides. It is told at each of its addresses, and waits.

    Raises:
        PersonNotFound: there is no such account.
        StandingUnfit: it is not frozen, or the directory has to open it.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    reason = needed_reason(reason, read_by=_READER)
    with write():
        user = _account(user_id)
        if user.frozen_at is None:
            raise StandingUnfit(f"The account {user.username} is not frozen.")
        if standing_of(user).waits_for_directory and is_in_directory(user_id):
            raise StandingUnfit(
                f"The account {user.username} opens by itself when the directory lets its owner in again.",
                why="Its password is in the directory, and whoever is not let in there would be frozen again within the hour.",
                next_step="Ask those who keep the directory; or give the account back to its owner, with a password of its own.",
            )
        user.is_active, user.frozen_at, user.frozen_because = user.closed_at is None, None, ""
        user.save(update_fields=["is_active", "frozen_at", "frozen_because"])
        append(Fact("account.unfrozen", subject=user.username, reason=reason), by=by, at=now)
        _tell(user, standing_letters.unfrozen(user.username, by=_doer(by), reason=reason), now)
        if user.is_active:
            record_hands_change(user, HandsCause.UNFROZEN, by=by, now=now)


def let_in_again(user_id: int, *, by: Actor, now: datetime) -> bool:
    """Open an account that waited for the company's directory, which lets its owner in again; say whether it did.

    That is no change of hands: the directory could have given its password to anybody before, too, and none of the
    account's own factors is asked for less.
    """
    with write():
        user = _account(user_id)
        if not standing_of(user).waits_for_directory or user.closed_at is not None:
            return False
        user.is_active, user.frozen_at, user.frozen_because = True, None, ""
        user.save(update_fields=["is_active", "frozen_at", "frozen_because"])
        append(Fact("account.unfrozen", subject=user.username, reason=_BACK), by=by, at=now)
        _tell(user, standing_letters.let_in_again(user.username), now)
    return True


def sign_out(user_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """End every session of an account, and forget its browsers; its API tokens go on. It is told at each of its addresses.

    Raises:
        PersonNotFound: there is no such account.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    reason = needed_reason(reason, read_by=_READER)
    with write():
        user = _account(user_id)
        end_sessions(user_id)
        append(Fact("account.sessions_ended", subject=user.username, reason=reason), by=by, at=now)
        _tell(user, standing_letters.signed_out(user.username, by=_doer(by), reason=reason), now)


def require_open(user_id: int) -> User:
    """Return an account that is neither frozen nor closed.

    Raises:
        AccountNotOpen: it is one of them; it says since when, why and what to do.
        PersonNotFound: there is no such account.
    """
    user = _account(user_id)
    if not user.is_active:
        raise not_open(user)
    return user


def require_not_closed(user_id: int) -> User:
    """Return an account that is open, or frozen.

    Raises:
        AccountNotOpen: it is closed.
        PersonNotFound: there is no such account.
    """
    user = _account(user_id)
    if user.closed_at is not None:
        raise not_open(user)
    return user


def not_open(user: User) -> AccountNotOpen:
    """Return the refusal to whoever has just proved that a frozen or closed account is theirs."""
    standing = standing_of(user)
    return AccountNotOpen(standing.what, why=standing.why, next_step=standing.next_step)


def _account(user_id: int) -> User:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise PersonNotFound("There is no such account.")
    return user


def _doer(by: Actor) -> str:
    return {ActorKind.SYSTEM: "this index itself"}.get(by.kind, f"{by.kind} {by.name}")


def _tell(user: User, letter: Letter, now: datetime) -> None:
    why = f"{user.username} is your account at {settings.STRONGROOM_NAME}"
    mail = Mail(user.username, MailKind.ACCOUNT, letter.subject, letter.text, why, thread="account")
    write_to_every_address([mail], at=now)
