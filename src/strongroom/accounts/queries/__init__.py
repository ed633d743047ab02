"""What other rooms may know of people."""

from strongroom.accounts.queries.banners import ShownBanner, list_banners
from strongroom.accounts.queries.breached_passwords import is_breached
from strongroom.accounts.queries.directory import find_doubt, has_password, is_in_directory
from strongroom.accounts.queries.domains import DomainFigures, domain_figures, domains_are_watched
from strongroom.accounts.queries.dossier import Dossier, dossier_of
from strongroom.accounts.queries.factors import (
    Factor,
    FactorKind,
    Protection,
    count_recovery_codes,
    list_factors,
    list_protected_people,
    protection_of,
    recovery_codes_wait,
    security_keys_work,
)
from strongroom.accounts.queries.hands import ChangeOfHands, find_running_change
from strongroom.accounts.queries.mail import (
    Address,
    DoubtfulDomain,
    LapsedAddress,
    Unreachable,
    find_person_to_reset,
    list_addresses,
    list_declined_mail,
    list_doubtful_domains,
    list_lapsed_addresses,
    list_unreachable,
)
from strongroom.accounts.queries.operators import (
    HeldRole,
    approver_of,
    deeds_of,
    list_operator_roles,
    list_operators,
    roles_of,
)
from strongroom.accounts.queries.people import (
    Person,
    count_people,
    find_person_signing_in,
    get_person,
    get_person_named,
    joined_at,
    list_people,
)
from strongroom.accounts.queries.provider import is_connected_to_provider
from strongroom.accounts.queries.recoveries import (
    Approval,
    RecoveryRecord,
    get_recovery,
    list_recoveries,
)
from strongroom.accounts.queries.search import list_frozen_people, search_people
from strongroom.accounts.queries.sessions import (
    KnownBrowser,
    OpenSession,
    list_sessions,
    list_trusted_browsers,
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
    "Approval",
    "ChangeOfHands",
    "DomainFigures",
    "Dossier",
    "DoubtfulDomain",
    "Factor",
    "FactorKind",
    "HeldRole",
    "KnownBrowser",
    "LapsedAddress",
    "LiveToken",
    "OpenSession",
    "Person",
    "Protection",
    "RecoveryRecord",
    "ShownBanner",
    "Token",
    "Unreachable",
    "approver_of",
    "count_people",
    "count_recovery_codes",
    "deeds_of",
    "domain_figures",
    "domains_are_watched",
    "dossier_of",
    "find_doubt",
    "find_person_signing_in",
    "find_person_to_reset",
    "find_revocation",
    "find_running_change",
    "find_token",
    "get_person",
    "get_person_named",
    "get_recovery",
    "has_password",
    "is_breached",
    "is_connected_to_provider",
    "is_in_directory",
    "joined_at",
    "last_use_of",
    "list_addresses",
    "list_banners",
    "list_declined_mail",
    "list_doubtful_domains",
    "list_factors",
    "list_frozen_people",
    "list_lapsed_addresses",
    "list_live_tokens",
    "list_operator_roles",
    "list_operators",
    "list_people",
    "list_protected_people",
    "list_recoveries",
    "list_sessions",
    "list_token_owners",
    "list_tokens",
    "list_trusted_browsers",
    "list_unreachable",
    "protection_of",
    "recovery_codes_wait",
    "roles_of",
    "search_people",
    "security_keys_work",
]
