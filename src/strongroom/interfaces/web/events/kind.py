"""What a kind of fact is: its words, what it belongs to, and who reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from strongroom.infra.journal.queries import Entry


class Group(StrEnum):
    """What facts are looked through by; the value is the heading."""

    SIGN_INS = "Sign-ins and sessions"
    FACTORS = "Second factors"
    PASSWORD = "Password and recovery"
    ADDRESSES = "Mail addresses"
    TOKENS = "API tokens"
    ACCOUNT = "The account itself"
    RIGHTS = "Roles and places"
    RELEASES = "Releases"
    SETTINGS = "The project itself"
    STANDING = "Standing and mandates"
    INDEX = "The index"

    @property
    def slug(self) -> str:
        """Its part of an address."""
        return self.name.lower().replace("_", "-")


class SeenBy(StrEnum):
    """Who reads a fact beside the operators; the value is how the reference says it."""

    EVERYBODY = "everybody"
    PERSON = "the person"
    PEOPLE = "the people of the project"
    OPERATORS = "operators"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact.

    Args:
        words: What happened. `{subject}`, `{project}` and the fact's data may be named; of `method`, `name` and `strength`
            in the data, `{how}`, `{called}` and `{factor}` make words.
        to_you: The same for the person it is about; empty where the words do, or it is about nobody.
    """

    group: Group
    seen_by: SeenBy
    words: str
    to_you: str = ""

    @property
    def about_people(self) -> bool:
        """The subject of such a fact is a user name: it is one of that person's security events."""
        return self.seen_by is SeenBy.PERSON or bool(self.to_you)


_HOW = {
    "password": "with the password",
    "totp": "with an authenticator app",
    "key": "with a security key or passkey",
    "recovery_code": "with a recovery code",
    "code": "with a mailed code",
    "provider": "at the identity provider",
}
"""By what somebody proved who they are, as `ProofMethod` names it."""


_FACTOR = {
    "any": "Second factor",
    "phishing-resistant": "Security key or passkey",
}
"""What a mandate asks for, as `Strength` names it; of what was written before facts said so, only that it is a second factor."""


class _Said(dict[str, Any]):
    """What a fact says; nothing, where it says nothing: what was written years ago may lack a part."""

    def __missing__(self, key: str) -> str:
        return ""


def words_of(kind: Kind | None, entry: Entry, *, to_you: bool = False) -> str:
    """Write what happened; a kind that nobody knows any more keeps its own words."""
    if kind is None:
        said = (entry.kind.replace(".", " ").replace("_", " "), entry.subject)
        return " ".join(part for part in said if part).capitalize()
    form = kind.to_you if to_you and kind.to_you else kind.words
    return " ".join(form.format_map(_said(entry)).split())


def _said(entry: Entry) -> Mapping[str, Any]:
    data = entry.data
    called = f"“{data['name']}”" if data.get("name") else ""
    how = _HOW.get(str(data.get("method", "")), "")
    factor = _FACTOR.get(str(data.get("strength", "any")), _FACTOR["any"])
    return _Said({"role": "collaborator", **data, "called": called, "how": how, "factor": factor}) | {
        "subject": entry.subject,
        "project": entry.project,
    }
