"""Tables for people, and the page of the documentation that holds them."""

import os
import platform
import re
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from strongroom.foundation import clock

PAGE = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "performance.md"


@dataclass(frozen=True, slots=True)
class Table:
    """What was found out about one thing."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def __str__(self) -> str:
        """Return it as Markdown."""
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        drawn = ["| " + " | ".join(cells) + " |" for cells in lines]
        return "\n".join([f"### {self.title}", "", *([self.note, ""] if self.note else []), *drawn, ""])


def say(what: str) -> None:
    """Tell whoever waits how far it is."""
    print(what, flush=True)


def middle(values: Iterable[float]) -> float:
    """Return the median; zero of nothing."""
    found = list(values)
    return statistics.median(found) if found else 0.0


def spread(values: Sequence[float], *, form: str = ".2f") -> str:
    """Return the median with the least and the greatest."""
    return f"**{middle(values):{form}}** [{min(values):{form}} … {max(values):{form}}]"


def verdict(value: float, *, at_least: float | None = None, at_most: float | None = None) -> str:
    """Return the goal and whether it is met, compared as it is printed."""
    shown = round(value, 2)
    goal = f"≥ {at_least:g}" if at_least is not None else f"≤ {at_most:g}"
    missed = (at_least is not None and shown < at_least) or (at_most is not None and shown > at_most)
    return f"{goal} {'missed' if missed else 'met'}"


def machine(programs: dict[str, str]) -> str:
    """Return what was measured on, in one list.

    Args:
        programs: Versions of those that were there beside Strongroom, by name.
    """
    known = {"Strongroom": version("strongroom"), "Python": platform.python_version(), **programs}
    usable = len(os.sched_getaffinity(0))
    cores = f"{_processor()}, {usable} of {os.cpu_count()} cores"
    system = f"{_memory_gib():.0f} GiB of memory, {platform.system()} {platform.release()}"
    named = ", ".join(f"{name} {number}" for name, number in known.items())
    return f"* Measured on {clock.now():%Y-%m-%d}: {cores}, {system}.\n* {named}."


def tools() -> dict[str, str]:
    """Return the versions of the programs that reading is measured with."""
    return {
        "nginx": _version_of("nginx", "-v"),
        "wrk": _version_of("wrk", "--version"),
        "uv": _version_of(str(Path(sys.executable).with_name("uv")), "--version"),
        "pip": version("pip"),
    }


def write_page(figures: str, *, marks: str = "figures") -> None:
    """Put the figures between their marks in the documentation page."""
    begin, end = f"<!-- {marks}: begin -->", f"<!-- {marks}: end -->"
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n\n{figures.strip()}\n\n{end}{after}", encoding="utf-8")


def _version_of(*command: str) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    found = re.search(r"\d+(\.\d+)+", done.stdout)
    return found.group() if found else "of unknown version"


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found.group(1) if found else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3
