"""What arrived is what was announced, and no more than is allowed."""

import pytest

from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.digests import FileDigests, check_digests
from strongroom.publishing.rules.sizes import (
    DEFAULT_FILE_LIMIT_BYTES,
    check_file_size,
    check_not_empty,
    check_project_size,
)

COMPUTED = FileDigests(md5="a" * 32, sha256="b" * 64, blake2_256="c" * 64)


@pytest.mark.parametrize("kind", ["md5", "sha256", "blake2_256"])
def test_each_announced_digest_is_compared(kind: str) -> None:
    right = getattr(COMPUTED, kind)
    check_digests({kind: right}, computed=COMPUTED)
    with pytest.raises(UploadRefused) as refused:
        check_digests({"sha256": COMPUTED.sha256, kind: "0" * len(right)}, computed=COMPUTED)
    assert [fault.field for fault in refused.value.faults] == [f"{kind}_digest"]


def test_a_file_may_be_as_large_as_the_limit() -> None:
    check_file_size(DEFAULT_FILE_LIMIT_BYTES)
    with pytest.raises(
        UploadRefused, match=r"File too large: the limit for this project is 100 MiB a file\."
    ):
        check_file_size(DEFAULT_FILE_LIMIT_BYTES + 1)


def test_a_project_may_be_as_large_as_its_limit() -> None:
    check_project_size(3, limit_bytes=3)
    with pytest.raises(UploadRefused, match="Project size too large"):
        check_project_size(4, limit_bytes=3)


def test_an_empty_file_is_refused() -> None:
    check_not_empty(1)
    with pytest.raises(UploadRefused, match="is empty"):
        check_not_empty(0)
