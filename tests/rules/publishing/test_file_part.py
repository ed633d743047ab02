"""The one part of a form that is a file."""

import pytest

from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.parts import check_file_part


def test_there_must_be_a_file() -> None:
    with pytest.raises(UploadRefused, match="does not have a file"):
        check_file_part(None, content_type="")


@pytest.mark.parametrize("content_type", ["image/png", "IMAGE/svg+xml"])
def test_a_picture_is_no_distribution(content_type: str) -> None:
    with pytest.raises(UploadRefused, match="is sent as"):
        check_file_part("demo.whl", content_type=content_type)


@pytest.mark.parametrize("content_type", ["", "application/octet-stream", "application/zip"])
def test_any_other_type_is_taken_and_none_too(content_type: str) -> None:
    check_file_part("demo.whl", content_type=content_type)
