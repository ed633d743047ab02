"""From an upload to a published file.

Who may not publish hears of it before anything is said of the file. Then its faults are gathered, all of them
(`examination` lists the checks), and told together. Nothing is stored before every check has passed (`recording`).

Whether it may be done is asked twice: early, so that a file is not read for nothing, and
in the transaction that publishes it, because reading took a while.
"""

from datetime import datetime

from django.conf import settings

from strongroom.catalog.errors import ProjectExists
from strongroom.catalog.services import check_may_begin, find_release_start, is_published
from strongroom.foundation.actors import Actor
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.journal.services import tell_listeners
from strongroom.infra.storage.local import ContentStore
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.services import permit as ask_permit
from strongroom.publishing.errors import refuse_if
from strongroom.publishing.rules.doors import check_new_projects_open, check_uploads_open
from strongroom.publishing.rules.form import UploadForm, read_form
from strongroom.publishing.rules.open_releases import check_release_open
from strongroom.publishing.services.examination import OF_THE_CONTENT, OF_THE_FORM, Examined, run_checks
from strongroom.publishing.services.recording import record
from strongroom.publishing.services.upload import Receipt, Upload


def check_open() -> None:
    """Check that the index takes uploads now, whoever sends them.

    Raises:
        UploadsClosed: otherwise.
    """
    check_uploads_open(settings.STRONGROOM_UPLOADS, read_only=settings.STRONGROOM_READ_ONLY)


def publish(upload: Upload, *, contents: ContentStore, by: Actor, now: datetime) -> Receipt:
    """Check, store and record one file.

    Raises:
        UploadRefused: with every fault that was found.
        NotAllowed: if `by` may not upload to the project, or no longer may when the file has been read.
        NewProjectsClosed, TooManyNewProjects, NameRefused, NamespaceReserved: if it would begin a project that
            cannot be begun.
        FileExists, FilenameUsed, VersionWithdrawn: if the name, content or version is spoken for.
    """
    form = read_form(upload.fields, misplaced=upload.misplaced)
    permit = _admit(form, by=by, now=now)
    file = Examined.begin(upload, form)
    run_checks(file, OF_THE_FORM)
    if not file.faults:
        if is_published(filename=file.filename, sha256=file.digests.sha256):
            tell_listeners()
            return Receipt(f"{file.filename} was published before; nothing changed.", permit.warnings)
        _check_release(form, now)
    run_checks(file, OF_THE_CONTENT)
    refuse_if(file.faults)
    record(file, contents=contents, by=by, now=now)
    return Receipt(
        f"{file.filename} is published: {settings.STRONGROOM_URL}/project/{form.name}/", permit.warnings
    )


def _admit(form: UploadForm, *, by: Actor, now: datetime) -> Permit:
    """Return the permit of who may upload to the project, or begin it."""
    permit = _ask_permit(form, by=by, now=now)
    if not permit.begins:
        return permit
    check_new_projects_open(settings.STRONGROOM_UPLOADS)
    try:
        check_may_begin(form.name, by=by)
    except ProjectExists:
        # Begun since we asked, as by the next file of the same release: that may be theirs to upload to, too.
        permit = _ask_permit(form, by=by, now=now)
        if permit.begins:
            raise
    return permit


def _ask_permit(form: UploadForm, *, by: Actor, now: datetime) -> Permit:
    """Return the permit. Whoever gets none hears of their form's faults at most, not of the file's."""
    try:
        return ask_permit(by, Action.UPLOAD, form.name, now=now)
    except NotAllowed:
        refuse_if(form.faults)
        raise


def _check_release(form: UploadForm, now: datetime) -> None:
    begun_at = find_release_start(form.name, version=form.version)
    if begun_at is not None:
        check_release_open(
            f"Release {form.version} of {form.name}",
            begun_at=begun_at,
            open_days=settings.STRONGROOM_RELEASE_OPEN_DAYS,
            now=now,
        )
