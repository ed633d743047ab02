"""The command `saltmarsh`."""

import argparse
from pathlib import Path

from lanternfile import Settings
from mossgrid import text_table
from mossgrid.markdown import markdown_table

from saltmarsh import columns

HEADER = ("column", "values", "empty", "smallest", "largest")


def main() -> None:
    """Print a table about the CSV file named on the command line."""
    parser = argparse.ArgumentParser(prog="saltmarsh", description="A first look at any CSV file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    options = parser.parse_args()
    settings = Settings.load("saltmarsh.toml", prefix="SALTMARSH_")
    lines = options.file.read_text(encoding=settings.text("encoding", default="utf-8")).splitlines()
    table = markdown_table if options.markdown else text_table
    print(table(HEADER, list(_rows(lines, settings.text("delimiter", default=",")))))


def _rows(lines: list[str], delimiter: str) -> list[tuple[object, ...]]:
    return [
        (column.name, len(column.values), column.empty, *_ends(column.ordered))
        for column in columns(lines, delimiter=delimiter)
    ]


def _ends(ordered: list[str]) -> tuple[str, str]:
    return (ordered[0], ordered[-1]) if ordered else ("", "")
