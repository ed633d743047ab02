"""How tightly a log may be packed.

A few kilobytes of zstd can unpack to gigabytes of the same byte, over which the worker would sit, and the mail with it. Logs have
times and paths in them: the most uniform ones shrink to a hundredth. Unpacked, a file holds whoever reads it no longer than its size says.
"""

_ANY_BYTES = 64 * 1024 * 1024
"""As much costs a few seconds at most, whatever it is."""
_MOST_FOLD = 250


def packed_too_tightly(*, packed_bytes: int, unpacked_bytes: int) -> bool:
    """Return whether what unpacks to so much, or more, is no log.

    Args:
        packed_bytes: Size of the whole file.
    """
    return unpacked_bytes > max(_ANY_BYTES, _MOST_FOLD * packed_bytes)
