"""Files, as frozen records, and the content that is needed for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet, Sum

from strongroom.catalog.models import File
from strongroom.foundation.actors import ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.proofs import FactorStrength, Proof, ProofKind
from strongroom.foundation.versions import parsed
from strongroom.infra.statements import prepared

_NAMES_AT_ONCE = 1000
"""In one query; databases have limits."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A published file. `proof` is None where it is not known how its publisher proved who they are."""

    filename: str
    version: str
    filetype: str
    python_version: str
    size_bytes: int
    sha256: str
    blake2_256: str
    md5: str
    metadata_sha256: str
    requires_python: str
    uploaded_at: datetime
    uploaded_by: str
    yanked: bool
    yanked_reason: str
    proof: Proof | None


class OfferedFile(NamedTuple):
    """What pages tell of a published file. Rows as they are, for a project may have thousands."""

    filename: str
    version: str
    filetype: str
    python_version: str
    size_bytes: int
    sha256: str
    blake2_256: str
    md5: str
    metadata_sha256: str
    requires_python: str
    uploaded_at: datetime
    yanked_at: datetime | None
    yanked_reason: str


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """What the journal does not say of an upload.

    Args:
        begins_release: It was the first file of its release.
    """

    python_version: str
    begins_release: bool


_Listed = TypeVar("_Listed", FileRecord, OfferedFile)


def list_files(name: NormalizedName, *, withdrawn: bool = False) -> list[FileRecord]:
    """Return the files of a project that are offered, or those that were withdrawn, by version and file name."""
    rows = File.objects.filter(release__project__name=name, withdrawn_at__isnull=not withdrawn)
    if not withdrawn:
        rows = rows.filter(release__quarantined_at=None)
    return _by_version(_file(row) for row in rows.values_list(*_COLUMNS))


def files_of_projects(names: Collection[str]) -> dict[NormalizedName, list[OfferedFile]]:
    """Return the files of these projects that are offered, each by version and file name."""
    files: dict[str, list[OfferedFile]] = defaultdict(list)
    for name, *row in _offered(names):
        files[name].append(OfferedFile._make(row))
    return {NormalizedName(name): _by_version(found) for name, found in files.items()}


def size_of_files(name: NormalizedName) -> int:
    """Return the bytes that a project's published files take together."""
    return sum(size_bytes for (size_bytes,) in _size(name))


def files_named(filenames: Collection[str]) -> dict[str, PublishedFile]:
    """Return the files of these names, withdrawn or not."""
    wanted = File.objects.select_related("release").only(
        "filename", "python_version", "uploaded_at", "release__created_at"
    )
    rows = wanted.in_bulk(list(filenames), field_name="filename")
    return {
        name: PublishedFile(row.python_version, begins_release=row.uploaded_at == row.release.created_at)
        for name, row in rows.items()
    }


def projects_of_files(filenames: Collection[str]) -> dict[str, NormalizedName]:
    """Return whose files are of these names, withdrawn or not. Names that no file has are left out."""
    found: dict[str, NormalizedName] = {}
    wanted = list(filenames)
    for begin in range(0, len(wanted), _NAMES_AT_ONCE):
        some = wanted[begin : begin + _NAMES_AT_ONCE]
        rows = File.objects.filter(filename__in=some).values_list("filename", "release__project__name")
        found.update((filename, NormalizedName(name)) for filename, name in rows)
    return found


def versions_of_files(filenames: Collection[str]) -> dict[str, str]:
    """Return of which releases the files of these names are, withdrawn or not. Names that no file has are left out."""
    found: dict[str, str] = {}
    wanted = list(filenames)
    for begin in range(0, len(wanted), _NAMES_AT_ONCE):
        some = wanted[begin : begin + _NAMES_AT_ONCE]
        found.update(File.objects.filter(filename__in=some).values_list("filename", "release__version"))
    return found


def list_releases_touched_by(username: str, *, since: datetime) -> list[tuple[NormalizedName, str]]:
    """Return (project, version) of each release to which somebody, or an API token of theirs, added a file since then.

    Those that are not offered are left out: withdrawn ones, and those that are quarantined already.
    """
    actors = [f"{kind}:{username}" for kind in (ActorKind.PERSON, ActorKind.TOKEN)]
    files = File.objects.filter(uploaded_by__in=actors, uploaded_at__gte=since, withdrawn_at=None)
    rows = files.filter(release__quarantined_at=None).values_list(
        "release__project__name", "release__version"
    )
    return [(NormalizedName(name), version) for name, version in sorted(set(rows))]


def list_contents() -> list[tuple[str, str]]:
    """Return (SHA-256, file name) of all content that is needed: of files, withdrawn ones too, and of their metadata."""
    rows = File.objects.order_by("filename").values_list("filename", "sha256", "metadata_sha256")
    return [
        (digest, name)
        for filename, sha256, metadata_sha256 in rows
        for digest, name in ((sha256, filename), (metadata_sha256, f"{filename}.metadata"))
        if digest
    ]


_SAID = (
    "filename",
    "release__version",
    "filetype",
    "python_version",
    "size_bytes",
    "sha256",
    "blake2_256",
    "md5",
    "metadata_sha256",
    "requires_python",
    "uploaded_at",
)
_YANKED = "release__yanked_at", "release__yanked_reason"
_OFFERED = (*_SAID, *_YANKED)
"""As `OfferedFile` has them."""
_COLUMNS = (*_SAID, "uploaded_by", *_YANKED, "proof_kind", "proof_factor")
"""As `FileRecord` has them."""


@prepared
def _offered(names: Collection[str]) -> QuerySet[Any, Any]:
    files = File.objects.filter(
        release__project__name__in=names, withdrawn_at=None, release__quarantined_at=None
    )
    return files.values_list("release__project__name", *_OFFERED)


@prepared
def _size(name: str) -> QuerySet[Any, Any]:
    """Return one row, or none for a project without files."""
    files = File.objects.filter(release__project__name=name, withdrawn_at=None)
    return files.values_list("release__project").annotate(size=Sum("size_bytes")).values_list("size")


def _file(row: Sequence[Any]) -> FileRecord:
    *said, yanked_at, yanked_reason, kind, factor = row
    proof = Proof(ProofKind(kind), FactorStrength(factor)) if kind else None
    fields = [*said, yanked_at is not None, yanked_reason, proof]
    return FileRecord(*fields)


def _by_version(files: Iterable[_Listed]) -> list[_Listed]:
    return sorted(files, key=lambda file: (parsed(file.version), file.filename))
