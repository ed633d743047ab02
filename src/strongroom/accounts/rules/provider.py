"""What a company's identity provider says of a sign-in, and what of it counts here.

Source: OpenID Connect Core 1.0, 2 (`acr`, `amr`, `auth_time`); RFC 8176 (values of `amr`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

COUNTS_FOR = timedelta(days=30)
"""How long a second factor that the provider has seen counts without a further sign-in: whoever leaves the company
ceases to be protected, and so ceases to publish critical projects, although API tokens are left behind."""


@dataclass(frozen=True, slots=True)
class Vouching:
    """What an ID token says about how somebody proved who they are.

    Args:
        values: Methods (`amr`) and the class of the whole (`acr`), in lower case.
        proved_at: When they proved it; None if that is not said, and nothing must be built on its being recent.
    """

    values: frozenset[str]
    proved_at: datetime | None

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> Self:
        """Return what the claims of a verified ID token say; what is not in the form of the standard says nothing."""
        methods = claims.get("amr")
        said = [*(methods if isinstance(methods, list) else ()), claims.get("acr")]
        return cls(
            frozenset(value.lower() for value in said if isinstance(value, str) and value),
            _instant(claims.get("auth_time")),
        )


def counting(vouching: Vouching, *, accepted: Collection[str]) -> frozenset[str]:
    """Return by what the sign-in counts as one with a second factor; empty if by nothing.

    Args:
        accepted: Values of `amr` and `acr` that the operators trust, in lower case; none by default.
    """
    return vouching.values & frozenset(accepted)


def _instant(seconds: object) -> datetime | None:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
