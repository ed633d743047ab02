"""API tokens: issue, recognize, revoke.

Whoever finds one reports it to `leaks`; that one expires is told by `expiry`. A token is a macaroon whose key is derived
from the secret file and the token's id, so that the database alone forges none. What it may do is the narrower of its
row and its caveats; whether its owner may do that is asked of the mandates.

Readers of a private index recognize tokens by themselves (`interfaces.simple.gate`): the
page store tells them which are live. Each end of a token is journalled, and so told there.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from strongroom.accounts.errors import TokenNameMissing, TokenNotFound
from strongroom.accounts.models import ApiToken
from strongroom.accounts.queries import last_use_of
from strongroom.accounts.rules import token_letters, token_uses
from strongroom.accounts.rules.mail import MailKind, to_owner
from strongroom.accounts.rules.token_ends import check_end, revocation
from strongroom.accounts.rules.token_uses import UsedFrom
from strongroom.accounts.services.factors.proofs import RecentProof, require
from strongroom.accounts.services.journaling import record
from strongroom.accounts.services.mailing import write_to_people
from strongroom.accounts.services.standing.freezing import not_open, require_open
from strongroom.accounts.services.tokens.reach import record_reach
from strongroom.foundation import user_agents
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.client_addresses import place_of
from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.tokens import caveats, macaroons
from strongroom.foundation.tokens.caveats import Scope
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.recognition import key_of, recognize
from strongroom.infra.db import write

MAX_TOKEN_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """What a request shows of the program that uses a token; empty where it shows nothing."""

    user_agent: str = ""
    address: str = ""


def issue_token(
    proof: RecentProof,
    *,
    name: str,
    projects: Collection[NormalizedName] | None,
    expires_at: datetime | None,
    now: datetime,
    read_only: bool = False,
) -> str:
    """Make a token; return its text, which cannot be shown again.

    Args:
        name: By which the owner knows it.
        projects: What it is limited to; None for everything the person may publish. That the person
            may issue tokens for them is for the interface to ask.
        expires_at: None for never.
        read_only: It can only download; `projects` then limits that.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        TokenNameMissing: there is no name, or it is too long.
        TokenEndUnfit: it would work for longer than a token does that ends.
        TokenTooLarge: it names too many projects.
        AccountNotOpen: the account was frozen or closed in this moment.
    """
    user = require(proof, now=now)
    name = name.strip()
    if not 1 <= len(name) <= MAX_TOKEN_NAME_LENGTH:
        raise TokenNameMissing(
            f"Please name the token, with at most {MAX_TOKEN_NAME_LENGTH} characters.",
            why="You will know by the name which one to revoke.",
        )
    check_end(expires_at, made_at=now)
    token_id = secrets.token_hex(16)
    scope = Scope(None if projects is None else frozenset(projects), read_only=read_only)
    text = _text(token_id, scope, expires_at, now)
    with write():
        require_open(user.pk)
        token = ApiToken.objects.create(
            id=token_id,
            user=user,
            name=name,
            projects=None if projects is None else sorted(set(projects)),
            read_only=read_only,
            created_at=now,
            expires_at=expires_at,
        )
        told = f'The API token "{name}" was made. {_ability(scope)}'
        record(user, "account.token_issued", by=proof.by, now=now, tell=told, token=token_id, name=name)
        record_reach(token, "token.issued_for_project", by=proof.by, now=now)
    return text


def authenticate_token(text: str, *, now: datetime, seen: Seen = Seen()) -> Actor:
    """Return who acts with this token, limited to what the token allows. Its use is noted.

    Whether it was revoked since is asked again with the permit, in the transaction of what is done with it.

    Raises:
        TokenRefused: it is malformed, forged, expired, revoked, can only download, or its owner's account is
            closed; it says which.
    """
    token, scope = _accept(text, now)
    if scope.read_only:
        raise TokenRefused(
            "This token can only download.",
            why="It was made for reading, or somebody restricted it to that.",
            next_step="Upload with a token that was made for uploads; your account page makes one.",
        )
    _note_use(token, seen, now)
    return Actor(
        ActorKind.TOKEN, token.user.username, token.user_id, token.pk, scope.projects, scope.project_ids
    )


def require_reader(text: str, *, now: datetime) -> None:
    """Check that this token may read what is said of all projects together. Its use is not noted.

    Raises:
        TokenRefused: as `authenticate_token`, or it may only read some projects.
    """
    _token, scope = _accept(text, now)
    scope.require_reading(None)


def revoke_token(by: Actor, *, token_id: str, now: datetime) -> None:
    """End a token at once. Persons revoke their own; operators and the index itself anybody's.

    Raises:
        TokenNotFound: there is none, or it is revoked already.
    """
    tokens = ApiToken.objects.select_related("user").filter(pk=token_id, revoked_at=None)
    if by.kind not in {ActorKind.OPERATOR, ActorKind.SYSTEM}:
        tokens = tokens.filter(user_id=by.account)
    with write():
        token = tokens.first()
        if token is None:
            raise TokenNotFound("There is no such API token, or it was revoked already.")
        who = "its owner" if by.user_id == token.user_id else f"{by.kind} {by.name}"
        ApiToken.objects.filter(pk=token_id).update(revoked_at=now, revoked_because=f"{who} revoked it")
        told = f'The API token "{token.name}" was revoked.'
        record(
            token.user, "account.token_revoked", by=by, now=now, tell=told, token=token_id, name=token.name
        )
        record_reach(token, "token.ended_for_project", by=by, now=now)


def find_made_here(text: str) -> tuple[ApiToken, tuple[bytes, ...]] | None:
    """Return the row of a token that this index made, and the caveats the token carries; None of any other text."""
    try:
        macaroon = recognize(text, derive=settings.STRONGROOM_KEYRING.derive)
    except TokenRefused:
        return None
    token = _find(macaroon.identifier)
    return None if token is None else (token, macaroon.caveats)


def _accept(text: str, now: datetime) -> tuple[ApiToken, Scope]:
    """Return a token of ours that is in force, and the narrower of its row and its caveats."""
    macaroon = recognize(text, derive=settings.STRONGROOM_KEYRING.derive)
    token = _find(macaroon.identifier)
    if token is None:
        raise _refused("It belongs to an account that no longer exists.")
    if token.revoked_at is not None:
        raise _refused(revocation(token.revoked_at, because=token.revoked_because))
    if not token.user.is_active:
        refusal = not_open(token.user)
        raise TokenRefused(
            "This API token is not accepted.",
            why=f"{refusal.what} {refusal.why}".strip(),
            next_step=refusal.next_step,
        )
    scope = caveats.check(macaroon.caveats, now=now, user_id=stable_id(Kind.PERSON, token.user_id))
    projects = None if token.projects is None else frozenset(map(NormalizedName, token.projects))
    return token, scope.within(Scope(projects, read_only=token.read_only))


def _find(token_id: str) -> ApiToken | None:
    # Not by `first`, which costs as much again: it orders what is one row at most.
    return next(iter(ApiToken.objects.select_related("user").filter(pk=token_id)), None)


def _note_use(token: ApiToken, seen: Seen, now: datetime) -> None:
    """Keep by what and from where the token is used, unless that was written a moment ago."""
    said = user_agents.parse(seen.user_agent)
    client = f"{said.installer} {said.installer_version}".strip()
    place = _place_of(token, seen, now)
    if not token_uses.is_to_be_noted(last_use_of(token), client=client, place=place, now=now):
        return
    with write():
        # As it is under the lock: of the uploads of one release that begin together, one is the first use.
        last = last_use_of(ApiToken.objects.get(pk=token.pk))
        use = token_uses.noted(last, client=client, place=place, now=now)
        ApiToken.objects.filter(pk=token.pk).update(
            last_used_at=use.at, last_client=use.client, uses=token_uses.pack(use)
        )
        if last is None:
            record(
                token.user,
                "account.token_first_used",
                by=_acting(token),
                now=now,
                token=token.pk,
                name=token.name,
            )
        if token_uses.is_another_program(last, client=client):
            _tell_of_program(token, client, place.kind, now)


def _place_of(token: ApiToken, seen: Seen, now: datetime) -> UsedFrom:
    where = place_of(seen.address)
    mark = ""
    if where.site:
        keyed = settings.STRONGROOM_KEYRING.keyed_digest
        mark = keyed(f"{token.pk} {where.site}".encode(), purpose="api-token-place")[:8].hex()
    return UsedFrom(where.kind, mark, now)


def _acting(token: ApiToken) -> Actor:
    return Actor(ActorKind.TOKEN, token.user.username, token.user_id, token.pk)


def _tell_of_program(token: ApiToken, client: str, place: str, now: datetime) -> None:
    letter = token_letters.used_by_another_program(
        name=token.name, client=client, place=place, at=now, index_url=settings.STRONGROOM_URL
    )
    write_to_people([to_owner(token.user.username, MailKind.TOKEN_USE, letter)], at=now)


def _text(token_id: str, scope: Scope, expires_at: datetime | None, now: datetime) -> str:
    limits: list[caveats.Caveat] = []
    if scope.projects is not None:
        limits.append(caveats.ProjectNames(scope.projects))
    if expires_at is not None:
        limits.append(caveats.Expiration(expires_at, not_before=now))
    if scope.read_only:
        limits.append(caveats.ReadOnly())
    macaroon = macaroons.mint(
        key_of(token_id, derive=settings.STRONGROOM_KEYRING.derive),
        identifier=token_id,
        location=urlsplit(settings.STRONGROOM_URL).netloc,
        caveats=[caveats.write(limit) for limit in limits],
    )
    return macaroons.serialize(macaroon, prefix=settings.STRONGROOM_TOKEN_PREFIX)


def _ability(scope: Scope) -> str:
    named = None if scope.projects is None else ", ".join(sorted(scope.projects))
    if scope.read_only:
        return f"It can only download {'everything' if named is None else named}."
    return f"It can upload to {'all your projects' if named is None else named}."


def _refused(why: str) -> TokenRefused:
    return TokenRefused(
        "This API token is not accepted.", why=why, next_step="Create a new token on your account page."
    )
