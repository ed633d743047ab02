"""What other rooms may know of people."""

from strongroom.accounts.queries.factors import (
    Factor,
    FactorKind,
    Protection,
    count_recovery_codes,
    list_factors,
    list_protected_people,
    protection_of,
    security_keys_work,
)
from strongroom.accounts.queries.mail import (
    Address,
    list_addresses,
    list_declined_mail,
)
from strongroom.accounts.queries.people import (
    Person,
    count_people,
    get_person,
    get_person_named,
    list_operators,
    list_people,
)
from strongroom.accounts.queries.tokens import (
    LiveToken,
    Token,
    find_revocation,
    find_token,
    last_use_of,
    list_live_tokens,
    list_token_owners,
    list_tokens,
)

__all__ = [
    "Address",
    "Factor",
    "FactorKind",
    "LiveToken",
    "Person",
    "Protection",
    "Token",
    "count_people",
    "count_recovery_codes",
    "find_revocation",
    "find_token",
    "get_person",
    "get_person_named",
    "last_use_of",
    "list_addresses",
    "list_declined_mail",
    "list_factors",
    "list_live_tokens",
    "list_operators",
    "list_people",
    "list_protected_people",
    "list_token_owners",
    "list_tokens",
    "protection_of",
    "security_keys_work",
]
