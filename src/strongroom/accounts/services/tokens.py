"""API tokens: issue, recognize, revoke.

A token is a macaroon whose key is derived from the secret file and the token's id, so
that the database alone forges none. What it may do is the narrower of its row and its
caveats; whether its owner may do that is asked of the mandates.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from strongroom.accounts.errors import TokenNameMissing, TokenNotFound, TokenRefused
from strongroom.accounts.models import ApiToken
from strongroom.accounts.rules import caveats, macaroons
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.proofs import RecentProof, require
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.infra.db import write

PREFIX = "strongroom"
"""What scanners for leaked secrets find tokens by. Never another index's prefix."""

MAX_NAME_LENGTH = 100


def issue_token(
    proof: RecentProof,
    *,
    name: str,
    projects: Collection[NormalizedName] | None,
    expires_at: datetime | None,
    now: datetime,
) -> str:
    """Make a token; return its text, which cannot be shown again.

    Args:
        name: By which the owner knows it.
        projects: What it is limited to; None for everything the person may publish. That the person
            may issue tokens for them is for the interface to ask.
        expires_at: None for never.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        TokenNameMissing: there is no name, or it is too long.
        TokenTooLarge: it names too many projects.
    """
    user = require(proof, now=now)
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME_LENGTH:
        raise TokenNameMissing(
            f"Please name the token, with at most {MAX_NAME_LENGTH} characters.",
            why="You will know by the name which one to revoke.",
        )
    token_id = secrets.token_hex(16)
    scope = None if projects is None else sorted(set(projects))
    text = _text(token_id, scope, expires_at, now)
    with write():
        ApiToken.objects.create(
            id=token_id, user=user, name=name, projects=scope, created_at=now, expires_at=expires_at
        )
        what = "all your projects" if scope is None else ", ".join(scope)
        told = f'The API token "{name}" was made. It can upload to {what}.'
        record(user, "account.token_issued", by=proof.by, now=now, tell=told, token=token_id, name=name)
    return text


def authenticate_token(text: str, *, now: datetime) -> Actor:
    """Return who acts with this token, limited to what the token allows.

    Raises:
        TokenRefused: it is malformed, forged, expired, revoked, or its owner's account is closed; it says which.
    """
    macaroon = macaroons.parse(text)
    carried = macaroons.verify(macaroon, _key(macaroon.identifier))
    token = ApiToken.objects.select_related("user").filter(pk=macaroon.identifier).first()
    if token is None:
        raise _refused("It belongs to an account that no longer exists.")
    if token.revoked_at is not None:
        raise _refused(f"It was revoked on {token.revoked_at:%Y-%m-%d}.")
    if not token.user.is_active:
        raise _refused("The account of its owner is closed.")
    scope = caveats.check(carried, now=now, user_id=str(token.user_id))
    if scope.project_ids is not None:
        raise _refused("It is limited to project ids, which this index does not use.")
    with write():
        # The acceptance itself: a token revoked in this moment is not accepted.
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(last_used_at=now):
            raise _refused("It was revoked.")
    return Actor(
        ActorKind.TOKEN,
        token.user.username,
        token.user_id,
        token.pk,
        _narrower(token.projects, scope.projects),
    )


def revoke_token(by: Actor, *, token_id: str, now: datetime) -> None:
    """End a token at once. Persons revoke their own; operators and the index itself anybody's.

    Raises:
        TokenNotFound: there is none, or it is revoked already.
    """
    tokens = ApiToken.objects.select_related("user").filter(pk=token_id, revoked_at=None)
    if by.kind not in {ActorKind.OPERATOR, ActorKind.SYSTEM}:
        tokens = tokens.filter(user_id=by.user_id or 0)
    with write():
        token = tokens.first()
        if token is None:
            raise TokenNotFound("There is no such API token, or it was revoked already.")
        ApiToken.objects.filter(pk=token_id).update(revoked_at=now)
        told = f'The API token "{token.name}" was revoked.'
        record(
            token.user, "account.token_revoked", by=by, now=now, tell=told, token=token_id, name=token.name
        )


def _text(
    token_id: str, scope: list[NormalizedName] | None, expires_at: datetime | None, now: datetime
) -> str:
    limits: list[caveats.Caveat] = []
    if scope is not None:
        limits.append(caveats.ProjectNames(frozenset(scope)))
    if expires_at is not None:
        limits.append(caveats.Expiration(expires_at, not_before=now))
    macaroon = macaroons.mint(
        _key(token_id),
        identifier=token_id,
        location=urlsplit(settings.STRONGROOM_URL).netloc,
        caveats=[caveats.write(limit) for limit in limits],
    )
    return macaroons.serialize(macaroon, prefix=PREFIX)


def _key(token_id: str) -> bytes:
    key: bytes = settings.STRONGROOM_KEYRING.derive(f"api-token:{token_id}")
    return key


def _narrower(
    of_row: list[str] | None, of_caveats: frozenset[NormalizedName] | None
) -> frozenset[str] | None:
    if of_row is None:
        return of_caveats
    return frozenset(of_row) if of_caveats is None else frozenset(of_row) & of_caveats


def _refused(why: str) -> TokenRefused:
    return TokenRefused(
        "This API token is not accepted.", why=why, next_step="Create a new token on your account page."
    )
