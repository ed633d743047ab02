"""Where clients find what is published, and which names are this index's alone."""

from django.conf import settings

from strongroom.catalog.queries import list_namespaces
from strongroom.readpath.rules.concerned import KINDS_OF_NO_PAGE
from strongroom.readpath.rules.pages import file_url
from strongroom.readpath.rules.routing import ReservedNames

__all__ = ["KINDS_OF_NO_PAGE", "file_url", "reserved_names"]


def reserved_names() -> ReservedNames:
    """Return the names that never come from an upstream: those of the settings and of granted namespaces."""
    reserved: ReservedNames = settings.STRONGROOM_RESERVED
    return reserved.and_namespaces(namespace.name for namespace in list_namespaces())
