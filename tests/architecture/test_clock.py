"""Only `foundation.clock` knows what time it is; the interfaces may ask a stopwatch of their own.

A field that stamps itself (`auto_now`) is a clock, too: one that no test can move.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, python_files

CLOCKS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
        "time.gmtime",
        "time.localtime",
        "django.utils.timezone.now",
        "django.utils.timezone.localdate",
        "django.utils.timezone.localtime",
        "django.db.models.functions.Now",
    }
)
SELF_STAMPING = frozenset({"auto_now", "auto_now_add"})
ALLOWED = ("strongroom.foundation.clock", "strongroom.interfaces")


def clocks_read(source: Source) -> Iterator[str]:
    """Yield `path:line` and what is used there, for each other way to learn the time."""
    if source.within(*ALLOWED):
        return
    for line, meaning in source.uses():
        if meaning in CLOCKS:
            yield f"{source.path}:{line} uses {meaning}; take the time as a value, or ask foundation.clock"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg in SELF_STAMPING:
            yield f"{source.path}:{node.value.lineno} uses {node.arg}; let the service give the time"


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime, UTC\nat = datetime.now(UTC)",
        "import datetime as dt\nat = dt.datetime.utcnow()",
        "from datetime import date as day\non = day.today()",
        "import time\nstarted = time.time()",
        "from time import time as seconds\nstarted = seconds()",
        "from django.utils import timezone\nat = timezone.now()",
        "from django.utils.timezone import now\nfield = DateTimeField(default=now)",
        "field = DateTimeField(auto_now_add=True)",
    ],
)
def test_the_rule_catches_every_spelling(text: str) -> None:
    assert len(list(clocks_read(Source("src/strongroom/catalog/services.py", text)))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/strongroom/foundation/clock.py", "from datetime import datetime\nat = datetime.now()"),
        ("src/strongroom/interfaces/cli/serve.py", "import time\nat = time.time()"),
        ("src/strongroom/catalog/services.py", "from strongroom.foundation import clock\nat = clock.now()"),
        ("src/strongroom/infra/storage/local.py", "import time\nwaited = time.monotonic()"),
    ],
)
def test_the_rule_lets_pass_the_clock_and_the_edges(path: str, text: str) -> None:
    assert list(clocks_read(Source(path, text))) == []


def test_nobody_else_knows_what_time_it_is() -> None:
    assert [finding for source in python_files("src/strongroom") for finding in clocks_read(source)] == []
