"""Render descriptions in a process of their own, which has a little time and memory and no more.

A few hundred bytes of reStructuredText can grow without end (substitutions within substitutions), some
Markdown takes time that grows with its square. Inside a web process that would stop everybody's requests.
"""

import json
import subprocess
import sys

from strongroom.publishing.rules.descriptions import render

SECONDS = 5
"""Of processor time. The longest descriptions of known projects take less than one."""

MEMORY_BYTES = 1024**3
MAX_HTML_CHARACTERS = 4_000_000
PATIENCE_SECONDS = 60
"""Until an answer is given up for, however busy the machine is."""

SHORT_CHARACTERS = 500
"""So little text takes no longer than starting a process does, unless it holds what grows: substitutions and
tables, which are both written with a bar."""

_PROGRAM = f"""
import json, os, resource, sys
os.nice(10)
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY_BYTES}, {MEMORY_BYTES}))
from strongroom.publishing.rules.descriptions import render
json.dump(render(**json.load(sys.stdin)), sys.stdout)
"""


def render_within_limits(text: str, *, content_type: str) -> str | None:
    """Return safe HTML, or None where the text does not render within the limits, or renders to nothing."""
    if len(text) <= SHORT_CHARACTERS and "|" not in text:
        return render(text, content_type=content_type)
    html = _rendered_elsewhere(text, content_type)
    return html if html is not None and len(html) <= MAX_HTML_CHARACTERS else None


def _rendered_elsewhere(text: str, content_type: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - our own program; what was uploaded is its input
            [sys.executable, "-P", "-c", _PROGRAM],
            input=json.dumps({"text": text, "content_type": content_type}),
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    html: str | None = json.loads(done.stdout)
    return html
