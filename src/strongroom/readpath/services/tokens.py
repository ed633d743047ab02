"""Which API tokens are live, told to the page store: readers of a private index have no database to ask.

Whatever changes a person's tokens or account is in the journal, as `account.…` with the user name. Then all tokens
of that person are looked up anew: nothing depends on what exactly the fact says.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from strongroom.accounts.queries import LiveToken, list_live_tokens, list_token_owners
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.tokens.caveats import Scope
from strongroom.infra.journal.queries import Change
from strongroom.readpath.store import Changes, PageStore, TokenRecord

_FACTS = "account."


def owners_concerned(changes: Iterable[Change]) -> list[str]:
    """Return the user names of those whose tokens may have changed."""
    return list(dict.fromkeys(change.subject for change in changes if change.kind.startswith(_FACTS)))


def put_tokens(writing: Changes, owners: Collection[str]) -> None:
    """Have the store know the live tokens of these people as they are now."""
    for owner, tokens in load_tokens(owners).items() if owners else ():
        writing.put_tokens(owner, tokens)


def load_tokens(owners: Collection[str]) -> dict[str, list[TokenRecord]]:
    """Return the live tokens of each of these people, by id; none of somebody who has no account."""
    found = defaultdict(list)
    for token in list_live_tokens(owners):
        found[token.username].append(_record(token))
    return {owner: found[owner] for owner in owners}


def portions_of_owners(store: PageStore, *, size: int) -> Iterator[list[str]]:
    """Yield the user names of all who have live tokens, and of all of whom the store knows some."""
    last = ""
    while owners := list_token_owners(after=last, limit=size):
        yield owners
        last = owners[-1]
    last = ""
    while known := store.list_token_owners(after=last, limit=size):
        yield known
        last = known[-1]


def compare_tokens(store: PageStore, owners: Collection[str]) -> Iterator[str]:
    """Yield, in words, whose tokens the store knows otherwise than they are."""
    for owner, tokens in load_tokens(owners).items():
        if store.list_tokens(owner) != tokens:
            yield f"The API tokens of {owner} are not known as they are."


def _record(token: LiveToken) -> TokenRecord:
    names = None if token.projects is None else frozenset(map(NormalizedName, token.projects))
    return TokenRecord(token.id, token.user_id, Scope(names, read_only=token.read_only))
