"""What a release says otherwise than the one before it, in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from strongroom.catalog.queries import (
    Difference,
    FileFacts,
    FileRecord,
    Look,
    ReleaseFacts,
    ReleaseRecord,
    Subject,
    differences,
    predecessor,
)
from strongroom.foundation.proofs import FactorStrength
from strongroom.interfaces.web.projects.file_kinds import kind_words
from strongroom.interfaces.web.projects.proofs import FACTOR_WORDS
from strongroom.interfaces.web.templatetags.strongroom import size

SUBJECTS = {
    Subject.PROOF: "Protection of the account",
    Subject.PUBLISHER: "Published by",
    Subject.DEPENDENCY: "Dependency",
    Subject.ADDRESS: "Mail addresses",
    Subject.LINK: "Link",
    Subject.INSTALLATION: "Installation",
    Subject.REQUIRES_PYTHON: "Requires Python",
    Subject.LICENSE: "License",
    Subject.AUTHOR: "Author",
    Subject.MAINTAINER: "Maintainer",
    Subject.FILES: "Files",
    Subject.SIZE: "Size",
    Subject.EXTRA: "Extras",
    Subject.CLASSIFIER: "Classifiers",
    Subject.SUMMARY: "Summary",
    Subject.KEYWORD: "Keywords",
    Subject.PLATFORM: "Platforms",
    Subject.LICENSE_FILE: "License files",
    Subject.DESCRIPTION_TYPE: "Form of the description",
    Subject.DYNAMIC: "Set while building",
}

LOOKS = {
    Look.NEW_DEPENDENCY: (
        "New dependency: {name}",
        "Installing this release brings in {name}, too, and whatever {name} needs.",
    ),
    Look.DIRECT_REFERENCE: (
        "{name} comes from an address of its own",
        "Installers fetch it from there. No index keeps it, and its content may change.",
    ),
    Look.NEW_ADDRESS: (
        "New mail address",
        "It was not named before. Somebody may have joined, or somebody else may have taken over.",
    ),
    Look.OTHER_HOST: (
        "{name} leads to another host",
        "Make sure that the new page is of the same people.",
    ),
    Look.OTHER_PUBLISHER: (
        "Another publisher",
        "Somebody published files who published none of {version}.",
    ),
    Look.WEAKER_PROOF: (
        "Published with a weaker proof",
        "The account was protected less than when {version} was published.",
    ),
    Look.ONLY_SOURCE: (
        "Only source is offered",
        "Whoever installs it builds it, which runs its code. {version} could be installed without.",
    ),
}
"""Why something deserves a look: title and sentence, with the difference's name and the version before."""

_WAYS = {"sdist": "from source", "bdist_wheel": "from a wheel"}
_VALUES: Mapping[Subject, Callable[[str], str]] = {
    Subject.PROOF: lambda value: FACTOR_WORDS[FactorStrength(value)],
    Subject.INSTALLATION: lambda value: _WAYS.get(value, value),
    Subject.SIZE: lambda value: size(int(value)),
}
"""How the two sides are written, where not as they are."""


@dataclass(frozen=True, slots=True)
class ShownLook:
    """What deserves a look, and why."""

    title: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What else is otherwise about one thing: what is gone and what is new."""

    subject: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is otherwise than in `version`."""

    version: str
    looks: Sequence[ShownLook]
    changes: Sequence[ShownChange]


def compared(
    release: ReleaseRecord, releases: Sequence[ReleaseRecord], files: Mapping[str, Sequence[FileRecord]]
) -> Comparison | None:
    """Return how a release differs from the one that people come from; None where there is none.

    Args:
        releases: Of the project; what was yanked is not compared with.
        files: Of the project, by version.
    """
    offered = {one.parsed: one for one in releases if one.yanked_at is None}
    found = predecessor(release.parsed, offered)
    if found is None:
        return None
    before = offered[found]
    told = differences(
        _facts(before, files.get(before.version, ())), _facts(release, files.get(release.version, ()))
    )
    return Comparison(
        before.version,
        looks=[_look(one, one.look, before.version) for one in told if one.look],
        changes=_changes(one for one in told if not one.look),
    )


def _facts(release: ReleaseRecord, files: Sequence[FileRecord]) -> ReleaseFacts:
    return ReleaseFacts(
        summary=release.summary,
        requires_python=release.requires_python,
        metadata=release.metadata,
        files=tuple(
            FileFacts(
                kind=kind_words(file.filename, file.filetype),
                filetype=file.filetype,
                size_bytes=file.size_bytes,
                publisher=file.uploaded_by.partition(":")[2],
                proof=file.proof,
            )
            for file in files
        ),
    )


def _look(one: Difference, look: Look, version: str) -> ShownLook:
    title, why = LOOKS[look]
    named = {"name": one.name, "version": version}
    before, after = _sides(one)
    return ShownLook(title.format_map(named), before, after, why.format_map(named))


def _changes(differences: Iterable[Difference]) -> list[ShownChange]:
    """Put together what is about the same thing, such as all classifiers."""
    by_thing: dict[tuple[Subject, str], list[tuple[str, str]]] = {}
    for one in differences:
        by_thing.setdefault((one.subject, one.name), []).append(_sides(one))
    return [
        ShownChange(
            SUBJECTS[subject],
            name,
            before=tuple(before for before, _ in sides if before),
            after=tuple(after for _, after in sides if after),
        )
        for (subject, name), sides in by_thing.items()
    ]


def _sides(one: Difference) -> tuple[str, str]:
    write = _VALUES.get(one.subject, str)
    return write(one.before) if one.before else "", write(one.after) if one.after else ""
