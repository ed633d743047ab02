"""Small, tidy tables in plain text."""

from collections.abc import Iterable, Sequence

__all__ = ["cell", "text_table"]


def text_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as aligned columns below a ruled header; numbers stand to the right."""
    table = [list(row) for row in rows]
    texts = [[cell(value) for value in row] for row in table]
    widths = [max(map(len, column)) for column in zip(header, *texts, strict=True)]
    right = [
        all(isinstance(row[at], int | float) for row in table) and bool(table) for at in range(len(header))
    ]
    lines = [_line(header, widths, right), _line(["-" * width for width in widths], widths, right)]
    return "\n".join([*lines, *(_line(row, widths, right) for row in texts)])


def cell(value: object) -> str:
    """Return a value as one line of text."""
    return "" if value is None else " ".join(str(value).split())


def _line(texts: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = [
        text.rjust(width) if to_right else text.ljust(width)
        for text, width, to_right in zip(texts, widths, right, strict=True)
    ]
    return "  ".join(cells).rstrip()
