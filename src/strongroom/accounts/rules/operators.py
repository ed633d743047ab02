"""Who of the operators may do what: the one table of roles and deeds.

Small roles for what is done often: whoever answers mail all day need not be able to make operators. An auditor
looks, and changes nothing.
"""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What somebody is as an operator. The value stands in the table, and stays."""

    ADMIN = "admin"
    SUPPORT = "support"
    MODERATOR = "moderator"
    AUDITOR = "auditor"


class Deed(StrEnum):
    """Everything that an operator does at the desk."""

    LOOK = "look people and projects up"
    READ_JOURNAL = "read the journal of an account"
    FREEZE = "freeze an account, or end its sessions"
    UNFREEZE = "unfreeze an account"
    RECOVER = "help somebody back into an account"
    QUARANTINE = "quarantine a project, and lift it"
    HAND_OVER = "hand over a project in custody"
    ANSWER_CONTESTS = "answer contests of designations"
    DESIGNATE = "add a name to the critical ones, and take it off"
    SET_POLICY = "announce and withdraw the rules of designation"
    RULE_ON_NAMES = "permit and prohibit names"
    GRANT_NAMESPACES = "grant and revoke namespaces"
    ANNOUNCE = "show a banner on every page"
    DRAFT_MANDATES = "draft the announcement of a mandate"
    SEND_MANDATES = "send a drafted announcement, pause it, and send its letters again"
    ANSWER_REPORTS = "answer reports about projects"
    GIVE_KEYS = "run campaigns of vouchers for security keys"
    GRANT_ROLES = "make and unmake operators"


LOOKS = frozenset({Deed.LOOK, Deed.READ_JOURNAL})
"""Deeds that change nothing. Only for the others the proof has to be fresh."""

_HELPS = frozenset({Deed.FREEZE, Deed.UNFREEZE, Deed.RECOVER, Deed.ANNOUNCE, Deed.GIVE_KEYS})
# Freezing only ever closes: whoever watches over projects may do it at once, and leave the rest to support.
_MODERATES = frozenset(
    {
        Deed.FREEZE,
        Deed.QUARANTINE,
        Deed.HAND_OVER,
        Deed.RULE_ON_NAMES,
        Deed.GRANT_NAMESPACES,
        Deed.DRAFT_MANDATES,
        Deed.ANSWER_REPORTS,
    }
)

DEEDS_OF: dict[Role, frozenset[Deed]] = {
    Role.ADMIN: frozenset(Deed),
    Role.SUPPORT: LOOKS | _HELPS,
    Role.MODERATOR: frozenset({Deed.LOOK}) | _MODERATES,
    Role.AUDITOR: LOOKS,
}


def may(roles: Collection[Role], deed: Deed) -> bool:
    """Say whether one of these roles covers the deed."""
    return any(deed in DEEDS_OF[role] for role in roles)


def roles_for(deed: Deed) -> list[Role]:
    """Return the roles that cover a deed, in the order in which they are declared."""
    return [role for role in Role if deed in DEEDS_OF[role]]
