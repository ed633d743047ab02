"""What the file of a run says, line by line: all that the run looked at, and what it found.

Each line is a JSON array in ASCII whose first item says what the line is; docs/reference/run-files.md describes them.
The same inputs give the same bytes, so the SHA-256 of all lines up to the one that ends the inputs is their digest.
`run_file_reading` is the other direction.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from strongroom.criticality.rules.census import Census
from strongroom.criticality.rules.designation import Evidence, Inputs, Outcome, StandingDesignation
from strongroom.criticality.rules.policy import as_plain
from strongroom.foundation.names import NormalizedName

FORMAT_VERSION = 1
"""Raised with every change of what is written below; readers refuse what they do not know."""

_LINES_AT_ONCE = 1000


def input_lines(inputs: Inputs) -> Iterator[bytes]:
    """Yield everything the run looks at, as whole lines, many at a time."""
    yield _line("run", FORMAT_VERSION, inputs.on.isoformat(), as_plain(inputs.policy))
    yield from _projects(inputs.census)
    yield from _named("absent", inputs.absent)
    yield from (_line("withdrawn", name) for name in sorted(inputs.withdrawn))
    yield from (_line("own-dependency", name) for name in sorted(inputs.own_dependencies))
    yield from _named("dependents", inputs.dependents)
    yield from _named("named", inputs.named)
    yield from _named("released", inputs.released)
    for name, standing in sorted(inputs.standing.items()):
        yield _line("standing", name, *_dates(standing))


class RunLines:
    """All lines of a run's file, many at a time; they are made while they are read, so that memory stays flat."""

    def __init__(self, inputs: Inputs, outcome: Outcome) -> None:
        self.inputs_sha256 = ""
        """Digest of the inputs, once all were read."""
        self._inputs, self._outcome = inputs, outcome

    def __iter__(self) -> Iterator[bytes]:
        sha256 = hashlib.sha256()
        for lines in input_lines(self._inputs):
            sha256.update(lines)
            yield lines
        self.inputs_sha256 = sha256.hexdigest()
        for line in outcome_lines(self._outcome, inputs_sha256=self.inputs_sha256):
            sha256.update(line)
            yield line
        yield end_line(sha256.hexdigest())


def outcome_lines(outcome: Outcome, *, inputs_sha256: str) -> Iterator[bytes]:
    """Yield what follows the inputs: their digest, and what the run found."""
    yield _line("inputs", inputs_sha256)
    yield _line("outcome", _figures(outcome))
    for evidence in outcome.evidence:
        yield _line("critical", *_found(evidence), *_dates(outcome.standings[evidence.name]))
    yield from (_line("entered", name) for name in outcome.entered)
    yield from (_line("left", *departure) for departure in outcome.left)
    yield from (_line("candidate", name) for name in outcome.candidates)


def end_line(sha256: str) -> bytes:
    """Return the last line, which tells a whole file from a torn one, by the digest of all lines before it."""
    return _line("end", sha256)


def _line(*items: object) -> bytes:
    return json.dumps(items, separators=(",", ":")).encode() + b"\n"


def _projects(census: Census) -> Iterator[bytes]:
    # Names are ASCII letters, digits and hyphens, so JSON's own writer, at three times the price, would say the same.
    lines = (f'["project","{name}",{downloads}]\n' for name, downloads in census)
    while some := "".join(islice(lines, _LINES_AT_ONCE)):
        yield some.encode()


def _named(kind: str, said: Mapping[NormalizedName, int] | Mapping[NormalizedName, str]) -> Iterator[bytes]:
    return (_line(kind, name, said[name]) for name in sorted(said))


def _figures(outcome: Outcome) -> dict[str, Any]:
    return {
        "window": [outcome.window.first_day.isoformat(), outcome.window.last_day.isoformat()],
        "population": outcome.population_size,
        "ranked": outcome.ranked,
        "cohort": outcome.cohort_size,
        "cut_off": outcome.cut_off,
        "band_cut_off": outcome.band_cut_off,
        "critical": len(outcome.evidence),
    }


def _found(evidence: Evidence) -> tuple[object, ...]:
    return evidence.name, evidence.rank, evidence.downloads, evidence.dependents, evidence.rules


def _dates(standing: StandingDesignation) -> Iterable[str | None]:
    outside = standing.outside_since
    return standing.since.isoformat(), outside.isoformat() if outside else None
