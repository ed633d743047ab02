"""End the API tokens of an account for its sake: it was disputed, is given back, or is closed."""

from datetime import datetime

from strongroom.accounts.models import ApiToken, User
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.tokens.reach import record_reach
from strongroom.foundation.actors import Actor


def end_tokens(
    user: User, *, because: str, by: Actor, now: datetime, made_since: datetime | None = None
) -> None:
    """Revoke every live API token of a person, in the running transaction; no mail is written for its sake.

    Args:
        because: The end of "It was revoked because ...".
        made_since: Only those that were made then or later.
    """
    live = ApiToken.objects.filter(user=user, revoked_at=None)
    if made_since is not None:
        live = live.filter(created_at__gte=made_since)
    for token in live.order_by("pk"):
        token.revoked_at, token.revoked_because = now, because
        token.save(update_fields=["revoked_at", "revoked_because"])
        record(user, "account.token_revoked", by=by, now=now, token=token.pk, name=token.name)
        record_reach(token, "token.ended_for_project", by=by, now=now)
