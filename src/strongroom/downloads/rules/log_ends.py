"""Whether the last line of a log counts that has no line end.

It may be whole: not everything that writes logs ends the last line. Or it is cut off, and the rest comes with the log once it has
grown, or with a copy that was finished. Nobody can tell by the line alone, so it counts where that makes no difference: where it is a
download, and says the same whatever may follow up to the line's end. All else is left out, as if the log ended before it. Then a
log that grew goes on behind the last line that counted, and each line counts once, wherever the log was cut.

Combined lines and JSON objects close what they say. Linehaul's end in the user agent, which could always go on.
"""

from strongroom.downloads.rules.log_formats import LogFormat

_MORE = b" "
"""Which form takes it without saying anything else takes any rest of a line: only behind what is closed is a blank nothing."""


def counts_without_end(line: bytes, log_format: LogFormat) -> bool:
    """Return whether a line is a download, and the same one however it goes on."""
    rows = log_format.rows(line)
    return bool(rows and rows[0][0]) and rows == log_format.rows(line + _MORE)
