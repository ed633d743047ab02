"""Attestations that nobody could check are refused, not lost."""

import pytest

from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.attestations import check_attestations


def test_attestations_are_refused_with_how_to_leave_them_out() -> None:
    with pytest.raises(
        UploadRefused, match=r"Invalid attestations supplied during upload.*--no-attestations"
    ):
        check_attestations("[]")


def test_none_are_none() -> None:
    check_attestations("")
