"""Take off an account everything that opens it or acts for it, but the password: it is given back, or closed."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount

from strongroom.accounts.models import ApiToken, DirectoryAccount, ProviderFactor, User
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.tokens.reach import record_reach
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write


def remove_ways_in(user: User, *, because: str, by: Actor, now: datetime) -> None:
    """Remove factors, recovery codes, mailed codes and sign-ins through others; revoke every API token.

    Args:
        because: The end of "It was revoked because ...", of the tokens.
    """
    with write():
        for rows in (user.security_keys, user.totp_apps, user.recovery_codes, user.mailed_codes):
            rows.all().delete()
        ProviderFactor.objects.filter(user=user).delete()
        SocialAccount.objects.filter(user=user).delete()
        DirectoryAccount.objects.filter(user=user).delete()
        for token in ApiToken.objects.filter(user=user, revoked_at=None).order_by("pk"):
            token.revoked_at, token.revoked_because = now, because
            token.save(update_fields=["revoked_at", "revoked_because"])
            record(user, "account.token_revoked", by=by, now=now, token=token.pk, name=token.name)
            record_reach(token, "token.ended_for_project", by=by, now=now)
