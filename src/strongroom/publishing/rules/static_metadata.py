"""Which source distributions say before they are built what their wheels will say (PEP 643)."""

from packaging.metadata import RawMetadata, parse_email
from packaging.version import InvalidVersion, Version

_SINCE = Version("2.2")
"""Before this version of the core metadata, a PKG-INFO was a guess."""
_RESOLVERS_READ = frozenset(("requires-dist", "requires-python", "provides-extra"))
"""A builder may still change other fields that are marked dynamic: no resolver looks at them."""


def is_static(metadata_bytes: bytes) -> bool:
    """An installer may resolve by this PKG-INFO instead of building: it may be offered beside the file (PEP 658).

    Args:
        metadata_bytes: PKG-INFO as it is in the archive, readable (`check_agreement`).
    """
    raw, _ = parse_email(metadata_bytes)
    dynamic = {field.lower() for field in raw.get("dynamic", [])}
    return _version(raw) >= _SINCE and not dynamic & _RESOLVERS_READ


def _version(raw: RawMetadata) -> Version:
    try:
        return Version(raw.get("metadata_version", "0"))
    except InvalidVersion:
        return Version("0")
