"""Which classes of download clients there are."""

from strongroom.downloads.rules.client_classes import ClientClass

CLIENT_CLASSES = frozenset(one.value for one in ClientClass)
"""Every class that a download can be counted under."""
