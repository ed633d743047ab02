"""The store of finished pages and of what is needed to serve files: one small LMDB per node.

It holds nothing that could not be made again from the database: a node that lost it, or that
stayed behind, rebuilds it, and `put_root` notes how far in the journal it came. One process
at a time writes, any number read, and a reader sees a change whole or not at all.

Open a folder once per process and share the store among its threads (LMDB refuses a second).
"""

from strongroom.readpath.store.changes import Changes
from strongroom.readpath.store.codings import open_decoded
from strongroom.readpath.store.environment import FAULTS
from strongroom.readpath.store.forms import forget_old_forms
from strongroom.readpath.store.page_store import PageStore
from strongroom.readpath.store.project_records import (
    LISTED,
    Body,
    KnownProject,
    ProjectState,
    RootFrame,
)
from strongroom.readpath.store.projects import prepared_pages
from strongroom.readpath.store.records import (
    NAMESPACES_KEY,
    Coding,
    FileRecord,
    PreparedPage,
    Representation,
    RootSnapshot,
    namespace_key,
    project_key,
    release_key,
    release_tail_key,
)
from strongroom.readpath.store.tokens import TokenRecord

__all__ = [
    "FAULTS",
    "LISTED",
    "NAMESPACES_KEY",
    "Body",
    "Changes",
    "Coding",
    "FileRecord",
    "KnownProject",
    "PageStore",
    "PreparedPage",
    "ProjectState",
    "Representation",
    "RootFrame",
    "RootSnapshot",
    "TokenRecord",
    "forget_old_forms",
    "namespace_key",
    "open_decoded",
    "prepared_pages",
    "project_key",
    "release_key",
    "release_tail_key",
]
