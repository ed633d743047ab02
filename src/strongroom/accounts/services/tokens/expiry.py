"""Tell people of their API tokens that are about to expire, in time and once."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from strongroom.accounts.models import ApiToken
from strongroom.accounts.rules import token_letters
from strongroom.accounts.rules.mail import MailKind, to_owner
from strongroom.accounts.rules.token_ends import NOTICE, notice_due_at
from strongroom.accounts.services.mailing import write_to_people
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append


def tell_of_expiring_tokens(*, by: Actor, now: datetime) -> int:
    """Write one letter to each person with tokens that are due to be told of; return how many tokens these are."""
    due: dict[str, list[ApiToken]] = defaultdict(list)
    for token in _candidates(now):
        if token.expires_at is not None and _is_due(token.created_at, token.expires_at, now):
            due[token.user.username].append(token)
    return sum(_tell(username, tokens, by, now) for username, tokens in due.items())


def _candidates(now: datetime) -> QuerySet[ApiToken]:
    """Return the live tokens that end within the longest notice and of which nobody was told, the soonest first."""
    ending = ApiToken.objects.filter(expires_at__gt=now, expires_at__lte=now + NOTICE, expiry_told_at=None)
    return (
        ending.filter(revoked_at=None, user__is_active=True)
        .select_related("user")
        .order_by("expires_at", "pk")
    )


def _is_due(created_at: datetime, expires_at: datetime, now: datetime) -> bool:
    due_at = notice_due_at(created_at, expires_at=expires_at)
    return due_at is not None and due_at <= now


def _tell(username: str, due: list[ApiToken], by: Actor, now: datetime) -> int:
    """Write the letter, and return of how many tokens; where there is no verified address, they count as told all the same."""
    with write():
        # As they are under the lock: one may have been revoked, or told of, since they were looked for.
        tokens = list(_candidates(now).filter(pk__in=[token.pk for token in due]))
        if not tokens:
            return 0
        ends = [(token.name, token.expires_at) for token in tokens if token.expires_at is not None]
        letter = token_letters.about_to_expire(ends, index_url=settings.STRONGROOM_URL)
        ApiToken.objects.filter(pk__in=[token.pk for token in tokens]).update(expiry_told_at=now)
        told = {"tokens": [token.pk for token in tokens]}
        append(Fact("account.token_expiry_told", subject=username, data=told), by=by, at=now)
        write_to_people([to_owner(username, MailKind.TOKEN_USE, letter)], at=now)
    return len(tokens)
