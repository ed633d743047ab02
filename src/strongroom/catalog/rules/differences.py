"""What a release says otherwise than the one before it, and what of that deserves a look before it is installed.

Pure: two releases in, the differences out. A release differs from itself in nothing, and looked at the other way round
every difference is the same with its sides exchanged.

What deserves a look is what came with the takeovers of packages so far: a dependency nobody had, another hand or
address, a page that moved, an account that is protected less, code that runs at installation.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import getaddresses
from enum import StrEnum
from itertools import zip_longest
from typing import Any
from urllib.parse import urlsplit

from packaging.version import Version

from strongroom.catalog.rules.requirements import Wanted, wanted
from strongroom.foundation.proofs import FactorStrength, Proof

SIZE_RATIO = 1.25
"""From this factor on, up or down, the size of a file of the same kind is a difference."""

SOURCE = "sdist"


class Subject(StrEnum):
    """What a difference is about, in the order in which they are told."""

    PROOF = "proof"
    PUBLISHER = "publisher"
    DEPENDENCY = "dependency"
    ADDRESS = "address"
    LINK = "link"
    INSTALLATION = "installation"
    REQUIRES_PYTHON = "requires_python"
    LICENSE = "license"
    AUTHOR = "author"
    MAINTAINER = "maintainer"
    FILES = "files"
    SIZE = "size"
    EXTRA = "extra"
    CLASSIFIER = "classifier"
    SUMMARY = "summary"
    KEYWORD = "keyword"
    PLATFORM = "platform"
    LICENSE_FILE = "license_file"
    DESCRIPTION_TYPE = "description_type"
    DYNAMIC = "dynamic"


class Look(StrEnum):
    """Why a difference deserves a look."""

    NEW_DEPENDENCY = "new_dependency"
    DIRECT_REFERENCE = "direct_reference"
    NEW_ADDRESS = "new_address"
    OTHER_HOST = "other_host"
    OTHER_PUBLISHER = "other_publisher"
    WEAKER_PROOF = "weaker_proof"
    ONLY_SOURCE = "only_source"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it is compared.

    Args:
        kind: What the same file of another release has in common with it, such as "Wheel for Python 3".
        publisher: Who published it.
        proof: None where it is not known.
    """

    kind: str
    filetype: str
    size_bytes: int
    publisher: str
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release as it is compared. `metadata` are core metadata fields by the names of `packaging.metadata.RawMetadata`."""

    summary: str
    requires_python: str
    metadata: Mapping[str, Any]
    files: tuple[FileFacts, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise: nothing `before` where it was added, nothing `after` where it was removed.

    Args:
        name: Which one of several, such as the dependency's name; empty where there is only one.
        look: Why it deserves a look; None where it is ordinary.
    """

    subject: Subject
    name: str
    before: str
    after: str
    look: Look | None = None


def predecessor(version: Version, others: Iterable[Version]) -> Version | None:
    """Return the version that somebody comes from who installs this one: the newest below it.

    For a final release that is a final one, where there is any: few people have installed its candidates.
    """
    below = [other for other in others if other < version]
    final = [] if version.is_prerelease else [other for other in below if not other.is_prerelease]
    return max(final or below, default=None)


def differences(before: ReleaseFacts, after: ReleaseFacts) -> list[Difference]:
    """Return what is otherwise in `after`, first what deserves a look, then by subject and name."""
    found = [
        *_proofs(before, after),
        *_publishers(before, after),
        *_dependencies(before, after),
        *_addresses(before, after),
        *_links(before, after),
        *_files(before, after),
        *_fields(before, after),
    ]
    subjects = list(Subject)
    return sorted(
        found,
        key=lambda one: (one.look is None, subjects.index(one.subject), one.name, one.before, one.after),
    )


def _proofs(before: ReleaseFacts, after: ReleaseFacts) -> Iterable[Difference]:
    """Compare the least protected account of each side; nothing is said of what is not known."""
    earlier, later = _weakest(before), _weakest(after)
    if earlier is None or later is None or earlier.factor is later.factor:
        return
    look = Look.WEAKER_PROOF if later.is_weaker_than(earlier) else None
    yield Difference(Subject.PROOF, "", earlier.factor, later.factor, look)


def _weakest(release: ReleaseFacts) -> Proof | None:
    ranked = list(FactorStrength)
    known = [file.proof for file in release.files if file.proof is not None]
    return min(known, key=lambda proof: ranked.index(proof.factor), default=None)


def _publishers(before: ReleaseFacts, after: ReleaseFacts) -> Iterable[Difference]:
    earlier, later = ({file.publisher for file in release.files} for release in (before, after))
    if earlier and later and earlier != later:
        look = Look.OTHER_PUBLISHER if later - earlier else None
        yield Difference(Subject.PUBLISHER, "", ", ".join(sorted(earlier)), ", ".join(sorted(later)), look)


def _dependencies(before: ReleaseFacts, after: ReleaseFacts) -> Iterable[Difference]:
    earlier, later = _by_name(before), _by_name(after)
    for name in earlier.keys() | later.keys():
        gone, new = earlier[name] - later[name], later[name] - earlier[name]
        for old, one in zip_longest(sorted(gone), sorted(new)):
            look = _look_at_dependency(one, known=earlier[name]) if one else None
            yield Difference(Subject.DEPENDENCY, name, old.text if old else "", one.text if one else "", look)


