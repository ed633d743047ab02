"""Which content coding a request gets. Source: RFC 9110 section 12.5.3.

Only pages are coded. Files never are: their digests are of the bytes as they were uploaded.
"""

from functools import lru_cache

from strongroom.interfaces.simple.qualities import parse_qualities
from strongroom.readpath.store import Coding

_PREFERENCE = (Coding.ZSTD, Coding.GZIP)
"""Among those a client likes equally. Identity comes last: it is what nobody has to undo, but the longest."""

_ALIASES = {"x-gzip": "gzip"}


@lru_cache(maxsize=256)
def select_coding(accept_encoding: str) -> Coding:
    """Return the coding to send, given the header's value, empty if there was none.

    Identity for whoever names none of ours, also where identity is refused: section 12.5.3 leaves open
    what to do then, and an answer is of more use than an error.
    """
    qualities = parse_qualities(accept_encoding, aliases=_ALIASES)
    others = qualities.get("*", 0.0)
    best, best_quality = Coding.IDENTITY, qualities.get("identity", 0.0)
    for coding in reversed(_PREFERENCE):
        quality = qualities.get(coding.value, others)
        if quality > 0 and quality >= best_quality:
            best, best_quality = coding, quality
    return best
