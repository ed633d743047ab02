"""What people prove themselves with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from strongroom.accounts.models import ProviderFactor, RecoveryCode, SecurityKey, TotpApp
from strongroom.accounts.rules.authenticators import kind_of


class Protection(StrEnum):
    """The strongest second factor somebody holds. `PROVIDER`: one that only the company's identity provider has seen."""

    NONE = "none"
    PROVIDER = "provider"
    TOTP = "totp"
    PHISHING_RESISTANT = "phishing-resistant"


class FactorKind(StrEnum):
    """What a second factor is."""

    TOTP = "app"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor that somebody holds.

    Args:
        is_passkey: It can sign in without a password.
        made_by: What kind of key it says it is, such as "YubiKey 5"; empty where that is not known.
    """

    kind: FactorKind
    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None
    is_passkey: bool = False
    made_by: str = ""


def protection_of(user_ids: Collection[int]) -> dict[int, Protection]:
    """Return the protection of each of these people."""
    return {**dict.fromkeys(user_ids, Protection.NONE), **_strongest(user_id__in=user_ids)}


def list_protected_people() -> dict[int, Protection]:
    """Return everybody active who holds a second factor, with its strength."""
    return _strongest(user__is_active=True)


def _strongest(**whose: Any) -> dict[int, Protection]:
    """Return the strongest second factor of those of these people who hold one."""
    protection: dict[int, Protection] = {}
    if settings.STRONGROOM_PROVIDER_SECOND_FACTOR:
        seen = ProviderFactor.objects.filter(**whose)
        protection.update(dict.fromkeys(seen.values_list("user_id", flat=True), Protection.PROVIDER))
    apps = TotpApp.objects.filter(**whose, confirmed_at__isnull=False)
    protection.update(dict.fromkeys(apps.values_list("user_id", flat=True), Protection.TOTP))
    keys = SecurityKey.objects.filter(**whose)
    protection.update(dict.fromkeys(keys.values_list("user_id", flat=True), Protection.PHISHING_RESISTANT))
    return protection


def list_factors(user_id: int) -> list[Factor]:
    """Return the second factors of a person, keys first, then by name."""
    keys = SecurityKey.objects.filter(user_id=user_id).order_by("name")
    apps = TotpApp.objects.filter(user_id=user_id, confirmed_at__isnull=False).order_by("name")
    return [
        *(
            Factor(
                FactorKind.KEY,
                row.pk,
                row.name,
                row.created_at,
                row.last_used_at,
                row.is_passkey,
                kind_of(row.aaguid),
            )
            for row in keys
        ),
        *(Factor(FactorKind.TOTP, row.pk, row.name, row.created_at, row.last_used_at) for row in apps),
    ]


def count_recovery_codes(user_id: int) -> int:
    """Return how many recovery codes a person has not used yet."""
    return RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()


def recovery_codes_wait(user_id: int) -> bool:
    """The person has recovery codes, and has not shown yet that they were kept: none of the set was ever used."""
    codes = RecoveryCode.objects.filter(user_id=user_id)
    return codes.exists() and not codes.filter(used_at__isnull=False).exists()


def security_keys_work() -> bool:
    """Browsers offer security keys to sites with a name only, not to bare IP addresses (WebAuthn, 5.1.3)."""
    try:
        ip_address(urlsplit(settings.STRONGROOM_URL).hostname or "")
    except ValueError:
        return True
    return False