def _by_name(release: ReleaseFacts) -> dict[str, set[Wanted]]:
    found = defaultdict(set)
    for text in _texts(release.metadata, "requires_dist"):
        name, one = wanted(text)
        found[name].add(one)
    return found


def _look_at_dependency(one: Wanted, *, known: set[Wanted]) -> Look | None:
    if one.is_direct and not any(other.is_direct for other in known):
        return Look.DIRECT_REFERENCE
    is_new = not one.is_optional and all(other.is_optional for other in known)
    return Look.NEW_DEPENDENCY if is_new else None


def _addresses(before: ReleaseFacts, after: ReleaseFacts) -> Iterable[Difference]:
    earlier, later = _mail_addresses(before), _mail_addresses(after)
    return _of_sets(Subject.ADDRESS, earlier, later, added=Look.NEW_ADDRESS)


def _mail_addresses(release: ReleaseFacts) -> set[str]:
    texts = [
        text for field in ("author_email", "maintainer_email") for text in _texts(release.metadata, field)
    ]
    return {address.lower() for _, address in getaddresses(texts) if address}


def _links(before: ReleaseFacts, after: ReleaseFacts) -> Iterable[Difference]:
    earlier, later = _urls(before), _urls(after)
    hosts = {_host(url) for url in earlier.values()}
    for label in earlier.keys() | later.keys():
        old, new = earlier.get(label, ""), later.get(label, "")
        if old != new:
            moved = bool(old and new) and _host(new) not in hosts
            yield Difference(Subject.LINK, label, old, new, Look.OTHER_HOST if moved else None)


def _urls(release: ReleaseFacts) -> dict[str, str]:
    """Return the links by their labels; the two that have fields of their own are under PyPI's."""
    said = release.metadata
    own = {"Homepage": said.get("home_page"), "Download": said.get("download_url")}
    return {label: url for label, url in own.items() if url} | dict(said.get("project_urls") or ())


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _files(before: ReleaseFacts, after: ReleaseFacts) -> Iterable[Difference]:
    earlier, later = _sizes(before), _sizes(after)
    yield from _of_sets(Subject.FILES, earlier.keys(), later.keys())
    for kind in earlier.keys() & later.keys():
        smaller, larger = sorted((earlier[kind], later[kind]))
        if larger >= SIZE_RATIO * smaller and larger > smaller:
            yield Difference(Subject.SIZE, kind, str(earlier[kind]), str(later[kind]))
    ways = _way_of_installing(before), _way_of_installing(after)
    if all(ways) and ways[0] != ways[1]:
        look = Look.ONLY_SOURCE if ways[1] == SOURCE else None
        yield Difference(Subject.INSTALLATION, "", *ways, look)


def _sizes(release: ReleaseFacts) -> dict[str, int]:
    """Return the bytes that the files of each kind take together."""
    sizes: dict[str, int] = defaultdict(int)
    for file in release.files:
        sizes[file.kind] += file.size_bytes
    return sizes


def _way_of_installing(release: ReleaseFacts) -> str:
    """Return `sdist` where everybody has to build it, which runs its code; nothing where there is no file."""
    types = {file.filetype for file in release.files}
    return min(types - {SOURCE}, default=min(types, default=""))


def _fields(before: ReleaseFacts, after: ReleaseFacts) -> Iterable[Difference]:
    """Compare what is one text, and what is a set of texts."""
    for subject, texts in _SINGLE.items():
        old, new = (texts(release) for release in (before, after))
        if old != new:
            yield Difference(subject, "", old, new)
    for subject, field in _SETS.items():
        yield from _of_sets(subject, set(_texts(before.metadata, field)), set(_texts(after.metadata, field)))


def _of_sets(
    subject: Subject, before: Iterable[str], after: Iterable[str], *, added: Look | None = None
) -> Iterable[Difference]:
    earlier, later = set(before), set(after)
    yield from (Difference(subject, "", old, "") for old in earlier - later)
    yield from (Difference(subject, "", "", new, added) for new in later - earlier)


def _text(metadata: Mapping[str, Any], field: str) -> str:
    return str(metadata.get(field) or "").strip()


def _texts(metadata: Mapping[str, Any], field: str) -> tuple[str, ...]:
    said = metadata.get(field) or ()
    return (said,) if isinstance(said, str) else tuple(str(one) for one in said)


_SINGLE: Mapping[Subject, Callable[[ReleaseFacts], str]] = {
    Subject.SUMMARY: lambda release: release.summary,
    Subject.REQUIRES_PYTHON: lambda release: release.requires_python,
    Subject.LICENSE: lambda release: (
        _text(release.metadata, "license_expression") or _text(release.metadata, "license")
    ),
    Subject.AUTHOR: lambda release: _text(release.metadata, "author"),
    Subject.MAINTAINER: lambda release: _text(release.metadata, "maintainer"),
    Subject.DESCRIPTION_TYPE: lambda release: _text(release.metadata, "description_content_type"),
}
_SETS = {
    Subject.EXTRA: "provides_extra",
    Subject.CLASSIFIER: "classifiers",
    Subject.KEYWORD: "keywords",
    Subject.PLATFORM: "platforms",
    Subject.LICENSE_FILE: "license_files",
    Subject.DYNAMIC: "dynamic",
}
