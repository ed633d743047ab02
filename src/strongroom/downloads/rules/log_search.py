"""How far a file is searched for a first line in a known form, before it is given up as no log.

Nobody says of a file in a watched folder what it is, and every form there is has to be tried on every line: some fifteen
microseconds a line, and a tenth of a second a MiB. Searched whole, a gigabyte that is no log at all would hold the worker, and the
mail with it, for minutes or hours. A log has its first line long before: no server writes as much of anything else in front.

One line of a known form is enough, download or not, and nothing after it is searched: an index of which only pages are looked
at writes logs, too. Nor is a file searched whose form somebody says: then it is read to its end.
"""

_MOST_LINES = 100_000
_MOST_BYTES = 16 * 1024 * 1024
"""Each takes two seconds at most. Logs that begin with more in another form are refused: smaller numbers refuse more of them."""


def search_ends(*, lines: int, size_bytes: int) -> bool:
    """Return whether so much without a line in a known form, unpacked, is no beginning of a log."""
    return lines >= _MOST_LINES or size_bytes >= _MOST_BYTES
