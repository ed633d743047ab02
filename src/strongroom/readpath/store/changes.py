"""What one write transaction will do, collected before it begins."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import lmdb

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.store.environment import find, put
from strongroom.readpath.store.namespaces import put_namespaces
from strongroom.readpath.store.project_records import (
    FRAME_PREFIX,
    STATE_KEY,
    Body,
    ProjectState,
    RootFrame,
    RootState,
    pack_frame,
    pack_state,
    unpack_state,
)
from strongroom.readpath.store.projects import PreparedProject, delete_project, put_project
from strongroom.readpath.store.records import PreparedPage, Representation
from strongroom.readpath.store.shards import rewrite_shards
from strongroom.readpath.store.tokens import TokenRecord, put_tokens

_INCARNATION_BYTES = 8
_NO_PAGES: Mapping[str, Body] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Root:
    serial: int
    modified_at: int
    frames: Mapping[Representation, RootFrame]
    namespaces: Mapping[str, Body]


class Changes:
    """Of two changes of one project, or of one person's tokens, the later counts."""

    def __init__(self) -> None:
        self._projects: dict[NormalizedName, PreparedProject | None] = {}
        self._tokens: dict[str, Collection[TokenRecord]] = {}
        self._root: _Root | None = None

    def put_project(self, state: ProjectState) -> None:
        """Show this of the project and nothing else."""
        self._projects[state.name] = PreparedProject.of(state)

    def delete_project(self, name: NormalizedName) -> None:
        """Forget a project that is none: one that was withdrawn keeps its name, by `put_project`."""
        self._projects[name] = None

    def put_tokens(self, owner: str, tokens: Collection[TokenRecord]) -> None:
        """Let these be the live API tokens of the person of this user name, and no others."""
        self._tokens[owner] = tokens

    def put_root(
        self,
        *,
        serial: int,
        modified_at: int,
        frames: Mapping[Representation, RootFrame],
        namespaces: Mapping[str, Body] = _NO_PAGES,
    ) -> None:
        """Note the index serial that the pages have come to, and what is shown of the index as a whole.

        Args:
            modified_at: Unix seconds of the newest change.
            frames: Around the list of all projects.
            namespaces: The pages of namespaces, by key; there will be no others.
        """
        self._root = _Root(serial, modified_at, frames, namespaces)

    def apply(self, transaction: lmdb.Transaction) -> None:
        """Make the changes. May be done again in another transaction if this one is given up."""
        relisted = [
            name.encode()
            for name, prepared in self._projects.items()
            if (put_project(transaction, prepared) if prepared else delete_project(transaction, name))
        ]
        rewrite_shards(transaction, relisted)
        for owner, tokens in self._tokens.items():
            put_tokens(transaction, owner, tokens)
        if self._root is not None:
            put_namespaces(transaction, _namespace_pages(self._root))
        self._put_state(transaction, changed=bool(relisted))

    def _put_state(self, transaction: lmdb.Transaction, *, changed: bool) -> None:
        frames = self._root.frames if self._root else {}
        for form, frame in frames.items():
            changed |= put(transaction, FRAME_PREFIX + form.encode(), pack_frame(frame))
        value = find(transaction, STATE_KEY)
        before = None if value is None else unpack_state(value)
        after = _state_after(before, self._root, changed=changed)
        if after is not None:
            put(transaction, STATE_KEY, pack_state(after))


def _namespace_pages(root: _Root) -> dict[str, PreparedPage]:
    return {
        key: PreparedPage.of(
            body.content, content_type=body.content_type, serial=root.serial, modified_at=root.modified_at
        )
        for key, body in root.namespaces.items()
    }


def _state_after(before: RootState | None, root: _Root | None, *, changed: bool) -> RootState | None:
    """Return the state that tells apart what may have been sent before and what will be sent."""
    another = os.urandom(_INCARNATION_BYTES)
    if root is None:
        return replace(before, incarnation=another) if before and changed else before
    if before is None:
        return RootState(root.serial, root.modified_at, another)
    if root.serial == before.serial and not changed:
        return before
    incarnation = before.incarnation if root.serial > before.serial else another
    return RootState(root.serial, max(root.modified_at, before.modified_at + 1), incarnation)
