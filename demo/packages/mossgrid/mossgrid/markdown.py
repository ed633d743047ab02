"""Tables for README files."""

from collections.abc import Iterable, Sequence

from mossgrid import cell


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as a Markdown table; a bar inside a cell is escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell(value).replace("|", r"\|") for value in line) + " |" for line in lines
    )
