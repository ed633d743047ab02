"""What it costs to check a password, by parameters of Argon2id, on this machine: `python -m bench.passwords`.

Each set is measured in turn, again and again, so that what else the machine does weighs on all alike; figures are
medians, and ratios of the runs of one round to those of the set in use. Raw `argon2-cffi`, without Django.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw

from bench.report import Table

_SALT = b"sixteen bytes ok"
_AT_ONCE = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Parameters:
    """A set, and who recommends it. `memory` in MiB."""

    name: str
    passes: int
    memory: int
    lanes: int

    def hash(self) -> None:
        """Hash one password."""
        hash_secret_raw(
            b"nine lanterns on a pier",
            _SALT,
            time_cost=self.passes,
            memory_cost=self.memory * 1024,
            parallelism=self.lanes,
            hash_len=32,
            type=Type.ID,
        )


IN_USE = Parameters("in use: RFC 9106, for little memory", 3, 64, 4)
SETS = (
    IN_USE,
    Parameters("the same with one lane", 3, 64, 1),
    Parameters("Django's default", 2, 100, 8),
    Parameters("OWASP, least memory", 5, 7, 1),
    Parameters("OWASP, first choice", 2, 19, 1),
    Parameters("OWASP, most memory", 1, 46, 1),
)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often each set is measured (default 15)")
    rounds = parser.parse_args().rounds
    print(by_parameters(rounds))
    print(by_number_at_once(rounds))


def by_parameters(rounds: int) -> Table:
    """Measure one hash at a time of each set."""
    took: dict[str, list[float]] = {parameters.name: [] for parameters in SETS}
    for _ in range(rounds):
        for parameters in SETS:
            took[parameters.name].append(_seconds(parameters.hash))
    rows = [
        (
            each.name,
            f"{each.passes}, {each.memory} MiB, {each.lanes}",
            *_told(took[each.name], beside=took[IN_USE.name]),
        )
        for each in SETS
    ]
    header = ("set", "passes, memory, lanes", "ms: median (least - most)", "ratio to the set in use: median")
    return Table("One hash at a time", header, rows)


def by_number_at_once(rounds: int) -> Table:
    """Measure as many hashes as are asked for at the same moment, all with the set in use."""
    took: dict[int, list[float]] = {number: [] for number in _AT_ONCE}
    with ThreadPoolExecutor(max(_AT_ONCE)) as pool:
        for _ in range(rounds):
            for number in _AT_ONCE:
                took[number].append(_seconds(lambda: _together(pool, number)))  # noqa: B023 - called at once
    rows = [
        (str(number), f"{number * IN_USE.memory} MiB", *_told(took[number], beside=took[1]))
        for number in _AT_ONCE
    ]
    header = ("at once", "memory", "ms until the last: median (least - most)", "ratio to one: median")
    return Table("Several at once", header, rows)


def _together(pool: ThreadPoolExecutor, number: int) -> None:
    for done in [pool.submit(IN_USE.hash) for _ in range(number)]:
        done.result()


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _told(took: list[float], *, beside: list[float]) -> tuple[str, str]:
    ratios = [mine / theirs for mine, theirs in zip(took, beside, strict=True)]
    spread = f"{_ms(statistics.median(took))} ({_ms(min(took))} - {_ms(max(took))})"
    return spread, f"{statistics.median(ratios):.2f}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


if __name__ == "__main__":
    main()
