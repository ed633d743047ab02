"""Which namespaces are granted, as the pages tell it, and what is to be shown anew when that changes.

There is no telling from the pages of projects what they were made with, so the store's own pages of namespaces are the
note of it: where they differ from what is granted, the projects in the namespaces that differ are rendered, and then
the pages of namespaces are put. A crash in between leaves the difference.
"""

from collections.abc import Collection, Iterator
from itertools import batched

from strongroom.catalog.queries import list_names_within, list_namespaces, memberships
from strongroom.foundation.names import NormalizedName
from strongroom.readpath.rules.namespaces import list_json, namespace_json
from strongroom.readpath.rules.pages import JSON_CONTENT_TYPE, NamespaceEntry
from strongroom.readpath.store import NAMESPACES_KEY, Body, PageStore, namespace_key
