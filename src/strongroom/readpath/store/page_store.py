"""The page store as others use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import lmdb

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.store.changes import Changes
from strongroom.readpath.store.environment import Environment, scan
from strongroom.readpath.store.forms import FORM
from strongroom.readpath.store.namespaces import list_namespaces
from strongroom.readpath.store.project_records import (
    CONTENTS_PREFIX,
    PROJECT_PREFIX,
    STATE_KEY,
    KnownProject,
    unpack_keys,
    unpack_known,
    unpack_state,
)
from strongroom.readpath.store.records import (
    UNPACK_PAGE,
    Coding,
    FileRecord,
    PreparedPage,
    Representation,
    RootSnapshot,
    file_key,
    file_of_key,
    page_key,
    page_of_key,
    unpack_file,
)
from strongroom.readpath.store.root_files import RootFiles
from strongroom.readpath.store.tokens import (
    OWNER_PREFIX,
    TOKEN_PREFIX,
    TokenRecord,
    unpack_ids,
    unpack_token,
)

_MAP_BYTES = 1 << 30


class PageStore:
    """Finished pages and file records by key. Made by `open`; safe among threads and across forks."""

    def __init__(self, environment: Environment, roots: RootFiles) -> None:
        self._environment = environment
        self._roots = roots

    @classmethod
    def open(cls, path: Path, *, writable: bool, map_bytes: int = _MAP_BYTES) -> "PageStore":
        """Return the store in the folder `path`, which a writer creates.

        `map_bytes` is the address space to begin with, not disk space; it doubles when it is full.

        Raises:
            FileNotFoundError: if there is none and this is not its writer.
        """
        environment = Environment(path / FORM, writable=writable, map_bytes=map_bytes)
        return cls(environment, RootFiles(environment, path / "tmp"))

    def version(self) -> int:
        """Return a number that every change by any process changes."""
        return self._environment.version()

    def get_page(self, key: str, coding: Coding = Coding.IDENTITY) -> PreparedPage | None:
        """Return the page shown at `key`, in this coding if it is kept in it, or else as it is."""
        found = self._environment.get(page_key(key, coding), UNPACK_PAGE[coding])
        if found is None and coding is not Coding.IDENTITY:
            return self.get_page(key)
        return found

    def has_page(self, key: str) -> bool:
        """A page is shown at `key`; cheaper than to get it."""
        return self._environment.get(page_key(key), len) is not None

    def get_root(
        self, representation: Representation, coding: Coding = Coding.IDENTITY
    ) -> RootSnapshot | None:
        """Return the list of all projects, or None as long as there are no pages at all."""
        return self._roots.get(representation, coding)

    def get_file(self, sha256: str, filename: str) -> FileRecord | None:
        """Return the file offered under exactly this digest and name.

        Raises:
            ValueError: if `sha256` is not hexadecimal.
        """
        key = file_key(sha256, filename)
        return self._environment.get(key, lambda value: unpack_file(value, sha256=sha256, filename=filename))

    def owns(self, name: NormalizedName) -> bool:
        """The name is taken on this index, shown or not."""
        return self._environment.get(PROJECT_PREFIX + name.encode(), len) is not None

    def find_project(self, name: NormalizedName) -> KnownProject | None:
        """Return what is remembered of a project whose name is taken."""
        key = PROJECT_PREFIX + name.encode()
        return self._environment.get(key, lambda value: unpack_known(value, name))

    def list_projects(self, *, after: str = "", limit: int) -> list[KnownProject]:
        """Return the projects whose names are taken, by name, from behind the name `after` on."""

        def look_up(transaction: lmdb.Transaction) -> list[KnownProject]:
            found = scan(transaction, PROJECT_PREFIX, after.encode() + b"\0")
            return [
                unpack_known(value, NormalizedName(name.decode()))
                for _, (name, value) in zip(range(limit), found, strict=False)
            ]

        return self._environment.read(look_up)

    def list_pages(self, name: NormalizedName) -> frozenset[str]:
        """Return the keys of all pages that are shown of a project."""
        key = CONTENTS_PREFIX + name.encode()
        keys = self._environment.get(key, lambda value: list(unpack_keys(value))) or []
        return frozenset(page for page in map(page_of_key, keys) if page is not None)

    def list_files(self, name: NormalizedName) -> list[FileRecord]:
        """Return the files of a project that are offered."""
        key = CONTENTS_PREFIX + name.encode()
        keys = self._environment.get(key, lambda value: list(unpack_keys(value))) or []
        found = (self.get_file(*names) for names in map(file_of_key, keys) if names is not None)
        return [file for file in found if file is not None]

    def list_namespaces(self) -> dict[NormalizedName, PreparedPage]:
        """Return the page of each namespace that is granted, by name."""
        return self._environment.read(list_namespaces)

    def find_token(self, token_id: str) -> TokenRecord | None:
        """Return the API token of this id, if it is live."""
        key = TOKEN_PREFIX + token_id.encode()
        return self._environment.get(key, lambda value: unpack_token(value, token_id))

    def list_tokens(self, owner: str) -> list[TokenRecord]:
        """Return the live API tokens of the person of this user name, by id."""
        ids = self._environment.get(OWNER_PREFIX + owner.encode(), unpack_ids) or []
        return [token for token in map(self.find_token, ids) if token is not None]

    def list_token_owners(self, *, after: str = "", limit: int) -> list[str]:
        """Return the user names of those who have live API tokens, from behind `after` on."""

        def look_up(transaction: lmdb.Transaction) -> list[str]:
            found = scan(transaction, OWNER_PREFIX, after.encode() + b"\0")
            return [name.decode() for _, (name, _ids) in zip(range(limit), found, strict=False)]

        return self._environment.read(look_up)

    def serial(self) -> int:
        """Return the index serial of the last change contained; 0 before the first."""
        return self._environment.get(STATE_KEY, lambda value: unpack_state(value).serial) or 0

    def is_ready(self) -> bool:
        """Pages have been prepared; before, nothing may be said of any name."""
        return self._environment.get(STATE_KEY, len) is not None

    @contextmanager
    def write(self) -> Iterator[Changes]:
        """Lend a list of changes; all of them happen when the block ends, none when it raises.

        They are collected in memory: rebuild a whole index in portions. After a power failure the
        last transactions may be missing, serial included; the store is intact.

        Raises:
            PermissionError: if the store was not opened to be written.
        """
        self._environment.require_writable()
        changes = Changes()
        yield changes
        self._environment.write(changes.apply)

    def close(self) -> None:
        """Let go of the folder."""
        self._environment.close()
