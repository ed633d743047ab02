"""Ask one address as often as wrk can, and count."""

import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bench.processes import ending_with_us, on_cores

_SCRIPT = Path(__file__).with_name("requests.lua")
_LONGER_THAN_ANY_RUN = "600s"


class LoadFailed(RuntimeError):
    """wrk said nothing that can be read; its output is in the message."""


class Variety(StrEnum):
    """How much the requests of one run differ from each other."""

    SAME = "same"
    AGENTS = "other agents"
    """Each has a User-Agent of its own; what is answered does not depend on it, and a server may know that."""
    ALL = "differ"
    """Each has a query of its own, which changes nothing: the server has to look at each as if it were the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked, over and over."""

    url: str
    connections: int
    headers: Mapping[str, str] = field(default_factory=dict)
    variety: Variety = Variety.SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of it.

    Args:
        received_bytes: Headers and bodies.
        errors: Requests without an answer, or with one of 400 and above.
        p50_ms, p99_ms: Time to the end of the answer.
        cpu_seconds: That the server's processes used meanwhile.
    """

    requests: int
    seconds: float
    received_bytes: int
    errors: int
    p50_ms: float
    p99_ms: float
    cpu_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests answered in a second."""
        return (self.requests - self.errors) / self.seconds

    @property
    def megabytes(self) -> float:
        """Received in a second, in units of 1,000,000 bytes."""
        return self.received_bytes / self.seconds / 1e6

    @property
    def cpu_microseconds(self) -> float:
        """That the server needed for one request."""
        return self.cpu_seconds * 1e6 / max(1, self.requests)


def run(ask: Ask, *, seconds: float, cores: tuple[int, ...]) -> Load:
    """Ask for so long, from these cores, one thread on each.

    Raises:
        LoadFailed: if nothing could be measured at all.
    """
    threads = min(len(cores), ask.connections)
    headers = [word for name, value in ask.headers.items() for word in ("-H", f"{name}: {value}")]
    command = [
        *(
            "wrk",
            "--latency",
            "--timeout",
            "20s",
            "--duration",
            _LONGER_THAN_ANY_RUN,
            "--script",
            str(_SCRIPT),
        ),
        *("--threads", str(threads), "--connections", str(ask.connections)),
        *(*headers, ask.url, "--", ask.variety),
    ]
    # wrk knows whole seconds only; asked to end, it reports on the time that it had.
    wrk = subprocess.Popen(
        [*ending_with_us(), *on_cores(cores), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        time.sleep(seconds)
        wrk.send_signal(signal.SIGINT)
        output, _ = wrk.communicate(timeout=30)
    finally:
        wrk.kill()
    return _read(output)


def _read(output: str) -> Load:
    for line in output.splitlines():
        if line.startswith("result "):
            requests, microseconds, received, errors, p50, p99 = (int(word) for word in line.split()[1:])
            return Load(
                requests=requests,
                seconds=microseconds / 1e6,
                received_bytes=received,
                errors=errors,
                p50_ms=p50 / 1000,
                p99_ms=p99 / 1000,
            )
    raise LoadFailed(output.strip() or "wrk said nothing")
