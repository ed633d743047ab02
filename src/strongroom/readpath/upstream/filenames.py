"""Whose file it is, by its name alone. Sources: PEP 427, PEP 625, and what was usual before them."""

import re
from typing import NamedTuple

from packaging.version import InvalidVersion, Version

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize

_SUFFIX = re.compile(r"\.(?:tar\.gz|tgz|tar\.bz2|tar\.xz|zip|egg|exe|msi|deb|rpm|dmg)\Z", re.IGNORECASE)
_BEFORE_A_VERSION = re.compile(r"-(?=v?\d)")
_MAX_READINGS = 3


class Reading(NamedTuple):
    """What a file name may mean; the version is normalized, or empty where it is none."""

    project: NormalizedName
    version: str


def readings(filename: str) -> list[Reading]:
    """Return what a file name may mean, most probable first; there are several only for names of old."""
    if filename.endswith(".whl"):
        name, _, rest = filename.partition("-")
        pairs = [(name, rest.partition("-")[0])]
    else:
        stem = _SUFFIX.sub("", filename)
        starts = [match.start() for match in _BEFORE_A_VERSION.finditer(stem)][-_MAX_READINGS:]
        pairs = [(stem[:start], stem[start + 1 :]) for start in reversed(starts)]
    return [Reading(normalize(name), _normalized(version)) for name, version in pairs if is_valid_name(name)]


def version_of(filename: str, project: NormalizedName) -> str:
    """Return the version of a project's file, empty where it cannot be told."""
    return next((reading.version for reading in readings(filename) if reading.project == project), "")


def _normalized(version: str) -> str:
    try:
        return str(Version(version))
    except InvalidVersion:
        return ""
