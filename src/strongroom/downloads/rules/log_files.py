"""Which file a logged path is, and whose file that is, as far as its name tells."""

import posixpath
import re
from urllib.parse import unquote

from packaging.utils import InvalidSdistFilename, parse_sdist_filename

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize

_DISTRIBUTION = re.compile(r"\.(?:whl|tar\.(?:gz|bz2|xz|Z)|tgz|zip|egg|exe|msi|rpm|dmg|deb)\Z")
"""What distributions end in, or ever did. Metadata, signatures and provenance beside them are no downloads."""


def filename_of(path: str) -> str | None:
    """Return the name of the distribution that is served at this path, or None if it is none."""
    filename = posixpath.basename(unquote(path.partition("?")[0]))
    return filename if _DISTRIBUTION.search(filename) and len(filename) <= 255 else None


def project_in(filename: str) -> NormalizedName | None:
    """Return the project that a file name speaks of, or None where it could be several.

    Sources: the binary distribution format (PEP 427), where the first hyphen ends the name; and PEP 625.
    """
    if filename.endswith((".whl", ".egg")):
        raw_name = filename.partition("-")[0]
        return normalize(raw_name) if is_valid_name(raw_name) else None
    _, *further = filename.rpartition("-")[0].split("-")
    if any(part[:1].isdigit() for part in further):
        return None  # perhaps of a version such as 1.0-beta-2, which names had before PEP 625
    try:
        name, _ = parse_sdist_filename(filename)
    except InvalidSdistFilename:
        return None
    return normalize(name) if is_valid_name(name) else None


def project_named(text: str) -> NormalizedName | None:
    """Return the normalized name, or None where the text is no name of a project (such as `(null)`)."""
    return normalize(text) if is_valid_name(text) else None
