"""How long a release takes files.

Whoever pins a version trusts what it was then. A file that is added long after its first can be one for a platform or a
Python that had none, and is preferred by installers that took another file before.
"""

from datetime import datetime, timedelta

from strongroom.publishing.errors import Fault, UploadRefused


def check_release_open(release: str, *, begun_at: datetime, open_days: int, now: datetime) -> None:
    """Check that a release may have one more file.

    Args:
        release: Project and version, for the message.
        begun_at: When its first file was published.
        open_days: For how long it takes files; 0 for ever.

    Raises:
        UploadRefused: if it is closed.
    """
    if open_days and now - begun_at > timedelta(days=open_days):
        raise UploadRefused(
            Fault(
                "closed_release",
                f"{release} is closed: uploading new files to releases older than {open_days} days is not allowed, "
                f"and its first file was published on {begun_at:%Y-%m-%d}.",
                "Publish the file under a new version.",
                "version",
            )
        )
