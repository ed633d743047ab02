"""Take off an account everything that opens it or acts for it, but the password: it is given back, or closed."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount

from strongroom.accounts.models import DirectoryAccount, ProviderFactor, User
from strongroom.accounts.services.tokens.ending import end_tokens
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
        end_tokens(user, because=because, by=by, now=now)
