"""Which releases a project's changes concern: the documents of the others stay as they are."""

from collections.abc import Iterable, Mapping

from strongroom.foundation.versions import parsed

_OF_A_FILE = frozenset({"file.published"})
"""Facts whose subject is a file name."""
_OF_A_RELEASE = frozenset(
    {"release.yanked", "release.unyanked", "release.quarantined", "release.quarantine_lifted"}
)
"""Facts whose subject is a version."""


def versions_concerned(facts: Iterable[tuple[str, str]], *, files: Mapping[str, str]) -> set[str]:
    """Return the versions whose documents may be others after these facts: all, where one fact does not say which.

    Equal versions, such as `1.0` and `1.0.0`, go together: under which key each is kept depends on the others.

    Args:
        facts: (kind, subject) as the journal has them.
        files: The version of each file that is published now, by its name.
    """
    versions, told = set(files.values()), set()
    for kind, subject in facts:
        version = files.get(subject) if kind in _OF_A_FILE else subject if kind in _OF_A_RELEASE else None
        if version is None:
            return versions
        told.add(parsed(version))
    return {version for version in versions if parsed(version) in told}
