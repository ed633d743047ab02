"""Has things done that no client of an index does: people enrolled, releases yanked, projects withdrawn.

`desk_orders` does them in a process of its own on the running index's data, as `strongroom …` on the
command line would, but one process for many orders. Orders and answers are lines of JSON.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self


class OrderRefused(RuntimeError):
    """The index refused what was ordered, or the desk is closed."""


class Desk:
    """The process that does it, open until the `with` block ends."""

    def __init__(self, environ: Mapping[str, str], *, log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.clients.desk_orders"],
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    def order(self, do: str, **details: str) -> Any:
        """Have something done, and return the answer as soon as the change is committed.

        Raises:
            OrderRefused: with the words of the refusal.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **details}).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        reply = json.loads(line or '{"refusal": "The desk is closed; its log says why."}')
        if "refusal" in reply:
            raise OrderRefused(reply["refusal"])
        return reply["answer"]
