"""Version and kind of a file, as far as its name tells.

Sources: the binary distribution format (PEP 427), names of source distributions (PEP 625).
"""

from functools import lru_cache

from packaging.utils import InvalidSdistFilename, parse_sdist_filename
from packaging.version import InvalidVersion, Version

from strongroom.downloads.rules.details import OTHER, FileFacts, plain
from strongroom.downloads.rules.log_files import project_in

_KINDS = {
    ".whl": "wheel",
    ".egg": "egg",
    ".tar.gz": "sdist",
    ".zip": "sdist",
    ".tar.bz2": "sdist",
    ".tgz": "sdist",
}

_PARTS_OF_WHEELS = (5, 6)
"""Name, version, perhaps a build, and three tags."""


def file_facts(filename: str, *, version: str | None) -> FileFacts:
    """Return what is kept of a file.

    Args:
        version: Normalized; None where neither its name nor the index tells it.
    """
    kind = next((kind for ending, kind in _KINDS.items() if filename.endswith(ending)), OTHER)
    return FileFacts(plain(version or OTHER), plain(filename) or OTHER, kind)


def version_in(filename: str) -> str | None:
    """Return the version that a file name speaks of, normalized; None where it could be several, or is none."""
    if filename.endswith((".whl", ".egg")):
        # `packaging` would read the tags, too, which takes ten times as long.
        parts = filename[:-4].split("-")
        is_one = len(parts) in _PARTS_OF_WHEELS or (filename.endswith(".egg") and len(parts) > 1)
        return _normalized(parts[1]) if is_one else None
    try:
        return str(parse_sdist_filename(filename)[1]) if project_in(filename) else None
    except InvalidSdistFilename:
        return None


@lru_cache(16384)
def _normalized(version: str) -> str | None:
    try:
        return str(Version(version))
    except InvalidVersion:
        return None
