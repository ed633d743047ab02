"""Which tests are run on PostgreSQL, too: those for which the database makes a difference."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

CONTEXTS = Path(__file__).resolve().parents[1] / "contexts"


def chosen(items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield those of these tests.

    Of the contexts, where all queries are (tests/architecture/test_queries.py), all that touch the database. Of
    others, those that commit (races, crashes, jobs), the first of each file, and those marked `on_postgresql`: they ask
    what no other of these tests asks. `tests/support/statements.py` finds what is to be marked.
    """
    seen = set()
    for item in sorted(items, key=lambda item: item.nodeid):
        marker, fixtures = item.get_closest_marker("django_db"), set(getattr(item, "fixturenames", ()))
        if marker is None and "db" not in fixtures:
            continue
        commits = "transactional_db" in fixtures or (marker is not None and marker.kwargs.get("transaction"))
        is_marked = item.get_closest_marker("on_postgresql") is not None
        if commits or is_marked or CONTEXTS in item.path.parents or item.path not in seen:
            seen.add(item.path)
            yield item
