"""The API tokens that are live, for readers of a private index, and their form as bytes.

Keys: `t` + token id for a token, `u` + user name for the ids of a person's tokens. The second tells what to forget
when a person's tokens change: a token that is not here is refused. No secret is kept: whether a token is genuine is
for its signature to say.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass

import lmdb

from strongroom.foundation.names import NormalizedName
from strongroom.foundation.tokens.caveats import Scope
from strongroom.readpath.store.environment import find, put

TOKEN_PREFIX, OWNER_PREFIX = b"t", b"u"


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token that was not revoked, of somebody whose account is open. Its expiry is written in the token itself."""

    id: str
    user_id: int
    scope: Scope


def put_tokens(transaction: lmdb.Transaction, owner: str, tokens: Collection[TokenRecord]) -> None:
    """Let these be the live tokens of a person, and no others."""
    key = OWNER_PREFIX + owner.encode()
    value = find(transaction, key)
    ids = sorted(token.id for token in tokens)
    for gone in set(() if value is None else unpack_ids(value)).difference(ids):
        transaction.delete(TOKEN_PREFIX + gone.encode())
    for token in tokens:
        put(transaction, TOKEN_PREFIX + token.id.encode(), pack_token(token))
    if ids:
        put(transaction, key, json.dumps(ids).encode())
    else:
        transaction.delete(key)


def pack_token(token: TokenRecord) -> bytes:
    """Return the stored form; the id is in the key."""
    projects = None if token.scope.projects is None else sorted(token.scope.projects)
    return json.dumps([token.user_id, token.scope.read_only, projects]).encode()


def unpack_token(value: memoryview, token_id: str) -> TokenRecord:
    """Return the token of a stored form, found under this id."""
    user_id, read_only, projects = json.loads(bytes(value))
    names = None if projects is None else frozenset(map(NormalizedName, projects))
    return TokenRecord(token_id, user_id, Scope(names, read_only=read_only))


def unpack_ids(value: memoryview) -> list[str]:
    """Return the ids of a person's tokens."""
    ids: list[str] = json.loads(bytes(value))
    return ids
