"""Every kind of person that visits an index, and every kind of credential that they bring."""

from enum import StrEnum


class Kind(StrEnum):
    """Who somebody is to `harborlight`, a critical project of the organization `harbor` whose mandate is in force.

    All who have a right on it hold a security key, unless it is said otherwise. The value is how documents call them.
    """

    ANONYMOUS = "nobody"
    STRANGER = "stranger"
    INVITED = "invited"
    MAINTAINER = "maintainer"
    OWNER = "owner"
    TEAM = "team member"
    ORG_OWNER = "organization owner"
    ORG_MANAGER = "organization manager"
    ORG_MEMBER = "organization member"
    UNVERIFIED = "unverified"
    WITHOUT_FACTOR = "without factor"
    CHANGED_HANDS = "changed hands"
    FROZEN = "frozen"
    CLOSED = "closed"
    ADMIN = "admin"
    SUPPORT = "support"
    MODERATOR = "moderator"
    AUDITOR = "auditor"
    KEYLESS = "operator without key"


ABOUT: dict[Kind, str] = {
    Kind.ANONYMOUS: "is not signed in",
    Kind.STRANGER: "has an account, and no right on anything",
    Kind.INVITED: "has an open invitation to the project, and one to the organization",
    Kind.MAINTAINER: "maintains the project",
    Kind.OWNER: "owns the project, and has no place in its organization",
    Kind.TEAM: "is a member of the organization, in a team that maintains the project",
    Kind.ORG_OWNER: "owns the organization, and thereby the project",
    Kind.ORG_MANAGER: "is a manager of the organization, without a right on the project",
    Kind.ORG_MEMBER: "is a member of the organization, in no team",
    Kind.UNVERIFIED: "owns project and organization; no mail address of theirs is confirmed",
    Kind.WITHOUT_FACTOR: "owns project and organization; the mandate is in force, and they hold no second factor",
    Kind.CHANGED_HANDS: "owns project and organization; their password was reset an hour ago",
    Kind.FROZEN: "owned project and organization when the account was frozen; a session of theirs was forgotten",
    Kind.CLOSED: "owned project and organization when the account was closed; a session of theirs was forgotten",
    Kind.ADMIN: "operates the index as an admin",
    Kind.SUPPORT: "operates it for support",
    Kind.MODERATOR: "operates it as a moderator",
    Kind.AUDITOR: "looks at how it is operated",
    Kind.KEYLESS: "has the role of an admin, and only an authenticator app",
}


class Credential(StrEnum):
    """What a request brings to show whose it is."""

    NONE = "nothing"
    FRESH = "a session that has just shown the strongest factor"
    SESSION = "a session, and no proof since"
    OLD = "a session whose proof is ten minutes old"
    WEAK = "a session begun with the password alone, though the account holds a second factor"
    OTHER_SITE = "a session, but the form is one of another site"
    FORGED = "a forged cookie"
    PASSWORD = "the password, by basic authentication"
    TOKEN = "an API token for everything"
    TOKEN_ELSEWHERE = "an API token for another project"
    TOKEN_READ_ONLY = "an API token that only downloads"
    TOKEN_EXPIRED = "an API token that has expired"
    TOKEN_REVOKED = "an API token that was revoked"


OF_SESSIONS = (Credential.FRESH, Credential.SESSION, Credential.OLD, Credential.WEAK)
OF_TOKENS = tuple(one for one in Credential if one.name.startswith("TOKEN"))

EVERYBODY = frozenset(Kind)
SIGNED_OUT = frozenset({Kind.ANONYMOUS, Kind.FROZEN, Kind.CLOSED})
"""Whoever is taken for nobody: a frozen or closed account has no session, whatever is in the cookie."""
SIGNED_IN = EVERYBODY - SIGNED_OUT
OPERATORS = frozenset({Kind.ADMIN, Kind.SUPPORT, Kind.MODERATOR, Kind.AUDITOR})
"""Those to whom the desk is open."""
