"""Versions (PEP 440) as values. A project's are read again with its every change, so those read last are remembered."""

from functools import lru_cache

from packaging.utils import canonicalize_version
from packaging.version import Version

_FAMILIAR = 8192
"""Versions that are remembered, each some hundred bytes."""


@lru_cache(_FAMILIAR)
def parsed(version: str) -> Version:
    """Return the version as a value that sorts.

    Raises:
        InvalidVersion: it is none.
    """
    return Version(version)


@lru_cache(_FAMILIAR)
def canonical(version: str) -> str:
    """Return the one spelling that all equal versions have in common: `1` of `1.0.0`."""
    return canonicalize_version(version, strip_trailing_zero=True)
