"""The pages of namespaces: one for each, and the list of all, which is there as long as there is one.

They are kept under the keys of pages, in no coding. What did not change is not written.
"""

from collections.abc import Mapping

import lmdb

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.store.environment import find, scan
from strongroom.readpath.store.records import (
    NAMESPACES_KEY,
    PreparedPage,
    namespace_key,
    pack_page,
    page_key,
    unpack_page,
)

_PREFIX = page_key(namespace_key(NormalizedName("")))


def list_namespaces(transaction: lmdb.Transaction) -> dict[NormalizedName, PreparedPage]:
    """Return the page of each namespace."""
    found = scan(transaction, _PREFIX)
    return {NormalizedName(name.decode()): unpack_page(value) for name, value in found}


def put_namespaces(transaction: lmdb.Transaction, pages: Mapping[str, PreparedPage]) -> None:
    """Show these pages, by key, and no others of namespaces."""
    shown = [namespace_key(name) for name in list_namespaces(transaction)]
    for gone in {NAMESPACES_KEY, *shown} - pages.keys():
        transaction.delete(page_key(gone))
    for key, page in pages.items():
        _put(transaction, page_key(key), page)


def _put(transaction: lmdb.Transaction, key: bytes, page: PreparedPage) -> None:
    """Put the page unless it is there already; it is later than what it replaces."""
    value = find(transaction, key)
    before = None if value is None else unpack_page(value)
    if before is None:
        transaction.put(key, pack_page(page))
    elif before.etag != page.etag:
        modified_at = max(page.modified_at, before.modified_at + 1)
        transaction.put(key, pack_page(page._replace(modified_at=modified_at)))
