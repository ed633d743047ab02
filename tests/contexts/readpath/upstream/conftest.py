"""An upstream, and what is kept of it, at a time that only the test moves."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from strongroom.foundation import clock
from strongroom.readpath.upstream.client import Patience, UpstreamClient
from strongroom.readpath.upstream.mirror import Limits, Mirror
from tests.support.upstream_index import PATIENT, UpstreamIndex

IMPATIENT = Patience(connect=60, silence=0.5, page=60, file=60, rest=0)
"""With silence, for tests in which there is nothing else."""
MEBIBYTE = 1024 * 1024

Later = Callable[[float], None]
MakeMirror = Callable[..., Mirror]


@pytest.fixture
def upstream() -> Iterator[UpstreamIndex]:
    """An index that answers."""
    with UpstreamIndex() as running:
        yield running


@pytest.fixture
def later() -> Later:
    """Let so many seconds pass."""
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def tell() -> datetime:
        return now

    def pass_by(seconds: float) -> None:
        nonlocal now
        now += timedelta(seconds=seconds)

    clock.install(tell)
    return pass_by


@pytest.fixture
def make_mirror(upstream: UpstreamIndex, tmp_path: Path) -> Iterator[MakeMirror]:
    """Return a maker of mirrors of the upstream, all of one folder."""
    made: list[Mirror] = []

    def make(cache_bytes: int = 64 * MEBIBYTE, *, patience: Patience = PATIENT, **limits: float) -> Mirror:
        client = UpstreamClient(upstream.root, user_agent="strongroom/test", patience=patience)
        allowed = Limits(
            cache_bytes, seats=int(limits.get("seats", 64)), wait_seconds=limits.get("wait_seconds", 60)
        )
        made.append(Mirror(tmp_path / "upstream", client=client, limits=allowed))
        return made[-1]

    yield make
    for mirror in made:
        mirror.close()


@pytest.fixture
def mirror(make_mirror: MakeMirror) -> Mirror:
    """Return a mirror with nothing in it."""
    return make_mirror()
