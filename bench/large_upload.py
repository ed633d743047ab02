"""A wheel of 1 GiB: whether it is taken, what memory that needs, and how often its content is written."""

import base64
import hashlib
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path

from bench.corpus import publication
from bench.deliveries import Delivery, Form, of_file
from bench.expenses import Expense, expense_of
from bench.posting import Posted
from bench.receivers import STRONGROOM, Receiver
from bench.report import Table, middle, say, spread, verdict

LARGE = "large-wheel"
SIZE_BYTES = 1024**3
_MEMBER_BYTES = 64 * 1024**2
_PORTION_BYTES = 1024**2
_numbers = count(1)
"""Versions of this process; no file may be published twice."""

GOAL_MEBIBYTES = 150.0
GOAL_WRITTEN = 1.05
"""Once, with room for what else is written: the database, pages, the records of folders."""


@dataclass(frozen=True, slots=True)
class _Run:
    posted: Posted
    expense: Expense


def large_upload(receivers: Sequence[Receiver], *, repetitions: int) -> Table:
    """Upload wheels of 1 GiB to each in turn; whoever refuses one is not asked again."""
    runs: dict[str, list[_Run]] = {receiver.name: [] for receiver in receivers}
    refusals: set[str] = set()
    for _ in range(repetitions):
        path = receivers[0].place.work / "large.whl"
        wheel = _wheel(path)
        for receiver in receivers:
            if receiver.name not in refusals:
                _measure(receiver, wheel, runs=runs[receiver.name], refusals=refusals)
        path.unlink()
    return Table(
        title="A wheel of 1 GiB",
        header=("index", "taken", "seconds", "memory above idle, MiB", "goal", "written ÷ size", "goal"),
        rows=[_row(name, found, refused=name in refusals) for name, found in runs.items()],
        note="Sixteen members that do not compress. Memory: the peak of each of the server's processes, pages of "
        "files that it has mapped included, above what it held before, summed up. Written: what all of them "
        "gave to disks, by the system's count.",
    )


def _measure(receiver: Receiver, wheel: Delivery, *, runs: list[_Run], refusals: set[str]) -> None:
    receiver.come_to_rest()
    with expense_of(receiver.server.pid) as expense:
        posted = receiver.take([wheel], clients=1)
    if posted.faults:
        refusals.add(receiver.name)
        say(f"  {receiver.name} does not take it: {posted.faults[0]}")
        return
    runs.append(_Run(posted, expense))
    say(f"  {receiver.name}: {posted.seconds:.1f} s")


def _row(name: str, runs: Sequence[_Run], *, refused: bool) -> tuple[str, ...]:
    if refused:
        return (name, "no", *[""] * 5)
    memory = [run.expense.memory_bytes / 1024**2 for run in runs]
    written = [run.expense.written_bytes / SIZE_BYTES for run in runs]
    ours = name == STRONGROOM
    return (
        name,
        "yes",
        spread([run.posted.seconds for run in runs], form=".1f"),
        spread(memory, form=".0f"),
        verdict(middle(memory), at_most=GOAL_MEBIBYTES) if ours else "",
        spread(written),
        verdict(middle(written), at_most=GOAL_WRITTEN) if ours else "",
    )


def _wheel(path: Path) -> Delivery:
    """Write the next version's wheel to the file; return its upload."""
    small = publication(LARGE, version=f"1.{next(_numbers)}")
    _write_enlarged(small.built.content, path, seed=small.built.filename)
    digests = _digests(path)
    fields = [(name, digests.get(name, value)) for name, value in small.form]
    size_bytes = path.stat().st_size
    form = Form.around(LARGE, fields=fields, filename=small.built.filename, file_bytes=size_bytes)
    return of_file(form, path)


def _write_enlarged(wheel: bytes, path: Path, *, seed: str) -> None:
    """Write the wheel with large members beside its own, and with a RECORD that says so."""
    chance = random.Random(seed)  # noqa: S311 - it has to be different, not secret
    with zipfile.ZipFile(BytesIO(wheel)) as source, zipfile.ZipFile(path, "w") as target:
        *names, record = source.namelist()
        lines = [line for line in source.read(record).decode().splitlines() if not line.startswith(record)]
        for name in names:
            target.writestr(source.getinfo(name), source.read(name))
        for number in range(SIZE_BYTES // _MEMBER_BYTES):
            name, content = (
                f"{names[0].partition('/')[0]}/part-{number:02}.bin",
                chance.randbytes(_MEMBER_BYTES),
            )
            target.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(content)}")
        target.writestr(source.getinfo(record), "\n".join([*lines, f"{record},,", ""]))


def _digests(path: Path) -> dict[str, str]:
    """Return the digests of a file by the fields of the form that name them."""
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    blake2b = hashlib.blake2b(digest_size=32)
    for portion in _portions(path):
        md5.update(portion)
        sha256.update(portion)
        blake2b.update(portion)
    return {
        "md5_digest": md5.hexdigest(),
        "sha256_digest": sha256.hexdigest(),
        "blake2_256_digest": blake2b.hexdigest(),
    }


def _portions(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while portion := file.read(_PORTION_BYTES):
            yield portion
