"""Who wrote a log, as operators name it."""

MOST_LETTERS = 100


def source_fits(source: str) -> bool:
    """Return whether this can be the name of a source."""
    return bool(source.strip()) and len(source) <= MOST_LETTERS and source.isprintable()
