"""Accounts that may have got into other hands: record it, and tell everybody concerned.

Whoever changes what an account can be taken over by calls `record_hands_change` in the same transaction. From then on
`mandates.services.permit` closes critical projects to it, until the change ends. The link in the letter is believed by
`people.disputes`.

Who works on the same projects is known on a higher floor. It tells us a function that writes to them
(`tell_others_by`), so that nobody who records a change can forget them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db.models import Q

from strongroom.accounts.models import HandsChange, User
from strongroom.accounts.rules import standing_letters
from strongroom.accounts.rules.hands import COOL_OFF, DISPUTABLE_FOR, ChangeOfHands, HandsCause
from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.rules.standing_letters import NotMe
from strongroom.accounts.services.journaling import person, record
from strongroom.accounts.services.mailing import write_to_every_address
from strongroom.accounts.services.signatures import signature_of
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write


@dataclass(frozen=True, slots=True)
class HandsNews:
    """What others are to be told of an account that may be in other hands."""

    user_id: int
    username: str
    change: ChangeOfHands


class TellOthers(Protocol):
    """Writes to everybody who works on the projects of an account, in the transaction of the change."""

    def __call__(self, news: HandsNews, *, now: datetime) -> None:
        """Write to them."""


_tell_others: list[TellOthers] = []


def tell_others_by(tell: TellOthers) -> None:
    """Have this function tell those who work on the projects of an account that may be in other hands."""
    _tell_others[:] = [tell]


def record_hands_change(user: User, cause: HandsCause, *, by: Actor, now: datetime) -> None:
    """Let the account wait, and tell it at each of its addresses, and everybody it shares a project with.

    Call it in the transaction of the change itself, after it: so the new address is told, and the old one if it
    stays on the account for now.
    """
    with write():
        change = ChangeOfHands(cause, now, now + COOL_OFF)
        row = HandsChange.objects.create(
            user=user, cause=cause, changed_at=now, ends_at=change.ends_at, by=str(by)
        )
        later = Q(hands_until=None) | Q(hands_until__lt=change.ends_at)
        User.objects.filter(later, pk=user.pk).update(hands_until=change.ends_at)
        record(user, "account.hands_changed", by=by, now=now, cause=cause, until=change.ends_at.isoformat())
        _tell_owner(user, row, change, by)
        for tell in _tell_others:
            tell(HandsNews(user.pk, user.username, change), now=now)


def dispute_signature(row: HandsChange) -> str:
    """Return what shows that the link about this change is ours. A row of another database has another one."""
    return signature_of(f"{row.pk}:{row.user_id}:{row.changed_at.timestamp()}", purpose="not-me")


def _tell_owner(user: User, row: HandsChange, change: ChangeOfHands, by: Actor) -> None:
    url = f"{settings.STRONGROOM_URL}/account/not-me/{row.pk}/{dispute_signature(row)}/"
    doer = "somebody signed in as you" if by == person(user) else f"{by.kind} {by.name}"
    not_me = NotMe(url, change.at + DISPUTABLE_FOR)
    letter = standing_letters.hands_changed(user.username, change, not_me, by=doer)
    why = f"{user.username} is your account at {settings.STRONGROOM_NAME}"
    mail = Mail(user.username, MailKind.ACCOUNT, letter.subject, letter.text, why, thread="account")
    write_to_every_address([mail], at=change.at)
