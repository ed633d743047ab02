"""The sample index, prepared or still empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.simple.sample_index import SampleIndex


@pytest.fixture
def empty_index(tmp_path: Path) -> Iterator[SampleIndex]:
    """Have contents, but no pages and no records yet."""
    index = SampleIndex(tmp_path / "node")
    yield index
    index.close()


@pytest.fixture
def index(empty_index: SampleIndex) -> SampleIndex:
    """Have projects in every state."""
    empty_index.prepare()
    return empty_index


@pytest.fixture(scope="module")
def unchanged_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleIndex]:
    """Have the same, for many tests that change nothing."""
    index = SampleIndex(tmp_path_factory.mktemp("node"))
    index.prepare()
    yield index
    index.close()
