"""The list of checks: what each asks of a file, and which others must have passed for it to make sense.

Whoever adds a rule adds a module to `rules` or `archives` and a line here. The faults of all checks are told together,
in the order of the list: what stands first is what the others may follow from.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings

from strongroom.catalog.queries import size_of_files
from strongroom.publishing.archives.distribution import Distribution
from strongroom.publishing.archives.reader import read_distribution
from strongroom.publishing.errors import Fault, UploadRefused, refuse_if
from strongroom.publishing.rules.agreement import check_agreement
from strongroom.publishing.rules.attestations import check_attestations
from strongroom.publishing.rules.descriptions import check_description
from strongroom.publishing.rules.digests import FileDigests, check_digests
from strongroom.publishing.rules.filenames import check_filename
from strongroom.publishing.rules.form import UploadForm
from strongroom.publishing.rules.license_files import check_license_files
from strongroom.publishing.rules.parts import check_file_part
from strongroom.publishing.rules.sizes import check_file_size, check_not_empty, check_project_size
from strongroom.publishing.services.rendering import render_within_limits
from strongroom.publishing.services.upload import Upload


@dataclass(slots=True)
class Examined:
    """A file and what has been found out about it so far.

    Args:
        filename: As sent; empty if there is no file.
        distribution: What is in it; there once the archive was read.
        description_html: Safe HTML, once the description was rendered.
        faults: In the order in which they are told.
        failed: Names of the checks that found them, and of those that could not be made therefore.
    """

    upload: Upload
    form: UploadForm
    filename: str
    digests: FileDigests
    distribution: Distribution | None = None
    description_html: str = ""
    faults: list[Fault] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    @classmethod
    def begin(cls, upload: Upload, form: UploadForm) -> "Examined":
        """Return the file before any check."""
        staged = upload.staged
        digests = FileDigests(md5=staged.md5, sha256=staged.sha256, blake2_256=staged.blake2b_256)
        return cls(upload, form, upload.filename or "", digests)

    @property
    def content(self) -> Distribution:
        """What is in the file, for checks that need the archive.

        Raises:
            LookupError: if it was not read (a mistake in our code).
        """
        if self.distribution is None:
            raise LookupError("the archive was not read")
        return self.distribution


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `ask` raises UploadRefused, and is called only if the checks in `needs` have passed."""

    name: str
    ask: Callable[[Examined], None]
    needs: tuple[str, ...] = ()


def _render_description(file: Examined) -> None:
    metadata = file.form.metadata
    text, kind = metadata.description, metadata.description_content_type
    if any(fault.field == "description_content_type" for fault in file.form.faults):
        return
    html = render_within_limits(text, content_type=kind) if text else None
    check_description(text, html=html, content_type=kind)
    file.description_html = html or ""


def _check_size(file: Examined) -> None:
    check_file_size(file.upload.size_bytes, limit_bytes=settings.STRONGROOM_FILE_LIMIT_BYTES)
    check_not_empty(file.upload.size_bytes)


def _check_project_size(file: Examined) -> None:
    check_project_size(
        size_of_files(file.form.name) + file.upload.size_bytes,
        limit_bytes=settings.STRONGROOM_PROJECT_LIMIT_BYTES,
    )


def _read_archive(file: Examined) -> None:
    file.upload.staged.flush()
    file.distribution = read_distribution(
        file.upload.staged.path, filename=file.filename, filetype=file.form.filetype
    )


def _check_license_files(file: Examined) -> None:
    check_license_files(
        file.form.metadata.license_files,
        files=file.content.files,
        root=file.content.root,
        filetype=file.form.filetype,
    )


OF_THE_FORM = (
    Check("form", lambda file: refuse_if(file.form.faults)),
    Check("part", lambda file: check_file_part(file.upload.filename, content_type=file.upload.content_type)),
    Check("attestations", lambda file: check_attestations(file.form.attestations)),
    Check("description", _render_description),
    Check(
        "file name",
        lambda file: check_filename(
            file.filename, name=file.form.name, version=file.form.version, filetype=file.form.filetype
        ),
        needs=("part",),
    ),
    Check("size", _check_size, needs=("part",)),
    Check(
        "digests",
        lambda file: check_digests(file.form.digests, computed=file.digests),
        needs=("part", "size"),
    ),
)
"""What is asked before it is asked whether the file is published already."""

OF_THE_CONTENT = (
    Check("archive", _read_archive, needs=("part", "file name", "size", "digests")),
    Check(
        "agreement",
        lambda file: check_agreement(
            file.form.metadata, metadata_bytes=file.content.metadata_bytes, filename=file.filename
        ),
        needs=("archive",),
    ),
    Check("license files", _check_license_files, needs=("archive",)),
    Check("project size", _check_project_size, needs=("size",)),
)
"""What is asked of a file that is new."""


def run_checks(file: Examined, checks: Iterable[Check]) -> None:
    """Make these checks and add what they find to the file's faults.

    A field that an earlier check has found fault with is not spoken of again.
    """
    for check in checks:
        if file.failed.intersection(check.needs):
            file.failed.add(check.name)
            continue
        try:
            check.ask(file)
        except UploadRefused as refusal:
            spoken_of = {fault.field for fault in file.faults} - {"", "content"}
            file.faults += [fault for fault in refusal.faults if fault.field not in spoken_of]
            file.failed.add(check.name)
