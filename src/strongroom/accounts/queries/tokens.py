"""API tokens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from strongroom.accounts.models import ApiToken
from strongroom.accounts.rules import token_uses
from strongroom.accounts.rules.token_ends import revocation
from strongroom.accounts.rules.token_uses import TokenUse
from strongroom.infra.statements import prepared


@dataclass(frozen=True, slots=True)
class Token:
    """An API token as its owner sees it. `projects` is None where it is for all; `read_only`: it cannot upload.

    Args:
        last_use: None where it was never used, and of tokens that only download: readers keep no record.
        revoked_because: The end of the sentence "It was revoked because ...", or empty.
    """

    id: str
    name: str
    projects: tuple[str, ...] | None
    created_at: datetime
    expires_at: datetime | None
    last_use: TokenUse | None
    revoked_at: datetime | None
    revoked_because: str
    read_only: bool

    def is_usable(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @property
    def revocation(self) -> str:
        """When and why it was revoked, as a sentence; empty if it was not."""
        return "" if self.revoked_at is None else revocation(self.revoked_at, because=self.revoked_because)


@dataclass(frozen=True, slots=True)
class LiveToken:
    """An API token that was not revoked, of an account that is not closed. That it expires is written in itself."""

    id: str
    user_id: int
    username: str
    projects: tuple[str, ...] | None
    read_only: bool


def list_tokens(user_id: int) -> list[Token]:
    """Return every API token of a person, revoked and expired ones too, newest first."""
    rows = ApiToken.objects.filter(user_id=user_id).order_by("-created_at", "id")
    return [_token(row) for row in rows]


def find_token(token_id: str) -> Token | None:
    """Return the API token with this id, whoever has it and whether or not it is accepted; None if there is none."""
    row = ApiToken.objects.filter(pk=token_id).first()
    return _token(row) if row else None


def find_revocation(token_id: str) -> str:
    """Return when and why an API token was revoked, as a sentence; empty if it was not, or there is none."""
    return next((revocation(at, because=because) for at, because in _ends(token_id) if at is not None), "")


@prepared
def _ends(token_id: str) -> QuerySet[Any, Any]:
    return ApiToken.objects.filter(pk=token_id).values_list("revoked_at", "revoked_because")


def last_use_of(row: ApiToken) -> TokenUse | None:
    """Return what is known of the last use; for this room's services, which have the row."""
    if row.last_used_at is None:
        return None
    return token_uses.unpack(row.uses, at=row.last_used_at, client=row.last_client)


def list_live_tokens(usernames: Collection[str]) -> list[LiveToken]:
    """Return the API tokens of these people that are accepted until they expire, by id."""
    rows = _live_tokens().filter(user__username__in=usernames).select_related("user").order_by("id")
    return [
        LiveToken(
            row.id,
            row.user_id,
            row.user.username,
            None if row.projects is None else tuple(row.projects),
            row.read_only,
        )
        for row in rows
    ]


def list_token_owners(*, after: str, limit: int) -> list[str]:
    """Return the user names of those who have live tokens, from behind `after` on."""
    names = _live_tokens().filter(user__username__gt=after).values_list("user__username", flat=True)
    return list(names.order_by("user__username").distinct()[:limit])


def _live_tokens() -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(revoked_at=None, user__is_active=True)


def _token(row: ApiToken) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        projects=None if row.projects is None else tuple(row.projects),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_use=last_use_of(row),
        revoked_at=row.revoked_at,
        revoked_because=row.revoked_because,
        read_only=row.read_only,
    )
