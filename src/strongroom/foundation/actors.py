"""Who does something: the value that every command takes as `by`."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """In which capacity somebody acts."""

    PERSON = "person"
    TOKEN = "token"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or the index itself, acting.

    Args:
        kind: The capacity.
        name: User name, or the name of the system's job.
        user_id: The account behind it; None for the system.
        token_id: The API token used, where kind is TOKEN.
        projects: Normalized names a token is limited to; None means no limit.
        project_ids: Ids of projects (`foundation.identifiers`) a token is limited to; None means no limit.
    """

    kind: ActorKind
    name: str
    user_id: int | None = None
    token_id: str | None = None
    projects: frozenset[str] | None = None
    project_ids: frozenset[str] | None = None

    @property
    def account(self) -> int:
        """Id of the account behind it, where only somebody who has one asks: people, and their tokens.

        Raises:
            AssertionError: there is none, and nobody asks for somebody else.
        """
        if self.user_id is None:
            raise AssertionError(f"{self} has no account")
        return self.user_id

    @classmethod
    def person(cls, *, user_id: int, name: str) -> "Actor":
        """Somebody signed in with a browser."""
        return cls(ActorKind.PERSON, name, user_id)

    @classmethod
    def operator(cls, *, name: str, user_id: int | None = None) -> "Actor":
        """An operator of this index, at the desk or on the command line."""
        return cls(ActorKind.OPERATOR, name, user_id)

    @classmethod
    def system(cls, job: str) -> "Actor":
        """The index itself, doing the named job."""
        return cls(ActorKind.SYSTEM, job)

    def __str__(self) -> str:
        """`person:ada`, `token:ada`, `system:designation`: the form the journal keeps."""
        return f"{self.kind}:{self.name}"


STRANGER = Actor.system("stranger")
"""Who acts when somebody does of whom nobody knows who it is, or who has proved a password at most."""
