"""Sign-in through a company's identity provider: whose it is, and whether it counts as one with a second factor.

A provider vouches for a sign-in, not for an account: whoever could also come in by a password of this index has
shown the provider's second factor to nobody. So it counts for accounts without a password only.
"""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from strongroom.accounts.errors import PasswordMissing
from strongroom.accounts.models import ProviderFactor, User
from strongroom.accounts.queries import has_password
from strongroom.accounts.rules.provider import COUNTS_FOR, Vouching, counting
from strongroom.accounts.services.factors.proofs import VALID_FOR, ProofMethod, RecentProof, require
from strongroom.accounts.services.journaling import person, record
from strongroom.infra.db import write


def accept_provider(user_id: int, vouching: Vouching, *, now: datetime) -> RecentProof:
    """Note what the provider says of this sign-in; it is a proof, as old as the provider says.

    Args:
        vouching: From an ID token whose signature, issuer, audience and time were verified.
    """
    said = counting(vouching, accepted=settings.STRONGROOM_PROVIDER_SECOND_FACTOR)
    with write():
        user = User.objects.get(pk=user_id)
        if said and not has_password(user):
            ProviderFactor.objects.update_or_create(
                user=user, defaults={"said": sorted(said), "seen_at": now}
            )
        else:
            ProviderFactor.objects.filter(user=user).delete()
    # Not said means not recent (OWASP ASVS 5.0, 6.8.4: a fallback that assumes the least).
    proved_at = vouching.proved_at or now - VALID_FOR
    return RecentProof(person(user), user_id, ProofMethod.PROVIDER, min(proved_at, now))


def record_connection(user_id: int, *, now: datetime) -> None:
    """Record that the account can be entered through the provider from now on."""
    user = User.objects.get(pk=user_id)
    name = settings.STRONGROOM_PROVIDER_NAME
    told = f"Your account can now be entered by signing in at {name}."
    with write():
        record(user, "account.provider_connected", by=person(user), now=now, tell=told, provider=name)


def disconnect_provider(proof: RecentProof, *, now: datetime) -> None:
    """Let the account be entered through the provider no longer.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        PasswordMissing: there is no other way in.
    """
    name = settings.STRONGROOM_PROVIDER_NAME
    told = f"Your account can no longer be entered by signing in at {name}."
    with write():
        user = require(proof, now=now)
        if not has_password(user):
            raise PasswordMissing(
                "Your account has no password: without the provider you could not come in any more.",
                next_step="Set a password first.",
            )
        SocialAccount.objects.filter(user=user).delete()
        record(user, "account.provider_disconnected", by=proof.by, now=now, tell=told, provider=name)


def forget_old_provider_factors(*, now: datetime) -> None:
    """Let second factors count no more that no provider has seen for a month."""
    ProviderFactor.objects.filter(seen_at__lt=now - COUNTS_FOR).delete()
