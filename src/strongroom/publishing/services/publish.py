"""From an upload to a published file: a list of named steps.

Whoever adds a check adds a module to `rules` or `archives` and a line here. Nothing is
stored before every check has passed; the content is on disk before the transaction that
speaks of it commits, so a crash at any moment leaves the whole file published or, at
most, content that nobody refers to (swept by `keeping.sweep`).

Whether it may be done is asked twice: early, so that a file is not read for nothing, and
in the transaction that publishes it, because reading took a while.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings

from strongroom.catalog.queries import find_project, size_of_files
from strongroom.catalog.services import NewFile, check_may_begin, is_published, publish_file
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.infra.storage.local import ContentStore, StagedFile
from strongroom.infra.throttle.services import Limit, TooManyAttempts, count_attempt
from strongroom.mandates.services import permit as ask_permit
from strongroom.publishing.archives.distribution import Distribution
from strongroom.publishing.archives.reader import read_distribution
from strongroom.publishing.errors import TooManyNewProjects
from strongroom.publishing.rules.agreement import check_agreement
from strongroom.publishing.rules.core_metadata import CoreMetadata
from strongroom.publishing.rules.descriptions import check_description
from strongroom.publishing.rules.digests import FileDigests, check_digests
from strongroom.publishing.rules.filenames import FileType, check_filename
from strongroom.publishing.rules.form import UploadForm, read_form
from strongroom.publishing.rules.license_files import check_license_files
from strongroom.publishing.rules.parts import check_parts
from strongroom.publishing.rules.sizes import check_file_size, check_not_empty, check_project_size
from strongroom.publishing.rules.static_metadata import is_static
from strongroom.publishing.services.keeping import no_sweeping
from strongroom.publishing.services.rendering import render_within_limits

RELEASE_FIELDS = (
    "author",
    "author_email",
    "maintainer",
    "maintainer_email",
    "keywords",
    "license",
    "license_expression",
    "home_page",
    "download_url",
    "project_urls",
    "classifiers",
    "requires_dist",
    "provides_extra",
    "description_content_type",
    "license_files",
    "platforms",
    "dynamic",
)
"""What a release keeps of its first file's metadata, besides the columns it has for some."""


NEW_PROJECTS = Limit(20, timedelta(hours=1))
"""Of one account. A name is taken for good: nobody shall take them by the thousand."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What a client sent.

    Args:
        fields: Text fields of the form, with all values of each.
        filename: Of the file part; None if there was no file.
        content_type: Media type of the file part as sent; may be empty.
        size_bytes: Bytes received, also beyond what was staged.
        misplaced: Names of text fields that were sent as files.
        staged: The content as received.
    """

    fields: Mapping[str, Sequence[str]]
    filename: str | None
    content_type: str
    size_bytes: int
    misplaced: tuple[str, ...]
    staged: StagedFile


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is answered to a successful upload."""

    message: str
    warnings: tuple[str, ...]


def publish(upload: Upload, *, contents: ContentStore, by: Actor, now: datetime) -> Receipt:
    """Check, store and record one file.

    Raises:
        UploadRefused: with every fault of the step that found one.
        NamespaceReserved: if it would begin a project in the namespace of somebody else.
        NotAllowed: if `by` may not upload to the project, or no longer may when the file has been read.
        TooManyNewProjects: if it would be one project too many.
        FileExists, FilenameUsed, VersionWithdrawn: if the name, content or version is spoken for.
    """
    filename = check_parts(
        filename=upload.filename, content_type=upload.content_type, misplaced=upload.misplaced
    )
    form = read_form(upload.fields)
    permit = ask_permit(by, Action.UPLOAD, form.name, now=now)
    if find_project(form.name) is None:
        check_may_begin(form.name, by=by)
    description_html = _description(form.metadata)
    check_filename(filename, name=form.name, version=form.version, filetype=form.filetype)
    check_file_size(upload.size_bytes, limit_bytes=settings.STRONGROOM_FILE_LIMIT_BYTES)
    check_not_empty(upload.size_bytes)
    digests = FileDigests(
        md5=upload.staged.md5, sha256=upload.staged.sha256, blake2_256=upload.staged.blake2b_256
    )
    check_digests(form.digests, computed=digests)
    if is_published(filename=filename, sha256=digests.sha256):
        return Receipt(f"{filename} was published before; nothing changed.", permit.warnings)
    upload.staged.sync()
    distribution = read_distribution(upload.staged.path, filename=filename, filetype=form.filetype)
    check_agreement(form.metadata, metadata_bytes=distribution.metadata_bytes, filename=filename)
    check_license_files(
        form.metadata.license_files, files=distribution.files, root=distribution.root, filetype=form.filetype
    )
    check_project_size(size_of_files(form.name) + upload.size_bytes)
    with no_sweeping():
        contents.keep(upload.staged)
        metadata_sha256 = _keep_metadata(distribution, contents)
        new = _new_file(form, filename, upload.size_bytes, digests, metadata_sha256)
        _record(replace(new, description_html=description_html), name=form.name, by=by, now=now)
    return Receipt(
        f"{filename} is published: {settings.STRONGROOM_URL}/project/{form.name}/", permit.warnings
    )


def _description(metadata: CoreMetadata) -> str:
    """Return the description as safe HTML, which is nothing where there is none."""
    text, content_type = metadata.description, metadata.description_content_type
    html = render_within_limits(text, content_type=content_type) if text else None
    check_description(text, html=html, content_type=content_type)
    return html or ""


def _keep_metadata(distribution: Distribution, contents: ContentStore) -> str:
    """Keep METADATA, to be served beside the file (PEP 658); return its SHA-256, or nothing where it is not final."""
    if distribution.filetype is not FileType.WHEEL and not is_static(distribution.metadata_bytes):
        return ""
    with contents.stage() as metadata:
        metadata.write(distribution.metadata_bytes)
        contents.keep(metadata)
        return metadata.sha256


def _record(new: NewFile, *, name: NormalizedName, by: Actor, now: datetime) -> None:
    """Publish the file in one transaction with the question whether it may be done."""
    with write():
        permit = ask_permit(by, Action.UPLOAD, name, now=now)
        if find_project(name) is None:
            _count_new_project(by, now)
        publish_file(permit, new)


def _count_new_project(by: Actor, now: datetime) -> None:
    try:
        count_attempt(f"new-projects:{by.user_id}", NEW_PROJECTS, now=now)
    except TooManyAttempts as refusal:
        raise TooManyNewProjects(
            by.name, at_most=NEW_PROJECTS.attempts, retry_at=refusal.retry_at
        ) from refusal


def _new_file(
    form: UploadForm, filename: str, size_bytes: int, digests: FileDigests, metadata_sha256: str
) -> NewFile:
    metadata = asdict(form.metadata)
    return NewFile(
        display_name=form.raw_name,
        version=form.version,
        filename=filename,
        filetype=form.filetype,
        python_version=form.pyversion,
        size_bytes=size_bytes,
        digests=asdict(digests),
        metadata_sha256=metadata_sha256,
        requires_python=form.metadata.requires_python,
        summary=form.metadata.summary,
        release_metadata={name: metadata[name] for name in RELEASE_FIELDS if metadata[name]},
    )
