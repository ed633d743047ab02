"""The file of a run: the same on every machine, enough to repeat the run, and true to the last character."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.criticality.errors import RunFileDiffers, RunFileUnfit
from strongroom.criticality.rules.designation import Inputs, StandingDesignation, designate
from strongroom.criticality.rules.run_file_reading import repeat
from strongroom.criticality.rules.run_files import RunLines
from tests.rules.criticality.given import DAY, NAMES, digest, downloads, index, inputs

FIRST, SECOND, *_ = NAMES


def lines_of(run: Inputs) -> list[bytes]:
    """Return the lines of the file of a run."""
    return b"".join(RunLines(run, designate(run))).splitlines(keepends=True)


def example() -> Inputs:
    """Return inputs with something of every kind, and an outcome with something of every kind."""
    return index(
        downloads(*range(140, 100, -1)),
        population=frozenset(NAMES[1:39]),
        withdrawn=frozenset({FIRST}),
        own_dependencies=frozenset({NAMES[30]}),
        dependents={NAMES[20]: 7},
        named={NAMES[38]: "Our build image needs it; déjà vu."},
        released={NAMES[2]: "One company's test runs."},
        standing={
            FIRST: StandingDesignation(DAY - timedelta(days=9)),
            NAMES[2]: StandingDesignation(DAY - timedelta(days=9)),
            NAMES[9]: StandingDesignation(DAY - timedelta(days=9), outside_since=DAY - timedelta(days=3)),
        },
    )


LINES = lines_of(example())


def resealed(lines: Iterable[bytes]) -> list[bytes]:
    """Return the lines with the digests that go with them: the work of a forger who thinks of everything."""
    sha256, sealed = hashlib.sha256(), []
    for line in lines:
        kind = json.loads(line)[0]
        if kind in {"inputs", "end"}:
            line = f'["{kind}","{sha256.hexdigest()}"]\n'.encode()  # noqa: PLW2901
        sha256.update(line)
        sealed.append(line)
    return sealed


@settings(max_examples=50)
@given(inputs)
def test_a_run_can_be_repeated_from_its_file_alone(given: Inputs) -> None:
    lines = lines_of(given)
    repeated = repeat(lines)

    assert repeated.outcome == designate(given)
    assert (repeated.on, repeated.inputs_sha256) == (given.on, digest(given))


def test_the_example_has_a_line_of_every_kind() -> None:
    assert {json.loads(line)[0] for line in LINES} == {
        *("run", "project", "absent", "withdrawn", "own-dependency", "dependents", "named", "released"),
        *("standing", "inputs", "outcome", "critical", "entered", "left", "candidate", "end"),
    }


@given(st.data())
def test_each_single_changed_character_is_found(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(LINES) - 1))
    place = data.draw(st.integers(0, len(LINES[number]) - 1))
    character = data.draw(st.integers(0, 255).filter(lambda one: one != LINES[number][place]))
    changed = bytearray(LINES[number])
    changed[place] = character

    with pytest.raises((RunFileUnfit, RunFileDiffers)):
        repeat(b"".join([*LINES[:number], changed, *LINES[number + 1 :]]).splitlines(keepends=True))


def test_each_line_that_is_missing_or_there_twice_is_found() -> None:
    for number in range(len(LINES)):
        for changed in (LINES[:number] + LINES[number + 1 :], LINES[: number + 1] + LINES[number:]):
            with pytest.raises((RunFileUnfit, RunFileDiffers)):
                repeat(changed)


def test_a_file_that_is_torn_is_said_to_be_torn() -> None:
    for number in range(len(LINES)):
        with pytest.raises(RunFileUnfit, match=r"ends before it|its end is missing"):
            repeat(LINES[:number])


@given(st.integers(1, 38), st.integers(0, 10**6).filter(lambda number: number not in range(101, 141)))
def test_a_count_that_is_changed_with_every_digest_gives_another_digest(project: int, number: int) -> None:
    place = next(
        at for at, line in enumerate(LINES) if line.startswith(f'["project","p{project:02}"'.encode())
    )
    changed = [*LINES[:place], f'["project","p{project:02}",{number}]\n'.encode(), *LINES[place + 1 :]]

    try:
        assert repeat(resealed(changed)).inputs_sha256 != digest(example())
    except RunFileDiffers as difference:
        assert "The inputs give" in difference.why


def test_an_outcome_that_is_changed_with_every_digest_is_found() -> None:
    for number, line in enumerate(LINES):
        kind, *items = json.loads(line)
        if kind not in {"outcome", "critical", "entered", "left", "candidate"}:
            continue
        for place, item in enumerate(items):
            other = [kind, *items[:place], {"changed": item}, *items[place + 1 :]]
            changed = json.dumps(other, separators=(",", ":")).encode() + b"\n"
            with pytest.raises(RunFileDiffers, match=kind):
                repeat(resealed([*LINES[:number], changed, *LINES[number + 1 :]]))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"[]\n",
        b"{}\n",
        b"null\n",
        b"[1]\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b'["project"]\n',
        b'["project","P01",1]\n',
        b'["project","p.01",1]\n',
        b'["project","\\ud800",1]\n',
        b'["project","p01",true]\n',
        b'["project","p01",-1]\n',
        b'["project","p01",1.5]\n',
        b'["project","p01",1e3]\n',
        b'["project","p01",9223372036854775808]\n',
        b'["project","p01",' + b"9" * 5_000 + b"]\n",
        b'["project","p01",1,1]\n',
        b'["project","p00",1]\n["project","p00",1]\n',
        b'["project","p01",1]\n["project","p00",1]\n',
        b'["absent","p01",1]\n["project","p02",1]\n',
        b'["withdrawn","p01",1]\n',
        b'["named","p01"]\n',
        b'["named","p01",7]\n',
        b'["standing","p01","2026-01-01"]\n',
        b'["standing","p01","20260101",null]\n',
        b'["standing","p01","2026-02-30",null]\n',
        b'["standing","p01",null,null]\n',
        b'["outcome",{}]\n',
    ],
    ids=lambda line: line[:40],
)
def test_a_line_that_no_run_writes_is_refused_with_its_number(line: bytes) -> None:
    with pytest.raises(RunFileUnfit, match=r"^Line [23] "):
        repeat([LINES[0], *line.splitlines(keepends=True)])


@pytest.mark.parametrize(
    "head",
    [
        b'["run",2,"2026-07-01",{"version":1}]\n',
        b'["run",1,"2026-07-01",{}]\n',
        b'["run",1,"2026-07-01",{"version":0}]\n',
        b'["run",1,"2026-07-01",{"version":1,"share":"NaN"}]\n',
        b'["run",1,"2026-07-01",{"version":1,"share":"1e999999999"}]\n',
        b'["run",1,"2026-07-01",{"version":1,"whim":"1"}]\n',
        b'["run",1,"2026-07-01",[]]\n',
        b'["run",1,"0001-01-01",{"version":1}]\n',
        b'["project","p01",1]\n',
        b"PK\x03\x04\n",
    ],
)
def test_a_head_that_no_run_writes_is_refused(head: bytes) -> None:
    with pytest.raises(RunFileUnfit, match=r"^Line 1 "):
        repeat([head, *LINES[1:]])


def test_what_differs_is_told_without_control_characters() -> None:
    lines = [*LINES[:-2], b'["candidate","\x1b[31mp99"]\n', LINES[-1]]

    with pytest.raises(RunFileDiffers) as refusal:
        repeat(lines)
    assert "\x1b" not in refusal.value.message
    assert r"\x1b[31mp99" in refusal.value.message


def test_a_change_of_one_downloads_number_alone_says_that_the_inputs_are_others() -> None:
    changed = replace(example(), absent={**example().absent, FIRST: 141})
    place = next(at for at, line in enumerate(LINES) if line.startswith(b'["absent"'))

    with pytest.raises(RunFileDiffers, match=digest(changed)):
        repeat([*LINES[:place], b'["absent","p00",141]\n', *LINES[place + 1 :]])
