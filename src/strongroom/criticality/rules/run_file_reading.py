"""Read the file of a run, repeat the run from it, and compare.

The file may come from anywhere: whatever is not as `run_files` writes it is refused with the number of its line.
That lines are of bearable length, and not endlessly many, is for whoever reads them from a disk.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from strongroom.criticality.errors import RunFileDiffers, RunFileUnfit
from strongroom.criticality.rules.census import Census
from strongroom.criticality.rules.designation import Inputs, Outcome, StandingDesignation, designate
from strongroom.criticality.rules.policy import Policy, from_plain
from strongroom.criticality.rules.run_files import FORMAT_VERSION, end_line, outcome_lines
from strongroom.foundation.names import InvalidName, NormalizedName, normalize

T = TypeVar("T")

_LARGEST_COUNT = 2**63 - 1
_LINES_SHOWN = 3
_BYTES_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Repeated:
    """A run, repeated from its file.

    Args:
        inputs_sha256: What the run's page shows, if this is the file that the run left.
    """

    on: date
    inputs_sha256: str
    outcome: Outcome


def repeat(lines: Iterable[bytes]) -> Repeated:
    """Repeat the run of a file, and compare everything that the file says of it.

    Raises:
        RunFileUnfit: if the lines are not those of a run, or not all of them.
        RunFileDiffers: if the digest or a result is not what the inputs give.
    """
    reader = _Reader(lines)
    inputs = reader.inputs()
    repeated = Repeated(inputs.on, reader.sha256.hexdigest(), designate(inputs))
    expected = list(outcome_lines(repeated.outcome, inputs_sha256=repeated.inputs_sha256))
    for line in expected:
        reader.sha256.update(line)
    expected.append(end_line(reader.sha256.hexdigest()))
    _compare(list(islice(reader.rest(), len(expected) + 1)), expected)
    return repeated


class _Reader:
    """The lines of a file, one after the other, with the one that comes next in sight.

    Args:
        lines: Each with its end.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.sha256 = hashlib.sha256()
        """Of all lines before the one in sight."""
        self._lines = iter(lines)
        self._line, self._number = b"", 0
        self._kind: object = None
        self._items: list[object] = []

    def inputs(self) -> Inputs:
        """Read what the run looked at; the line that ends it is then in sight."""
        try:
            return self._inputs()
        except (ValueError, RecursionError) as error:
            raise RunFileUnfit(f"Line {self._number} of the file is none of a run: {error}.") from error

    def rest(self) -> Iterator[bytes]:
        """Yield the line in sight, and all that follow."""
        yield self._line
        yield from self._lines

    def _inputs(self) -> Inputs:
        self._advance()
        on, policy = self._head()
        self._advance()
        inputs = Inputs(
            on=on,
            policy=policy,
            census=Census.of(self._section("project", _count)),
            absent=dict(self._section("absent", _count)),
            withdrawn=frozenset(name for name, _ in self._section("withdrawn", _nothing)),
            own_dependencies=frozenset(name for name, _ in self._section("own-dependency", _nothing)),
            dependents=dict(self._section("dependents", _count)),
            named=dict(self._section("named", _text)),
            released=dict(self._section("released", _text)),
            standing=dict(self._section("standing", _standing)),
        )
        if self._kind != "inputs":
            raise ValueError("the inputs are not ended, or something of them stands in the wrong place")
        return inputs

    def _advance(self) -> None:
        self.sha256.update(self._line)
        self._line = next(self._lines, b"")
        self._number += 1
        if not self._line:
            raise ValueError("the file ends before it")
        items = json.loads(self._line)
        if not isinstance(items, list) or not items:
            raise ValueError("it is no list")
        self._kind, *self._items = items

    def _head(self) -> tuple[date, Policy]:
        match self._kind, self._items:
            case "run", [int(version), str(day), dict(policy)] if version == FORMAT_VERSION:
                return _day(day), _policy(policy, on=_day(day))
            case "run", [int(version), *_]:
                raise ValueError(f"it is in format {version}, and this Strongroom reads {FORMAT_VERSION}")
        raise ValueError("the file does not begin as that of a run")

    def _section(self, kind: str, read: Callable[[list[object]], T]) -> Iterator[tuple[NormalizedName, T]]:
        """Yield the names of the lines of one kind, and what they say of them, until another kind is in sight."""
        previous = ""
        while self._kind == kind:
            name = _name(self._items[:1])
            if name <= previous:
                raise ValueError("its name is out of order")
            previous = name
            yield name, read(self._items[1:])
            self._advance()


def _name(items: list[object]) -> NormalizedName:
    match items:
        case [str(raw_name)]:
            try:
                if (name := normalize(raw_name)) == raw_name:
                    return name
            except InvalidName as refusal:
                raise ValueError(refusal.what) from refusal
    raise ValueError("it has no normalized name")


def _count(items: list[object]) -> int:
    match items:
        case [int(count)] if count is not True and count is not False and 0 <= count <= _LARGEST_COUNT:
            return count
    raise ValueError("it has no count")


def _text(items: list[object]) -> str:
    match items:
        case [str(text)]:
            return text
    raise ValueError("it has no text")


def _nothing(items: list[object]) -> None:
    if items:
        raise ValueError("there is more than a name")


def _standing(items: list[object]) -> StandingDesignation:
    match items:
        case [str(since), None]:
            return StandingDesignation(_day(since))
        case [str(since), str(outside_since)]:
            return StandingDesignation(_day(since), _day(outside_since))
    raise ValueError("it has not two dates")


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError("its date is not written as YYYY-MM-DD")
    return day


def _policy(plain: dict[str, object], *, on: date) -> Policy:
    policy = from_plain(plain)
    try:
        policy.window_before(on)
    except OverflowError as error:
        raise ValueError("its window begins before there were dates") from error
    return policy


def _compare(found: list[bytes], expected: list[bytes]) -> None:
    if found == expected:
        return
    if found == expected[: len(found)]:
        raise RunFileUnfit(
            "The file is not whole: what it says is right, but its end is missing.",
            next_step="Fetch it again.",
        )
    said, given = _lines_not_in(found, expected), _lines_not_in(expected, found)
    raise RunFileDiffers(
        "The file does not say what its inputs give.",
        why=f"It says: {said or 'the same, in another order'}. The inputs give: {given or 'nothing of that'}.",
        next_step="Either was changed after the run, or the run was made by other rules than this Strongroom's.",
    )


def _lines_not_in(lines: list[bytes], others: list[bytes]) -> str:
    """Return the first lines that the others lack, as one text without control characters."""
    known = set(others)
    only = [line for line in lines if line not in known]
    shown = " ".join(repr(line.rstrip()[:_BYTES_SHOWN])[2:-1] for line in only[:_LINES_SHOWN])
    more = len(only) - _LINES_SHOWN
    return f"{shown} and {more} lines more" if more > 0 else shown
