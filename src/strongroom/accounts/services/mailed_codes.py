"""Mailed codes: send one, and accept it once.

A code belongs to a person and a purpose, not to a browser: it is of no use to anybody who cannot ask for it to
be accepted, and whoever waits in two browsers finds that the newest letter is right in both.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from strongroom.accounts.errors import AddressMissing, FactorRefused
from strongroom.accounts.models import MailedCode, User
from strongroom.accounts.queries import get_person
from strongroom.accounts.rules import mailed_codes
from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.rules.mailed_codes import MAX_TRIES, VALID_FOR, CodePurpose
from strongroom.accounts.services.mailing import write_to_people
from strongroom.infra.db import write
from strongroom.infra.journal.origins import current_origin
from strongroom.infra.throttle.services import Limit, count_attempt

_LETTERS = (Limit(6, timedelta(hours=1)), Limit(20, timedelta(days=1)))
"""To one person for one purpose. It bounds the guesses, too: 20 codes of 5 tries a day, of 2^40."""


def send_code(user: User, purpose: CodePurpose, *, now: datetime) -> None:
    """Mail a new code to the person's confirmed primary address. One that was mailed before is void.

    Raises:
        TooManyAttempts: too many were sent; the newest one still works.
        AddressMissing: the person has no confirmed primary address.
    """
    if not get_person(user.pk).address:
        raise AddressMissing(
            "We cannot mail you a code: your primary address is not confirmed.",
            next_step="Sign in with a security key or passkey, or write to the operators of this index.",
        )
    for limit in _LETTERS:
        key = f"mailed-code:{purpose}:{user.pk}:{limit.per.total_seconds():.0f}"
        count_attempt(key, limit, now=now)
    code = mailed_codes.new_code()
    fresh = {"digest": _digest(user.pk, purpose, code), "sent_at": now, "tries": 0, "used_at": None}
    with write():
        MailedCode.objects.update_or_create(user=user, purpose=purpose, defaults=fresh)
        _mail(user, purpose, code, now)


def accept_code(user_id: int, purpose: CodePurpose, *, code: str, now: datetime) -> None:
    """Accept the newest code that was mailed to the person for this purpose, once.

    Not to be called inside another transaction: if that is rolled back, a wrong try must stay counted.

    Raises:
        FactorRefused: the code is wrong, too old, used, or was tried too often.
    """
    live = MailedCode.objects.filter(
        user_id=user_id, user__is_active=True, purpose=purpose, used_at=None, sent_at__gt=now - VALID_FOR
    )
    with write():
        is_counted = live.filter(tries__lt=MAX_TRIES).update(tries=F("tries") + 1) == 1
        right = live.filter(digest=_digest(user_id, purpose, code))
        is_accepted = is_counted and right.update(used_at=now) == 1
    if not is_accepted:
        raise FactorRefused(
            "This code is not accepted.",
            why="Only the newest code that we mailed works: once, within 15 minutes, and not after five wrong tries.",
            next_step="Look for the newest letter, or have another code sent.",
        )


def _mail(user: User, purpose: CodePurpose, code: str, now: datetime) -> None:
    origin = current_origin()
    said = ", ".join(part for part in (origin.client, origin.place) if part) or "unknown"
    letter = mailed_codes.letter(purpose, code=code, origin=said, index_url=settings.STRONGROOM_URL)
    why = f"{user.username} is your account"
    write_to_people(
        [Mail(user.username, MailKind.SIGN_IN, letter.subject, letter.text, why, thread="account")], at=now
    )


def _digest(user_id: int, purpose: CodePurpose, code: str) -> bytes:
    digest: bytes = settings.STRONGROOM_KEYRING.keyed_digest(
        f"{user_id}:{purpose}:{mailed_codes.canonical(code)}".encode(), purpose="mailed-code"
    )
    return digest
