"""A client process that posts prepared requests and notes how long each took; `post` starts one.

It does next to nothing else, so that it takes little of the processors that the servers need too: the requests are
ready in a file, which is mapped and handed to the system as it is, over connections that are kept where the server
keeps them.
"""

import json
import mmap
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any

from bench.processes import ending_with_us, on_cores

_ANSWER_SECONDS = 600


class NotPosted(RuntimeError):
    """A request was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Requests that are ready to be sent.

    Args:
        path: A file that holds them, one after the other.
        lengths: Of each, in bytes, in their order.
    """

    host: str
    port: int
    path: str
    lengths: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What came of a batch.

    Args:
        seconds: From the first byte sent to the last answer.
        milliseconds: From the first byte of a request to the end of its answer, for each that was taken, sorted.
        faults: What became of those that were not.
        cpu_seconds: That the client itself needed.
        server_cpu_seconds: That the server's processes used meanwhile.
    """

    seconds: float
    milliseconds: list[float]
    faults: list[str]
    cpu_seconds: float
    server_cpu_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Uploads taken in a second."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the milliseconds within which this share was taken; zero if nothing was."""
        last = len(self.milliseconds) - 1
        return self.milliseconds[min(last, int(share * (last + 1)))] if self.milliseconds else 0.0


def post(batch: Batch, *, clients: int, cores: tuple[int, ...]) -> Posted:
    """Send the batch from a process on these cores, by so many clients at once.

    Raises:
        CalledProcessError: if that process fails.
    """
    done = subprocess.run(
        [*ending_with_us(), *on_cores(cores), sys.executable, "-m", "bench.posting", str(clients)],
        cwd=Path(__file__).resolve().parent.parent,
        input=json.dumps(asdict(batch)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Posted(**json.loads(done.stdout))


class _Client:
    """One of those that post at the same time, with one connection."""

    def __init__(self, batch: Batch) -> None:
        self._address = (batch.host, batch.port)
        self._connection: socket.socket | None = None
        self.milliseconds: list[float] = []
        self.faults: list[str] = []

    def post_all(self, requests: Sequence[memoryview]) -> None:
        """Send one after the other."""
        for request in requests:
            began = time.perf_counter()
            try:
                self._post(request)
                self.milliseconds.append((time.perf_counter() - began) * 1000)
            except NotPosted as fault:
                self.faults.append(str(fault))
            except (OSError, HTTPException) as fault:
                self.faults.append(repr(fault))
                self._connection = None

    def _post(self, request: memoryview) -> None:
        connection = self._connection or self._connect()
        connection.sendall(request)
        answer = HTTPResponse(connection, method="POST")
        answer.begin()
        said = answer.read()
        self._connection = None if answer.will_close else connection
        if answer.will_close:
            connection.close()
        if answer.status != 200:
            raise NotPosted(f"{answer.status} {answer.reason} {said[:400]!r}")

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(self._address, timeout=_ANSWER_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def _post_batch(batch: Batch, *, clients: int) -> Posted:
    workers = [_Client(batch) for _ in range(clients)]
    with Path(batch.path).open("rb") as file:
        requests = list(_requests(file.fileno(), batch.lengths))
    threads = [
        threading.Thread(target=worker.post_all, args=[requests[number::clients]])
        for number, worker in enumerate(workers)
    ]
    before = _cpu_seconds()
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    return Posted(
        seconds=seconds,
        milliseconds=sorted(value for worker in workers for value in worker.milliseconds),
        faults=[fault for worker in workers for fault in worker.faults],
        cpu_seconds=_cpu_seconds() - before,
    )


def _requests(descriptor: int, lengths: Sequence[int]) -> Iterator[memoryview]:
    """Yield the requests; their pages are in memory already, or read when they are sent."""
    whole = memoryview(
        mmap.mmap(descriptor, 0, prot=mmap.PROT_READ, flags=mmap.MAP_SHARED | mmap.MAP_POPULATE)
    )
    start = 0
    for length in lengths:
        yield whole[start : start + length]
        start += length


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    print(json.dumps(asdict(_post_batch(Batch(**asked), clients=int(sys.argv[1])))))


if __name__ == "__main__":
    _main()
