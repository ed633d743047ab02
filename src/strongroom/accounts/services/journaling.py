"""Each change of an account: its row in the journal, and the mail to the person, in the same transaction."""

from datetime import datetime

from django.conf import settings

from strongroom.accounts.models import User
from strongroom.accounts.rules.mail import MailKind, to_owner
from strongroom.accounts.services.mailing import write_to_people
from strongroom.foundation.actors import Actor
from strongroom.foundation.letters import Letter
from strongroom.infra.journal.services import Fact, append


def record(
    user: User,
    kind: str,
    *,
    by: Actor,
    now: datetime,
    tell: str = "",
    mail: MailKind = MailKind.ACCOUNT,
    **data: str | int | bool,
) -> None:
    """Append `kind` about this person to the journal.

    Args:
        kind: Dotted, in the past tense: `account.key_added`.
        tell: The sentence by which the person learns of it by mail; empty if no mail is due.
        mail: The kind of that mail.
        data: Evidence; no secrets, no addresses.
    """
    append(Fact(kind, subject=user.username, data=dict(data)), by=by, at=now)
    if tell:
        _tell(user, tell, mail, by=by, now=now)


def person(user: User) -> Actor:
    """Return the account as somebody who acts for themselves."""
    return Actor.person(user_id=user.pk, name=user.username)


def _tell(user: User, sentence: str, kind: MailKind, *, by: Actor, now: datetime) -> None:
    doer = "you" if by == person(user) else f"{by.kind} {by.name}"
    text = (
        f"{sentence}\n\n"
        f"When: {now:%Y-%m-%d %H:%M} UTC\n"
        f"By: {doer}\n\n"
        "If this was not you, change your password at once, look through your second factors and API tokens at\n"
        f"{settings.STRONGROOM_URL}/account/ and write to the operators of this index."
    )
    letter = Letter(f"Security of your account {user.username}", text)
    write_to_people([to_owner(user.username, kind, letter)], at=now)
