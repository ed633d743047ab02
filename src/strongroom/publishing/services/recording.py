"""Keep what passed every check, and record it.

The content is on disk before the transaction that speaks of it commits, so a crash at any moment leaves the whole file
published or, at most, content that nobody refers to (swept by `keeping.sweep`).
"""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings

from strongroom.catalog.services import NewFile, publish_file
from strongroom.foundation.actors import Actor
from strongroom.foundation.client_addresses import PlaceKind, network_of, place_of
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.infra.storage.local import ContentStore
from strongroom.infra.throttle.services import Limit, TooManyAttempts, count_attempt
from strongroom.mandates.services import permit as ask_permit
from strongroom.publishing.archives.distribution import Distribution
from strongroom.publishing.errors import TooManyNewProjects
from strongroom.publishing.rules.filenames import FileType
from strongroom.publishing.rules.static_metadata import is_static
from strongroom.publishing.services.examination import Examined
from strongroom.publishing.services.keeping import no_sweeping

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

_HOUR = timedelta(hours=1)


def record(file: Examined, *, contents: ContentStore, by: Actor, now: datetime) -> None:
    """Keep the content; publish the file in one transaction with the question whether it may be done.

    Raises:
        NotAllowed: if `by` no longer may.
        TooManyNewProjects: if it would be one project too many.
        FileExists, FilenameUsed, VersionWithdrawn, NameRefused, NamespaceReserved: if that became so meanwhile.
    """
    with no_sweeping():
        contents.keep(file.upload.staged)
        new = _new_file(file, metadata_sha256=_keep_metadata(file.content, contents))
        with write():
            permit = ask_permit(by, Action.UPLOAD, file.form.name, now=now)
            if permit.begins:
                _count_new_project(by, file.upload.address, now)
            publish_file(permit, new)


def _keep_metadata(distribution: Distribution, contents: ContentStore) -> str:
    """Keep METADATA, to be served beside the file (PEP 658); return its SHA-256, or nothing where it is not final."""
    if distribution.filetype is not FileType.WHEEL and not is_static(distribution.metadata_bytes):
        return ""
    with contents.stage() as metadata:
        metadata.write(distribution.metadata_bytes)
        contents.keep(metadata)
        return metadata.sha256


def _count_new_project(by: Actor, address: str, now: datetime) -> None:
    """Count it for the person, and for the network it comes from: nobody shall take names by the thousand."""
    _count(
        f"new-projects:{by.user_id}",
        at_most=settings.STRONGROOM_NEW_PROJECTS_PER_PERSON,
        whose=f"{by.name} has begun {{}} projects within an hour, and may begin no more now.",
        now=now,
    )
    # Behind a proxy that is not told of, everybody comes from the index's own machine.
    if address and place_of(address).kind is not PlaceKind.LOOPBACK:
        _count(
            f"new-projects-from:{network_of(address)}",
            at_most=settings.STRONGROOM_NEW_PROJECTS_PER_ADDRESS,
            whose="From your address, {} projects were begun within an hour, and no more may be now.",
            now=now,
        )


def _count(key: str, *, at_most: int, whose: str, now: datetime) -> None:
    try:
        count_attempt(key, Limit(at_most, _HOUR), now=now)
    except TooManyAttempts as refusal:
        raise TooManyNewProjects(whose.format(at_most), retry_at=refusal.retry_at) from refusal


def _new_file(file: Examined, *, metadata_sha256: str) -> NewFile:
    form = file.form
    metadata = asdict(form.metadata)
    return NewFile(
        display_name=form.raw_name,
        version=form.version,
        filename=file.filename,
        filetype=form.filetype,
        python_version=form.pyversion,
        size_bytes=file.upload.size_bytes,
        digests=asdict(file.digests),
        metadata_sha256=metadata_sha256,
        requires_python=form.metadata.requires_python,
        summary=form.metadata.summary,
        release_metadata={name: metadata[name] for name in RELEASE_FIELDS if metadata[name]},
        description_html=file.description_html,
    )
