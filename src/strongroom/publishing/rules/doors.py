"""What operators have closed for the time being."""

from strongroom.publishing.errors import NewProjectsClosed, UploadsClosed

OPEN, KNOWN_PROJECTS, CLOSED = "open", "known-projects", "closed"
"""What uploads may be: open, open for projects that are here, or closed."""

_LATER = "Try again later; what is published can be installed meanwhile."


def check_uploads_open(uploads: str, *, read_only: bool) -> None:
    """Check that anything is taken at all.

    Raises:
        UploadsClosed: otherwise.
    """
    if read_only:
        raise UploadsClosed("Read-only mode: this index can only be read now.", next_step=_LATER)
    if uploads == CLOSED:
        raise UploadsClosed("New uploads are temporarily disabled.", next_step=_LATER)


def check_new_projects_open(uploads: str) -> None:
    """Check that projects can be begun.

    Raises:
        NewProjectsClosed: otherwise.
    """
    if uploads != OPEN:
        raise NewProjectsClosed(
            "New projects are temporarily disabled.",
            next_step="Try again later; projects that exist take releases meanwhile.",
        )
