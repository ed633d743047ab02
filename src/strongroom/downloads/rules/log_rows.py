"""What is read from one line of a log, in whatever form it is."""

Row = tuple[bytes, bytes, bytes, bytes]
"""Of one download, as the line spells them: day (see `log_days`), path or file name, project, user agent.

Where the line does not name the project, its path stands there once more: a name has no slash in it.
All four are empty for a line that has the form of its log and is no download: a page, a metadata file, another method or
status. Whatever else is to be known of a download follows from path and user agent.
"""

NO_DOWNLOAD: Row = (b"", b"", b"", b"")
