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
    """Have one project with two files."""
    empty_index.prepare()
    return empty_index
