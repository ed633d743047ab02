"""What the processes of a server use up while something is done: memory at the peak, and bytes given to disks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import family

_FORGET_PEAK = "5"
"""Written to clear_refs, it makes the system take the peak of resident memory anew (proc(5))."""


@dataclass(slots=True)
class Expense:
    """Of a server and all its processes, known when the block has ended.

    Args:
        memory_bytes: By how much the peaks of resident memory exceed what was held before, summed over the
            processes, which may have had their peaks at different times: no less than the peak of the sum.
        written_bytes: Handed to block devices, or to be handed to them.
    """

    memory_bytes: int = 0
    written_bytes: int = 0


@contextmanager
def expense_of(pid: int) -> Iterator[Expense]:
    """Take down what is used while the block lasts, by this process and its descendants.

    Those that end meanwhile are left out; those that begin count whole.
    """
    before = {each: _held_and_written(each) for each in family(pid)}
    for each in before:
        _of(each, "clear_refs").write_text(_FORGET_PEAK)
    expense = Expense()
    yield expense
    for each in family(pid):
        held, written = before.get(each, (0, 0))
        expense.memory_bytes += max(0, _number(_of(each, "status"), "VmHWM:") * 1024 - held)
        expense.written_bytes += _number(_of(each, "io"), "write_bytes:") - written


def _held_and_written(pid: int) -> tuple[int, int]:
    """Return what a process has in memory now, and what it has written so far, in bytes."""
    return _number(_of(pid, "status"), "VmRSS:") * 1024, _number(_of(pid, "io"), "write_bytes:")


def _of(pid: int, name: str) -> Path:
    return Path("/proc") / str(pid) / name


def _number(path: Path, name: str) -> int:
    line = next(line for line in path.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1])
