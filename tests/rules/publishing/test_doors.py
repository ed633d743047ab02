"""What operators have closed, and what they have not."""

import pytest

from strongroom.publishing.errors import NewProjectsClosed, UploadsClosed
from strongroom.publishing.rules.doors import check_new_projects_open, check_uploads_open


@pytest.mark.parametrize("uploads", ["open", "known-projects", "closed"])
def test_an_index_that_can_only_be_read_takes_nothing(uploads: str) -> None:
    with pytest.raises(UploadsClosed, match="Read-only mode"):
        check_uploads_open(uploads, read_only=True)


def test_closed_uploads_take_nothing() -> None:
    with pytest.raises(UploadsClosed, match="temporarily disabled"):
        check_uploads_open("closed", read_only=False)


def test_known_projects_take_releases_while_no_new_ones_are_begun() -> None:
    check_uploads_open("known-projects", read_only=False)
    with pytest.raises(NewProjectsClosed, match="temporarily disabled"):
        check_new_projects_open("known-projects")


def test_what_is_open_is_open() -> None:
    check_uploads_open("open", read_only=False)
    check_new_projects_open("open")
