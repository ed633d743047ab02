"""A last line without its end counts only where no rest of it could make another download of it, or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.downloads.rules.log_ends import counts_without_end
from strongroom.downloads.rules.log_formats import FORMATS
from tests.rules.downloads.test_log_formats import (
    ALL,
    PIP,
    WHEEL,
    Line,
    cloudfront,
    format_of,
    linehaul,
    linehaul_with_status,
    nginx,
)

EVENT = (
    f'{{"at":"2026-11-23T17:49:58+00:00","filename":"{WHEEL[-30:]}","project":"harborlight","version":"1.0","installer":"pip",'
    '"installer_version":"26.3","python_version":"3.11.7","system":"linux"}'
)
AGENT_LAST = [linehaul, linehaul_with_status]
CLOSED = [write for write in ALL.values() if write not in AGENT_LAST]


@given(
    write=st.sampled_from(list(ALL.values())), agent=st.sampled_from([PIP, '"\\', ""]), share=st.floats(0, 1)
)
def test_what_counts_of_a_line_that_was_cut_is_what_the_whole_line_says(
    write: Line, agent: str, share: float
) -> None:
    whole, log_format = write(agent=agent).encode(), format_of(write())
    cut = whole[: int(share * len(whole))]

    assert not counts_without_end(cut, log_format) or log_format.rows(cut) == log_format.rows(whole)


@pytest.mark.parametrize("write", CLOSED, ids=lambda write: write.__name__)
def test_a_whole_line_that_closes_what_it_says_counts(write: Line) -> None:
    assert counts_without_end(write().encode(), format_of(write()))


def test_an_event_of_our_own_counts_when_its_object_is_closed() -> None:
    ours = FORMATS["strongroom"](b"")

    assert ours is not None
    assert counts_without_end(EVENT.encode(), ours)
    assert not counts_without_end(EVENT[:-1].encode(), ours)


@given(rest=st.text(st.characters(exclude_characters="\n", codec="utf-8")))
def test_whatever_is_appended_to_a_combined_line_it_is_the_same_download(rest: str) -> None:
    log_format = format_of(nginx())

    assert log_format.rows((nginx() + rest).encode()) == log_format.rows(nginx().encode())


@pytest.mark.parametrize("write", AGENT_LAST, ids=lambda write: write.__name__)
@pytest.mark.parametrize("missing_bytes", [0, 1, 40])
def test_an_agent_that_could_go_on_does_not_count(write: Line, missing_bytes: int) -> None:
    line = write().encode()

    assert not counts_without_end(line[: len(line) - missing_bytes], format_of(write()))


def test_the_agent_of_cloudfront_is_closed_by_the_next_column() -> None:
    line = cloudfront().encode()
    log_format = format_of(cloudfront())

    assert counts_without_end(line[:-1], log_format)
    assert not counts_without_end(line[:-2], log_format)


def test_what_is_no_download_is_left_out_for_it_may_become_one() -> None:
    line = linehaul().encode()
    begun = line[: line.index(b"|TLS")]

    assert format_of(linehaul()).rows(begun) == [(b"", b"", b"", b"")]
    assert not counts_without_end(begun, format_of(linehaul()))
