"""Which pages a change concerns: those of which releases, or none at all. All others stay as they are."""

from collections.abc import Iterable, Mapping

from strongroom.foundation.versions import parsed

_OF_A_FILE = frozenset({"file.published"})
"""Facts whose subject is a file name."""
_OF_A_RELEASE = frozenset(
    {"release.yanked", "release.unyanked", "release.quarantined", "release.quarantine_lifted"}
)
"""Facts whose subject is a version."""

KINDS_OF_NO_PAGE = frozenset(
    {
        "mandate.announced_for_project",
        "mandate.enforced_for_project",
        "mandate.kept_for_ever",
        "mandate.lapsed_for_project",
        "mandate.required_by_owners",
        "project.contest_granted",
        "project.contest_refused",
        "project.contest_taken_back",
        "project.contested",
        "project.counted_again",
        "project.designated_critical",
        "project.designation_corrected",
        "project.designation_ended",
        "project.named_critical",
        "project.naming_ended",
    }
)
"""Facts of projects that no prepared page tells anything of. They come by the thousand, when many projects become critical
on one day: none is rendered for them, no serial moves, and mirrors, which fetch what has a higher serial, do not hear of them."""


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
