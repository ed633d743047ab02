"""How long a release takes files."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.open_releases import check_release_open

BEGUN = datetime(2026, 3, 2, 12, tzinfo=UTC)
AGES = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000))


def check(age: timedelta, *, open_days: int) -> None:
    check_release_open("Release 1.0 of demo", begun_at=BEGUN, open_days=open_days, now=BEGUN + age)


@given(AGES, st.integers(1, 3000))
def test_a_release_is_open_for_its_days_and_then_closed(age: timedelta, open_days: int) -> None:
    if age <= timedelta(days=open_days):
        check(age, open_days=open_days)
        return
    with pytest.raises(UploadRefused) as refused:
        check(age, open_days=open_days)
    assert refused.value.message == (
        f"Release 1.0 of demo is closed: uploading new files to releases older than {open_days} days is not allowed, "
        "and its first file was published on 2026-03-02. Publish the file under a new version."
    )


@given(AGES)
def test_no_days_mean_for_ever(age: timedelta) -> None:
    check(age, open_days=0)
