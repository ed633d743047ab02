"""A process that renders descriptions, one at a time, each in a child of its own.

`rendering` starts it by its path and speaks to it through a socket that is its input and its output: a line of
JSON is a request, another the answer. It knows no Django, ends when the socket is closed, which the system sees
to however its parent ended, and ends with its child when a description went beyond a limit.

The child is a fork: the libraries are loaded already, and what a description defines or breaks is gone with it.
docutils keeps much for the life of a process, a role that one description defines, for example.
"""

import json
import os
import resource
import sys

from strongroom.publishing.rules.descriptions import render

SECONDS = 5
"""Of processor time for one description. The longest of known projects take less than one."""

MEMORY_BYTES = 1024**3
MAX_HTML_CHARACTERS = 4_000_000

_SAMPLES = (
    ("Title\n=====\n\n.. code-block:: python\n\n   x = 1\n\n====  ====\na     b\n====  ====\n", "text/x-rst"),
    ("# Title\n\n```python\nx = 1\n```\n\n| a |\n|---|\n| b |\n", "text/markdown"),
)
"""What makes the libraries load what most descriptions need."""


def main() -> None:
    """Answer requests until there are no more."""
    os.nice(10)
    for text, content_type in _SAMPLES:
        render(text, content_type=content_type)
    while line := sys.stdin.buffer.readline():
        child = os.fork()
        if child == 0:
            _answer(line)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit(1)


def _answer(line: bytes) -> None:
    """Write the answer, null where there is none, and end this process."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        html = render(**json.loads(line))
        fits = html is not None and len(html) <= MAX_HTML_CHARACTERS
        sys.stdout.write(json.dumps(html if fits else None) + "\n")
        sys.stdout.flush()
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
