"""Mailed codes: send one, and accept it once.

A code belongs to a person, a purpose and the request that asked for it: asking returns a ticket, which the asking
session keeps on the server, and the code is accepted with that ticket only. A code that is talked out of somebody opens
nothing but the session in which it was asked for (ASVS 5.0, 6.6.2).

Several codes of one person live at once, each for its own ticket. Were there only the newest, a thief of the password
could void the owner's code by asking for another, and use up its tries; so he touches neither. How many live is bounded
by the letters that are sent, and an old row is deleted when a new letter is.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from strongroom.accounts.errors import AddressMissing, FactorRefused
from strongroom.accounts.models import MailedCode, User
from strongroom.accounts.queries import get_person
from strongroom.accounts.queries.mail import is_in_doubt
from strongroom.accounts.rules import mailed_codes
from strongroom.accounts.rules.mail import MailKind, to_owner
from strongroom.accounts.rules.mailed_codes import MAX_TRIES, VALID_FOR, CodePurpose
from strongroom.accounts.services.mailing import write_to_people
from strongroom.infra.db import write
from strongroom.infra.journal.origins import current_origin
from strongroom.infra.throttle.services import Limit, count_attempts

_LETTERS = (Limit(20, timedelta(hours=1)), Limit(40, timedelta(days=1)))
"""To one person for one purpose. It bounds the guesses, too: 40 codes of 5 tries a day, of 2^40."""

_TICKET_BYTES = 16
"""Nobody guesses one, even where a caller should show it to somebody."""


def send_code(user: User, purpose: CodePurpose, *, now: datetime) -> str:
    """Mail a code to the person's primary address; return the ticket that it is accepted with.

    Raises:
        TooManyAttempts: too many were sent; those that were still work.
        AddressMissing: the primary address is not confirmed, or its domain took no mail when it was last looked at.
    """
    _check_address(get_person(user.pk).address)
    spans = {f"mailed-code:{purpose}:{user.pk}:{limit.per.total_seconds():.0f}": limit for limit in _LETTERS}
    count_attempts(spans, now=now)
    code, ticket = mailed_codes.new_code(), secrets.token_urlsafe(_TICKET_BYTES)
    digest = _digest(user.pk, purpose, ticket, code)
    with write():
        user.mailed_codes.filter(sent_at__lte=now - VALID_FOR).delete()
        MailedCode.objects.create(user=user, purpose=purpose, ticket=ticket, digest=digest, sent_at=now)
        _mail(user, purpose, code, now)
    return ticket


def accept_code(user_id: int, purpose: CodePurpose, *, ticket: str, code: str, now: datetime) -> None:
    """Accept the code that was mailed to the person for this purpose and this ticket, once.

    Not to be called inside another transaction: if that is rolled back, a wrong try must stay counted.

    Args:
        ticket: What `send_code` returned; empty where no code was asked for.

    Raises:
        FactorRefused: the code is wrong, too old, used, of another request, or was tried too often.
    """
    live = MailedCode.objects.filter(
        user_id=user_id,
        user__is_active=True,
        purpose=purpose,
        ticket=ticket,
        used_at=None,
        sent_at__gt=now - VALID_FOR,
    )
    with write():
        is_counted = live.filter(tries__lt=MAX_TRIES).update(tries=F("tries") + 1) == 1
        right = live.filter(digest=_digest(user_id, purpose, ticket, code))
        is_accepted = is_counted and right.update(used_at=now) == 1
    if not is_accepted:
        raise FactorRefused(
            "This code is not accepted.",
            why="Only the newest code that was asked for in this browser works: once, within 10 minutes, and not after "
            "five wrong tries.",
            next_step="Look for the newest letter, or have another code sent.",
        )


def _check_address(address: str) -> None:
    if not address:
        missing = "your primary address is not confirmed"
    elif is_in_doubt(address):
        missing = "the domain of your primary address takes no mail"
    else:
        return
    raise AddressMissing(
        f"We cannot mail you a code: {missing}.",
        next_step="Sign in with a security key or passkey, or write to the operators of this index.",
    )


def _mail(user: User, purpose: CodePurpose, code: str, now: datetime) -> None:
    origin = current_origin()
    said = ", ".join(part for part in (origin.client, origin.place) if part) or "unknown"
    letter = mailed_codes.letter(purpose, code=code, origin=said, index_url=settings.STRONGROOM_URL)
    write_to_people([to_owner(user.username, MailKind.SIGN_IN, letter)], at=now)


def _digest(user_id: int, purpose: CodePurpose, ticket: str, code: str) -> bytes:
    digest: bytes = settings.STRONGROOM_KEYRING.keyed_digest(
        f"{user_id}:{purpose}:{ticket}:{mailed_codes.canonical(code)}".encode(), purpose="mailed-code"
    )
    return digest
